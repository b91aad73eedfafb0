// @vitest-environment jsdom
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { playLauncher } from '../../src/kinds/launcher/playLauncher'
import type { Playing } from '../../src/kinds/stage'
import { playTip } from '../../src/kinds/tip/playTip'
import type { Item, Launcher, Tip } from '../../src/schema/wire'
import { furnishPage, makeRig, ours, press, rule, type Rig } from './stageDouble'

const CORNER: Launcher['place'] = { position: 'bottomEnd', offsetX: 0, offsetY: 0 }
const texts = (selector: string): string[] => ours(selector).map((each) => each.textContent)
let playing: Playing | undefined

function launcher(more: Partial<Launcher> = {}): Launcher {
  return { kind: 'launcher', place: CORNER, form: 'button', label: 'Help', actions: [{ do: 'startCampaign', campaign: 'tour' }], ...more }
}

function list(items: Partial<Item>[], more: Partial<Launcher> = {}): Launcher {
  const lines = items.map((item, index) => ({ id: `i${index}`, label: `Line ${index}`, actions: [], ...item }))
  return launcher({ actions: [], panel: [{ block: 'items', search: more.kind === 'helpMenu', items: lines }], ...more })
}

function put(content: Launcher | Tip, rig: Rig): void {
  playing = content.kind === 'tip' ? playTip(content, rig.stage) : playLauncher(content, rig.stage)
}

function field(id: string): HTMLInputElement {
  const input = document.createElement('input')
  input.id = id
  document.body.append(input)
  return input
}

const key = (name: string): boolean => document.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, composed: true }))

beforeAll(furnishPage)
afterEach(() => {
  playing?.stop()
  vi.useRealTimers()
  expect(document.querySelectorAll('[data-handrail-ui]')).toHaveLength(0)
  document.body.replaceChildren()
})

describe('a launcher', () => {
  it('runs its actions, and tells that no person pressed where a script did', () => {
    const rig = makeRig()
    put(launcher(), rig)
    press('Help')
    expect(rig.acted).toEqual([{ do: 'startCampaign', trusted: false }])
    expect(rig.recorded).toEqual(['shown', 'campaignClicked'])
  })

  it('has a name even where only its icon is seen', () => {
    put(launcher({ form: 'icon', icon: 'M0 0h24v24H0z' }), makeRig())
    expect(ours('button')[0]?.getAttribute('aria-label')).toBe('Help')
    expect(ours('button')[0]?.querySelector('path')).not.toBeNull()
  })

  it('goes when the person wants it never or later', () => {
    const rig = makeRig()
    put(launcher({ actions: [{ do: 'never' }] }), rig)
    press('Help')
    expect([rig.ended, ours('button')]).toEqual([['dismissed'], []])
  })

  it('comes and goes with its element', async () => {
    const rig = makeRig()
    put(launcher({ place: { ...CORNER, element: 'pay' } }), rig)
    expect(ours('button')).toHaveLength(0)
    const pay = field('pay')
    rig.elements.pay = pay
    await vi.waitFor(() => expect(ours('button')).toHaveLength(1))
    pay.remove()
    await vi.waitFor(() => expect(ours('button')).toHaveLength(0))
  })
})

