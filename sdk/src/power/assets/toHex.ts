function channel(value: string): string {
  return Math.max(0, Math.min(255, Math.round(Number(value))))
    .toString(16)
    .padStart(2, '0')
}

function paint(colour: string): string | undefined {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 1
  const context = canvas.getContext('2d')
  if (context === null) return undefined
  context.fillStyle = colour
  context.fillRect(0, 0, 1, 1)
  const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data
  return alpha === 0 ? undefined : `#${[red, green, blue].map((part) => channel(String(part))).join('')}`
}

/** A computed colour as `#rrggbb`; undefined for a transparent one. Opacity is dropped: tokens are opaque. */
export function toHex(colour: string): string | undefined {
  const match = colour.match(/^rgba?\(\s*([\d.]+)[,\s]+([\d.]+)[,\s]+([\d.]+)(?:\s*[,/]\s*([\d.]+%?))?\s*\)$/)
  if (match) {
    const [, red = '0', green = '0', blue = '0', alpha = '1'] = match
    return parseFloat(alpha) === 0 ? undefined : `#${channel(red)}${channel(green)}${channel(blue)}`
  }
  // Newer colour spaces keep their notation in computed styles; the canvas converts them.
  return colour === '' ? undefined : paint(colour)
}
