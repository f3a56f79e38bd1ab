// impspec test: an implementation of a role, driven through the cases that its machine gives.
import { caseId, powerCuts, randomWalk, tours, type Suite } from '../oracle/cases.js'
import { Driver, type CaseStep, type TestCase } from '../oracle/driver/drive.js'
import { keepCase, keptCases, readCase } from '../oracle/driver/regressions.js'
import { runSuite, type Found, type SuiteResult } from '../oracle/driver/suite.js'
import { roleOf, type Role } from '../oracle/role.js'
import { eventText } from '../oracle/symbol.js'
import { parseRole } from './check.js'
import { exitCodes, printJson, UsageError, type Io } from './io.js'
import { parseConfiguration, unknown, wholeNumber } from './names.js'
import { painter } from './paint.js'

export interface TestOptions {
  readonly role: string
  readonly mode: string
  readonly configuration: string
  readonly seed: string
  readonly walks: string
  readonly steps: string
  readonly case?: string
  readonly without?: readonly string[]
  readonly patience: string
  readonly tolerance: string
  readonly maxTransitions: string
  readonly maxFailures: string
  readonly regressions: string | false
  readonly json?: boolean
}

export const modes = ['all', 'suite', 'walk', 'sweep'] as const
type Mode = (typeof modes)[number]

interface Plan {
  readonly suite: Suite | undefined
  readonly cases: readonly TestCase[]
}

function plan(role: Role, mode: Mode, options: TestOptions): Plan {
  const without = options.without ?? []
  const types = role.hears.map((event) => role.table.events[event]!.type)
  for (const type of without) {
    if (!types.includes(type)) throw unknown('input', type, [...new Set(types)], `the role hears ${types.join(', ')}`)
  }
  const wants = (one: Mode): boolean => mode === 'all' || mode === one
  if (mode === 'sweep' && role.name !== 'device')
    throw new UsageError('the sweep cuts the power of a device; --role device')
  const maxTransitions = wholeNumber('--max-transitions', options.maxTransitions, 1)
  const suite = wants('suite') ? tours(role, { without, maxTransitions }) : undefined
  const seed = wholeNumber('--seed', options.seed, 0)
  const length = wholeNumber('--steps', options.steps, 1)
  const walks = wants('walk')
    ? Array.from({ length: wholeNumber('--walks', options.walks, 1) }, (_, index) =>
        randomWalk(role, seed + index, length, { without }),
      )
    : []
  const sweep = wants('sweep') && role.name === 'device' ? powerCuts(role) : []
  const sends = ({ steps }: TestCase): boolean =>
    steps.some((step) => 'send' in step && without.includes(step.send.type))
  return { suite, cases: [...(suite?.cases ?? []), ...sweep.filter((one) => !sends(one)), ...walks] }
}

const stepText = (step: CaseStep): string =>
  'send' in step ? `send ${eventText(step.send)}` : `advance ${step.advance} ms`

function foundLines({ test, small, smallFailure, flaky }: Found, kept: string | undefined): readonly string[] {
  const { kind, reason, step, time, explanation } = smallFailure
  const allowed = explanation?.instead.filter(({ direction }) => direction === 'out').slice(0, 4) ?? []
  const ruledOut = explanation?.ruledOut.slice(0, 4) ?? []
  return [
    `${test.id}: ${reason} (${kind})`,
    ...(flaky === undefined ? [] : [`  flaky: failed in ${flaky.failed} of ${flaky.runs} runs`]),
    `  the shortest way there (${small.length} steps${test.input === undefined ? '' : `, given ${JSON.stringify(test.input)}`}):`,
    ...small.map((one, index) => `    ${index === step ? '▶' : ' '} ${stepText(one)}`),
    `  at ${time} ms; ${allowed.length > 0 ? 'what could have come instead:' : 'nothing is said here'}`,
    ...allowed.map(({ event, rule, sources }) => `    ${event}: ${rule} [${sources.join(', ')}]`),
    ...ruledOut.map(({ by, rule, sources }) => `    ruled out by ${by}: ${rule} [${sources.join(', ')}]`),
    ...(kept === undefined ? [] : [`  kept in ${kept}; run it alone with --case ${kept}`]),
  ]
}

