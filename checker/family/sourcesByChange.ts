// The states of a set, by what a kind of step changes in them: one walk that keeps its lists in one array, not in objects.
import { DONE, EMPTY, type Diagrams } from '../symbolic/mdd.js'
import { keyOf, type StepTransducer } from '../symbolic/transducer.js'

/** Where there is no further entry. */
const END = -1

/** Lists of changes, each with a set of states: one after the other, and each as its length and then its entries. */
class ChangeLists {
  #data = new Float64Array(1 << 12)
  #end = 0

  /** Begins a list; its entries follow. @returns where it stands */
  begin(): number {
    this.#put(0)
    return this.#end - 1
  }

  add(list: number, change: number, states: number): void {
    this.#data[list]!++
    this.#put(change)
    this.#put(states)
  }

  lengthOf(list: number): number {
    return this.#data[list]!
  }

  changeAt(list: number, entry: number): number {
    return this.#data[list + 1 + 2 * entry]!
  }

  statesAt(list: number, entry: number): number {
    return this.#data[list + 2 + 2 * entry]!
  }

  #put(value: number): void {
    if (this.#end === this.#data.length) {
      const grown = new Float64Array(2 * this.#end)
      grown.set(this.#data)
      this.#data = grown
    }
    this.#data[this.#end++] = value
  }
}

/** For each change the branches of a node that is being made, in the order in which they are met: chains in arrays. */
class Branches {
  /** By change: its first and its last entry. */
  readonly #first = new Map<number, number>()
  readonly #last = new Map<number, number>()
  #values: number[] = []
  #states: number[] = []
  #next: number[] = []

  add(change: number, value: number, states: number): void {
    const entry = this.#values.push(value) - 1
    this.#states.push(states)
    this.#next.push(END)
    const last = this.#last.get(change)
    if (last === undefined) this.#first.set(change, entry)
    else this.#next[last] = entry
    this.#last.set(change, entry)
  }

  /** Makes the node of each change, and begins anew. */
  finish(diagrams: Diagrams, keep: (change: number, states: number) => void): void {
    for (const [change, first] of this.#first) {
      const from = diagrams.top
      for (let entry = first; entry !== END;) {
        const value = this.#values[entry]!
        let states = this.#states[entry]!
        // Several ways to go on with one value stand next to each other.
        for (entry = this.#next[entry]!; entry !== END && this.#values[entry] === value; entry = this.#next[entry]!) {
          states = diagrams.union(states, this.#states[entry]!)
        }
        diagrams.push(value, states)
      }
      keep(change, diagrams.make(from))
    }
    this.#first.clear()
    this.#last.clear()
    this.#values.length = this.#states.length = this.#next.length = 0
  }
}

/** By change: the states of a set that have a step of a kind that makes it. */
export function sourcesByChange(
  diagrams: Diagrams,
  set: number,
  step: StepTransducer,
): readonly (readonly [change: number, states: number])[] {
  const lists = new ChangeLists()
  const branches = new Branches()
  const none = lists.begin()
  const memo = new Map<number, number>()
  const ended = (place: number, node: number): number => {
    const list = lists.begin()
    lists.add(list, step.changeAt(place), node)
    return list
  }
  const visit = (node: number, place: number, level: number): number => {
    if (node === EMPTY) return none
    if (node === DONE || step.isDone(place, level)) return ended(place, node)
    const key = keyOf(node, place)
    const known = memo.get(key)
    if (known !== undefined) return known
    const skips = step.skips(place, level)
    // What is below is looked at first, since the branches are kept in one place for all nodes.
    const below: number[] = []
    const end = node + 2 * diagrams.data[node]!
    for (let at = node + 1; at <= end; at += 2) {
      const value = diagrams.data[at]!
      if (skips) {
        below.push(value, visit(diagrams.data[at + 1]!, place, level + 1))
        continue
      }
      const ways = step.follow(place, level, value)
      for (let way = 1; way < ways.length; way += 2) {
        below.push(value, visit(diagrams.data[at + 1]!, ways[way]!, level + 1))
      }
    }
    for (let at = 0; at < below.length; at += 2) {
      const list = below[at + 1]!
      for (let entry = 0; entry < lists.lengthOf(list); entry++) {
        branches.add(lists.changeAt(list, entry), below[at]!, lists.statesAt(list, entry))
      }
    }
    const result = lists.begin()
    branches.finish(diagrams, (change, states) => lists.add(result, change, states))
    memo.set(key, result)
    return result
  }
  const found = visit(set, step.start, 0)
  return Array.from({ length: lists.lengthOf(found) }, (_, entry) => [
    lists.changeAt(found, entry),
    lists.statesAt(found, entry),
  ])
}
