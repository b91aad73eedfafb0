// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createLocator, grade, record, toWire, type FindResult } from '../../src/locator'

const KEY = 'bank-7f3a'

// jsdom has none; every character may be written by its number.
vi.stubGlobal('CSS', { escape: (text: string) => [...text].map((one) => `\\${one.codePointAt(0)?.toString(16)} `).join('') })

function show(body: string, language = 'en'): void {
  document.documentElement.lang = language
  const range = document.createRange()
  range.selectNodeContents(document.body)
  // eslint-disable-next-line no-restricted-syntax -- the page of a test, not somebody's page
  document.body.replaceChildren(range.createContextualFragment(body))
}

function only(selector: string): Element {
  const element = document.querySelector(selector)
  if (element === null) throw new Error(`the test page has no ${selector}`)
  return element
}

/** Records on one page, looks for it on another. */
function afterwards(selector: string, change: () => void): FindResult {
  const wire = toWire(record(only(selector)), KEY)
  change()
  return createLocator(KEY).find(wire)
}

const FORM = `<header><nav><a href="/start">Start</a><a href="/transfer">Transfer</a></nav></header>
<main><h1>Transfer</h1><form id="transfer"><label>IBAN <input id="iban" name="iban"></label>
<label>Amount <input name="amount" inputmode="decimal"></label>
<button type="button">Back</button><button type="submit">Continue</button></form></main>`
const FORM_DE = FORM.replace('>Transfer</h1>', '>Überweisung</h1>')
  .replace('>Transfer</a>', '>Überweisen</a>')
  .replace('Amount', 'Betrag')
  .replace('Back', 'Zurück')
  .replace('Continue', 'Weiter')

describe('an element on the page it was recorded on', () => {
  beforeEach(() => {
    show(FORM)
  })

  it.each(['#iban', '[name=amount]', '[type=submit]', 'a[href="/transfer"]', 'h1', 'form'])('%s is found, unchanged', (selector) => {
    const element = only(selector)
    expect(afterwards(selector, () => undefined)).toEqual({ status: 'found', element })
  })

  it('ships no readable text', () => {
    const wire = toWire(record(only('[type=submit]')), KEY)
    expect(JSON.stringify(wire)).not.toContain('Continue')
    expect(wire.textHash).toMatch(/^[0-9a-f]{16}$/)
  })
})

describe('after a new release', () => {
  beforeEach(() => {
    show(FORM)
  })

  it('a reworded element with its own id is found, and the change is told', () => {
    const result = afterwards('#iban', () => {
      show(FORM.replace('IBAN', 'Account of the payee'))
    })
    expect(result).toMatchObject({ status: 'found', element: only('#iban'), changed: ['text'] })
  })

  it('an element that lost its id is found by its name and text', () => {
    const result = afterwards('#iban', () => {
      show(FORM.replace('id="iban" ', ''))
    })
    expect(result).toMatchObject({ status: 'found', element: only('[name=iban]') })
  })

  it('a button wrapped in new boxes is found by its text', () => {
    const result = afterwards('[type=submit]', () => {
      show(FORM.replace('<button type="submit">Continue</button>', '<div><button type="submit">Continue</button></div>'))
    })
    expect(result).toMatchObject({ status: 'found', element: only('[type=submit]') })
  })

  it('a button that is gone is missing: its neighbour is not taken for it', () => {
    const result = afterwards('[type=submit]', () => {
      show(FORM.replace('<button type="submit">Continue</button>', ''))
    })
    expect(result.status).toBe('missing')
  })

  it('a button replaced by another one in the same place is missing', () => {
    const result = afterwards('[type=submit]', () => {
      show(FORM.replace('Continue', 'Delete account'))
    })
    expect(result).toMatchObject({ status: 'missing', reasons: expect.arrayContaining(['text']) as unknown })
  })

  it('a developer id outlives everything else', () => {
    show('<main><button data-testid="go">Continue</button></main>')
    const result = afterwards('button', () => {
      show('<section><div><a href="/x" data-testid="go">Weiter</a></div><button>Continue</button></section>')
    })
    expect(result).toMatchObject({ status: 'found', element: only('a') })
  })

  it('a developer id that went away is not replaced by a mere likeness of text', () => {
    show('<main><button data-testid="go">Continue</button></main>')
    const result = afterwards('button', () => {
      show('<main><button data-testid="other">Continue</button></main>')
    })
    expect(result.status).toBe('missing')
  })
})

