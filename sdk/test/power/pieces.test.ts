// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from 'vitest'
import { byFrequency, mostFrequent } from '../../src/power/assets/mostFrequent'
import { readColours } from '../../src/power/assets/readColours'
import { toHex } from '../../src/power/assets/toHex'
import { createStore } from '../../src/power/createStore'
import { makeSlug } from '../../src/power/makeSlug'
import { createWords } from '../../src/power/words'

describe('ids made from names', () => {
  it.each([
    ['Überweisung ausführen', [], 'ueberweisung-ausfuehren'],
    ['Café 24!', [], 'cafe-24'],
    ['24 hours', [], 'hours'],
    ['送金', [], 'element'],
    ['Go', ['go', 'go-2'], 'go-3'],
    ['x'.repeat(80), [], 'x'.repeat(48)],
  ])('%s', (name, taken, slug) => {
    expect(makeSlug(name, taken, 'element')).toBe(slug)
    expect(slug).toMatch(/^[a-z][a-z0-9-]{0,63}$/)
  })
})

describe('colours', () => {
  it.each([
    ['rgb(11, 110, 79)', '#0b6e4f'],
    ['rgba(11, 110, 79, 0.5)', '#0b6e4f'],
    ['rgb(11 110 79 / 50%)', '#0b6e4f'],
    ['rgba(0, 0, 0, 0)', undefined],
    ['', undefined],
  ])('%s', (computed, hex) => {
    expect(toHex(computed)).toBe(hex)
  })

  it('the most frequent value wins, of equals the first', () => {
    expect(mostFrequent(['a', 'b', undefined, 'b'])).toBe('b')
    expect(byFrequency(['a', 'b'])).toEqual(['a', 'b'])
    expect(mostFrequent<string>([])).toBeUndefined()
  })

  type Paint = [tag: string, style: Partial<CSSStyleDeclaration>, text: string]
  const LINK: Paint = ['a', { color: 'rgb(0, 0, 200)' }, 'Link']

  const paintPage = (...paints: Paint[]): void => {
    document.body.replaceChildren()
    document.body.style.backgroundColor = 'rgb(250, 250, 250)'
    document.body.style.color = 'rgb(20, 20, 20)'
    for (const [tag, style, text] of paints) {
      const element = document.createElement(tag)
      element.textContent = text
      if (tag === 'a') element.setAttribute('href', '/x')
      Object.assign(element.style, style)
      document.body.append(element)
    }
  }

  it('are read from what the page paints its buttons, links and text with', () => {
    paintPage(
      ['button', { backgroundColor: 'rgb(11, 110, 79)', color: 'rgb(255, 255, 255)', borderTopLeftRadius: '6px' }, 'Go on'],
      ['button', { backgroundColor: 'rgb(240, 240, 240)' }, 'Grey'],
      ['button', { backgroundColor: 'rgb(240, 240, 240)' }, 'Grey'],
      LINK,
    )
    expect(readColours(document)).toMatchObject({
      background: '#fafafa',
      text: '#141414',
      primary: '#0b6e4f',
      onPrimary: '#ffffff',
      link: '#0000c8',
      radius: 6,
    })
  })

  it('of a white button, which stands on a coloured ground there, give way to that of links', () => {
    paintPage(['button', { backgroundColor: 'rgb(255, 255, 255)', color: 'rgb(20, 20, 20)' }, 'Transfer'], LINK)
    expect(readColours(document)).toMatchObject({ primary: '#0000c8', onPrimary: '#fafafa', link: '#0000c8' })
  })

  it('of a black button are the brand, grey as they are', () => {
    paintPage(['button', { backgroundColor: 'rgb(0, 0, 0)', color: 'rgb(255, 255, 255)' }, 'Buy now'], LINK)
    expect(readColours(document)).toMatchObject({ primary: '#000000', onPrimary: '#ffffff' })
  })
})

describe('the session’s store', () => {
  beforeEach(() => {
    sessionStorage.clear()
  })
  const screen = { id: 's', name: 'S', rule: { variable: 'path', operator: 'equals', value: '/' } } as const

  it('survives a page load and counts what is not saved', () => {
    const store = createStore('bank')
    expect(store.unsaved()).toBe(0)
    store.change({ screens: [screen], draft: { name: 'x', steps: [{ title: 'a', text: '', advance: 'nextButton' }] } })
    const afterLoad = createStore('bank')
    expect(afterLoad.unsaved()).toBe(2)
    afterLoad.change({ saved: ['s', 'draft'] })
    expect(createStore('bank').unsaved()).toBe(0)
  })

  it('keeps applications apart and forgets when told', () => {
    const store = createStore('bank')
    store.change({ screens: [screen] })
    expect(createStore('shop').read().screens).toEqual([])
    store.clear()
    expect(createStore('bank').read().screens).toEqual([])
  })

  it('tells who listens', () => {
    const store = createStore('bank')
    let told = 0
    store.listen(() => {
      told++
    })
    store.change({ screens: [screen] })
    expect(told).toBe(1)
  })
})

describe('the words of Power Mode', () => {
  it('come in German and English, with their places filled', () => {
    expect(createWords('de-AT')('matches', { n: 2 })).toBe('Treffer: 2')
    expect(createWords('fr')('matches', { n: 2 })).toBe('Matches: 2')
  })
})
