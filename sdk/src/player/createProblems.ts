/** What went wrong, without harm to the page. */
export interface Problems {
  /** Codes, newest last. */
  list: readonly string[]
  /** @param code stable; `detail` is for developers */
  report(code: string, detail: string): void
  /** Runs something of ours; what it throws goes no further. */
  guard(call: () => void): void
}

const MOST_PROBLEMS = 20

/** Makes the list of a page's problems. */
export function createProblems(told: (code: string, detail: string) => void): Problems {
  const list: string[] = []
  const report = (code: string, detail: string): void => {
    list.push(code)
    list.splice(0, list.length - MOST_PROBLEMS)
    told(code, detail)
  }
  return {
    list,
    report,
    guard: (call) => {
      try {
        call()
      } catch (error) {
        report('sdk.internal', error instanceof Error ? error.message : String(error))
      }
    },
  }
}