describe('look-alikes', () => {
  const LIST = '<ul id="cards"><li><button>Lock</button></li><li><button>Lock</button></li><li><button>Lock</button></li></ul>'

  it('are told apart by position as long as nothing moved', () => {
    show(LIST)
    const second = only('li:nth-child(2) button')
    expect(afterwards('li:nth-child(2) button', () => undefined)).toMatchObject({ status: 'found', element: second })
  })

  it('are refused as ambiguous once one of them is gone', () => {
    show(LIST)
    const result = afterwards('li:nth-child(2) button', () => {
      show(LIST.replace('<li><button>Lock</button></li>', ''))
    })
    expect(result).toMatchObject({ status: 'ambiguous', count: 2 })
  })

  it('are refused even when a single one is left: it may be the wrong one', () => {
    show(LIST)
    const result = afterwards('li:nth-child(2) button', () => {
      show('<ul id="cards"><li><button>Lock</button></li></ul>')
    })
    expect(result.status).toBe('missing')
  })

  it('are counted, however many', () => {
    show(`<ul>${'<li><b>Row</b></li>'.repeat(100)}</ul>`)
    const result = afterwards('li:nth-child(7) b', () => {
      show(`<ul>${'<li><b>Row</b></li>'.repeat(99)}</ul>`)
    })
    expect(result).toMatchObject({ status: 'ambiguous', count: 99 })
  })

  it('two elements with the same developer id are refused', () => {
    show('<main><button data-testid="go">A</button></main>')
    const result = afterwards('button', () => {
      show('<main><p><i data-testid="go">B</i></p><p><i data-testid="go">C</i></p></main>')
    })
    expect(result).toMatchObject({ status: 'ambiguous', count: 2 })
  })
})

describe('in another language', () => {
  it.each(['#iban', '[name=amount]', '[type=submit]', '[type=button]', 'a[href="/transfer"]', 'h1'])('%s is found', (selector) => {
    show(FORM, 'en')
    const result = afterwards(selector, () => {
      show(FORM_DE, 'de')
    })
    expect(result).toEqual({ status: 'found', element: only(selector) })
  })

  it('a position on a page of another skeleton is refused', () => {
    show(FORM, 'en')
    const result = afterwards('[type=submit]', () => {
      show(FORM_DE.replace('id="transfer"', '').replace('name="iban"', 'name="account"'), 'de')
    })
    expect(result.status).toBe('missing')
  })

  it('a text that differs although the language did not change condemns a mere position', () => {
    show(FORM, 'en')
    const result = afterwards('[type=submit]', () => {
      show(FORM_DE, 'en')
    })
    expect(result.status).toBe('missing')
  })
})

describe('what looks right and is wrong', () => {
  it('a link elsewhere that leads to the same page is not the captured one in another language', () => {
    show('<nav><a href="/cards">Cards</a></nav><main id="main"><p><a href="/cards">All about your card</a></p></main>')
    const result = afterwards('main a', () => {
      show('<nav><a href="/cards">Karten</a></nav><main id="main"><p>Nichts</p></main>', 'de')
    })
    expect(result.status).toBe('missing')
  })

  it('a button of the same words in another form is not the captured one', () => {
    show('<main><form id="profile"><p>x</p><button>Save changes</button></form></main>')
    const result = afterwards('button', () => {
      show('<main><form id="limits"><p>x</p><p>y</p><button>Save changes</button></form></main>')
    })
    expect(result.status).toBe('missing')
  })

  it('the radio button that is left is not the one that went', () => {
    show('<fieldset><label><input type="radio" name="post"> Online</label><label><input type="radio" name="post"> Paper</label></fieldset>')
    const result = afterwards('label:first-of-type input', () => {
      show('<fieldset><label><input type="radio" name="post"> Paper</label></fieldset>')
    })
    expect(result.status).toBe('missing')
  })
})

