// Which cases impspec test runs, planned within a stated budget and with progress; and what they leave out.
import { aimedCases } from '../../oracle/driver/aimedCases.js'
import { randomWalk, sweepOf } from '../../oracle/driver/cases.js'
import type { TestCase } from '../../oracle/driver/hearing.js'
import { lookedAt, type LookedAt } from '../../oracle/driver/lookedAt.js'
import type { Role } from '../../oracle/belief/role.js'
import { timerCases, type TimerCoverage } from '../../oracle/driver/timerCases.js'
import { tours, type TourCoverage } from '../../oracle/driver/tours.js'
import { cited } from '../terminal/checkReport.js'
import { untimed } from './reading.js'
import { statusLine } from '../terminal/progress.js'
import type { Io } from '../../report/terminal.js'
import { UsageError } from '../../verification/errors.js'
import { unknown } from '../../verification/configurationNames.js'
import { wholeNumber } from '../../verification/optionValues.js'
import { counted } from '../../report/text.js'

export interface PlanOptions {
  readonly seed: string
  readonly walks: string
  readonly steps: string
  readonly without?: readonly string[]
  readonly maxTransitions: string
  readonly maxPlanning?: string
}

export const modes = ['all', 'timers', 'suite', 'walk', 'sweep'] as const
export type Mode = (typeof modes)[number]

/** Cases in the order in which they are run, and what they look at; absent is what was not asked for. */
export interface CasePlan {
  readonly cases: readonly TestCase[]
  readonly tours?: TourCoverage
  readonly timers?: TimerCoverage
  readonly lookedAt?: LookedAt
  /** Services and delays of which nobody says when they end: no case waits for that. */
  readonly untimed: readonly string[]
}

/**
 * Plans the cases of a mode: both sides of each delay first, then transitions that no other case takes, tours, what goes
 * wrong in upgrades, and walks. What was asked for is looked at at once, and planned when the result is called.
 *
 * @throws UsageError for an input that the role does not hear, or a sweep of a role of which no lives are known
 */
export function casePlanner(role: Role, mode: Mode, options: PlanOptions, io: Io): () => CasePlan {
  const without = options.without ?? []
  const types = [...new Set(role.hears.map((event) => role.table.events[event]!.type))]
  for (const type of without) {
    if (!types.includes(type)) throw unknown('input', type, types, `the role hears ${types.join(', ')}`)
  }
  const wants = (one: Mode): boolean => mode === 'all' || mode === one
  if (mode === 'sweep' && role.journeys === undefined)
    throw new UsageError(`nobody says which lives of '${role.name}' to follow in a sweep; another --mode, or all`)
  const maxTransitions = wholeNumber('--max-transitions', options.maxTransitions, 1)
  const effort =
    options.maxPlanning === undefined ? {} : { effort: wholeNumber('--max-planning', options.maxPlanning, 1) }
  const seed = wholeNumber('--seed', options.seed, 0)
  const length = wholeNumber('--steps', options.steps, 1)
  const count = wholeNumber('--walks', options.walks, 1)
  return () => planned(role, wants, { without, maxTransitions, effort, seed, length, count }, io)
}

interface Planned {
  readonly without: readonly string[]
  readonly maxTransitions: number
  readonly effort: { readonly effort?: number }
  readonly seed: number
  readonly length: number
  readonly count: number
}

function planned(
  role: Role,
  wants: (mode: Mode) => boolean,
  { without, maxTransitions, effort, seed, length, count }: Planned,
  io: Io,
): CasePlan {
  const status = statusLine(io)
  const timers = wants('timers')
    ? timerCases(role, {
        without,
        onPlanned: (looked, cases) =>
          status.show(
            () => `planning both sides of each delay: ${counted(looked, 'state')}, ${counted(cases, 'case')}`,
          ),
      })
    : undefined
  const suite = wants('suite')
    ? tours(role, {
        without,
        maxTransitions,
        ...effort,
        onPlanned: (covered, cases) =>
          status.show(
            () =>
              `planning tours: ${covered} of at most ${counted(maxTransitions, 'transition')}, ${counted(cases, 'case')}`,
          ),
      })
    : undefined
  const walks = wants('walk')
    ? Array.from({ length: count }, (_, index) => {
        status.show(() => `planning walks: ${index}`)
        return randomWalk(role, seed + index, length, { without })
      })
    : []
  const sweeps = wants('sweep') && role.journeys !== undefined
  if (sweeps) status.show(() => 'planning what goes wrong after each step of a life')
  const sweep = sweeps ? sweepOf(role) : []
  const sends = ({ steps }: TestCase): boolean =>
    steps.some((step) => 'send' in step && without.includes(step.send.type))
  const sides = timers?.cases ?? []
  const others = [...(suite?.cases ?? []), ...sweep.filter((one) => !sends(one)), ...walks]
  const aimed = wants('suite')
    ? aimedCases(role, [...sides, ...others], without, (found, left) =>
        status.show(
          () => `planning what no case takes: ${counted(found, 'case')}, ${counted(left, 'transition')} without`,
        ),
      )
    : []
  const cases = [...sides, ...aimed, ...others]
  const looked = lookedAt(role, cases, without)
  status.clear()
  return {
    cases,
    ...(timers === undefined ? {} : { timers: timers.coverage }),
    ...(suite === undefined ? {} : { tours: suite.coverage }),
    lookedAt: looked,
    untimed: untimed(role),
  }
}

/** How many things are named one by one. */
const named = 6

const some = (names: readonly string[]): string =>
  names.length <= named ? names.join(', ') : `${names.slice(0, named).join(', ')} and ${names.length - named} more`

const delays = (names: readonly string[]): string => `the ${names.length === 1 ? 'delay' : 'delays'} ${some(names)}`

/** What was not looked at, a line for each kind; empty if nothing was left out. */
export function leftOutLines({ tours: tour, timers, lookedAt: looked, untimed: open }: CasePlan): readonly string[] {
  const lines: string[] = []
  if (open.length > 0)
    lines.push(`what follows when ${some(open)} ends, which may be at any time; whatever comes then conforms`)
  if (tour !== undefined && !tour.complete) {
    lines.push(
      `${counted(tour.transitions - tour.covered, 'transition')} of the ${counted(tour.states, 'state')} that tours came to, and what lies behind ${counted(tour.open, 'state')} of them; --max-transitions and --max-planning go further`,
    )
  }
  if (timers !== undefined && timers.unseen.length > 0) {
    lines.push(`${delays(timers.unseen)}, not seen to run out in this configuration`)
  }
  if (timers !== undefined && timers.untold.length > 0) {
    lines.push(`${delays(timers.untold)}, whose end nothing shows that can be sent or is said`)
  }
  if (looked !== undefined && looked.unentered.length > 0) {
    lines.push(
      `${counted(looked.unentered.length, 'state')} of the machine's ${looked.states}, which the configuration may not have: ${some(looked.unentered)}`,
    )
  }
  if (looked !== undefined && looked.untaken.length > 0) {
    const told = looked.untaken.map(({ state, event, sources }) => `${event} in ${state}${cited(sources)}`)
    lines.push(
      `${counted(looked.untaken.length, 'transition')} of the machine's ${looked.transitions}, which it may not have either; --json names all: ${some(told)}`,
    )
  }
  return lines
}
