import type { AuthoredLocator, Grade, GradeReason } from '../locator'

/** A captured element as it is proposed to the console: `schema/authored/places.py`, Element. */
export interface AuthoredElement {
  id: string
  name: string
  screen?: string
  grade: Grade
  gradeReason: GradeReason
  locator: AuthoredLocator
}

/** A captured screen: `schema/authored/places.py`, Screen, recognised by its path. */
export interface AuthoredScreen {
  id: string
  name: string
  rule: { variable: 'path'; operator: 'equals'; value: string }
}

/** One step of the draft, in the language of the page. */
export interface DraftStep {
  /** Id of a captured or published element; absent: a popup in the middle of the page. */
  element?: string
  title: string
  text: string
  /** How the step moves on. */
  advance: 'nextButton' | 'elementClick'
}

/** The walkthrough that is being drafted in this session. */
export interface Draft {
  name: string
  steps: DraftStep[]
}
