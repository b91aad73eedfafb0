import type { Action, Announcement } from '../../schema/wire'
import { openPanel, renderBlocks } from '../../ui'
import { keepsOpen } from '../keepsOpen'
import type { Ending, Playing, Stage } from '../stage'

/** Shows an announcement until a person closes it. */
export function playAnnouncement(content: Announcement, stage: Stage): Playing {
  const { look } = stage
  const modal = content.form === 'modal' || content.form === 'fullScreen'
  let over = false

  const end = (how: Ending): void => {
    if (over) return
    over = true
    panel.remove()
    stage.ended(how)
  }
  const act = (actions: Action[], trusted: boolean): void => {
    stage.record('campaignClicked')
    for (const action of actions) stage.act(action, { trusted })
    // What only tells the page or counts leaves it open.
    if (!keepsOpen(actions)) end('completed')
  }
  const follow = (): void => {
    stage.record('campaignClicked')
  }
  const { fill, load } = stage
  const panel = openPanel({
    look,
    form: content.form,
    ...(content.form === 'banner' ? { placement: content.position } : {}),
    modal,
    name: look.say('announcement'),
    content: renderBlocks(content.blocks, { ...look, fill, load, act, follow }),
    closable: content.closable,
    closed: () => {
      end('dismissed')
    },
  })
  return {
    dismiss: () => {
      end('dismissed')
      return true
    },
    stop: () => {
      if (over) return
      over = true
      panel.remove()
    },
  }
}
