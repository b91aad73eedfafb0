import type { Answer } from './bridge/connectBridge'
import type { RequestAction } from './bridge/protocol'
import type { PowerContext } from './context'
import { toAuthored } from './draft/toAuthored'
import { isComplete } from './draft/isComplete'
import { makeSlug } from './makeSlug'

interface Proposal {
  /** What is marked as saved when the console has taken it. */
  ids: string[]
  action: RequestAction
  body: unknown
}

/** What is to be proposed: the draft with the elements it needs as one, everything else each by itself. */
function proposals(context: PowerContext): Proposal[] {
  const { elements, screens, draft, saved } = context.store.read()
  const open = elements.filter((element) => !saved.includes(element.id))
  const list: Proposal[] = screens
    .filter((screen) => !saved.includes(screen.id))
    .map((screen) => ({ ids: [screen.id], action: 'screen', body: screen }))
  const drafted = draft.steps.length > 0 && !saved.includes('draft')
  const needed = drafted ? elements.filter((element) => draft.steps.some((step) => step.element === element.id)) : []
  for (const element of open.filter((one) => !needed.includes(one))) {
    list.push({ ids: [element.id], action: 'element', body: element })
  }
  if (drafted) {
    const campaign = toAuthored(draft, makeSlug(draft.name, [], 'walkthrough'), context.contentLanguage)
    const body = { campaign, elements: needed }
    list.push({ ids: ['draft', ...needed.map((element) => element.id)], action: 'walkthrough', body })
  }
  return list
}

/** Proposes everything that is not saved yet; stops at the first refusal and keeps the rest. */
export async function saveAll(context: PowerContext): Promise<void> {
  const words = context.words()
  const shell = context.shell()
  const { draft } = context.store.read()
  if (draft.steps.length > 0) {
    const problem = isComplete(draft)
    if (problem !== undefined) {
      shell.say(words(problem), 'bad')
      return
    }
  }
  const list = proposals(context)
  if (list.length === 0) {
    shell.say(words('nothingToSave'))
    return
  }
  shell.say(words('saving'))
  for (const { ids, action, body } of list) {
    const absent: Answer = { ok: false, message: words('notConnected') }
    const answer = (await context.bridge?.request(action, body)) ?? absent
    if (!answer.ok) {
      shell.say(words('failed', { reason: answer.message }), 'bad')
      return
    }
    context.store.change({ saved: [...new Set([...context.store.read().saved, ...ids])] })
  }
  shell.refresh()
  shell.say(words('savedAll'), 'good')
}
