import type { Campaign } from '../schema/wire'
import { reasonsAgainst, type Situation } from './reasonsAgainst'

/** Whether a campaign would start by itself now, and why not. */
export interface CampaignDiagnosis {
  campaign: string
  shows: boolean
  /** In words for developers, rule by rule. */
  reasons: string[]
}

/** Says for every campaign why it would or would not show now. */
export function diagnoseCampaigns(campaigns: Campaign[], situation: Situation): CampaignDiagnosis[] {
  return campaigns.map((campaign) => {
    const reasons = [...reasonsAgainst(campaign, situation)]
    return { campaign: campaign.id, shows: reasons.length === 0, reasons }
  })
}
