import type { Action, Announcement, Blob as BlobRef, Button, Columns, Frame, Span, Video } from '../schema/wire'
import { drawImage } from './drawImage'
import { isSafeLink } from './isSafeLink'
import { listen } from './listen'
import { make } from './make'
import type { LeftOut } from './openPanel'
import { newTabNote, renderItems, type ItemsContext } from './renderItems'
import { renderQuestion, type Answers } from './renderQuestion'
import type { Say } from './words'

/** Any block. */
export type Block = Announcement['blocks'][number]

/** What blocks need to become elements. */
export interface BlockContext {
  say: Say
  /** Fills `{{attribute}}` places. */
  fill: (text: string) => string
  /** Gives verified bytes. */
  load: (blob: BlobRef) => Promise<Uint8Array<ArrayBuffer> | undefined>
  /** A button was pressed; `trusted`: by a person, not by a script. */
  act: (actions: Action[], trusted: boolean) => void
  /** Origins whose pages may be embedded. */
  frames?: readonly string[] | undefined
  /** Where the browser finds a video; absent: videos are left out. */
  address?: ((blob: BlobRef) => string) | undefined
  /** A block was left out: the page's own policy does not let it, or there is nothing to play. */
  blocked?: ((code: LeftOut) => void) | undefined
  /** A link inside a text was followed. */
  follow: (link: string) => void
  /** Where questions are asked. */
  answers?: Answers
  /** Where there are lists of tasks or help. */
  items?: Omit<ItemsContext, 'say' | 'act'>
}

function renderSpan(span: Span, context: BlockContext): Node {
  let node: Node = document.createTextNode(context.fill(span.text))
  if (span.bold) node = make('strong', {}, node)
  if (span.italic) node = make('em', {}, node)
  const { link } = span
  if (link === undefined || !isSafeLink(link)) return node
  return make('a', { href: link, rel: 'noopener', click: () => context.follow(link) }, node)
}

function renderLine(line: Span[], context: BlockContext): Node[] {
  return line.map((span) => renderSpan(span, context))
}

function renderButton(button: Button, context: BlockContext): HTMLElement {
  const click = (event: Event): void => {
    context.act(button.actions, event.isTrusted)
  }
  const attributes = { type: 'button', class: `button ${button.style}`, click }
  return make('button', attributes, context.fill(button.label), ...newTabNote(button.actions, context.say))
}

function renderColumn({ width, blocks }: Columns['columns'][number], context: BlockContext): HTMLElement {
  const element = make('div', { class: 'text' }, ...renderBlocks(blocks, context))
  element.style.flexGrow = String(width)
  return element
}

/**
 * A page in a frame that has no power: another origin than anything else, no referrer, no device. One of the application
 * itself, `/path`, is what the window's own host answers with, whatever `<base>` says.
 */
function renderFrame({ link, title, height }: Frame, { frames: origins = [], blocked }: BlockContext): HTMLElement | undefined {
  const src = link.startsWith('/') ? location.origin + link : link
  const isListed = (origin: string): boolean => src.startsWith(`${origin === 'self' ? location.origin : origin}/`)
  if (!isSafeLink(link) || !origins.some(isListed)) return undefined
  const sandbox = 'allow-scripts allow-forms allow-popups'
  const frame = make('iframe', { title, sandbox, height: String(height), referrerpolicy: 'no-referrer', src, load: () => unlisten() })
  // Where `frame-src` is missing there would be an empty frame; the browser says so to the document, before it loads nothing.
  const unlisten = listen<SecurityPolicyViolationEvent>(document, 'securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
    if (!frame.isConnected) unlisten()
    else if (effectiveDirective === 'frame-src' && src.startsWith(blockedURI)) {
      unlisten()
      frame.remove()
      blocked?.('sdk.frame')
    }
  })
  return frame
}

/** A video that the browser plays from the content server, with its own controls. */
function renderVideo({ blob, label, width, height, captions }: Video, { address, blocked }: BlockContext): HTMLElement {
  const src = address?.(blob) ?? ''
  const size = { width: String(width), height: String(height) }
  const video = make('video', { controls: '', playsinline: '', preload: 'metadata', 'aria-label': label, ...size, src })
  // Where `media-src` is missing, or the file, or what can play it, nothing is ever loaded.
  listen(video, 'error', () => {
    if (video.readyState > 0) return
    video.remove()
    blocked?.('sdk.video')
  })
  if (captions !== undefined) {
    const track = video.addTextTrack('captions')
    for (const { start, end, text } of captions) track.addCue(new VTTCue(start / 1000 || 0, end / 1000 || 0, text))
    // Not before it stands on the page, and no longer (see openPanel): Chromium never lets go of a video that shows them.
    listen(video, 'loadedmetadata', () => {
      if (video.isConnected) track.mode = 'showing'
    })
  }
  return video
}

function renderBlock(block: Block, context: BlockContext): HTMLElement | undefined {
  switch (block.block) {
    case 'heading':
      return make('h2', {}, ...renderLine(block.line, context))
    case 'text':
      return make('div', { class: 'text' }, ...block.paragraphs.map((line) => make('p', {}, ...renderLine(line, context))))
    case 'list':
      return make(block.numbered ? 'ol' : 'ul', {}, ...block.items.map((line) => make('li', {}, ...renderLine(line, context))))
    case 'image':
      return drawImage({ ...block, load: context.load })
    case 'columns':
      return make('div', { class: 'columns' }, ...block.columns.map((column) => renderColumn(column, context)))
    case 'frame':
      return renderFrame(block, context)
    case 'video':
      return renderVideo(block, context)
    case 'buttons':
      return make('div', { class: 'buttons' }, ...block.buttons.map((button) => renderButton(button, context)))
    case 'question':
      return context.answers && renderQuestion(block, renderLine(block.line, context), context.answers)
    case 'items':
      return context.items && renderItems(block, { ...context.items, say: context.say, act: context.act })
    default:
      // A block of a later version: left out, the rest stands.
      return undefined
  }
}

/** Blocks as elements, by DOM calls only. */
export function renderBlocks(blocks: Block[], context: BlockContext): HTMLElement[] {
  return blocks.map((block) => renderBlock(block, context)).filter((element) => element !== undefined)
}
