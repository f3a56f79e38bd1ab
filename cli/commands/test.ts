// impspec test: an implementation of a role, driven through the cases that its machine gives.
import { caseId } from '../../oracle/driver/recorder.js'
import { leavesOf } from '../../checker/semantics/describe.js'
import { stateNodes } from '../../checker/compile/timers.js'
import { Driver, type CaseRunner } from '../../oracle/driver/drive.js'
import { RealTimeDriver, type RealTimeOptions } from '../../oracle/driver/realTime.js'
import type { CaseFailure, CaseStep, TestCase } from '../../oracle/driver/hearing.js'
import { keepCase, keptCases, readCase } from '../../oracle/driver/regressions.js'
import { runSuite, type Found, type SuiteResult } from '../../oracle/driver/suite.js'
import { roleOf } from '../../oracle/belief/catalogue.js'
import type { Role } from '../../oracle/belief/role.js'
import { eventText } from '../../oracle/belief/symbol.js'
import { failureId, loadKnown, type Known } from '../../oracle/judge/known.js'
import { casePlanner, leftOutLines, modes, type CasePlan, type PlanOptions } from '../options/casePlan.js'
import { delayTimes, refuseForeign } from '../options/delayTimes.js'
import { withWhatIf, type WhatIf } from '../options/whatIf.js'
import { unmet } from './check.js'
import { parseRole, refuseMute } from '../options/reading.js'
import { cited, unmetLines } from '../terminal/checkReport.js'
import { linkLines, linksOf, parseSite, type Link } from '../terminal/siteLinks.js'
import { printJson, type Io } from '../../report/terminal.js'
import { exitCodes } from '../../verification/exitCodes.js'
import { UsageError } from '../../verification/errors.js'
import { parseConfiguration, unknown } from '../../verification/configurationNames.js'
import type { Specification } from '../../verification/specification.js'
import { wholeNumber } from '../../verification/optionValues.js'
import { painter } from '../../report/paint.js'
import { counted } from '../../report/text.js'
import type { Program } from '../terminal/program.js'
import { helpText } from '../terminal/help.js'
import { statusLine } from '../terminal/progress.js'

export interface TestOptions extends PlanOptions, WhatIf {
  readonly role: string
  readonly mode: string
  readonly configuration: string
  readonly case?: string
  readonly patience: string
  readonly tolerance?: string
  readonly time: string
  readonly scale?: string
  readonly quiescence?: readonly string[]
  readonly maxFailures: string
  readonly regressions: string | false
  readonly known?: string
  readonly site?: string
  readonly json?: boolean
}

const stepText = (step: CaseStep): string =>
  'send' in step ? `send ${eventText(step.send)}` : `advance ${step.advance} ms`

/** A failure as it is told. */
interface Told {
  readonly found: Found
  readonly id: string
  /** Why it is expected, if it is. */
  readonly known?: string
  readonly links: readonly Link[]
  /** The file in which its case is kept. */
  readonly kept?: string
}

const idOf = (role: string, { kind, reason, explanation }: CaseFailure): string =>
  failureId(role, kind, explanation === undefined ? undefined : reason)

function foundLines({ found, id, known, links, kept }: Told): readonly string[] {
  const { test, small, smallFailure, flaky } = found
  const { kind, reason, step, time, explanation } = smallFailure
  const allowed = explanation?.instead.filter(({ direction }) => direction === 'out').slice(0, 4) ?? []
  const ruledOut = explanation?.ruledOut.slice(0, 4) ?? []
  return [
    `${test.id}: ${reason} (${kind})`,
    ...(known === undefined ? [] : [`  is known: ${known}`]),
    ...(flaky === undefined ? [] : [`  flaky: failed in ${flaky.failed} of ${counted(flaky.runs, 'run')}`]),
    ...(beganNothing(found)
      ? ['  before the first step of any case']
      : [
          `  the shortest way there (${counted(small.length, 'step')}${test.input === undefined ? '' : `, given ${JSON.stringify(test.input)}`}):`,
          ...small.map((one, index) => `    ${index === step ? '▶' : ' '} ${stepText(one)}`),
          `  at ${time} ms; ${allowed.length > 0 ? 'what could have come instead:' : 'nothing is said here'}`,
        ]),
    ...allowed.map(({ event, rule, sources }) => `    ${event}: ${rule}${cited(sources)}`),
    ...ruledOut.map(({ by, rule, sources }) => `    ruled out by ${by}: ${rule}${cited(sources)}`),
    ...linkLines(links),
    `  ${id}`,
    ...(kept === undefined ? [] : [`  kept in ${kept}; run it alone with --case ${kept}`]),
  ]
}

