/** Longest side of the icon that is sent, in pixels. */
const SIZE = 128
const BYTES_LIMIT = 45_000

function candidates(root: Document): string[] {
  const links = [...root.querySelectorAll<HTMLLinkElement>('link[rel~="apple-touch-icon"], link[rel~="icon"]')]
  const addresses = links.map((link) => link.href).filter((href) => new URL(href).origin === root.defaultView?.origin)
  return [...addresses, new URL('/favicon.ico', root.baseURI).href]
}

async function draw(address: string, size: number): Promise<Blob | undefined> {
  const image = new Image()
  image.src = address
  await image.decode()
  const scale = size / Math.max(image.naturalWidth || size, image.naturalHeight || size)
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round((image.naturalWidth || size) * Math.min(scale, 1)))
  canvas.height = Math.max(1, Math.round((image.naturalHeight || size) * Math.min(scale, 1)))
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve) => {
    canvas.toBlob((blob) => {
      resolve(blob ?? undefined)
    }, 'image/png')
  })
}

/**
 * The page's own icon, drawn to a canvas: PNG bytes, whatever the page's file was.
 *
 * @returns at most 45 kB; undefined when the page has no icon that it may show itself
 */
export async function readIcon(root: Document): Promise<Uint8Array | undefined> {
  for (const address of candidates(root)) {
    for (const size of [SIZE, SIZE / 2]) {
      const blob = await draw(address, size).catch(() => undefined)
      if (blob !== undefined && blob.size <= BYTES_LIMIT) return new Uint8Array(await blob.arrayBuffer())
    }
  }
  return undefined
}
