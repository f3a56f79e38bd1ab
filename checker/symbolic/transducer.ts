// Steps of whole sets of states: something that reads a state level by level, and writes another, laid beside a diagram.
import { DONE, EMPTY, FIRST_FREE_OPERATION, MISS, type Diagrams } from './mdd.js'

/**
 * Reads a state from the first level to the last, and writes a state for it; none where it gets stuck, several where it may go on
 * in several ways. What it has read so far is its place, a number.
 */
export interface Transducer {
  /** Tells it apart from all others that work on the same diagrams. */
  readonly id: number
  readonly start: number
  /** Whether, at this place, this level and all that follow stay as they are. */
  isDone(place: number, level: number): boolean
  /** Whether, at this place, this level stays as it is, and the place stays the same. */
  skips(place: number, level: number): boolean
  /** What to write, and the place behind it, of each way to go on; in turn, what to write ascending. */
  follow(place: number, level: number, value: number): ArrayLike<number>
}

/** One that takes the steps of some kind. */
export interface StepTransducer extends Transducer {
  /** The number of the change of the step that ended at this place. */
  changeAt(place: number): number
}

const IMAGE = 0
const ORIGIN = 1

/** What is written for the states of a set, or which of them something is written for. */
function through(diagrams: Diagrams, set: number, by: Transducer, kind: typeof IMAGE | typeof ORIGIN): number {
  const operation = FIRST_FREE_OPERATION + 2 * by.id + kind
  const visit = (node: number, place: number, level: number): number => {
    if (by.isDone(place, level) || node === DONE) return node
    const known = diagrams.known(operation, node, place)
    if (known !== MISS) return known
    const from = diagrams.top
    const end = node + 2 * diagrams.data[node]!
    if (by.skips(place, level)) {
      for (let at = node + 1; at <= end; at += 2) {
        const to = visit(diagrams.data[at + 1]!, place, level + 1)
        if (to !== EMPTY) diagrams.push(diagrams.data[at]!, to)
      }
      return diagrams.keep(operation, node, place, diagrams.make(from))
    }
    for (let at = node + 1; at <= end; at += 2) {
      const value = diagrams.data[at]!
      const ways = by.follow(place, level, value)
      for (let way = 0; way < ways.length; way += 2) {
        const to = visit(diagrams.data[at + 1]!, ways[way + 1]!, level + 1)
        if (to !== EMPTY) diagrams.push(kind === IMAGE ? ways[way]! : value, to)
      }
    }
    return diagrams.keep(operation, node, place, diagrams.makeOf(from))
  }
  return set === EMPTY ? EMPTY : visit(set, by.start, 0)
}

/** The states that are written for those of a set. */
export const image = (diagrams: Diagrams, set: number, by: Transducer): number => through(diagrams, set, by, IMAGE)

/** Those states of a set for which something is written. */
export const origin = (diagrams: Diagrams, set: number, by: Transducer): number => through(diagrams, set, by, ORIGIN)

/** The states of a set for which none of some transducers writes anything. */
export function leftBy(diagrams: Diagrams, set: number, all: readonly Transducer[]): number {
  let rest = set
  for (const by of all) {
    if (rest === EMPTY) break
    rest = diagrams.minus(rest, origin(diagrams, rest, by))
  }
  return rest
}

/** Those states of a set for which a state of a target is written. */
export function originOf(diagrams: Diagrams, set: number, by: Transducer, target: number): number {
  const memo = new Map<string, number>()
  const visit = (node: number, place: number, to: number, level: number): number => {
    if (node === EMPTY || to === EMPTY) return EMPTY
    if (node === DONE) return DONE
    const key = `${node} ${place} ${to}`
    const known = memo.get(key)
    if (known !== undefined) return known
    const from = diagrams.top
    const copies = by.isDone(place, level) || by.skips(place, level)
    for (let at = node + 1; at <= node + 2 * diagrams.data[node]!; at += 2) {
      const value = diagrams.data[at]!
      const ways = copies ? [value, place] : by.follow(place, level, value)
      let some = EMPTY
      for (let way = 0; way < ways.length; way += 2) {
        const next = branchOf(diagrams, to, ways[way]!)
        some = diagrams.union(some, visit(diagrams.data[at + 1]!, ways[way + 1]!, next, level + 1))
      }
      if (some !== EMPTY) diagrams.push(value, some)
    }
    const result = diagrams.make(from)
    memo.set(key, result)
    return result
  }
  return visit(set, by.start, target, 0)
}

/** What follows behind a value. */
function branchOf({ data }: Diagrams, node: number, value: number): number {
  for (let at = node + 1; at <= node + 2 * data[node]!; at += 2) if (data[at] === value) return data[at + 1]!
  return EMPTY
}

/** Places of a transducer at most. */
const PLACES = 2 ** 20

/** A number that no other node with a place has; a place is below 2^20, a node below 2^32. */
export function keyOf(node: number, place: number): number {
  if (place >= PLACES) throw new Error('a transducer has more places than can be told apart')
  return node * PLACES + place
}

/** By the place at which it ends: how many pairs there are of a state of a set and a way to write one for it. */
export function endings(diagrams: Diagrams, set: number, by: Transducer): ReadonlyMap<number, number> {
  const ends = new Map<number, number>()
  const counted = diagrams.counter()
  const add = (to: Map<number, number>, key: number, count: number): void => {
    to.set(key, (to.get(key) ?? 0) + count)
  }
  // How many ways lead to a node with a place, level by level; a place is below 2^20, a node below 2^32.
  let layer = new Map<number, number>(set === EMPTY ? [] : [[keyOf(set, by.start), 1]])
  for (let level = 0; level <= diagrams.levels; level++) {
    const next = new Map<number, number>()
    for (const [key, count] of layer) {
      const place = key % PLACES
      const node = (key - place) / PLACES
      if (by.isDone(place, level)) {
        add(ends, place, count * counted(node))
        continue
      }
      if (level === diagrams.levels) {
        add(ends, place, count)
        continue
      }
      const { data } = diagrams
      const skips = by.skips(place, level)
      for (let at = node + 1; at <= node + 2 * data[node]!; at += 2) {
        if (skips) {
          add(next, keyOf(data[at + 1]!, place), count)
          continue
        }
        const ways = by.follow(place, level, data[at]!)
        for (let way = 1; way < ways.length; way += 2) add(next, keyOf(data[at + 1]!, ways[way]!), count)
      }
    }
    layer = next
  }
  return ends
}