/** Whether it went wrong before the first step of a case: there is nothing to try again that another case would not. */
const beganNothing = ({ failure }: Found): boolean => failure.step < 0

/** Where this machine was too slow, nothing is known of the implementation. */
const isFailure = ({ failure }: Found): boolean => failure.kind !== 'slow'

/** Where nothing was started that answers, there is nothing to judge. */
const isNotStarted = ({ failure }: Found): boolean => failure.kind === 'start'

interface Outcome extends SuiteResult {
  readonly plan: Omit<CasePlan, 'cases'>
  readonly regressions: { readonly cases: number; readonly fixed: number }
  readonly steps: number
  readonly took: number
}

function print(
  options: TestOptions,
  name: string | undefined,
  outcome: Outcome,
  told: readonly Told[],
  notMet: Known,
  io: Io,
): void {
  const { cases, steps, took, plan, regressions, stopped } = outcome
  const { tours: coverage, timers, lookedAt } = plan
  const found = told.filter(({ known }) => known === undefined).map((one) => one.found)
  const verdict = found.some(isNotStarted)
    ? 'error'
    : found.some(isFailure)
      ? 'fail'
      : stopped || found.length > 0
        ? 'inconclusive'
        : 'pass'
  if (options.json === true) {
    const failures = told.map(({ found: one, ...rest }) => ({ ...one, ...rest }))
    printJson(io, {
      verdict,
      implementation: name,
      role: options.role,
      cases,
      steps,
      took,
      coverage,
      timers,
      lookedAt,
      regressions,
      failures,
      ...(notMet.size === 0 ? {} : { unmet: Object.fromEntries(notMet) }),
    })
    return
  }
  const paint = painter(io.color)
  const tour =
    coverage === undefined
      ? ''
      : `; tours take ${counted(coverage.covered, 'transition')} of ${counted(coverage.states, 'state')} (${coverage.complete ? 'all that can be reached' : 'a bound left some out'})`
  const sides = Object.entries(timers?.delays ?? {}).filter(([, { early, late }]) => early > 0 && late > 0)
  const delays =
    sides.length === 0
      ? ''
      : `; both sides of ${counted(sides.length, 'delay')}: ${sides.map(([name]) => name).join(', ')}`
  const leftOut = leftOutLines({ cases: [], ...plan })
  const again =
    regressions.cases === 0
      ? ''
      : `; ${counted(regressions.cases, 'kept case')} first, of which ${counted(regressions.fixed, 'passes', 'pass')}`
  const knownToo =
    told.length > found.length ? ` and ${counted(told.length - found.length, 'that is', 'that are')} known` : ''
  const summary = `${(verdict === 'pass' ? paint.good : paint.bad)(verdict)} ${name ?? 'the implementation'} as ${options.role}: ${counted(cases, 'case')}, ${counted(steps, 'step')} (${Math.round((steps / Math.max(took, 1)) * 1000)} a second), ${counted(found.length, 'failure')}${knownToo}${delays}${tour}${again}`
  io.stdout.write(
    `${[...told.map((one) => foundLines(one).join('\n')), ...unmetLines(notMet), summary].join('\n\n')}\n`,
  )
  if (leftOut.length > 0) io.stdout.write(`not looked at:\n${leftOut.map((one) => `  ${one}\n`).join('')}`)
}

/** ms of the clock by which an output may be off where nothing else is said: what a busy machine does to a process. */
const jitter = 20

/** Bounds for all states, and by path of a state, of `--quiescence MS STATE=MS ...`. */
function quiescenceOf(role: Role, bounds: readonly string[]): Pick<RealTimeOptions, 'quiescence' | 'quiescenceIn'> {
  const states = stateNodes(role.table.machine).map((node) => node.path.join('.'))
  let everywhere = 0
  const byState = new Map<string, number>()
  for (const bound of bounds) {
    const [state, ms] = bound.includes('=')
      ? [bound.slice(0, bound.lastIndexOf('=')), bound.slice(bound.lastIndexOf('=') + 1)]
      : ['', bound]
    if (!states.includes(state)) throw unknown('state', state, states, `the states are ${states.join(', ')}`)
    if (state === '') everywhere = wholeNumber('--quiescence', ms, 0)
    else byState.set(state, wholeNumber('--quiescence', ms, 0))
  }
  if (byState.size === 0) return { quiescence: everywhere }
  const known: number[] = []
  const boundIn = (local: number): number => {
    const leaves = leavesOf(role.table.locals[local]!.snapshot)
    const own = [...byState].filter(([state]) => leaves.some((leaf) => leaf === state || leaf.startsWith(`${state}.`)))
    return own.length === 0 ? everywhere : Math.max(...own.map(([, ms]) => ms))
  }
  return {
    quiescence: Math.max(everywhere, ...byState.values()),
    quiescenceIn: (local) => (known[local] ??= boundIn(local)),
  }
}

