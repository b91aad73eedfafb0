const GENERATED = [
  /[:\s]/, // React's and Radix' ids, and anything that cannot be a plain name
  /^(ember|mui|radix|headlessui|react|ng|cdk|mat|p-|el-id|ext-|gwt|yui|dojo|select2|tippy|popper)[-_a-z]*[-_]?\d+/i,
  /\d{4,}/, // counters, account numbers
  /(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,}/i, // hashes and UUIDs
]

/** The id when a person seems to have chosen it; undefined for missing and generated ones, which change with every page load. */
export function stableId(id: string | null): string | undefined {
  if (id === null || id === '' || id.length > 120) return undefined
  return GENERATED.some((pattern) => pattern.test(id)) ? undefined : id
}
