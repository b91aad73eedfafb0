import type { Live } from './createContent'

/** All that makes a campaign look as it does, as one text; undefined where it may not show. */
export function looksOf(live: Live | undefined, id: string | undefined): string | undefined {
  const campaign = live?.boot.campaigns.find((one) => one.id === id)
  if (live === undefined || campaign === undefined || live.verified.pointer.off.includes(campaign.id)) return undefined
  const { language, themes, words, elements } = live.boot
  return JSON.stringify([campaign.content, campaign.blob, campaign.theme, language, themes, words, elements])
}
