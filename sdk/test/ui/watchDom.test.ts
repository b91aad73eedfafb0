// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHost } from '../../src/ui/createHost'
import { createDomWatch, type DomWatch } from '../../src/ui/watchDom'

/** Longer than the pause after a look. */
const SETTLED_MS = 100

const settled = (): Promise<void> => new Promise((done) => setTimeout(done, SETTLED_MS))

function tree(html: string): Element {
  const template = document.createElement('template')
  template.innerHTML = html
  return template.content.firstElementChild as Element
}

describe('createDomWatch', () => {
  let watch: DomWatch
  const forButton = vi.fn()
  const forAny = vi.fn()

  beforeEach(() => {
    vi.stubGlobal(
      'CSSStyleSheet',
      class {
        replaceSync = (): void => undefined
      },
    )
    document.body.innerHTML = '<main><p>Text</p></main>'
    watch = createDomWatch()
    forButton.mockClear()
    forAny.mockClear()
  })
  afterEach(() => {
    watch.stop()
    vi.unstubAllGlobals()
  })

  const calls = async (change: () => void): Promise<[byTag: number, byAny: number]> => {
    watch.add(forButton, 'button')
    watch.add(forAny)
    change()
    await settled()
    return [forButton.mock.calls.length, forAny.mock.calls.length]
  }

  it.each([
    ['itself', '<button>x</button>'],
    ['below', '<div><p>a</p><p><b>c</b><button>x</button></p></div>'],
  ])('calls once for a tag that is added: %s', async (_, html) => {
    expect(await calls(() => document.body.append(tree(html)))).toEqual([1, 1])
  })

  it('asks nobody who waits for another tag', async () => {
    expect(await calls(() => document.body.append(tree('<div><a>x</a></div>'), 'text'))).toEqual([0, 1])
  })

  it('follows an added shadow root that is empty yet', async () => {
    const host = tree('<section></section>')
    const root = host.attachShadow({ mode: 'open' })
    watch.add(forButton, 'button')
    document.body.append(host)
    await settled()
    expect(forButton).not.toHaveBeenCalled()
    root.append(tree('<button>x</button>'))
    await settled()
    expect(forButton).toHaveBeenCalledTimes(1)
  })

  it('finds it in an added shadow root, and follows that root', async () => {
    const host = tree('<section></section>')
    const root = host.attachShadow({ mode: 'open' })
    root.append(tree('<div><button>x</button></div>'))
    expect(await calls(() => document.body.append(host))).toEqual([1, 1])
    root.append(tree('<button>y</button>'))
    await settled()
    expect(forButton).toHaveBeenCalledTimes(2)
  })

  it('calls everybody when something is taken away, replaced or changed', async () => {
    const main = document.querySelector('main') as Element
    expect(await calls(() => main.replaceChildren(tree('<i>x</i>')))).toEqual([1, 1])
    main.className = 'open'
    await settled()
    expect(forButton).toHaveBeenCalledTimes(2)
    main.remove()
    await settled()
    expect(forButton).toHaveBeenCalledTimes(3)
  })

  it('wakes nobody for our own doing', async () => {
    const { element } = createHost([])
    const ours = async (): Promise<[number, number]> => {
      document.body.append(element)
      await settled()
      element.className = 'x'
      await settled()
      element.remove()
      await settled()
      return [forButton.mock.calls.length, forAny.mock.calls.length]
    }
    watch.add(forButton, 'div')
    watch.add(forAny)
    expect(await ours()).toEqual([0, 0])
  })

  it('calls nobody who waits no more', async () => {
    const leave = watch.add(forButton, 'button')
    watch.add(forAny)
    document.body.append(tree('<button>x</button>'))
    leave()
    await settled()
    expect([forButton.mock.calls.length, forAny.mock.calls.length]).toEqual([0, 1])
  })
})