interface Outcome extends SuiteResult {
  readonly coverage: Suite['coverage'] | undefined
  readonly regressions: { readonly cases: number; readonly fixed: number }
  readonly steps: number
  readonly took: number
}

function print(
  options: TestOptions,
  name: string | undefined,
  outcome: Outcome,
  kept: readonly (string | undefined)[],
  io: Io,
): void {
  const { found, cases, steps, took, coverage, regressions, stopped } = outcome
  const verdict = found.length > 0 ? 'fail' : stopped ? 'inconclusive' : 'pass'
  if (options.json === true) {
    const failures = found.map((one, index) => ({
      ...one,
      ...(kept[index] === undefined ? {} : { kept: kept[index] }),
    }))
    printJson(io, {
      verdict,
      implementation: name,
      role: options.role,
      cases,
      steps,
      took,
      coverage,
      regressions,
      failures,
    })
    return
  }
  const paint = painter(io.color)
  const tour =
    coverage === undefined
      ? ''
      : `; tours take ${coverage.covered} transitions of ${coverage.states} states (${coverage.complete ? 'all that can be reached' : 'a bound left some out'})`
  const again =
    regressions.cases === 0 ? '' : `; ${regressions.cases} kept cases first, ${regressions.fixed} of them pass`
  const summary = `${(verdict === 'pass' ? paint.good : paint.bad)(verdict)} ${name ?? 'the implementation'} as ${options.role}: ${cases} cases, ${steps} steps (${Math.round((steps / Math.max(took, 1)) * 1000)} a second), ${found.length} failures${tour}${again}`
  io.stdout.write(`${[...found.map((one, index) => foundLines(one, kept[index]).join('\n')), summary].join('\n\n')}\n`)
}

/** Runs the command. */
export async function test(command: readonly string[], options: TestOptions, io: Io): Promise<number> {
  const mode = modes.find((one) => one === options.mode)
  if (mode === undefined) throw unknown('mode', options.mode, modes, `the modes are ${modes.join(', ')}`)
  const role = roleOf(parseRole(options.role), [parseConfiguration(options.configuration)])
  const driver = new Driver({
    command,
    role,
    patience: wholeNumber('--patience', options.patience, 1),
    tolerance: wholeNumber('--tolerance', options.tolerance, 0),
  })
  const maxFailures = wholeNumber('--max-failures', options.maxFailures, 1)
  const began = performance.now()
  try {
    const planned: Plan =
      options.case === undefined
        ? plan(role, mode, options)
        : { suite: undefined, cases: [readCase(options.case, role.name)] }
    const before =
      options.regressions === false || options.case !== undefined ? [] : keptCases(options.regressions, role.name)
    const settings = {
      maxFailures,
      again: 2,
      shrinkRuns: 200,
      signal: io.signal,
      ...(io.live
        ? { onCase: (done: number, failed: number) => io.stderr.write(`\r${done} cases, ${failed} failures\u001b[K`) }
        : {}),
    }
    const replayed = await runSuite(driver, before, { ...settings, maxFailures: before.length + 1 })
    const ran = await runSuite(driver, planned.cases, settings)
    if (io.live) io.stderr.write('\r\u001b[K')
    const found = [...replayed.found, ...ran.found]
    const outcome: Outcome = {
      cases: replayed.cases + ran.cases,
      found,
      stopped: replayed.stopped || ran.stopped,
      coverage: planned.suite?.coverage,
      regressions: { cases: replayed.cases, fixed: replayed.cases - replayed.found.length },
      steps: driver.steps,
      took: performance.now() - began,
    }
    const { regressions } = options
    const kept = found.map((one, index) =>
      regressions === false || options.case !== undefined || index < replayed.found.length || one.flaky !== undefined
        ? undefined
        : keepCase(regressions, role.name, caseId(role, 'found', one.test.input, one.small), one),
    )
    print(options, driver.name, outcome, kept, io)
    if (found.some(({ failure }) => failure.kind === 'start')) return exitCodes.unreadable
    if (found.length > 0) return exitCodes.differs
    return outcome.stopped ? exitCodes.incomplete : exitCodes.asExpected
  } finally {
    await driver.end()
  }
}
