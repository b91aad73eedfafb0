import { readColours, type PageColours } from './readColours'
import { readFonts, type PageFont } from './readFonts'
import { readIcon } from './readIcon'

/** What "Sync App Assets" sends. */
export interface AppAssets {
  /** The name the page gives itself: its application name, else its title; at most 120 characters. */
  title: string
  /** PNG bytes in base 64. */
  icon?: string
  fonts: PageFont[]
  colours: PageColours
  sdkVersion: string
}

function base64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** Collects what the console needs to make things look like the app; stays below 60 kB in all. */
export async function collectAssets(root: Document, sdkVersion: string): Promise<AppAssets> {
  const icon = await readIcon(root)
  return {
    title: (root.querySelector<HTMLMetaElement>('meta[name="application-name" i]')?.content ?? root.title).slice(0, 120),
    ...(icon === undefined ? {} : { icon: base64(icon) }),
    fonts: readFonts(root),
    colours: readColours(root),
    sdkVersion,
  }
}