function driverFor(command: readonly string[], role: Role, options: TestOptions): CaseRunner {
  const { time, scale, quiescence, tolerance } = options
  const patience = wholeNumber('--patience', options.patience, 1)
  const given = tolerance === undefined ? undefined : wholeNumber('--tolerance', tolerance, 0)
  if (time === 'virtual') {
    if (scale !== undefined || quiescence !== undefined) {
      throw new UsageError('--scale and --quiescence are of real time: --time real')
    }
    return new Driver({ command, role, patience, tolerance: given ?? 0 })
  }
  if (time !== 'real') throw unknown('time', time, ['virtual', 'real'], 'time is virtual or real')
  const factor = scale === undefined ? 1 : wholeNumber('--scale', scale, 1)
  return new RealTimeDriver({
    ...{ command, role, patience, scale: factor, tolerance: given ?? jitter * factor },
    ...quiescenceOf(role, quiescence ?? []),
  })
}

/** How long the cases take at least in real time, in words. */
function announced(cases: readonly TestCase[], { time, scale = '1' }: TestOptions): string | undefined {
  if (time !== 'real') return undefined
  const ms = cases.flatMap(({ steps }) => steps).reduce((sum, step) => sum + ('advance' in step ? step.advance : 0), 0)
  const seconds = Math.round(ms / 1000 / Number(scale))
  return `${counted(cases.length, 'case takes', 'cases take')} ${seconds} s at least; a higher --scale, or fewer --walks and --steps, make it less\n`
}

/** Whether an implementation begins at all: asked before anything is planned, so that who says nothing is told at once. */
async function greeted(driver: CaseRunner, role: Role): Promise<Found | undefined> {
  const greeting: TestCase = { id: `${role.name}-hello`, input: role.starts[0]!.input, steps: [] }
  const failure = await driver.run(greeting)
  if (failure === undefined || failure.kind === 'slow') return undefined
  return { test: greeting, failure, small: [], smallFailure: failure }
}

/** Runs the command. */
export async function test(
  specification: Specification,
  command: readonly string[],
  options: TestOptions,
  io: Io,
): Promise<number> {
  const mode = modes.find((one) => one === options.mode)
  if (mode === undefined) throw unknown('mode', options.mode, modes, `the modes are ${modes.join(', ')}`)
  const catalogue = specification.roles()
  const times = delayTimes(options, catalogue)
  const configuration = parseConfiguration(options.configuration, specification.space)
  const role = roleOf(catalogue, parseRole(options.role, catalogue), [configuration], { times })
  refuseForeign(role, times)
  refuseMute(role)
  const driver = driverFor(command, role, options)
  const known: Known = options.known === undefined ? new Map<string, string>() : loadKnown(options.known)
  const site = parseSite(options.site)
  const maxFailures = wholeNumber('--max-failures', options.maxFailures, 1)
  const began = performance.now()
  try {
    const planned =
      options.case === undefined
        ? casePlanner(role, mode, options, io)
        : (
            (one: CasePlan) => () =>
              one
          )({ cases: [readCase(options.case, role.name)], untimed: [] })
    const before =
      options.regressions === false || options.case !== undefined ? [] : keptCases(options.regressions, role.name)
    const mute = await greeted(driver, role)
    const { cases, ...plan }: CasePlan = mute === undefined ? planned() : { cases: [], untimed: [] }
    const slow = mute === undefined ? announced([...before, ...cases], options) : undefined
    if (slow !== undefined) io.stderr.write(slow)
    const status = statusLine(io)
    const all = before.length + cases.length
    const settings = {
      maxFailures,
      again: 2,
      shrinkRuns: 200,
      isKnown: (failure: CaseFailure) => known.has(idOf(role.name, failure)),
      signal: io.signal,
      onCase: (done: number, failed: number) =>
        status.show(() => `${counted(done, 'case')} of ${all}, ${counted(failed, 'failure')}`),
    }
    const replayed =
      mute === undefined
        ? await runSuite(driver, before, { ...settings, maxFailures: before.length + 1 })
        : { cases: 1, found: [mute], stopped: true }
    // An implementation that does not even begin says nothing of any case.
    const begins = !replayed.found.some(beganNothing)
    const ran = begins ? await runSuite(driver, cases, settings) : { cases: 0, found: [], stopped: false }
    status.clear()
    const found = [...replayed.found, ...ran.found]
    const outcome: Outcome = {
      cases: replayed.cases + ran.cases,
      found,
      stopped: replayed.stopped || ran.stopped,
      plan,
      regressions: begins
        ? { cases: replayed.cases, fixed: replayed.cases - replayed.found.length }
        : { cases: 0, fixed: 0 },
      steps: driver.steps,
      took: performance.now() - began,
    }
    const { regressions } = options
    const told = found.map((one, index): Told => {
      const id = idOf(role.name, one.failure)
      const why = known.get(id)
      const keeps =
        regressions !== false && options.case === undefined && index >= replayed.found.length && why === undefined
      return {
        found: one,
        id,
        ...(why === undefined ? {} : { known: why }),
        links: linksOf(specification, role.name, one.smallFailure.explanation ?? {}, site),
        ...(keeps && one.flaky === undefined && isFailure(one) && !beganNothing(one)
          ? { kept: keepCase(regressions, role.name, caseId(role, 'found', one.test.input, one.small), one) }
          : {}),
      }
    })
    const fresh = told.filter((one) => one.known === undefined).map((one) => one.found)
    // A case alone, or a run that was stopped, says nothing of failures elsewhere.
    const whole = options.case === undefined && !outcome.stopped
    print(options, driver.name, outcome, told, whole ? unmet(known, new Set(told.map(({ id }) => id))) : new Map(), io)
    if (fresh.some(isNotStarted)) return exitCodes.unreadable
    if (fresh.some(isFailure)) return exitCodes.differs
    return outcome.stopped || fresh.length > 0 ? exitCodes.incomplete : exitCodes.asExpected
  } finally {
    await driver.end()
  }
}

