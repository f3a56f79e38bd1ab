// How much happens in a step that a reader has to take in: the fewer, the better the story.
import type { DecidableGraph } from './explore.js'
import type { LocalRecord } from '../compile/partyTable.js'
import { Stepper, STIMULUS, type Witness } from '../semantics/stepper.js'

/** One act of the environment outweighs whatever parties may do in a run. */
const perStimulus = 2 ** 32

/** Counts what parties hear in a step; what they ignore counts twice, since it also explains nothing. */
class Counter implements Witness {
  heard = 0

  begins(): void {
    this.heard = 0
  }

  happens(_party: number, _from: number, { idle }: LocalRecord): void {
    this.heard += idle ? 2 : 1
  }

  loses(): void {
    this.heard++
  }
}

/**
 * The noise of each step of a state, in the order of its edges: acts of the environment first, then what is heard or lost.
 * None in a graph of which something was left out.
 */
export function noiseIn(graph: DecidableGraph): (state: number) => Float64Array {
  const { layout, states } = graph
  if (!graph.whole) return (state) => new Float64Array(graph.rows[state + 1]! - graph.rows[state]!)
  const stepper = new Stepper(graph.world)
  const counter = new Counter()
  stepper.witness = counter
  return (state) => {
    const noise = new Float64Array(graph.rows[state + 1]! - graph.rows[state]!)
    let at = 0
    layout.unpack(states.tuples.data, state * layout.words, stepper.current)
    stepper.successors(() => {
      noise[at++] = (stepper.kind === STIMULUS ? perStimulus : 0) + counter.heard
    })
    return noise
  }
}
