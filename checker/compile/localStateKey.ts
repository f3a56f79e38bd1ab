// Local states without their constants, as text: equal texts are equal states, and a state can be restored from its text.
import type { AnyMachineSnapshot, AnyStateMachine, AnyStateNode, StateValue } from 'xstate'
import { canonical, fromFaithful } from '../../util/canonical.js'
import type { Constants } from './contextConstants.js'
import { inOrder } from './nodeOrder.js'

/**
 * A local state without the constants in its context. What an event does is a function of the core and of those constants
 * that XState looks at; so it need not be asked again where they agree.
 */
export interface Core {
  readonly key: string
  /** What the context holds of constants is not to be relied on. */
  readonly snapshot: AnyMachineSnapshot
  readonly timers: readonly number[]
}

/** A snapshot with another context. */
export const withContext = (snapshot: AnyMachineSnapshot, context: object): AnyMachineSnapshot => ({
  ...snapshot,
  context,
})

/** A snapshot with constants, or stand-ins for them, in their places. */
export const withConstants = (snapshot: AnyMachineSnapshot, constants: Constants): AnyMachineSnapshot =>
  withContext(snapshot, { ...(snapshot.context as object), ...constants })

/**
 * The canonical text of a snapshot and the timers that run in it.
 *
 * @param textOf the canonical text of a part of the given name
 */
export function keyOf(
  snapshot: AnyMachineSnapshot,
  timers: readonly number[],
  textOf: (part: unknown, name: string) => string,
): string {
  const history = Object.entries(snapshot.historyValue as Readonly<Record<string, readonly AnyStateNode[]>>)
    .map(([id, nodes]) => [id, nodes.map((node) => node.id).sort()])
    .sort(([a], [b]) => (a! < b! ? -1 : 1))
  return [
    // Not sorted: XState takes its regions in the order of the machine.
    JSON.stringify(snapshot.value),
    textOf(snapshot.context, 'context'),
    canonical(history),
    snapshot.status,
    timers.join(','),
    snapshot.output === undefined ? '' : textOf(snapshot.output, 'output'),
  ].join('\n')
}

/** The services of the states that are active: XState asks for their ids, to stop them. */
export const childrenOf = ({
  _nodes: nodes,
}: Pick<AnyMachineSnapshot, '_nodes'>): Readonly<Record<string, { readonly id: string }>> =>
  Object.fromEntries(
    (nodes as readonly AnyStateNode[]).flatMap(({ invoke }) =>
      invoke.map(({ id }): [string, { id: string }] => [id, { id }]),
    ),
  )

/** What a text stands for; XState is asked for its snapshot when it is first looked at. */
export function restored(machine: AnyStateMachine, key: string): Core {
  const [value, context, history, status, timers, output] = key.split('\n')
  let snapshot: AnyMachineSnapshot | undefined
  const restore = (): AnyMachineSnapshot => {
    const regions = JSON.parse(value!) as StateValue
    const resolved = machine.resolveState({
      value: regions,
      context: fromFaithful(context!),
      historyValue: Object.fromEntries(
        (JSON.parse(history!) as readonly (readonly [string, readonly string[]])[]).map(([id, nodes]) => [
          id,
          nodes.map((node) => machine.getStateNodeById(node)),
        ]),
      ),
      status: status as AnyMachineSnapshot['status'],
      ...(output ? { output: fromFaithful(output) } : {}),
    }) as AnyMachineSnapshot
    return inOrder({ ...resolved, value: regions, children: childrenOf(resolved) as never })
  }
  return {
    key,
    get snapshot() {
      return (snapshot ??= restore())
    },
    timers: timers ? timers.split(',').map(Number) : [],
  }
}

/** A core with its constants in their places. */
export class Placed {
  readonly timers: readonly number[]
  readonly #core: Core
  readonly #constants: Constants
  /** Of tens of thousands of states few are looked at again, and a snapshot takes the most of each. */
  #snapshot: WeakRef<AnyMachineSnapshot> | undefined

  constructor(core: Core, constants: Constants) {
    this.timers = core.timers
    this.#core = core
    this.#constants = constants
  }

  get snapshot(): AnyMachineSnapshot {
    const known = this.#snapshot?.deref()
    if (known !== undefined) return known
    const made = withConstants(this.#core.snapshot, this.#constants)
    this.#snapshot = new WeakRef(made)
    return made
  }
}
