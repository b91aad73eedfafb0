const ONE_OF_MANY = /^\d{4,}$|^[0-9a-f-]{8,}$|\d{6,}/i

/** The path a link leads to, without query and fragment; segments that name one record of many become `*`. */
export function destination(element: Element): string | undefined {
  const href = element.localName === 'a' || element.localName === 'area' ? element.getAttribute('href') : null
  if (href === null || href === '' || href.startsWith('#')) return undefined
  try {
    const url = new URL(href, element.ownerDocument.baseURI)
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined
    const segments = url.pathname.split('/').map((part) => (ONE_OF_MANY.test(part) && /\d/.test(part) ? '*' : part))
    return segments.join('/').slice(0, 200)
  } catch {
    return undefined
  }
}
