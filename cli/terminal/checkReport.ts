// What impspec check found, as text, JSON, JUnit XML, TAP 14 or a page of HTML.
import type { CheckReport } from '../../oracle/judge/check.js'
import { printJson, type Io } from '../../report/terminal.js'
import type { Checked, Examined } from './checkResult.js'
import type { Known } from '../../oracle/judge/known.js'
import { linkLines, type Link } from './siteLinks.js'
import { momentText, withMoments } from '../../report/moments.js'
import { painter, type Painter } from '../../report/paint.js'
import { counted } from '../../report/text.js'

export const formats = ['text', 'json', 'junit', 'tap', 'html'] as const
export type Format = (typeof formats)[number]

/** ` [R1, D-017]`; nothing where nothing is cited. */
export const cited = (sources: readonly string[]): string => (sources.length > 0 ? ` [${sources.join(', ')}]` : '')

const during = (window: readonly [number, number] | undefined): string =>
  window === undefined
    ? ''
    : window[0] === window[1]
      ? ` at ${momentText(window[0])}`
      : ` from ${momentText(window[0])} to ${momentText(window[1])}`

/** How many of a list are told; the rest is counted. */
const told = 6

function listed<T>(title: string, things: readonly T[], text: (thing: T) => string): readonly string[] {
  if (things.length === 0) return []
  const rest = things.length > told ? [`    … and ${things.length - told} more`] : []
  return [`  ${title}`, ...things.slice(0, told).map((thing) => `    ${text(thing)}`), ...rest]
}

/** One failure in full. */
export function failureLines(source: string, failure: Examined): readonly string[] {
  const { device, role, line, time, direction, observed, explained, reason, kind } = failure
  const [believed] = failure.believed
  return [
    `${source}:${line}: ${device}, ${role}: ${withMoments(reason)} (${kind})`,
    ...(failure.known === undefined ? [] : [`  is known: ${failure.known}`]),
    `  line ${line} at ${momentText(time)}: ${direction} ${observed}; ${counted(explained, 'observation before it is', 'observations before it are')} explained`,
    ...(believed === undefined
      ? []
      : [
          `  then the ${role} is in ${believed.states.join(', ')}` +
            (failure.hypotheses > 1 ? ` (or in ${counted(failure.hypotheses - 1, 'other way')})` : ''),
          ...believed.timers.map((timer) => `    ${withMoments(timer)}`),
        ]),
    ...listed(
      'what could have come instead:',
      failure.instead,
      (one) => `${one.direction} ${one.event}${during(one.window)}: ${one.rule}${cited(one.sources)}`,
    ),
    ...listed('ruled out:', failure.ruledOut, ({ by, rule, sources }) => `${by}: ${rule}${cited(sources)}`),
    ...listed('it would conform, if:', failure.repairs, ({ text }) => withMoments(text)),
    ...linkLines(failure.links),
    `  ${failure.id}`,
    ...(failure.minimal === undefined
      ? []
      : [
          `  the smallest log that fails like this (${counted(failure.minimal.length, 'line')}):`,
          ...failure.minimal.map(
            (one) => `    line ${one.line}, ${momentText(one.time)}: ${one.direction} ${one.text}`,
          ),
        ]),
  ]
}

/** Lines that are judged in a second; of a short log they are few, because the machine is asked first. */
export function speed({ lines, took }: Pick<CheckReport, 'lines' | 'took'>): string {
  const perSecond = Math.round((lines / Math.max(took, 1)) * 1000)
  return perSecond < 10_000 ? `${counted(perSecond, 'line')}/s` : `${Math.round(perSecond / 1000)}k lines/s`
}

/** What the verdict is worth, by role. */
const worthLines = ({ worth = {} }: CheckReport): readonly string[] =>
  Object.entries(worth).map(
    ([role, { lines, telling }]) =>
      `  ${role}: ${telling === 0 ? 'none' : telling} of the ${counted(lines, 'line')} that were looked at could have failed`,
  )

function textOf(one: Checked, paint: Painter): string {
  if ('error' in one) return `${paint.bad('error')} ${one.error}`
  const { source, report, failures, verdict } = one
  const known = failures.filter((failure) => failure.known !== undefined).length
  const { subjects, lines, skipped, devices, observations } = report
  const painted = verdict === 'pass' ? paint.good(verdict) : paint.bad(verdict)
  const parts = [
    ...failures.map((failure) => failureLines(source, failure).join('\n')),
    ...report.undecided.map(({ device, role, reason }) => `${source}: ${device}, ${role}: ${withMoments(reason)}`),
  ]
  const summary =
    `${painted} ${source}: ${counted(lines, 'line')} (${counted(skipped, 'says', 'say')} nothing of a judged role), ` +
    `${counted(observations, 'observation')} of ${counted(devices, 'device')}: ` +
    `${subjects.pass} pass, ${subjects.inconclusive} inconclusive, ${subjects.fail} fail${known > 0 ? `, ${known} of them as is known` : ''} (${speed(report)})`
  return [...parts, [summary, ...worthLines(report)].join('\n')].join('\n\n')
}

/** XML has no place for control characters. */
const printable = (character: string): string =>
  character >= ' ' || character === '\n' || character === '\t' ? character : '\ufffd'

const escaped = (text: string): string =>
  Array.from(text, printable)
    .join('')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')

