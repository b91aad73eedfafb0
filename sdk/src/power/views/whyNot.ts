import type { PowerContext } from '../context'
import type { View } from '../createShell'
import { h } from '../h'

/** Why not?: for every campaign of the release whether it would show now, and what stands against it. */
export function whyNotView(context: PowerContext): View {
  return {
    title: 'whyNot',
    body: () => {
      const lines = context.runtime
        .diagnose()
        .map(({ campaign, shows, reasons }) =>
          h(
            'li',
            {},
            h('strong', {}, `${shows ? '✓' : '✗'} ${campaign}`),
            ...reasons.map((reason) => h('span', { class: 'soft' }, reason)),
          ),
        )
      return lines.length > 0 ? [h('ul', {}, ...lines)] : [h('p', { class: 'soft' }, context.words()('noCampaigns'))]
    },
  }
}
