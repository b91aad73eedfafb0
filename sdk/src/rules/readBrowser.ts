import type { Value } from './compare'

/** First match wins: most browsers name their ancestors, too. */
const BROWSERS: [string, RegExp][] = [
  ['Edge', /Edg(e|A|iOS)?\//],
  ['Opera', /OPR\//],
  ['Samsung Internet', /SamsungBrowser\//],
  ['Firefox', /(Firefox|FxiOS)\//],
  ['Chrome', /(Chrome|CriOS|Chromium)\//],
  ['Safari', /Safari\//],
]
const SYSTEMS: [string, RegExp][] = [
  ['Android', /Android/],
  ['iOS', /iPhone|iPad|iPod/],
  ['Windows', /Windows/],
  ['ChromeOS', /CrOS/],
  ['macOS', /Mac OS X|Macintosh/],
  ['Linux', /Linux/],
]

function nameIn(list: [string, RegExp][]): string {
  return list.find(([, pattern]) => pattern.test(navigator.userAgent))?.[0] ?? 'other'
}

function readOs(): string {
  // iPads name themselves Macs; no Mac has a touch screen.
  const name = nameIn(SYSTEMS)
  return name === 'macOS' && navigator.maxTouchPoints > 1 ? 'iOS' : name
}

function readDevice(): string {
  if (/iPad|Tablet/.test(navigator.userAgent)) return 'tablet'
  if (/Mobi/.test(navigator.userAgent)) return 'phone'
  return readOs() === 'iOS' || readOs() === 'Android' ? 'tablet' : 'desktop'
}

function regionOf(language: string): string | undefined {
  try {
    return new Intl.Locale(language).region
  } catch {
    return undefined
  }
}

function readCountry(): string | undefined {
  return navigator.languages.map(regionOf).find((region) => region !== undefined)
}

/** A day as `YYYY-MM-DD`, in the end user's time zone. */
export function dayOf(time: Date): string {
  const two = (part: number): string => String(part).padStart(2, '0')
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
}

/** A time of day as `HH:MM`, in the end user's time zone. */
export function clockOf(time: Date): string {
  return time.toTimeString().slice(0, 5)
}

/**
 * Variables that the browser itself answers.
 *
 * @param name of the variable, and what it is asked about
 * @param now milliseconds since 1970
 */
export function readBrowser(name: string, argument: string, now: number): Value | undefined {
  const time = new Date(now)
  switch (name) {
    case 'locale':
      return navigator.language
    case 'country':
      return readCountry()
    case 'timeZone':
      return Intl.DateTimeFormat().resolvedOptions().timeZone
    case 'browser':
      return nameIn(BROWSERS)
    case 'os':
      return readOs()
    case 'deviceType':
      return readDevice()
    case 'viewportWidth':
      return window.innerWidth
    case 'url':
      return location.href
    case 'path':
      return location.pathname
    case 'query':
      return new URLSearchParams(location.search).get(argument) ?? undefined
    case 'fragment':
      return location.hash.slice(1)
    case 'referrer':
      return document.referrer
    case 'pageTitle':
      return document.title
    case 'date':
      return dayOf(time)
    case 'weekday':
      return time.getDay() || 7
    case 'timeOfDay':
      return clockOf(time)
    case 'network':
      return navigator.onLine ? 'online' : 'offline'
    case 'colourScheme':
      return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
    default:
      return undefined
  }
}
