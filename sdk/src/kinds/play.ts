import type { Announcement, Campaign, Launcher, Tip, Walkthrough } from '../schema/wire'
import { playAnnouncement } from './announcement/playAnnouncement'
import { playLauncher } from './launcher/playLauncher'
import type { Begin, Playing, Stage } from './stage'
import { playTip } from './tip/playTip'
import { playWalkthrough } from './walkthrough/playWalkthrough'

/** Content of any kind. */
export type Content = Announcement | Walkthrough | Launcher | Tip

type Play = (content: never, stage: Stage, begin: Begin) => Playing

/** What plays each kind that this SDK knows. A map: what is no text names no kind, whatever it would be as one. */
const PLAYS = new Map<string, Play>(
  Object.entries({
    announcement: playAnnouncement,
    walkthrough: playWalkthrough,
    survey: playWalkthrough,
    launcher: playLauncher,
    checklist: playLauncher,
    helpMenu: playLauncher,
    tip: playTip,
  } satisfies Record<Campaign['kind'], Play>),
)

/** Whether this SDK knows the kind. */
export function isKnown(kind: string): boolean {
  return PLAYS.has(kind)
}

/** Whether it stands on the page as long as its audience and schedule hold, beside others; else one plays at a time. */
export function isStanding({ kind }: Campaign): boolean {
  const plays: unknown = PLAYS.get(kind)
  return plays === playLauncher || plays === playTip
}

/** Puts a campaign on the page; undefined for a kind of a later version. */
export function play(content: Content, stage: Stage, begin: Begin): Playing | undefined {
  return PLAYS.get(content.kind)?.(content as never, stage, begin)
}
