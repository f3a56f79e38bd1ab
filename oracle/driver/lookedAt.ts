// What cases look at, by the text of the machine: its states, and its transitions on inputs and timers.
import type { AnyStateNode, AnyTransitionDefinition } from 'xstate'
import { leavesOf } from '../../checker/semantics/describe.js'
import { stateNodes } from '../../checker/compile/timers.js'
import type { TestCase } from './hearing.js'
import { Reference } from './reference.js'
import { mayReact, type Role } from '../belief/role.js'
import { nextTimer } from './tours.js'

/** A transition of the machine's text that no case takes. */
export interface Untaken {
  /** Dotted path of its state. */
  readonly state: string
  /** Type of the event, or name of the delay. */
  readonly event: string
  /** What the transition says of itself. */
  readonly rule: string
  readonly sources: readonly string[]
}

export interface LookedAt {
  /** Atomic states of the machine in which it may rest, and those that no case enters. */
  readonly states: number
  readonly unentered: readonly string[]
  /** Transitions on inputs and timers, and those that no case takes. */
  readonly transitions: number
  readonly untaken: readonly Untaken[]
}

const pathOf = (node: AnyStateNode): string => node.path.join('.')

const typeOf = ({ eventType }: AnyTransitionDefinition): string => eventType as string

const delaysOf = ({ table }: Role): ReadonlyMap<string, string> =>
  new Map(table.timers.map(({ type, delay }) => [type, delay]))

/** The transitions of a machine's text on inputs and timers. */
export function transitionsOf(role: Role, without: readonly string[]): readonly AnyTransitionDefinition[] {
  const delays = delaysOf(role)
  const types = role.hears.map((event) => role.table.events[event]!.type)
  const asked = new Set(types.filter((type) => !without.includes(type)))
  return stateNodes(role.table.machine)
    .flatMap((node) => [...node.transitions.values()].flat())
    .filter((one) => asked.has(typeOf(one)) || delays.has(typeOf(one)))
}

/** Goes through cases; is told each local state that they come to, and each event that happens in one. */
function follow(
  role: Role,
  cases: Iterable<TestCase>,
  enter: (local: number) => void,
  take: (local: number, event: number) => void,
): void {
  const { table } = role
  for (const { input, steps } of cases) {
    const run = new Reference(role, table.initial(input))
    enter(run.local)
    for (const step of steps) {
      if ('send' in step) {
        const event = table.eventId(step.send)
        take(run.local, event)
        run.hear(event)
      } else {
        const until = run.time + step.advance
        while (run.next <= until) {
          const timer = nextTimer(run)
          take(run.local, timer)
          run.time = run.next
          run.fire(table.locals[run.local]!.timers.indexOf(timer))
          enter(run.local)
        }
        run.time = until
      }
      enter(run.local)
    }
  }
}

/** Those of some transitions that no case takes. */
export function untakenBy(
  role: Role,
  cases: Iterable<TestCase>,
  all: readonly AnyTransitionDefinition[],
  enter: (local: number) => void = () => undefined,
): readonly AnyTransitionDefinition[] {
  const { table } = role
  const taken = new Set<AnyTransitionDefinition>()
  const records = new Set<number>()
  follow(role, cases, enter, (local, event) => {
    const { id } = table.record(local, event)
    if (records.has(id)) return
    records.add(id)
    if (event >= table.timers.length && !mayReact(role, local, event)) return
    const { snapshot } = table.locals[local]!
    for (const one of table.machine.getTransitionData(snapshot, table.events[event]!)) taken.add(one)
  })
  return all.filter((one) => !taken.has(one))
}

/**
 * What some cases look at. A state or a transition that is left may be one that the configuration does not have.
 *
 * @param without - types of inputs that are not asked about
 */
export function lookedAt(role: Role, cases: Iterable<TestCase>, without: readonly string[] = []): LookedAt {
  const { table } = role
  const entered = new Set<string>()
  const locals = new Set<number>()
  const all = transitionsOf(role, without)
  const untaken = untakenBy(role, cases, all, (local) => {
    if (locals.has(local)) return
    locals.add(local)
    for (const leaf of leavesOf(table.locals[local]!.snapshot)) entered.add(leaf)
  })
  const delays = delaysOf(role)
  const leaves = stateNodes(table.machine)
    .filter(({ type, always }) => (type === 'atomic' || type === 'final') && (always ?? []).length === 0)
    .map(pathOf)
  return {
    states: leaves.length,
    unentered: leaves.filter((leaf) => !entered.has(leaf)),
    transitions: all.length,
    untaken: untaken.map((one) => ({
      state: pathOf(one.source),
      event: delays.get(typeOf(one)) ?? typeOf(one),
      rule: one.description ?? '',
      sources: (one.meta as { readonly sources?: readonly string[] } | undefined)?.sources ?? [],
    })),
  }
}
