// @vitest-environment jsdom
import { expect, it, vi } from 'vitest'
import { record, searchRoots, toWire } from '../../src/locator'
import { startSearch } from '../../src/locator/find'
import { findAlone } from '../../src/locator/findAlone'
import { findAmongAll } from '../../src/locator/findAmongAll'

const KEY = 'bank-7f3a'

// jsdom has none; every character may be written by its number.
vi.stubGlobal('CSS', { escape: (text: string) => [...text].map((one) => `\\${one.codePointAt(0)?.toString(16)} `).join('') })
// Nor has it a layout.
Element.prototype.checkVisibility = function (): boolean {
  return this.closest('[hidden]') === null
}

/** A generator of whole numbers below a bound, the same ones every time (Park & Miller 1988). */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 48271) % 2147483647
    return state % below
  }
}

type Pick = <T>(of: readonly T[]) => T

function field(pick: Pick): HTMLElement {
  const element = document.createElement(pick(['button', 'a', 'input', 'div']))
  const some = (name: string, values: readonly string[]): void => {
    const value = pick(['', ...values])
    if (value !== '') element.setAttribute(name, value)
  }
  some('id', ['go', 'stop', 'a b'])
  some('name', ['iban', 'amount'])
  some('data-testid', ['save', 'x="y"'])
  some('href', ['/pay', '/accounts/12345'])
  some('role', ['button', 'link'])
  some('type', ['radio', 'text'])
  element.hidden = pick([false, false, true])
  if (element.localName !== 'input') element.textContent = pick(['Save', 'Pay now', 'Help', '7'])
  return element
}

function page(pick: Pick, small: readonly number[]): void {
  document.documentElement.lang = pick(['en', 'en', 'de'])
  document.body.replaceChildren(
    ...Array.from({ length: 1 + pick(small) }, () => {
      const section = document.createElement(pick(['section', 'main']))
      const inner = pick([0, 0, 1]) === 1 ? section.attachShadow({ mode: 'open' }) : section
      inner.append(...Array.from({ length: 1 + pick(small) }, () => field(pick)))
      return section
    }),
  )
}

/** What a release may do: another page, doubles, or another element that took over the text. */
function change(target: Element, pick: Pick): void {
  const how = pick([0, 1, 2, 2])
  if (how === 0) {
    page(pick, [0, 1, 2])
    return
  }
  const twin = target.cloneNode(true) as Element
  if (how === 2) {
    for (const name of ['id', 'name', 'href', 'data-testid']) twin.removeAttribute(name)
    target.textContent = pick(['Save', 'Gone'])
  }
  target.after(twin)
}

it('what is found alone is what the comparison with all elements finds, on 4,000 random pairs of pages', () => {
  const below = numbers(7)
  const pick: Pick = (of) => of[below(of.length)] as (typeof of)[number]
  let quick = 0
  let other = 0
  for (let round = 0; round < 4_000; round++) {
    page(pick, [0, 1, 2])
    const drawn = [...document.querySelectorAll('section > *, main > *')]
    const target = drawn.length > 0 ? pick(drawn) : undefined
    if (target === undefined) continue
    const locator = toWire(record(target), KEY)
    change(target, pick)
    const search = startSearch(locator, KEY, document, searchRoots(document))
    const alone = findAlone(search)
    if (alone === undefined) other++
    else {
      quick++
      expect(alone).toEqual(findAmongAll(search))
    }
  }
  // Neither way is rare.
  expect(quick).toBeGreaterThan(200)
  expect(other).toBeGreaterThan(400)
}, 60_000)
