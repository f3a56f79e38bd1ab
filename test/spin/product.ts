// How many states a graph has together with the monitor of a property: what a verifier that runs the monitor must store.
import type { Graph } from '../../checker/graph/explore.js'
import { evaluate, type StepView } from '../../model/formula.js'
import { monitorOf } from '../../checker/monitor/monitor.js'
import type { Property } from '../../properties/language/property.js'

/** What the formulas ask of the steps of one edge class. */
function viewOf({ edgeClasses, stateMasks, stepMasks, world }: Graph, edgeClass: number): StepView {
  const asks = (masks: Graph['stateMasks'], mask: number, names: readonly string[]) => (name: string) =>
    masks.hasBit(mask, names.indexOf(name))
  return {
    is: asks(stateMasks, edgeClasses.after(edgeClass), world.observed.states),
    was: asks(stateMasks, edgeClasses.before(edgeClass), world.observed.states),
    does: asks(stepMasks, edgeClasses.does(edgeClass), world.observed.steps),
    tick: edgeClasses.isTick(edgeClass),
  }
}

/** Pairs of a state and a mode that can be reached; of a property that holds. */
export function productSize(graph: Graph, { pattern }: Property): number {
  const monitor = monitorOf(pattern, graph.world.quantum)
  const readings = Array.from({ length: graph.edgeClasses.size }, (_, edgeClass) => {
    const view = viewOf(graph, edgeClass)
    return monitor.letters.reduce((bits, letter, bit) => (evaluate(letter, view) ? bits | (1 << bit) : bits), 0)
  })
  const seen = new Uint8Array(graph.states.size * monitor.modes)
  const agenda: number[] = []
  const reach = (state: number, mode: number, edgeClass: number): void => {
    const outcome = monitor.next(mode, readings[edgeClass]!)
    if (typeof outcome !== 'number') throw new Error('the property does not hold')
    const pair = state * monitor.modes + outcome
    if (seen[pair] === 1) return
    seen[pair] = 1
    agenda.push(pair)
  }
  for (const { state, edgeClass } of graph.starts) reach(state, monitor.start, edgeClass)
  let size = 0
  for (let pair = agenda.pop(); pair !== undefined; pair = agenda.pop()) {
    size++
    const state = Math.floor(pair / monitor.modes)
    for (let edge = graph.rows[state]!; edge < graph.rows[state + 1]!; edge++) {
      reach(graph.targets[edge]!, pair % monitor.modes, graph.classes[edge]!)
    }
  }
  return size
}
