const SVG = 'http://www.w3.org/2000/svg'

/** A drawing of 24 by 24 in the text's colour, for the eye only. */
export function drawIcon(data: string): SVGElement {
  const icon = document.createElementNS(SVG, 'svg')
  const path = document.createElementNS(SVG, 'path')
  icon.setAttribute('viewBox', '0 0 24 24')
  icon.setAttribute('aria-hidden', 'true')
  path.setAttribute('d', data)
  icon.append(path)
  return icon
}