/** What the command means by the exit codes. */
const meanings = {
  0: 'pass: the implementation conforms, but for failures that are known',
  1: 'fail: it says what its role cannot say then, or breaks off, or does not keep to the protocol',
  2: 'inconclusive: stopped by Ctrl-C, or this machine was too slow for real time',
  4: 'the command cannot be started, or ends before its first answer; a case or a list that cannot be read',
}

/** Adds the command to the program. */
export function register({ sub, load, io, end }: Program): void {
  withWhatIf(sub('test <command...>', 'drive an implementation of a role through the cases that its machine gives'))
    .requiredOption('--role <name>', 'the role that the command implements')
    .option(
      '--mode <name>',
      `${modes.join(', ')}: both sides of each delay, tours over all transitions, random walks, power cuts`,
      'all',
    )
    .option('--configuration <name>', 'baseline, or dimension=value,...', 'baseline')
    .option('--seed <n>', 'of the first random walk', '1')
    .option('--walks <n>', 'random walks, each of the next seed', '20')
    .option('--steps <n>', 'steps of a random walk', '100')
    .option('--case <file>', 'only this case')
    .option('--without <type...>', 'inputs that are never sent, because the implementation leaves them out')
    .option('--patience <ms>', 'an answer must come within this time', '5000')
    .option(
      '--tolerance <ms>',
      'by how much an output may come too early or too late; 0, or 20 ms of the clock in real time',
    )
    .option('--time <kind>', 'virtual, or real: the implementation has a clock of its own', 'virtual')
    .option('--scale <n>', 'with real time: how many ms of the role pass in one ms; all other ms are those of the role')
    .option(
      '--quiescence <bound...>',
      'with real time: how long after its cause an output may come, in ms, everywhere or on the way to a state: 500 polling=2000',
    )
    .option('--max-transitions <n>', 'transitions that the tours cover at most', '20000')
    .option('--max-planning <n>', 'transitions that planning them looks at at most; 200 for each of those by default')
    .option('--max-failures <n>', 'different failures after which it stops', '5')
    .option('--known <file>', 'failures that are expected, each by its id and with the reason why')
    .option('--site <address>', 'where the documentation site is: failures link to it')
    .option('--regressions <folder>', 'where failing cases are kept; they are run first', '.impspec')
    .option('--no-regressions', 'keep no failing cases, and run none')
    .option('--json', 'one JSON document instead of text')
    .addHelpText(
      'after',
      helpText(
        [
          'test --role agent -- python3 examples/agent-python/agent.py',
          'test --role device --mode walk --walks 5 -- ./device',
          'test --role device --set snooze=8min -- ./device',
        ],
        meanings,
      ),
    )
    .action(async (command: readonly string[], options: TestOptions) =>
      end(await test(await load(), command, options, io)),
    )
}
