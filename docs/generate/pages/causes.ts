// The page for an installer whose phone says success while the device never appears: every cause, shortest run first.
import { baseline } from '../../../machines/configurations.js'
import { ruledOut, toldCause } from '../../../report/causes.js'
import { causesIn, questionOf } from '../../../verification/experiment/deviceNeverAppears.js'
import { page, plain, sourceLinks, type Page } from './markdown.js'

/** How many things go wrong in one run at most. */
const together = 2

export function causesPage(): Page {
  const causes = causesIn(baseline, together)
  const { world } = questionOf(baseline)
  return page('answers/causes.md', 'BlinkUp succeeded on my phone, and the device never appears: what can it be?', [
    'That the phone says success means that the device has reached the impCloud and that its token was accepted, and no more. These are all causes in which at most two things go wrong, found by the machines and not listed by hand, the shortest run first ([how](/guide/experiments#what-can-it-be)). `impspec causes --configuration power=battery` says it of your product.',
    '',
    ...causes.flatMap((cause) => {
      const { parts, until, run } = toldCause(cause, world)
      return [
        `## ${plain(parts.map(({ text }) => text).join(', and '))}`,
        '',
        `Then ${plain(until)}.`,
        '',
        ...parts.map(({ text, advice, sources }) => `- *${plain(text)}*: ${plain(advice)} (${sourceLinks(sources)})`),
        '',
        'A shortest run:',
        '',
        ...run.map((step, index) => `${index + 1}. ${plain(step)}`),
        '',
      ]
    }),
    '## What it is not',
    '',
    'No such run needs one of these: the success of the phone rules it out, or it is over within two minutes.',
    '',
    ...ruledOut(causes).map(({ text, sources }) => `- ${plain(text)} (${sourceLinks(sources)})`),
  ])
}