describe('a help menu', () => {
  const menu = list(
    [
      { label: 'Überweisung', keywords: 'iban', actions: [{ do: 'openLink', link: '/t', newTab: true }] },
      { label: 'Card', rule: rule('attribute:vip', 'isTrue') },
    ],
    { kind: 'helpMenu' },
  )
  const search = (words: string): void => {
    const [input] = ours<HTMLInputElement>('input')
    if (input === undefined) throw new Error('no search field')
    input.value = words
    input.dispatchEvent(new Event('input'))
  }

  it('opens, moves the focus into the search, and closes by Esc with the focus back on its button', () => {
    put(menu, makeRig())
    const button = ours('button')[0]
    button?.click()
    expect(button?.getAttribute('aria-expanded')).toBe('true')
    expect(ours('.sheet')[0]?.getAttribute('role')).toBe('dialog')
    const host = [...document.querySelectorAll('[data-handrail-ui]')].at(-1)
    expect(host?.shadowRoot?.activeElement?.getAttribute('type')).toBe('search')
    host?.shadowRoot?.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true }))
    expect([ours('.sheet').length, button?.getAttribute('aria-expanded')]).toEqual([0, 'false'])
    expect((button?.getRootNode() as ShadowRoot).activeElement).toBe(button)
  })

  it('finds lines by words, without accents and case, and by keywords nobody sees', () => {
    put(menu, makeRig())
    press('Help')
    search('UBERW')
    expect(texts('.items li')).toEqual(['Überweisung ([newTab])'])
    search('iban')
    expect(texts('.items li')).toHaveLength(1)
    search('zzz')
    expect([texts('.items li'), texts('.note')]).toEqual([[], ['[nothingFound]']])
  })

  it('offers a line only where its rule holds, and looks again when that may have changed', () => {
    const rig = makeRig()
    put(menu, rig)
    press('Help')
    expect(texts('.items li')).toHaveLength(1)
    rig.values['attribute:vip'] = true
    rig.wake()
    expect(texts('.items li')).toHaveLength(2)
  })

  it('keeps its name when a rule of a line wakes: it has nothing to count', () => {
    const rig = makeRig()
    put(list([{ rule: rule('attribute:plan', 'equals', 'pro') }], { kind: 'helpMenu' }), rig)
    rig.wake()
    expect(ours('button')[0]?.getAttribute('aria-label')).toBeNull()
    expect(ours('button')[0]?.textContent).toBe('Help')
  })

  it('closes when the person turns to the page', () => {
    put(menu, makeRig())
    press('Help')
    document.body.dispatchEvent(new Event('pointerdown', { bubbles: true, composed: true }))
    expect(ours('.sheet')).toHaveLength(0)
  })

  it('closes by the back button of an app, and says whether it was open', () => {
    put(menu, makeRig())
    expect(playing?.dismiss()).toBe(false)
    playing?.open?.()
    expect([playing?.dismiss(), ours('.sheet').length]).toEqual([true, 0])
  })
})

describe('a checklist', () => {
  const tasks = list(
    [
      { id: 'tour', done: rule('campaignCompleted:tour', 'isTrue'), actions: [{ do: 'startCampaign', campaign: 'tour' }] },
      { id: 'paid', done: rule('trackedEventCount:paid', 'atLeast', 1) },
    ],
    { kind: 'checklist', finished: [{ block: 'heading', line: [{ text: 'All done', bold: false, italic: false }] }] },
  )

  it('ticks a task off when its rule holds, and keeps it', () => {
    const rig = makeRig()
    put(tasks, rig)
    press('Help')
    expect([texts('.note'), texts('.count')]).toEqual([['0/2'], ['2']])
    rig.values['trackedEventCount:paid'] = 1
    rig.wake()
    expect([rig.done, texts('.note'), texts('.done')]).toEqual([['paid'], ['1/2'], ['✓Line 1, [done]']])
    rig.values['trackedEventCount:paid'] = 0
    rig.wake()
    expect([rig.done, texts('.note')]).toEqual([['paid'], ['1/2']])
  })

  it('says the progress where the list is closed', () => {
    const rig = makeRig()
    put(tasks, rig)
    rig.values['trackedEventCount:paid'] = 1
    rig.wake()
    expect(texts('.spoken')).toContain('1/2')
    expect(ours('button')[0]?.getAttribute('aria-label')).toBe('Help, 1/2')
  })

  it('is completed with the last task, and shows what is said then', () => {
    const rig = makeRig()
    rig.done = ['paid']
    put(tasks, rig)
    expect(rig.completed).toBe(false)
    rig.values['campaignCompleted:tour'] = true
    rig.wake()
    expect(rig.completed).toBe(true)
    press('Help')
    expect([texts('h2'), texts('.items')]).toEqual([['All done'], []])
  })
})

