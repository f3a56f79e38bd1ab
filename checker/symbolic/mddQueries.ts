// Questions about sets of states that are kept as decision diagrams: how large they are, and what is in them.
import { DONE, EMPTY, MISS, type Diagrams } from './mdd.js'

/** How many nodes a set has. */
export function sizeOf({ data }: Diagrams, set: number): number {
  const seen = new Set<number>([EMPTY, DONE])
  const visit = (node: number): void => {
    if (seen.has(node)) return
    seen.add(node)
    for (let at = node + 1; at <= node + 2 * data[node]!; at += 2) visit(data[at + 1]!)
  }
  visit(set)
  return seen.size - 2
}

/** The values that the states of a set have in a level, ascending. */
export function valuesIn({ data }: Diagrams, set: number, level: number): readonly number[] {
  const values = new Set<number>()
  const seen = new Set<number>([EMPTY])
  const visit = (node: number, left: number): void => {
    if (seen.has(node)) return
    seen.add(node)
    for (let at = node + 1; at <= node + 2 * data[node]!; at += 2) {
      if (left === 0) values.add(data[at]!)
      else visit(data[at + 1]!, left - 1)
    }
  }
  visit(set, level)
  return [...values].sort((a, b) => a - b)
}

/** Shows each state of a set, level by level; the array is the same for all. */
export function eachState({ data }: Diagrams, set: number, levels: number, show: (values: Uint32Array) => void): void {
  const values = new Uint32Array(levels)
  const walk = (node: number, level: number): void => {
    if (node === EMPTY) return
    if (level === levels) {
      show(values)
      return
    }
    for (let at = node + 1; at <= node + 2 * data[node]!; at += 2) {
      values[level] = data[at]!
      walk(data[at + 1]!, level + 1)
    }
  }
  walk(set, 0)
}

/** A set of one of the states of a set, which has some. */
export function oneOf(diagrams: Diagrams, set: number): number {
  if (set === DONE) return DONE
  const [value, rest] = [diagrams.data[set + 1]!, diagrams.data[set + 2]!]
  const node = oneOf(diagrams, rest)
  const from = diagrams.top
  diagrams.push(value, node)
  return diagrams.make(from)
}

/** Those states of a set that have, in a level, one of some values, given in ascending order. */
export function select(diagrams: Diagrams, set: number, level: number, values: readonly number[]): number {
  if (set === EMPTY || values.length === 1) return diagrams.restrict(set, level, values[0] ?? 0)
  const operation = diagrams.newOperation()
  const visit = (node: number, left: number): number => {
    const known = diagrams.known(operation, node, left)
    if (known !== MISS) return known
    const from = diagrams.top
    const end = node + 2 * diagrams.data[node]!
    for (let at = node + 1, next = 0; at <= end; at += 2) {
      const value = diagrams.data[at]!
      while (left === 0 && next < values.length && values[next]! < value) next++
      const rest = left > 0 ? visit(diagrams.data[at + 1]!, left - 1) : EMPTY
      if (rest !== EMPTY) diagrams.push(value, rest)
      else if (left === 0 && values[next] === value) diagrams.push(value, diagrams.data[at + 1]!)
    }
    return diagrams.keep(operation, node, left, diagrams.make(from))
  }
  return visit(set, level)
}
