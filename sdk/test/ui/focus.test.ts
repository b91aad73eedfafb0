// @vitest-environment jsdom
import { beforeEach, expect, it } from 'vitest'
import { make } from '../../src/ui'
import { focusables, nextInRing } from '../../src/ui/focus'

const button = (name: string): HTMLButtonElement => make('button', { type: 'button' }, name)

let panel: HTMLElement
let target: HTMLElement
const next = button('next')
const close = button('close')
const first = button('first')
const last = button('last')

beforeEach(() => {
  panel = make('div', { tabindex: '-1' }, next, close)
  target = make('div', {}, first, make('span', {}, 'text'), last)
  document.body.replaceChildren(panel, target)
})

it('knows what the Tab key reaches', () => {
  first.setAttribute('disabled', '')
  expect(focusables(target)).toEqual([last])
  first.removeAttribute('disabled')
  expect(focusables(panel)).toEqual([next, close])
})

it('leads from the panel to the element it speaks about, and back', () => {
  expect(nextInRing(panel, target, close, false)).toBe(first)
  expect(nextInRing(panel, target, last, false)).toBe(next)
  expect(nextInRing(panel, target, next, true)).toBe(last)
  expect(nextInRing(panel, target, first, true)).toBe(close)
  expect(nextInRing(panel, target, panel, true)).toBe(last)
})

it('leaves the order inside to the browser', () => {
  expect(nextInRing(panel, target, next, false)).toBeUndefined()
  expect(nextInRing(panel, target, last, true)).toBeUndefined()
  expect(nextInRing(panel, target, panel, false)).toBeUndefined()
})

it('goes round in the panel alone where the element takes no focus', () => {
  expect(nextInRing(panel, make('p'), close, false)).toBe(next)
  expect(nextInRing(panel, undefined, next, true)).toBe(close)
})

it('lets people who went elsewhere be', () => {
  expect(nextInRing(panel, target, document.body, false)).toBeUndefined()
})
