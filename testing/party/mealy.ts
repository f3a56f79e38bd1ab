// A party alone as a Mealy machine: what it is given, and what a tester can observe of it.
import { canonical } from '../../util/canonical.js'
import type { AnyMachineSnapshot } from 'xstate'
import type { PartyEvent } from '../../model/party.js'
import { eventName, TIME, type PartyGraph } from './partyGraph.js'

/**
 * What a tester sees of a macrostep. By default what the party says; an implementation that shows more of itself (a lamp,
 * a log) is told apart by shorter tests.
 */
export type Observe = (says: readonly PartyEvent[], after: AnyMachineSnapshot) => string

export const whatIsSaid: Observe = (says) => says.map(eventName).join(', ')

/** What is said, and the tags of the state that is reached: for an implementation that shows its status. */
export const whatIsSaidAndShown: Observe = (says, after) =>
  `${whatIsSaid(says, after)} | ${[...after.tags].sort().join(' ')}`

/** A deterministic machine with outputs; states and inputs by index. */
export interface Mealy {
  readonly states: number
  /** Names of the inputs: events; `timer` as the due timer and `tick` as the passing of time. */
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly starts: readonly number[]
  /** By state * inputs + input; the same state where nothing happens. */
  readonly next: Int32Array
  readonly output: Int32Array
}

/** What is observed of a tick, or of a timer, where time cannot pass or no timer is due. */
const refused = '(refused)'

/** The machine of a party alone whose graph is complete. @throws Error where it is not, or where two timers race */
export function mealyOf({ party, graph, table, records, cause }: PartyGraph, observe: Observe = whatIsSaid): Mealy {
  if (graph.stopped !== undefined) throw new Error(`the graph of '${party.name}' is not complete`)
  const inputs = [...party.hears.map(eventName), ...table.timers.map(({ type }) => type), 'tick']
  const inputIds = new Map(inputs.map((name, index) => [name, index]))
  const outputs: string[] = [refused]
  const outputIds = new Map([[refused, 0]])
  const outputId = (text: string): number => {
    const known = outputIds.get(text)
    if (known !== undefined) return known
    outputIds.set(text, outputs.length)
    return outputs.push(text) - 1
  }
  const states = graph.states.size
  const width = inputs.length
  const next = new Int32Array(states * width)
  const output = new Int32Array(states * width)
  for (let state = 0; state < states; state++) next.fill(state, state * width, (state + 1) * width)
  for (let state = 0; state < states; state++) {
    for (let edge = graph.rows[state]!; edge < graph.rows[state + 1]!; edge++) {
      const what = cause(edge)
      const name = what.kind === 'tick' ? 'tick' : what.kind === 'timer' ? what.event.type : eventName(what.event)
      const at = state * width + inputIds.get(name)!
      next[at] = graph.targets[edge]!
      const record = table.records[records[edge]!]
      output[at] = outputId(
        records[edge] === TIME || !record
          ? 'time passes'
          : observe(
              Array.from(record.says, (event) => table.events[event]!),
              table.locals[record.after]!.snapshot,
            ),
      )
    }
  }
  return { states, inputs, outputs, starts: graph.starts.map(({ state }) => state), next, output }
}

/** The states of a machine in classes that no observation can tell apart (Moore's partition refinement). */
export function classesOf({ states, inputs, next, output }: Mealy): Int32Array {
  const width = inputs.length
  let classes = new Int32Array(states)
  for (let count = 0; ;) {
    const ids = new Map<string, number>()
    const finer = new Int32Array(states)
    for (let state = 0; state < states; state++) {
      const row = Array.from({ length: width }, (_, input) => {
        const at = state * width + input
        return `${output[at]}/${classes[next[at]!]}`
      })
      const key = canonical([classes[state]!, row.join()])
      const id = ids.get(key) ?? ids.size
      ids.set(key, id)
      finer[state] = id
    }
    classes = finer
    if (ids.size === count) return classes
    count = ids.size
  }
}

/** The smallest machine that behaves alike: a state for each class. */
export function minimal(machine: Mealy): Mealy {
  const classes = classesOf(machine)
  const states = Math.max(...classes) + 1
  const width = machine.inputs.length
  const next = new Int32Array(states * width)
  const output = new Int32Array(states * width)
  classes.forEach((of, state) => {
    for (let input = 0; input < width; input++) {
      next[of * width + input] = classes[machine.next[state * width + input]!]!
      output[of * width + input] = machine.output[state * width + input]!
    }
  })
  return { ...machine, states, starts: [...new Set(machine.starts.map((state) => classes[state]!))], next, output }
}
