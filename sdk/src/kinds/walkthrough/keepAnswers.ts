import type { Value } from '../../rules'
import { own } from '../../schema/own'
import type { Step } from '../../schema/wire'
import type { Answers } from '../../ui'
import type { Known, Stage } from '../stage'
import { questionsOf } from './reduce'

/** Answers of a campaign: held where its rules read them, told once a page is left. */
export interface KeptAnswers extends Answers {
  /** Records what a step's questions were answered with, each answer once, and sets the attributes that they name. */
  tell(step: Step): void
}

/** Makes answers out of what is known already. */
export function keepAnswers(known: Known, stage: Stage): KeptAnswers {
  const told = new Map<string, Value>()
  const get = (id: string): string | number | undefined => {
    const value = own(known, `answer:${id}`)
    return typeof value === 'boolean' ? undefined : value
  }
  return {
    get,
    set: (id, answer) => {
      if (answer === undefined) Reflect.deleteProperty(known, `answer:${id}`)
      else known[`answer:${id}`] = answer
    },
    tell: (step) => {
      for (const { id, attribute } of questionsOf(step)) {
        const answer = get(id)
        if (answer === undefined || told.get(id) === answer) continue
        told.set(id, answer)
        stage.record('surveyAnswer', { step: step.id, name: id, properties: { answer } })
        if (attribute !== undefined) stage.setAttribute(attribute, answer)
      }
    },
  }
}
