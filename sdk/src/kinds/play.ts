import type { Announcement, Launcher, Tip, Walkthrough } from '../schema/wire'
import { playAnnouncement } from './announcement/playAnnouncement'
import type { Begin, Playing, Stage } from './stage'
import { playWalkthrough } from './walkthrough/playWalkthrough'

/** Content of any kind. */
export type Content = Announcement | Walkthrough | Launcher | Tip

/** Puts a campaign on the page; undefined for a kind of a later version. */
export function play(content: Content, stage: Stage, begin: Begin): Playing | undefined {
  switch (content.kind) {
    case 'announcement':
      return playAnnouncement(content, stage)
    case 'walkthrough':
    case 'survey':
      return playWalkthrough(content, stage, begin)
    default:
      return undefined
  }
}
