// @vitest-environment jsdom
import { describe, expect, it } from 'vitest'
import type { Action, Announcement } from '../../src/schema/wire'
import { fillPlaces, isSafeLink, renderBlocks, type BlockContext } from '../../src/ui'

type Block = Announcement['blocks'][number]

function render(blocks: unknown[], acted: Action[][] = [], more: Partial<BlockContext> = {}): HTMLElement[] {
  return renderBlocks(blocks as Block[], {
    say: (key) => `[${key}]`,
    fill: (text) => text.replace('{{name}}', 'Anna'),
    load: () => Promise.resolve(undefined),
    act: (actions) => acted.push(actions),
    follow: () => undefined,
    ...more,
  })
}

const plain = (text: string, more = {}): object => ({ text, bold: false, italic: false, ...more })

describe('blocks', () => {
  it('become elements, texts stay text', () => {
    const [heading, text, list] = render([
      { block: 'heading', line: [plain('Hello {{name}} <b>')] },
      { block: 'text', paragraphs: [[plain('bold', { bold: true }), plain(' and '), plain('both', { bold: true, italic: true })]] },
      { block: 'list', numbered: true, items: [[plain('one')], [plain('two')]] },
    ])
    expect(heading?.outerHTML).toBe('<h2>Hello Anna &lt;b&gt;</h2>')
    expect(text?.outerHTML).toBe('<div class="text"><p><strong>bold</strong> and <em><strong>both</strong></em></p></div>')
    expect(list?.outerHTML).toBe('<ol><li>one</li><li>two</li></ol>')
  })

  it('leave out what a later version brought', () => {
    expect(render([{ block: 'hologram' }, { block: 'heading', line: [plain('Hello')] }])).toHaveLength(1)
  })

  it('hand over the actions of the button that was pressed', () => {
    const acted: Action[][] = []
    const [row] = render([{ block: 'buttons', buttons: [{ label: 'Fine', style: 'primary', actions: [{ do: 'close' }] }] }], acted)
    row?.querySelector('button')?.click()
    expect(acted).toEqual([[{ do: 'close' }]])
  })

  it('say that a button opens a new tab', () => {
    const actions = [{ do: 'openLink', link: '/help', newTab: true }]
    const [row] = render([{ block: 'buttons', buttons: [{ label: 'Help', style: 'link', actions }] }])
    expect(row?.textContent).toBe('Help ([newTab])')
  })

  it('know the size of a picture before its bytes are there', () => {
    const blob = { sha256: '0'.repeat(64), length: 9, extension: 'png' }
    const [named, decoration] = render([
      { block: 'image', blob, width: 40, height: 30, alternative: 'A chart' },
      { block: 'image', blob, width: 40, height: 30, alternative: '' },
    ]) as HTMLCanvasElement[]
    expect([named?.width, named?.height]).toEqual([40, 30])
    expect([named?.getAttribute('role'), named?.getAttribute('aria-label')]).toEqual(['img', 'A chart'])
    expect(decoration?.getAttribute('aria-hidden')).toBe('true')
  })

  const blob = { sha256: 'a'.repeat(64), length: 9, extension: 'webm' }
  const video = { block: 'video', blob, width: 160, height: 90, label: 'How to pay' }
  const address = (ref: { sha256: string; extension: string }): string =>
    `https://content.example/${ref.sha256.slice(0, 2)}.${ref.extension}`

  it('play a video from the content server, with controls, a name and a size, and never by themselves', () => {
    const [element] = render([video], [], { address }) as HTMLVideoElement[]
    expect(element?.outerHTML).toBe(
      '<video controls="" playsinline="" preload="metadata" aria-label="How to pay" width="160" height="90" src="https://content.example/aa.webm"></video>',
    )
  })

  it('leave out, and tell, a video of which nothing could be loaded, but not one that broke off', () => {
    const left: string[] = []
    const blocked = (code: string): number => left.push(code)
    const [element, begun] = render([video, video], [], { address, blocked }) as HTMLVideoElement[]
    document.body.append(element ?? '', begun ?? '')
    Object.defineProperty(begun, 'readyState', { value: 1 })
    for (const one of [element, begun]) one?.dispatchEvent(new Event('error'))
    expect(left).toEqual(['sdk.video'])
    expect([element?.isConnected, begun?.isConnected]).toEqual([false, true])
  })

  it('make no link of what content may not lead to', () => {
    const [text] = render([{ block: 'text', paragraphs: [[plain('press', { link: 'javascript:alert(1)' })]] }])
    expect(text?.querySelector('a')).toBeNull()
    expect(text?.textContent).toBe('press')
  })
})

describe('links', () => {
  it.each([
    '/transfer',
    'transfer?x=1#y',
    'https://example.com/a',
    'http://example.com',
    'mailto:a@example.com',
    'tel:+49123',
    './a',
    '#top',
  ])('may lead to %s', (link) => {
    expect(isSafeLink(link)).toBe(true)
  })
  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    '//evil.example',
    '\\\\evil.example',
    'https:evil',
    'https:///evil',
    'blob:https://example.com/x',
    'a\u202eb',
  ])('never lead to %j', (link) => {
    expect(isSafeLink(link)).toBe(false)
  })
})

describe('places in texts', () => {
  it('are filled, and empty where nothing is known', () => {
    const values: Record<string, string | number> = { name: 'Anna', age: 0 }
    expect(fillPlaces('Hello {{name}}, {{ age }}{{plan}}!', (name) => values[name])).toBe('Hello Anna, 0!')
    expect(fillPlaces('{not} a {{place', () => 'x')).toBe('{not} a {{place')
  })
})
