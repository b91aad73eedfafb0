/** Makes a root's styles those of a light or a dark system, whatever the author's own is. */
export function setColourScheme(root: DocumentOrShadowRoot, dark: boolean): void {
  for (const sheet of root.adoptedStyleSheets) {
    for (const rule of sheet.cssRules) {
      if (!(rule instanceof CSSMediaRule)) continue
      const { media } = rule
      if (media.mediaText.includes('prefers-color-scheme')) schemes.add(rule)
      if (schemes.has(rule)) media.mediaText = dark ? 'all' : 'not all'
    }
  }
}

/** Rules that asked for the system's colours once. */
const schemes = new WeakSet<CSSMediaRule>()
