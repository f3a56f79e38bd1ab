// Which transitions of a chart a macrostep takes, and how the guards that it asks decide: seen by a machine with probes.
import { and, initialTransition, transition } from 'xstate'
import type { AnyMachineSnapshot, AnyStateMachine, AnyStateNode, ExecutableActionsFrom } from 'xstate'
import type { PartyEvent } from '../machines/party.js'
import { chartOf, type ChartTransition } from './chart.js'
import { edited, list, transitionAt } from './draft.js'

/** What was seen of one macrostep; transitions by their index in the chart. */
export interface Sighting {
  /** In the order in which they were taken; those without event included. */
  readonly taken: readonly number[]
  readonly passed: readonly number[]
  readonly refused: readonly number[]
}

const mark = 'probe of a transition'

/** Watches the macrosteps of one machine. Behaves as the machine does, for all that it can be asked. */
export class Probe {
  readonly transitions: readonly ChartTransition[]
  readonly #machine: AnyStateMachine
  readonly #asked = new Set<number>()
  readonly #passed = new Set<number>()

  constructor(machine: AnyStateMachine) {
    this.transitions = chartOf(machine).transitions
    this.#machine = edited(machine, (root, { actions }) => {
      actions[mark] = () => undefined
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
    return this.#see(() => initialTransition(this.#machine, input))
  }

  /** What an event does; nothing, where the machine has ended. */
  step(before: AnyMachineSnapshot, event: PartyEvent): Sighting {
    if (before.status !== 'active') return { taken: [], passed: [], refused: [] }
    const own = this.#own(before)
    return this.#see(() => transition(this.#machine, own, event))
  }

  #see(run: () => readonly [AnyMachineSnapshot, ExecutableActionsFrom<AnyStateMachine>[]]): Sighting {
    this.#asked.clear()
    this.#passed.clear()
    const [, actions] = run()
    const taken = (actions as readonly { type: string; params: unknown }[])
      .filter(({ type }) => type === mark)
      .map(({ params }) => (params as { index: number }).index)
    return {
      taken,
      passed: [...this.#passed],
      refused: [...this.#asked].filter((index) => !this.#passed.has(index)),
    }
  }

  /** The same snapshot, of the machine with probes. */
  #own(snapshot: AnyMachineSnapshot): AnyMachineSnapshot {
    const history = Object.entries(snapshot.historyValue as Readonly<Record<string, readonly AnyStateNode[]>>)
    return this.#machine.resolveState({
      value: snapshot.value as never,
      context: snapshot.context as never,
      status: snapshot.status,
      historyValue: Object.fromEntries(
        history.map(([id, nodes]) => [id, nodes.map((node) => this.#machine.getStateNodeById(node.id))]),
      ),
    }) as AnyMachineSnapshot
  }
}
