import type { Named, Program } from '../schema/wire'

/** What can make a rule's answer change. */
export type Wake = 'attribute' | 'event' | 'timer' | 'dom' | 'navigation' | 'campaign' | 'never'

const WAKES: Record<string, Wake> = {
  attribute: 'attribute',
  userId: 'attribute',
  userHash: 'attribute',
  language: 'attribute',
  sessionTime: 'timer',
  timeOnPage: 'timer',
  date: 'timer',
  weekday: 'timer',
  timeOfDay: 'timer',
  viewportWidth: 'dom',
  colourScheme: 'dom',
  elementPresent: 'dom',
  elementVisible: 'dom',
  elementHasValue: 'dom',
  elementText: 'dom',
  elementValue: 'dom',
  network: 'dom',
  pageTitle: 'dom',
  url: 'navigation',
  path: 'navigation',
  query: 'navigation',
  fragment: 'navigation',
  screen: 'navigation',
  campaignSeen: 'campaign',
  campaignClicked: 'campaign',
  campaignCompleted: 'campaign',
  trackedEventCount: 'event',
  trackedEventThisSession: 'event',
  trackedEventDays: 'event',
}

/** Segments and screens, whose own rules count, too. */
export interface Wider {
  segments: Named[]
  screens: Named[]
}

/** What a program must be run again for; without any of these its answer stays as it is. */
export function wakesOf(program: Program | undefined, wider: Wider, inside: readonly string[] = []): Set<Wake> {
  const found = new Set<Wake>()
  for (const variable of program?.variable ?? []) {
    const [name = '', argument = ''] = variable.split(/:(.*)/s)
    found.add(WAKES[name] ?? 'never')
    if (name === 'segment' || name === 'screen') {
      if (name === 'screen') found.add('attribute').add('dom')
      const named = (name === 'segment' ? wider.segments : wider.screens).find((one) => one.id === argument)
      if (!inside.includes(variable)) wakesOf(named?.rule, wider, [...inside, variable]).forEach((wake) => found.add(wake))
    }
  }
  found.delete('never')
  return found
}
