import type { Action } from '../schema/wire'

/** Whether actions only tell the page or count, so that what they were pressed in stays open. */
export function keepsOpen(actions: readonly Action[]): boolean {
  return actions.every((action) => action.do === 'sendEvent' || action.do === 'returnValue')
}
