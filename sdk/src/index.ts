import { createHandrail } from './player/createHandrail'
import { withOldNames } from './player/withOldNames'

export { createHandrail, type Handrail as HandrailApi, type Report, type Scalar } from './player/createHandrail'
export type { Given } from './player/createAttributes'
export type { CampaignDiagnosis } from './player/diagnose'
export type { ActionNotice, Callbacks, CampaignNotice, ErrorNotice, EventType, Selector, StartOptions, StartResult } from './player/options'
export type { OldNames } from './player/withOldNames'
export type { Event as RecordedEvent } from './schema/wire'

/** The SDK of a page that bundles it: the ES module handrail.mjs and the npm package. */
export const Handrail = withOldNames(createHandrail())
/** The same under its old name. */
export const ABBI = Handrail
