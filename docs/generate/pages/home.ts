// The start page: the question, its answer in ten seconds, and four doors.
import { facts } from '../../../machines/facts.js'
import { properties } from '../../../properties/index.js'
import { answers } from '../../../properties/claims/answers.js'
import { parties } from '../machine.js'
import type { Verdicts } from '../verdicts.js'
import { matrixHtml } from './answers.js'
import { totals } from './evidence.js'
import { page, plain, type Page } from './markdown.js'

const millions = (value: number): string =>
  value >= 1_000_000 ? `${(value / 1_000_000).toFixed(1)} million` : value.toLocaleString('en-US')

export function homePage(verdicts: Verdicts): Page {
  const { states, transitions, verdicts: decided } = totals(verdicts)
  return page(
    'index.md',
    'What happens after BlinkUp when an impOS update waits?',
    [
      '<p class="lead">It depends on what the vendor leaves open: whether BlinkUp restarts a device, and whether a first connection that comes late asks the handler. Only if BlinkUp does <strong>not</strong> restart the device <strong>and</strong> a late connection <strong>asks</strong> is your shutdown handler sure to be asked. Otherwise the update is applied at once, or it is a race of 10 seconds.</p>',
      '',
      '<p>Your product is a row, a reading of the sources a column; each cell opens the shortest run that shows it.</p>',
      '',
      `<div v-pre>${matrixHtml(verdicts)}</div>`,
      '',
      '<div class="doors">',
      '',
      '<div>',
      '',
      '**Understand**',
      '',
      '[The life of a device](/guide/life-of-a-device), [its eleven parties](/parties/) with their state charts, and a [simulator](/simulator) of the real machines.',
      '',
      '</div>',
      '<div>',
      '',
      '**Check**',
      '',
      `[${properties.length} properties](/properties/) with verdicts, stories and [evidence](/evidence/); the [rules](/sources/) and ${facts.length} facts behind them.`,
      '',
      '</div>',
      '<div>',
      '',
      '**Implement**',
      '',
      'Judge your own device, cloud or phone: [the command](/reference/cli), [events by party](/parties/), [how to read a verdict](/guide/reading-a-verdict).',
      '',
      '</div>',
      '<div>',
      '',
      '**Look up**',
      '',
      '[Configurations and delays](/reference/configurations), [formats](/reference/formats), [the package](/reference/api/).',
      '',
      '</div>',
      '',
      '</div>',
      '',
      '## Other questions of the thread',
      '',
      ...answers.slice(1).map(({ id, question }) => `- [${plain(question)}](/answers/${id})`),
      '',
      '## Why believe it',
      '',
      `${parties.length} machines, explored exhaustively: ${millions(states)} states and ${millions(transitions)} transitions in ${verdicts.explorations.length} [explorations](/evidence/explorations) give ${decided.toLocaleString('en-US')} verdicts. The machines on these pages and in the simulator are the ones that were explored. Every rule they follow [cites its public source](/sources/).`,
    ],
    { aside: false, sidebar: false, pageClass: 'start' },
  )
}
