// Which transitions of a chart a macrostep takes, and how the guards that it asks decide: seen by a machine with probes.
import { and } from 'xstate'
import type { AnyMachineSnapshot, AnyStateMachine, AnyStateNode, ExecutableActionsFrom } from 'xstate'
import type { PartyEvent } from '../../model/party.js'
import { startOf, stepOf } from '../../checker/compile/machineStep.js'
import { childrenOf } from '../../checker/compile/localStateKey.js'
import { inOrder } from '../../checker/compile/nodeOrder.js'
import { chartOf, type ChartTransition } from './chart.js'
import { edited, list, stateAt, transitionAt } from './machineEdit.js'

/** What was seen of one macrostep; transitions by their index in the chart. */
export interface Sighting {
  /** In the order in which they were taken; those without event included. */
  readonly taken: readonly number[]
  readonly passed: readonly number[]
  readonly refused: readonly number[]
  /** Dotted paths of states with actions on their entry that were entered, or on their exit that were left. */
  readonly entered: readonly string[]
  readonly left: readonly string[]
}

const nothing: Sighting = { taken: [], passed: [], refused: [], entered: [], left: [] }

const mark = 'probe of a transition'
const entryMark = 'probe of an entry'
const exitMark = 'probe of an exit'

/** Watches the macrosteps of one machine. Behaves as the machine does, for all that it can be asked. */
export class Probe {
  readonly transitions: readonly ChartTransition[]
  readonly #machine: AnyStateMachine
  readonly #asked = new Set<number>()
  readonly #passed = new Set<number>()

  constructor(machine: AnyStateMachine) {
    const { transitions, states } = chartOf(machine)
    this.transitions = transitions
    this.#machine = edited(machine, (root, { actions }) => {
      for (const one of [mark, entryMark, exitMark]) actions[one] = () => undefined
      for (const { path } of states) {
        const state = stateAt(root, path)
        if (state.entry !== undefined) state.entry = [{ type: entryMark, params: { path } }, ...list(state.entry)]
        if (state.exit !== undefined) state.exit = [{ type: exitMark, params: { path } }, ...list(state.exit)]
      }
      this.transitions.forEach((place, index) => {
        const draft = transitionAt(root, place)
        draft.actions = [{ type: mark, params: { index } }, ...list(draft.actions)]
        if (draft.guard === undefined) return
        const notes = (seen: Set<number>) => () => seen.add(index).has(index)
        draft.guard = and([notes(this.#asked), draft.guard as never, notes(this.#passed)])
      })
    })
  }

  /** What happens at the start. */
  start(input: unknown): Sighting {
    return this.#see(() => startOf(this.#machine, input))
  }

  /** What an event does; nothing, where the machine has ended. */
  step(before: AnyMachineSnapshot, event: PartyEvent): Sighting {
    if (before.status !== 'active') return nothing
    const own = this.#own(before)
    return this.#see(() => stepOf(this.#machine, own, event))
  }

  #see(run: () => readonly [AnyMachineSnapshot, ExecutableActionsFrom<AnyStateMachine>[]]): Sighting {
    this.#asked.clear()
    this.#passed.clear()
    const [, actions] = run()
    const seen = actions as readonly { type: string; params: unknown }[]
    const paths = (kind: string): readonly string[] =>
      seen.flatMap(({ type, params }) => (type === kind ? [(params as { path: string }).path] : []))
    return {
      taken: seen.flatMap(({ type, params }) => (type === mark ? [(params as { index: number }).index] : [])),
      entered: paths(entryMark),
      left: paths(exitMark),
      passed: [...this.#passed],
      refused: [...this.#asked].filter((index) => !this.#passed.has(index)),
    }
  }

  /** The same snapshot, of the machine with probes. */
  #own(snapshot: AnyMachineSnapshot): AnyMachineSnapshot {
    const history = Object.entries(snapshot.historyValue as Readonly<Record<string, readonly AnyStateNode[]>>)
    const resolved = this.#machine.resolveState({
      value: snapshot.value as never,
      context: snapshot.context as never,
      status: snapshot.status,
      historyValue: Object.fromEntries(
        history.map(([id, nodes]) => [id, nodes.map((node) => this.#machine.getStateNodeById(node.id))]),
      ),
    }) as AnyMachineSnapshot
    // A service is known by its id: what is sent to it finds it there.
    return inOrder({ ...resolved, children: childrenOf(resolved) as never })
  }
}
