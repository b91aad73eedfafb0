import type { Draw, Scene, Told } from '../../preview/protocol'
import { compileDraft } from './compileDraft'
import { createPictures } from './createPictures'
import { fitFrame } from './fitFrame'
import type { Pane } from './readPane'
import { viewOf } from './viewOf'
import { passesOver, viewsOf } from './viewsOf'

/** How long nobody typed before the draft is drawn again. */
const PAUSE_MS = 350

/** Keeps the preview pane drawn as the form says. */
export function startPreview(form: HTMLFormElement, pane: Pane): void {
  const { frame, place, language, width, colours, view, earlier, later, again, steps, status, problems, words } = pane
  const pictures = createPictures()
  let scene: Scene | undefined
  let images: Draw['images'] = new Map()
  let drawn = ''
  let ready = false
  let pause: ReturnType<typeof setTimeout> | undefined
  let asking = new AbortController()

  const say = (key: string, more = ''): void => {
    const text = `${words[key] ?? ''}${more}`
    if (status.textContent !== text) status.textContent = text
  }
  const sayDrawn = (): void => {
    say('drawn', scene !== undefined && passesOver(scene.content) ? ` ${words['passed'] ?? ''}` : '')
  }

  const showButtons = (): void => {
    earlier.disabled = view.selectedIndex <= 0
    later.disabled = view.selectedIndex >= view.options.length - 1
  }
  /** Draws what is known; `afresh`: even if it is drawn already. */
  const draw = (afresh = false): void => {
    if (scene === undefined || !ready) return
    const asked: Draw = { draw: scene, images, view: view.value, dark: colours.value === 'dark' }
    const looks = JSON.stringify([scene, [...images.keys()], asked.view, asked.dark])
    if (looks === drawn && !afresh) return
    drawn = looks
    sayDrawn()
    // Whoever is inside has no origin that could be named; nobody else can be inside.
    frame.contentWindow?.postMessage(asked, '*')
  }

  const offerViews = (content: Scene['content']): void => {
    const before = view.value
    const views = viewsOf(content, words)
    const there = [...view.options].map((option) => `${option.value} ${option.label}`).join('\n')
    if (there !== views.map(({ id, label }) => `${id} ${label}`).join('\n')) {
      view.replaceChildren(...views.map(({ id, label }) => new Option(label, id)))
      if (views.some(({ id }) => id === before)) view.value = before
    }
    steps.hidden = views.length < 2
    showButtons()
  }
  const complain = (found: string[]): void => {
    problems.querySelector('ul')?.replaceChildren(
      ...found.map((text) => {
        const line = document.createElement('li')
        line.textContent = text
        return line
      }),
    )
    problems.hidden = found.length === 0
    place.hidden = found.length > 0
  }

  const compile = async (): Promise<void> => {
    asking.abort()
    const { signal } = (asking = new AbortController())
    const made = await compileDraft(form, pane.compileAt, language.value, signal)
    if (signal.aborted) return
    if (made === undefined) {
      say('unreachable')
      return
    }
    complain('problems' in made ? made.problems : [])
    if ('problems' in made) {
      say('problems')
      drawn = ''
      return
    }
    images = await pictures.load(made.images)
    if (signal.aborted) return
    scene = made.scene
    offerViews(scene.content)
    fit()
    draw()
    sayDrawn()
  }
  const soon = (): void => {
    clearTimeout(pause)
    pause = setTimeout(() => void compile(), PAUSE_MS)
  }
  const fit = (): void => {
    fitFrame(frame, place, Number(width.value))
  }

  const hear = (told: Told): void => {
    if (told.told === 'ready') {
      ready = true
      draw(true)
    } else if (told.told === 'at') {
      // Who goes on inside the frame finds the list at the same step, and what is typed next is drawn there.
      if (view.value === told.step) return
      view.value = told.step
      showButtons()
      if (scene !== undefined) drawn = JSON.stringify([scene, [...images.keys()], view.value, colours.value === 'dark'])
    } else if (told.told === 'ended') say(told.how)
    else if (told.told === 'link') status.textContent = (words['link'] ?? '').replace('{link}', told.link)
    else say(told.told)
  }
  addEventListener('message', (event: MessageEvent<Told>) => {
    if (event.source === frame.contentWindow) hear(event.data)
  })

  const step = (by: number): void => {
    view.selectedIndex += by
    showButtons()
    draw(true)
  }
  /** Who goes on to another step in the form sees that one. */
  const follow = ({ target }: Event): void => {
    const id = viewOf(form, target)
    if (id === view.value || ![...view.options].some(({ value }) => value === id)) return
    view.value = id ?? ''
    showButtons()
    draw()
  }
  form.addEventListener('focusin', follow)
  form.addEventListener('input', soon)
  form.addEventListener('change', soon)
  language.addEventListener('change', () => void compile())
  colours.addEventListener('change', () => draw())
  width.addEventListener('change', () => {
    pane.beside.classList.toggle('preview-wide', width.value !== '360')
    fit()
  })
  view.addEventListener('change', () => {
    showButtons()
    draw(true)
  })
  earlier.addEventListener('click', () => step(-1))
  later.addEventListener('click', () => step(1))
  again.addEventListener('click', () => draw(true))
  new ResizeObserver(fit).observe(place)
  frame.src = frame.dataset['src'] ?? ''
  void compile()
}
