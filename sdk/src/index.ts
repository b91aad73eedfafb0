import { createHandrail as makeHandrail, type Handrail as HandrailApi } from './player/createHandrail'
import { withOldNames } from './player/withOldNames'

export type { Handrail as HandrailApi, Report, Scalar } from './player/createHandrail'
export type { Given } from './player/createAttributes'
export type { CampaignDiagnosis } from './player/diagnose'
export type { ActionNotice, Callbacks, CampaignNotice, ErrorNotice, EventType, Selector, StartOptions, StartResult } from './player/options'
export type { OldNames } from './player/withOldNames'
export { seedOf } from './hybrid/seed'
export type { Event as RecordedEvent } from './schema/wire'

/** Makes an SDK of its own. Two on one page do not disturb each other. */
export function createHandrail(): HandrailApi {
  return makeHandrail()
}

/** The SDK of a page that bundles it: the ES module handrail.mjs and the npm package. */
export const Handrail = withOldNames(makeHandrail())
/** The same under its old name. */
export const ABBI = Handrail
