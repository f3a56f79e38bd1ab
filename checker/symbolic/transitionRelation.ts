// What a kind of step does to sets of states: its cases, as something that reads them level by level.
import type { StepTransducer } from './transducer.js'

/** A case of a step: where states have these values, others are written; all else stays as it is. */
export interface Case {
  /** Value by level. */
  readonly reads: ReadonlyMap<number, number>
  readonly writes: ReadonlyMap<number, number>
  /** The number of its change; see `Changes`. */
  readonly change: number
}

/** A value that is not looked at, or not written. */
const ANY = -1

/** The level of a node behind which nothing is read or written. */
const NONE = Infinity

/** Cases as they are read from a level on. */
interface Node {
  /** The next level that some case reads or writes. */
  readonly level: number
  /** By value that is read, or ANY: what is written, and the node that follows, of each way in turn. */
  readonly ways: ReadonlyMap<number, readonly number[]>
  readonly change: number
}

const STUCK = 0
const nothing: readonly number[] = []
const none: ReadonlyMap<number, readonly number[]> = new Map()

/** Nodes at least, before those that are not used any more are forgotten. */
const SWEEP_FROM = 1024

/**
 * The cases of one kind of step. No two of them may fit the same state: a step is deterministic. Equal nodes are one, and
 * none is ever changed: what was found out about a node stays true when cases are added.
 */
export class Relation implements StepTransducer {
  readonly id: number
  start = STUCK
  readonly #nodes = new Map<number, Node>([[STUCK, { level: -1, ways: none, change: ANY }]])
  #given = 1
  readonly #numbers = new Map<string, number>()
  #fresh: Case[] = []
  #sweepAt = SWEEP_FROM

  constructor(id: number) {
    this.id = id
  }

  /** Adds a case that is not there yet; it counts from the next `settle` on. */
  add(one: Case): void {
    this.#fresh.push(one)
  }

  /** Makes what was added count. */
  settle(): void {
    if (this.#fresh.length === 0) return
    const levels = new Set(this.#fresh.flatMap(({ reads, writes }) => [...reads.keys(), ...writes.keys()]))
    const added = this.#build(
      this.#fresh,
      [...levels].sort((a, b) => a - b),
    )
    this.#fresh = []
    this.start = this.#union(this.start, added)
    if (this.#nodes.size > this.#sweepAt) this.#sweep()
  }

  isDone(place: number): boolean {
    return this.#nodes.get(place)!.level === NONE
  }

  skips(place: number, level: number): boolean {
    return this.#nodes.get(place)!.level > level
  }

  follow(place: number, _level: number, value: number): readonly number[] {
    const { ways } = this.#nodes.get(place)!
    const free = ways.get(ANY)
    const own = ways.get(value)
    if (free === undefined) return own ?? nothing
    const made = free.map((integer, at) => (at % 2 === 0 && integer === ANY ? value : integer))
    return own === undefined ? made : [...own, ...made]
  }

  changeAt(place: number): number {
    return this.#nodes.get(place)!.change
  }

  #build(cases: readonly Case[], [level, ...deeper]: readonly number[]): number {
    if (level === undefined) {
      const [{ change } = { change: ANY }, ...others] = cases
      if (others.length > 0) throw new Error('two cases of a step fit the same states')
      return this.#number({ level: NONE, ways: none, change })
    }
    const groups = new Map<string, { read: number; write: number; cases: Case[] }>()
    for (const one of cases) {
      const read = one.reads.get(level) ?? ANY
      const write = one.writes.get(level) ?? read
      const group = groups.get(`${read} ${write}`)
      if (group) group.cases.push(one)
      else groups.set(`${read} ${write}`, { read, write, cases: [one] })
    }
    const ways = new Map<number, number[]>()
    for (const { read, write, cases: own } of groups.values()) {
      ways.set(read, [...(ways.get(read) ?? []), write, this.#build(own, deeper)])
    }
    return this.#number({ level, ways, change: ANY })
  }

  #union(one: number, other: number): number {
    if (one === STUCK || one === other) return other
    if (other === STUCK) return one
    const level = Math.min(this.#nodes.get(one)!.level, this.#nodes.get(other)!.level)
    if (level === NONE) throw new Error('two cases of a step fit the same states')
    const ways = new Map(this.#waysAt(one, level))
    for (const [read, added] of this.#waysAt(other, level)) ways.set(read, this.#joined(ways.get(read) ?? [], added))
    return this.#number({ level, ways, change: ANY })
  }

  /** The ways of a node, and of one that skips this level. */
  #waysAt(node: number, level: number): ReadonlyMap<number, readonly number[]> {
    const { level: own, ways } = this.#nodes.get(node)!
    return own === level ? ways : new Map([[ANY, [ANY, node]]])
  }

  #joined(ways: readonly number[], added: readonly number[]): readonly number[] {
    const joined = [...ways]
    for (let way = 0; way < added.length; way += 2) {
      let same = 0
      while (same < joined.length && joined[same] !== added[way]) same += 2
      joined[same + 1] = this.#union(joined[same + 1] ?? STUCK, added[way + 1]!)
      joined[same] = added[way]!
    }
    return joined
  }

  #number(node: Node): number {
    const { level, ways, change } = node
    const [only] = ways
    if (ways.size === 1 && only![0] === ANY && only![1].length === 2 && only![1][0] === ANY) return only![1][1]!
    const sorted = [...ways].sort(([a], [b]) => a - b)
    const key = `${level} ${change} ${sorted.map(([read, of]) => `${read}:${pairs(of).sort().join(' ')}`).join()}`
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    this.#numbers.set(key, this.#given)
    this.#nodes.set(this.#given, node)
    return this.#given++
  }

  #sweep(): void {
    const used = new Set([STUCK])
    const visit = (place: number): void => {
      if (used.has(place)) return
      used.add(place)
      for (const ways of this.#nodes.get(place)!.ways.values()) {
        for (let way = 1; way < ways.length; way += 2) visit(ways[way]!)
      }
    }
    visit(this.start)
    for (const place of this.#nodes.keys()) if (!used.has(place)) this.#nodes.delete(place)
    for (const [key, place] of this.#numbers) if (!used.has(place)) this.#numbers.delete(key)
    this.#sweepAt = Math.max(SWEEP_FROM, 2 * this.#nodes.size)
  }
}

const pairs = (ways: readonly number[]): string[] =>
  ways.flatMap((write, at) => (at % 2 === 0 ? [`${write}>${ways[at + 1]!}`] : []))
