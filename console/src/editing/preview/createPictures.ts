type Bytes = Uint8Array<ArrayBuffer>

/** Bytes of the pictures that a campaign shows, each fetched once. */
export interface Pictures {
  /** @param wanted hash → address */
  load(wanted: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, Bytes>>
}

/** Makes an empty store. */
export function createPictures(): Pictures {
  const kept = new Map<string, Bytes>()
  const fetchOne = async ([sha256, address]: [string, string]): Promise<void> => {
    if (kept.has(sha256)) return
    const answer = await fetch(address).catch(() => undefined)
    if (answer?.ok === true) kept.set(sha256, new Uint8Array(await answer.arrayBuffer()))
  }
  return {
    load: async (wanted) => {
      await Promise.all([...wanted].map(fetchOne))
      return new Map([...kept].filter(([sha256]) => wanted.has(sha256)))
    },
  }
}
