import type { Blob as BlobRef } from '../schema/wire'
import { make } from './make'

const TYPES: Partial<Record<BlobRef['extension'], string>> = { png: 'image/png', jpg: 'image/jpeg', webp: 'image/webp', avif: 'image/avif' }

/** What an image needs. */
export interface ImageOptions {
  blob: BlobRef
  width: number
  height: number
  /** Empty for decoration. */
  alternative: string
  /** Gives verified bytes. */
  load: (blob: BlobRef) => Promise<Uint8Array<ArrayBuffer> | undefined>
}

/** An image drawn from verified bytes onto a canvas: a strict content policy lets no other image of ours through. */
export function drawImage({ blob, width, height, alternative, load }: ImageOptions): HTMLElement {
  const canvas = make('canvas', alternative === '' ? { 'aria-hidden': 'true' } : { role: 'img', 'aria-label': alternative })
  // The size is known before the bytes are, so nothing moves when they come.
  canvas.width = width
  canvas.height = height
  const draw = async (): Promise<void> => {
    const bytes = await load(blob)
    if (bytes === undefined) return
    const bitmap = await createImageBitmap(new Blob([bytes], { type: TYPES[blob.extension] ?? '' }))
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, width, height)
    bitmap.close()
  }
  // A broken picture is left out; the text stands without it.
  draw().catch(() => undefined)
  return canvas
}
