/** Attributes that hold an id given by the app's developers, the most deliberate first. */
export const DEVELOPER_ID_ATTRIBUTES = ['data-handrail-id', 'data-testid', 'data-test', 'data-cy', 'data-qa'] as const

/** `attribute=value` of the first developer id that the element carries, at most 200 characters. */
export function developerId(element: Element): string | undefined {
  for (const name of DEVELOPER_ID_ATTRIBUTES) {
    const value = element.getAttribute(name)?.trim()
    if (value !== undefined && value !== '' && value.length <= 160) return `${name}=${value}`
  }
  return undefined
}

/** Whether an element carries the recorded `attribute=value`; attributes other than the known ones never count. */
export function carriesDeveloperId(element: Element, recorded: string): boolean {
  return DEVELOPER_ID_ATTRIBUTES.some(
    (name) => recorded.startsWith(`${name}=`) && element.getAttribute(name)?.trim() === recorded.slice(name.length + 1),
  )
}

/** A selector of all elements that may carry a recorded `attribute=value`. */
export function selectDeveloperId(recorded: string): string {
  const [name = '', ...value] = recorded.split('=')
  return `[${CSS.escape(name)}*="${CSS.escape(value.join('='))}"]`
}
