import type { Action, Item, Launcher } from '../../schema/wire'
import { createHost, followTabOrder, followTopLayer, listen, make, progressOf, standAt, stackInCorner, type Block } from '../../ui'
import { awaitElement } from '../awaitElement'
import { keepsOpen } from '../keepsOpen'
import type { Playing, Stage } from '../stage'
import { drawIcon } from './drawIcon'
import { openSheet, type Sheet } from './openSheet'

function itemsOf(blocks: Block[] = []): Item[] {
  return blocks.flatMap((block) => (block.block === 'items' ? block.items : []))
}

/** What a launcher's button consists of. */
function makeButton({ form, icon, label, hint, panel }: Launcher, { fill }: Stage, press: (event: Event) => void): HTMLElement[] {
  const name = fill(label)
  const bare = form === 'icon' || form === 'badge'
  const button = make('button', { type: 'button', class: 'launch', click: press })
  if (icon !== undefined) button.append(drawIcon(icon))
  if (bare) button.setAttribute('aria-label', name)
  else button.append(make('span', {}, name))
  if (panel !== undefined) {
    button.setAttribute('aria-haspopup', 'dialog')
    button.setAttribute('aria-expanded', 'false')
  }
  const words = hint === undefined ? (bare ? name : '') : fill(hint)
  if (words === '') return [button]
  if (hint !== undefined) button.setAttribute('aria-describedby', 'hint')
  return [button, make('span', { class: 'hint', id: 'hint', role: 'tooltip' }, words)]
}

/** Puts a launcher, checklist or help menu on the page: a button, and what pressing it does. */
export function playLauncher(content: Launcher, stage: Stage): Playing {
  const { look, fill } = stage
  const { place } = content
  const rtl = look.direction === 'rtl'
  const items = itemsOf(content.panel)
  const tasks = items.filter((item) => item.done !== undefined)
  let done = new Set(stage.done())
  let sheet: Sheet | undefined
  let over = false

  const isDone = (item: Item): boolean => done.has(item.id)
  const close = (): void => {
    sheet?.remove()
    sheet = undefined
    button?.setAttribute('aria-expanded', 'false')
  }
  const end = (): void => {
    stop()
    stage.ended('dismissed')
  }
  const act = (actions: Action[], trusted: boolean): void => {
    stage.record('campaignClicked')
    if (!keepsOpen(actions)) close()
    for (const action of actions) stage.act(action, { trusted })
    // Whoever does not want to see it does not see it; closing a button without a panel is just that.
    if (actions.some(({ do: what }) => what === 'never' || what === 'snooze' || (what === 'close' && content.panel === undefined))) end()
  }
  const open = (): void => {
    if (over || sheet !== undefined || content.panel === undefined || !root.isConnected) return
    stage.record('campaignClicked')
    const finished = tasks.length > 0 && tasks.every(isDone) ? content.finished : undefined
    sheet = openSheet({
      blocks: finished ?? content.panel,
      name: fill(content.label),
      button: button ?? host,
      host,
      stage,
      items: { isDone, isOffered: (item) => item.rule === undefined || stage.holds(item.rule) },
      act,
      closed: close,
    })
    button?.setAttribute('aria-expanded', 'true')
  }
  const press = (event: Event): void => {
    if (content.panel === undefined) act(content.actions, event.isTrusted)
    else if (sheet === undefined) open()
    else close()
  }

  const { element: host, root } = createHost(look.themes, 'low')
  const spoken = make('div', { class: 'spoken', role: 'status' })
  const count = make('span', { class: 'count', 'aria-hidden': 'true' })
  const stand = make(
    'div',
    { class: `stand as-${content.form}`, dir: look.direction, lang: look.language },
    ...makeButton(content, stage, press),
  )
  const button = stand.querySelector('button')
  // A hint must go away by the Esc key without the pointer having to move.
  listen<KeyboardEvent>(stand, 'keydown', ({ key }) => {
    if (key === 'Escape') stand.classList.add('quiet')
  })
  listen(stand, 'pointerenter focusin', () => {
    stand.classList.remove('quiet')
    // Towards the middle of the window there is room.
    const { left, top, width } = stand.getBoundingClientRect()
    stand.classList.toggle('low', top < 120)
    stand.classList.toggle('left', left + width / 2 < window.innerWidth / 2)
  })
  root.append(spoken, stand)

  const countTasks = (): void => {
    // A help menu's rules are followed, too: it has nothing to count.
    if (tasks.length === 0) return
    button?.append(count)
    const left = tasks.filter((item) => !isDone(item)).length
    count.textContent = left === 0 ? '✓' : String(left)
    button?.setAttribute('aria-label', `${fill(content.label)}, ${progressOf(tasks, { say: look.say, isDone })}`)
  }
  /** Done once is done for good: what a rule says may be another matter tomorrow. */
  const lookAtTasks = (): void => {
    const fresh = tasks.filter((item) => !isDone(item) && item.done !== undefined && stage.holds(item.done))
    if (fresh.length > 0) {
      done = new Set([...done, ...fresh.map((item) => item.id)])
      stage.keepDone([...done], tasks.every(isDone))
      if (sheet === undefined) spoken.textContent = progressOf(tasks, { say: look.say, isDone })
    }
    countTasks()
    sheet?.redraw()
  }

  const programs = items.flatMap((item) => [item.done, item.rule].filter((program) => program !== undefined))
  const unfollow = programs.length === 0 ? undefined : stage.follow(programs, lookAtTasks)
  lookAtTasks()
  const mount = (target?: Element): (() => void) => {
    const unlift = followTopLayer(host)
    const unplace = target === undefined ? stackInCorner(stage.corners, stand, place, rtl) : standAt(target, stand, place, rtl)
    const unorder = target && followTabOrder(target, root)
    stage.shown()
    return () => {
      close()
      unorder?.()
      unplace()
      unlift()
    }
  }
  const leave = place.element === undefined ? mount() : awaitElement(place.element, stage, mount)
  const stop = (): void => {
    over = true
    unfollow?.()
    leave()
  }
  return {
    dismiss: () => {
      if (sheet === undefined) return false
      close()
      return true
    },
    stop,
    open: () => {
      if (content.panel === undefined) act(content.actions, false)
      else open()
    },
  }
}