/** A file as a list of cases: one that passes, or one for each failure and each open verdict. */
interface Row {
  readonly name: string
  readonly outcome: 'pass' | 'fail' | 'known' | 'inconclusive' | 'error'
  readonly title: string
  readonly detail: string
  readonly links?: readonly Link[]
}

function rowsOf(one: Checked): readonly Row[] {
  if ('error' in one) return [{ name: one.source, outcome: 'error', title: one.error, detail: one.error }]
  const { source, report, failures } = one
  const bad: Row[] = [
    ...failures.map((failure): Row => ({
      name: `${source} ${failure.device} ${failure.role}`,
      outcome: failure.known === undefined ? 'fail' : 'known',
      title: withMoments(failure.known === undefined ? failure.reason : `known (${failure.known}): ${failure.reason}`),
      detail: failureLines(source, failure).join('\n'),
      links: failure.links,
    })),
    ...report.undecided.map(({ device, role, reason }): Row => ({
      name: `${source} ${device} ${role}`,
      outcome: 'inconclusive',
      title: withMoments(reason),
      detail: withMoments(reason),
    })),
  ]
  const title = `${counted(report.subjects.pass, 'log')} of ${counted(report.devices, 'device')} explained`
  return report.subjects.pass > 0 || bad.length === 0
    ? [...bad, { name: source, outcome: 'pass', title, detail: title }]
    : bad
}

function junitOf(checked: readonly Checked[]): string {
  const suites = checked.map((one) => {
    const rows = rowsOf(one)
    const count = (outcome: Row['outcome']): number => rows.filter((row) => row.outcome === outcome).length
    const cases = rows.map(({ name, outcome, title, detail }) => {
      const open = `    <testcase classname="impspec.check" name="${escaped(name)}"`
      if (outcome === 'pass') return `${open}/>`
      const tag = outcome === 'fail' ? 'failure' : outcome === 'error' ? 'error' : 'skipped'
      return `${open}>\n      <${tag} message="${escaped(title)}">${escaped(detail)}</${tag}>\n    </testcase>`
    })
    const counts = `tests="${rows.length}" failures="${count('fail')}" errors="${count('error')}" skipped="${count('inconclusive') + count('known')}"`
    return `  <testsuite name="${escaped(one.source)}" ${counts}>\n${cases.join('\n')}\n  </testsuite>`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="impspec check">\n${suites.join('\n')}\n</testsuites>\n`
}

function tapOf(checked: readonly Checked[]): string {
  const rows = checked.flatMap(rowsOf)
  const lines = rows.flatMap(({ name, outcome, title, detail }, index) => {
    const description = `${name.replace(/[\\#]/g, '\\$&')} - ${title.replace(/[\\#]/g, '\\$&')}`
    const directive = outcome === 'inconclusive' ? ' # SKIP inconclusive' : outcome === 'known' ? ' # TODO known' : ''
    const line = `${outcome === 'pass' ? 'ok' : 'not ok'} ${index + 1} - ${description}${directive}`
    if (outcome === 'pass') return [line]
    return [line, '  ---', '  detail: |', ...detail.split('\n').map((text) => `    ${text}`), '  ...']
  })
  return ['TAP version 14', `1..${rows.length}`, ...lines, ''].join('\n')
}

/** Without the address of the site a path leads nowhere. */
const anchor = ({ title, to }: Link): string =>
  to.startsWith('http') ? `<p><a href="${escaped(to)}">${escaped(title)}</a></p>` : ''

function htmlOf(checked: readonly Checked[]): string {
  const rows = checked
    .flatMap(rowsOf)
    .map(
      ({ name, outcome, title, detail, links = [] }) =>
        `<tr><td>${outcome}</td><td>${escaped(name)}</td><td><details><summary>${escaped(title)}</summary><pre>${escaped(detail)}</pre>${links.map(anchor).join('')}</details></td></tr>`,
    )
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><title>impspec check</title>',
    '<style>body{font:16px/1.5 system-ui;margin:2rem}td{padding:.25rem 1rem;vertical-align:top}pre{white-space:pre-wrap}</style>',
    '</head><body><h1>impspec check</h1>',
    '<table><thead><tr><th>verdict</th><th>log</th><th>why</th></tr></thead><tbody>',
    ...rows,
    '</tbody></table></body></html>',
    '',
  ].join('\n')
}

/** Known failures that did not come, in words. */
export const unmetLines = (known: Known): readonly string[] =>
  [...known].map(
    ([id, reason]) => `the known failure ${id} did not come (${reason}); take it off the list if it is mended`,
  )

/** Prints what was found, and nothing else, on stdout. */
export function printChecks(checked: readonly Checked[], unmet: Known, format: Format, io: Io): void {
  switch (format) {
    case 'json':
      printJson(io, {
        logs: checked.map((one) =>
          'error' in one ? one : { ...one.report, failures: one.failures, verdict: one.verdict },
        ),
        ...(unmet.size === 0 ? {} : { unmet: Object.fromEntries(unmet) }),
      })
      return
    case 'junit':
      io.stdout.write(junitOf(checked))
      return
    case 'tap':
      io.stdout.write(tapOf(checked))
      return
    case 'html':
      io.stdout.write(htmlOf(checked))
      return
    case 'text':
      io.stdout.write(
        `${[...checked.map((one) => textOf(one, painter(io.color))), ...unmetLines(unmet)].join('\n\n')}\n`,
      )
  }
}
