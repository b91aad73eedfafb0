/**
 * What the app's page and the console say to each other. There are two ways: window messages and a port to the console's bridge window,
 * and, where no such window can be reached, HTTPS. Both carry the same messages; both sides share this file.
 */

/** Raised with every change that an older side would misread. */
export const PROTOCOL = 1

/** Window message, bridge to app, repeated until the app says hello. */
export interface Greeting {
  handrail: 'greeting'
  protocol: number
  application: string
  environment: string
}

/** Window message, app to bridge, with the message port as its only transferred object. */
export interface Hello {
  handrail: 'hello'
  protocol: number
  application: string
  environment: string
}

/** What an app may ask for. There is nothing to publish, approve or read on this channel. */
export type RequestAction = 'report' | 'assets' | 'element' | 'screen' | 'walkthrough'

/** Port message, app to bridge. */
export type FromApp =
  | { type: 'request'; id: number; action: RequestAction; body: unknown }
  /** The person is doing something: the session is not idle. */
  | { type: 'active' }
  /** The person left Power Mode. */
  | { type: 'leave' }

/** Port message, bridge to app. */
export type FromBridge =
  | { type: 'welcome'; applicationName: string; author: string; language: string }
  | { type: 'answer'; id: number; ok: boolean; message?: string }
  | { type: 'end' }

/** HTTPS, console to a page that asked for a code to show. */
export interface ShownCode {
  /** Eight signs for the author to type. */
  code: string
  /** Proves that it is this page that waits; shown to nobody. */
  ticket: string
  /** How long both are good for. */
  seconds: number
}

/** HTTPS, console to a page that shows a code; the session's key comes once. */
export type WaitAnswer =
  | { state: 'waiting' | 'typed' | 'refused' | 'over' }
  | { state: 'connected'; session: string; welcome: Extract<FromBridge, { type: 'welcome' }> }