describe('shadow roots and frames', () => {
  it('an element in an open shadow root is found', () => {
    show('<x-menu></x-menu>')
    const root = only('x-menu').attachShadow({ mode: 'open' })
    const button = document.createElement('button')
    button.textContent = 'Settings'
    root.append(button)
    const authored = record(button)
    expect(authored.within).toEqual(['x-menu'])
    expect(createLocator(KEY).find(toWire(authored, KEY))).toEqual({ status: 'found', element: button })
  })

  it('an element in a frame of the same origin is found', () => {
    show('<iframe></iframe>')
    const inner = (only('iframe') as HTMLIFrameElement).contentDocument
    if (inner === null) throw new Error('no frame document')
    const button = inner.createElement('button')
    button.textContent = 'Settings'
    inner.body.append(button)
    const authored = record(button)
    expect(authored.within).toEqual(['iframe'])
    expect(createLocator(KEY).find(toWire(authored, KEY))).toEqual({ status: 'found', element: button })
  })

  it('closed shadow roots stay closed', () => {
    show('<x-menu></x-menu><button>Settings</button>')
    const wire = toWire(record(only('button')), KEY)
    const button = only('button')
    only('x-menu').attachShadow({ mode: 'closed' }).append(button)
    expect(createLocator(KEY).find(wire).status).toBe('missing')
  })
})

describe('what is never recorded', () => {
  it.each([
    ['a typed value', '<input name="q" value="4111 secret">'],
    ['a password', '<input type="password" name="pin" value="secret">'],
    ['a card number', '<label>Card <input autocomplete="cc-number" name="card" value="secret"></label>'],
    ['a text area', '<label>Note <textarea name="note">secret</textarea></label>'],
    ['a table cell', '<table><tr><td>secret</td></tr></table>'],
    ['a private region', '<div data-handrail-private><button>secret</button></div>'],
    ['private parts of a label', '<button>Hello <b data-handrail-private>secret</b></button>'],
    ['a link in a cell', '<table><tr><td><a href="/customer/secret">secret</a></td></tr></table>'],
    ['query and fragment of a link', '<a href="/x?secret=1#secret">x</a>'],
  ])('%s', (_, body) => {
    show(body)
    for (const element of document.body.querySelectorAll('*')) {
      const authored = record(element)
      expect(JSON.stringify(authored)).not.toContain('secret')
    }
  })

  it('digits', () => {
    show('<button>Account 4711 0815</button>')
    expect(record(only('button')).text).toBe('Account')
  })

  it('generated ids and classes', () => {
    show('<button id="ember123">A</button>')
    expect(record(only('button')).htmlId).toBeUndefined()
  })
})

describe('the grade at capture', () => {
  it.each([
    ['stable', 'developerId', '<button data-testid="go">Continue</button>'],
    ['stable', 'severalFeatures', '<label>IBAN <input id="iban" name="iban"></label>'],
    ['fair', 'textOnly', '<div><button>Continue</button><button>Back</button></div>'],
    ['fragile', 'positionOnly', '<div><button>Lock</button><button>Lock</button></div>'],
    ['fragile', 'positionOnly', '<div><button></button></div>'],
  ])('%s because of %s', (expected, reason, body) => {
    show(body)
    const element = only('button, input')
    expect(grade(record(element), document)).toEqual({ grade: expected, reason, matches: 1 })
  })
})

describe('work', () => {
  /** How often attributes are read while one of `count` times four elements is looked up. */
  const readsAmong = (count: number, id = ''): number => {
    const rows = Array.from(
      { length: count },
      (_, i) => `<li><div><span>Row ${i}</span><button>Open ${'abcdefghij'[i % 10]}${i % 7}</button></div></li>`,
    )
    show(`<main><ul>${rows.join('')}</ul><button${id}>Continue</button></main>`)
    const wire = toWire(record(only('main > button')), KEY)
    const reads = vi.spyOn(Element.prototype, 'getAttribute')
    expect(createLocator(KEY).find(wire).status).toBe('found')
    const calls = reads.mock.calls.length
    reads.mockRestore()
    return calls
  }

  it('a look-up among four times the elements does four times the work, not sixteen times', () => {
    const few = readsAmong(40)
    expect(few).toBeGreaterThan(40)
    expect(readsAmong(160) / few).toBeLessThan(5)
  }, 60_000)

  it('an element with an id of its own is found without reading the others', () => {
    expect(readsAmong(160, ' id="go"')).toBe(readsAmong(40, ' id="go"'))
  })
})
