// A machine, asked of XState: how it starts, and what an event does to it; undisturbed, and within a limit of microsteps.
import { initialTransition, transition } from 'xstate'
import type { ActorLogic, AnyActorScope, AnyEventObject, AnyMachineSnapshot, AnyStateMachine } from 'xstate'
import type { PartyEvent } from '../../model/party.js'
import { undisturbed } from './purity.js'

/** Microsteps in one macrostep at most; XState follows them without end. */
export const microstepLimit = 1000

/** Microsteps of which the states are told. */
const told = 40

/** A macrostep that goes on and on. */
export class Endless extends Error {
  override readonly name = 'Endless'
}

type Logic = ActorLogic<AnyMachineSnapshot, AnyEventObject>
type Ask = (scope: AnyActorScope) => AnyMachineSnapshot

/** Runs something while XState gives up a macrostep of a machine behind the limit. */
export function withinLimit<T>(machine: AnyStateMachine, run: () => T): T {
  const { options } = machine
  const own = options.maxIterations
  options.maxIterations = Math.min(own ?? Infinity, microstepLimit)
  try {
    return run()
  } finally {
    if (own === undefined) delete options.maxIterations
    else options.maxIterations = own
  }
}

const isEndless = (error: unknown): boolean => error instanceof Error && error.message.startsWith('Infinite loop')

const leaves = ({ value }: AnyMachineSnapshot): string => JSON.stringify(value)

/** A scope that notes the latest states gone through. */
function noting(scope: AnyActorScope, states: string[]): AnyActorScope {
  const note = (event: { readonly type: string; readonly snapshot?: unknown }): void => {
    if (event.type !== '@xstate.microstep') return
    if (states.length === told) states.shift()
    states.push(leaves(event.snapshot as AnyMachineSnapshot))
  }
  const system: unknown = Object.create(scope.system, { _sendInspectionEvent: { value: note } })
  return { ...scope, system: system as AnyActorScope['system'] }
}

/** Says through which states a macrostep goes on and on. */
function tellEndless(machine: AnyStateMachine, scope: AnyActorScope, ask: Ask): never {
  const states: string[] = []
  try {
    ask(noting(scope, states))
  } catch {
    // It ends as it did before.
  }
  const round = [...new Set(states)]
  const way =
    round.length < states.length ? `goes round ${round.join(', ')}` : `ends up in ${round.slice(-3).join(', ')}`
  throw new Endless(
    `it takes more than ${Math.min(machine.options.maxIterations ?? Infinity, microstepLimit)} microsteps and ${way}; ` +
      `an event must come to rest: guard what goes on by 'always' or 'raise'`,
  )
}

/**
 * XState's `transition`, without the initial snapshot: for each call XState makes an actor, which asks for one and never
 * looks at it, and computing that costs as much as the transition. So it is given the snapshot at hand.
 *
 * @throws Endless, Impure
 */
export function stepOf(machine: AnyStateMachine, before: AnyMachineSnapshot, event: PartyEvent) {
  const ask = (snapshot: AnyMachineSnapshot, heard: AnyEventObject, scope: AnyActorScope): AnyMachineSnapshot => {
    const step: Ask = (its) => machine.transition(snapshot, heard, its as never) as AnyMachineSnapshot
    try {
      return step(scope)
    } catch (error) {
      if (isEndless(error)) tellEndless(machine, scope, step)
      throw error
    }
  }
  const logic: Logic = { transition: ask, getInitialSnapshot: () => before, getPersistedSnapshot: () => before }
  return undisturbed(() => withinLimit(machine, () => transition(logic, before, event)))
}

/**
 * XState's `initialTransition`.
 *
 * @throws Endless, Impure
 */
export function startOf(machine: AnyStateMachine, input: unknown) {
  return undisturbed(() =>
    withinLimit(machine, () => {
      const outcome = initialTransition(machine, input)
      const [{ error }] = outcome as readonly [AnyMachineSnapshot, unknown]
      if (isEndless(error)) {
        const scope = { ...inert, self: {}, system: {} } as unknown as AnyActorScope
        tellEndless(machine, scope, (its) => {
          const snapshot = machine.getInitialSnapshot(its as never, input) as AnyMachineSnapshot
          if (snapshot.status === 'error') throw snapshot.error
          return snapshot
        })
      }
      return outcome
    }),
  )
}

const nothing = (): void => undefined
const inert = {
  id: '',
  sessionId: '',
  defer: nothing,
  logger: nothing,
  stopChild: nothing,
  emit: nothing,
  actionExecutor: nothing,
}
