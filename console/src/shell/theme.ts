/** Light, dark, or as the system says (`null`). */
export type Theme = 'light' | 'dark' | null

const NAME = 'handrail-theme'

/** The theme chosen in this browser; storage that is blocked counts as no choice. */
export function storedTheme(): Theme {
  try {
    const value = localStorage.getItem(NAME)
    return value === 'light' || value === 'dark' ? value : null
  } catch {
    return null
  }
}

/** Put the theme on the page. */
export function applyTheme(theme: Theme): void {
  const dark = theme === null ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark'
  document.documentElement.setAttribute('data-bs-theme', dark ? 'dark' : 'light')
}

/** Switch to the other theme and remember it. */
export function toggleTheme(): void {
  const next = document.documentElement.getAttribute('data-bs-theme') === 'dark' ? 'light' : 'dark'
  try {
    localStorage.setItem(NAME, next)
  } catch {
    // Without storage the choice lasts for this page.
  }
  applyTheme(next)
}
