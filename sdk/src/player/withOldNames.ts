import type { Handrail } from './createHandrail'
import type { StartResult } from './options'

/** Names that pages may still use from the product they come from. */
export interface OldNames {
  setUserID: Handrail['setUserId']
  setScreenID: Handrail['setScreenId']
  sendGoal: Handrail['sendTrackedEvent']
  startWithSelfHosted(key: string, trust: string, selfHostedUrl: string): Promise<StartResult>
}

/** The SDK with its old names beside the new ones. */
export function withOldNames(handrail: Handrail): Handrail & OldNames {
  return {
    ...handrail,
    setUserID: handrail.setUserId,
    setScreenID: handrail.setScreenId,
    sendGoal: handrail.sendTrackedEvent,
    startWithSelfHosted: (key, trust, selfHostedUrl) => handrail.start(key, trust, selfHostedUrl),
  }
}
