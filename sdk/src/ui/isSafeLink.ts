/** Whether a link leads where content may lead: relative, `https:`, `http:`, `mailto:` or `tel:`; written so that one sees where. */
export function isSafeLink(link: string): boolean {
  if (/[\s\\\p{C}]/u.test(link) || link.startsWith('//')) return false
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(link)
  return scheme === null || /^(https?:\/\/[^/]|mailto:|tel:)/i.test(link)
}
