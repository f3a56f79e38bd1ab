// The start page: the question of the thread, its answer in ten seconds, and four doors.
import { facts } from '../../../machines/facts.js'
import { properties } from '../../../properties/index.js'
import { answers } from '../../../properties/claims/answers.js'
import { term } from '../glossary.js'
import { machineCount } from '../machine.js'
import type { Verdicts } from '../verdicts.js'
import { matrixHtml } from './answers.js'
import { totals } from './evidence.js'
import { at, page, plain, type Page } from './markdown.js'

const millions = (value: number): string =>
  value >= 1_000_000 ? `${(value / 1_000_000).toFixed(1)} million` : value.toLocaleString('en-US')

const door = (title: string, ...lines: readonly string[]): readonly string[] => [
  '<div>',
  '',
  `**${title}**`,
  '',
  ...lines,
  '',
  '</div>',
]

export function homePage(verdicts: Verdicts): Page {
  const { states, transitions, verdicts: decided } = totals(verdicts)
  return page(
    'index.md',
    answers[0]?.question ?? '',
    [
      `<p class="about">For makers of products with an Electric ${term('imp')}: what devices, cloud and the installer's phone do from first power to the hundredth update, as one specification that was proved over every state it can reach.</p>`,
      '',
      `<p class="lead">You want ${term('polite deployment')}: your ${term('handler')} is asked before an update stops your code. An installer has just sent ${term('BlinkUp')}, and a newer ${term('impOS')} waits. <strong>Is the handler asked?</strong> It depends on what the vendor leaves open: whether ${term('restart by BlinkUp', 'BlinkUp restarts')} the device, and whether a ${term('late connection')} asks. Only if BlinkUp does <strong>not</strong> restart the device <strong>and</strong> a late connection <strong>asks</strong> is it sure to be asked. Otherwise the update is applied at once, or it is a race of 10 seconds.</p>`,
      '',
      `<p>Your product is a row, a reading of the sources a column; each cell opens the shortest run that shows it. Which column is right, one device can tell: <a href="${at('/answers/experiments')}">an experiment for each reading</a>.</p>`,
      '',
      `<div v-pre>${matrixHtml(verdicts)}</div>`,
      '',
      `<p class="note">“Asked first” is said of a handler that is registered when BlinkUp arrives. In the first 10 s after power-on ${term('Squirrel')} does not run yet and none is: then the update is applied at once under every reading.</p>`,
      '',
      '<div class="doors">',
      '',
      ...door(
        'Understand',
        '[The life of a device](/guide/life-of-a-device), [who takes part in it](/parties/) with their state charts, and a [simulator](/simulator) of the real machines. All words: [the glossary](/reference/glossary).',
      ),
      ...door(
        'Check',
        `[Your product](/product): say what it is like, and see what was proved of it. [${properties.length} properties](/properties/) with verdicts, stories and [evidence](/evidence/); the [rules](/sources/) and ${facts.length} facts behind them.`,
      ),
      ...door(
        'Implement',
        '[Test your own implementation](/guide/oracle), [judge a log](/guide/oracle#judge-a-log), [your own machines](/reference/api/).',
      ),
      ...door(
        'Look up',
        '[The command](/reference/cli), [configurations and delays](/reference/configurations), [formats](/reference/formats), [the package](/reference/api/).',
      ),
      '',
      '</div>',
      '',
      '## Other questions of the thread',
      '',
      ...answers.slice(1).map(({ id, question }) => `- [${plain(question)}](/answers/${id})`),
      '',
      '## Why believe it',
      '',
      `${machineCount} were explored exhaustively: ${millions(states)} states and ${millions(transitions)} transitions in ${verdicts.explorations.length} [explorations](/evidence/explorations) give ${decided.toLocaleString('en-US')} verdicts. The machines on these pages and in the simulator are the ones that were explored. Every rule they follow [cites its public source](/sources/).`,
    ],
    { aside: false, sidebar: false, pageClass: 'start' },
  )
}
