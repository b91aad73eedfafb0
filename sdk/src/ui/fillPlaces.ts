/** Fills `{{name}}` places of a text; a missing value becomes empty. */
export function fillPlaces(text: string, value: (name: string) => string | number | boolean | undefined): string {
  return text.includes('{{') ? text.replace(/\{\{\s*([\w.-]+)\s*\}\}/g, (_, name: string) => String(value(name) ?? '')) : text
}
