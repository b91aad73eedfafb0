// Put in by the build from package.json.
declare const __SDK_VERSION__: string

/** Version of this SDK. */
export const SDK_VERSION: string = __SDK_VERSION__
