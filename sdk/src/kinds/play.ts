import type { Announcement, Campaign, Launcher, Tip, Walkthrough } from '../schema/wire'
import { playAnnouncement } from './announcement/playAnnouncement'
import { playLauncher } from './launcher/playLauncher'
import type { Begin, Playing, Stage } from './stage'
import { playTip } from './tip/playTip'
import { playWalkthrough } from './walkthrough/playWalkthrough'

/** Content of any kind. */
export type Content = Announcement | Walkthrough | Launcher | Tip

const STANDING = new Set<string>(['launcher', 'tip', 'checklist', 'helpMenu'] satisfies Campaign['kind'][])

/** Kinds that this SDK knows. */
export const KINDS = new Set<string>(['announcement', 'walkthrough', 'survey', ...STANDING])

/** Whether it stands on the page as long as its audience and schedule hold, beside others; else one plays at a time. */
export function isStanding(campaign: Campaign): boolean {
  return STANDING.has(campaign.kind)
}

/** Puts a campaign on the page; undefined for a kind of a later version. */
export function play(content: Content, stage: Stage, begin: Begin): Playing | undefined {
  switch (content.kind) {
    case 'announcement':
      return playAnnouncement(content, stage)
    case 'walkthrough':
    case 'survey':
      return playWalkthrough(content, stage, begin)
    case 'launcher':
    case 'checklist':
    case 'helpMenu':
      return playLauncher(content, stage)
    case 'tip':
      return playTip(content, stage)
    default:
      return undefined
  }
}