describe('a tip', () => {
  const tip = (more: Partial<Tip> = {}): Tip => ({
    kind: 'tip',
    element: 'iban',
    show: 'hover',
    mark: false,
    placement: 'auto',
    blocks: [{ block: 'text', paragraphs: [[{ text: 'On your card', bold: false, italic: false }]] }],
    ...more,
  })
  const here = (rig: Rig): HTMLInputElement => {
    const input = field('iban')
    input.setAttribute('aria-describedby', 'own')
    rig.elements.iban = input
    return input
  }
  const described = (input: HTMLElement): string =>
    input
      .getAttribute('aria-describedby')
      ?.split(' ')
      .map((id) => document.getElementById(id)?.textContent ?? id)
      .join('|') ?? ''

  it('shows to who is in the field already when it comes, if focus is what shows it', () => {
    const rig = makeRig()
    const input = here(rig)
    input.focus()
    put(tip({ show: 'focus' }), rig)
    expect(ours('.tip')).toHaveLength(1)
  })

  it('shows on hover and focus, describes its element, and leaves the page as it was', () => {
    const rig = makeRig()
    const input = here(rig)
    put(tip(), rig)
    expect([described(input), ours('.tip').length, rig.recorded]).toEqual(['own|On your card', 0, []])
    input.dispatchEvent(new Event('pointerenter'))
    expect([texts('.tip'), ours('.tip')[0]?.getAttribute('role'), rig.recorded]).toEqual([['On your card'], 'note', ['shown']])
    key('Escape')
    expect(ours('.tip')).toHaveLength(0)
    input.focus()
    expect(ours('.tip')).toHaveLength(1)
    playing?.stop()
    expect([input.getAttribute('aria-describedby'), ours('.tip').length]).toEqual(['own', 0])
  })

  it('stays while the pointer moves onto it, and goes a moment after it left', () => {
    vi.useFakeTimers()
    const rig = makeRig()
    const input = here(rig)
    put(tip(), rig)
    input.dispatchEvent(new Event('pointerenter'))
    input.dispatchEvent(new Event('pointerleave'))
    vi.advanceTimersByTime(200)
    ours('.tip')[0]?.dispatchEvent(new Event('pointerenter'))
    vi.advanceTimersByTime(500)
    expect(ours('.tip')).toHaveLength(1)
    ours('.tip')[0]?.dispatchEvent(new Event('pointerleave'))
    vi.advanceTimersByTime(300)
    expect(ours('.tip')).toHaveLength(0)
  })

  it('has a mark that keys and presses reach right after its element', () => {
    const rig = makeRig()
    const input = here(rig)
    put(tip({ mark: true }), rig)
    const mark = ours('button')[0]
    expect(mark?.getAttribute('aria-label')).toBe('On your card')
    input.focus()
    expect(ours('.tip')).toHaveLength(0)
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Tab', bubbles: true, composed: true, cancelable: true }))
    expect((mark?.getRootNode() as ShadowRoot).activeElement).toBe(mark)
    expect(ours('.tip')).toHaveLength(1)
  })

  it('about a wrong value waits until the field is left, is announced, and goes once the value is right', () => {
    vi.useFakeTimers()
    const rig = makeRig()
    const input = here(rig)
    put(tip({ show: 'invalid', valid: rule('elementValue:iban', 'startsWith', 'DE') }), rig)
    input.dispatchEvent(new Event('focusout'))
    expect(ours('.tip')).toHaveLength(0)
    input.value = 'FR'
    rig.values['elementValue:iban'] = 'FR'
    input.dispatchEvent(new Event('input'))
    expect(ours('.tip')).toHaveLength(0)
    input.dispatchEvent(new Event('change'))
    vi.advanceTimersByTime(200)
    expect([texts('.tip.invalid').length, texts('[role=status]'), described(input)]).toEqual([1, ['On your card'], 'own|On your card'])
    rig.values['elementValue:iban'] = 'DE12'
    input.dispatchEvent(new Event('input'))
    expect([ours('.tip').length, input.getAttribute('aria-describedby')]).toEqual([0, 'own'])
  })
})
