// Formulas over all edge classes of a graph at once: a bit for each class, 32 of them in a word.
import type { Formula } from '../../model/property.js'
import type { DecidableGraph } from './explore.js'
import type { Monitor } from '../monitor/monitor.js'

/** A bit for each edge class. Bits beyond the last class mean nothing. */
export type Column = Uint32Array

/** Edge classes, with the masks that they are made of. */
export type Classified = Pick<DecidableGraph, 'edgeClasses' | 'stateMasks' | 'stepMasks'> & {
  readonly world: Pick<DecidableGraph['world'], 'observed'>
}

/** What is asked of the edge classes of a graph; each predicate is read once. */
export class Columns {
  readonly #graph: Classified
  readonly #words: number
  readonly #states: ReadonlyMap<string, number>
  readonly #steps: ReadonlyMap<string, number>
  readonly #known = new Map<string, Column>()

  constructor(graph: Classified) {
    const { states, steps } = graph.world.observed
    this.#graph = graph
    this.#words = Math.ceil(graph.edgeClasses.size / 32)
    this.#states = new Map(states.map((name, bit) => [name, bit]))
    this.#steps = new Map(steps.map((name, bit) => [name, bit]))
  }

  /** The classes of which a formula is true. */
  of(formula: Formula): Column {
    if ('is' in formula) return this.#predicate('after', formula.is, this.#states.get(formula.is))
    if ('was' in formula) return this.#predicate('before', formula.was, this.#states.get(formula.was))
    if ('does' in formula) return this.#predicate('does', formula.does, this.#steps.get(formula.does))
    if ('tick' in formula) return this.#read('tick', (edgeClass) => this.#graph.edgeClasses.isTick(edgeClass))
    if ('not' in formula) return this.of(formula.not).map((word) => ~word)
    const all = 'and' in formula
    const column = new Uint32Array(this.#words).fill(all ? 2 ** 32 - 1 : 0)
    for (const part of all ? formula.and : formula.or) {
      const other = this.of(part)
      for (let word = 0; word < column.length; word++) {
        if (all) column[word]! &= other[word]!
        else column[word]! |= other[word]!
      }
    }
    return column
  }

  /** By edge class: a bit for each of the formulas that holds, the first the lowest. */
  bits(formulas: readonly Formula[]): Uint32Array {
    const bits = new Uint32Array(this.#graph.edgeClasses.size)
    formulas.forEach((formula, bit) => {
      const column = this.of(formula)
      for (let edgeClass = 0; edgeClass < bits.length; edgeClass++) {
        bits[edgeClass]! |= ((column[edgeClass >> 5]! >>> (edgeClass & 31)) & 1) << bit
      }
    })
    return bits
  }

  /** By edge class: what a monitor reads. */
  readings({ letters }: Pick<Monitor, 'letters'>): Uint8Array {
    return Uint8Array.from(this.bits(letters))
  }

  /** A predicate on the labels that a class has in one of its places. */
  #predicate(place: 'before' | 'does' | 'after', name: string, bit: number | undefined): Column {
    if (bit === undefined) throw new Error(`a formula asks for '${name}', which was not observed`)
    const { edgeClasses, stateMasks, stepMasks } = this.#graph
    const masks = place === 'does' ? stepMasks : stateMasks
    return this.#read(`${place} ${bit}`, (edgeClass) => masks.hasBit(edgeClasses[place](edgeClass), bit))
  }

  #read(key: string, holds: (edgeClass: number) => boolean): Column {
    const known = this.#known.get(key)
    if (known) return known
    const column = new Uint32Array(this.#words)
    for (let edgeClass = 0; edgeClass < this.#graph.edgeClasses.size; edgeClass++) {
      if (holds(edgeClass)) column[edgeClass >> 5]! |= 1 << (edgeClass & 31)
    }
    this.#known.set(key, column)
    return column
  }
}

/** The steps of a graph by their class. */
export interface ByClass {
  /** How many steps there are of each class, initial states included. */
  readonly counts: Float64Array
  /** Where the steps of each class begin in `targets`; one more entry than classes. Initial states are not among them. */
  readonly rows: Uint32Array
  readonly targets: Uint32Array
}

function sortByClass({ classes, targets, transitions, edgeClasses, starts }: DecidableGraph): ByClass {
  const rows = new Uint32Array(edgeClasses.size + 1)
  for (let edge = 0; edge < transitions; edge++) rows[classes[edge]! + 1]!++
  const counts = Float64Array.from(rows.subarray(1))
  for (const { edgeClass } of starts) counts[edgeClass]!++
  for (let edgeClass = 0; edgeClass < edgeClasses.size; edgeClass++) rows[edgeClass + 1]! += rows[edgeClass]!
  const ends = rows.slice()
  const sorted = new Uint32Array(transitions)
  for (let edge = 0; edge < transitions; edge++) sorted[ends[classes[edge]!]!++] = targets[edge]!
  return { counts, rows, targets: sorted }
}

const remembered = <T>(make: (graph: DecidableGraph) => T): ((graph: DecidableGraph) => T) => {
  const known = new WeakMap<DecidableGraph, T>()
  return (graph) => {
    const old = known.get(graph)
    if (old !== undefined) return old
    const made = make(graph)
    known.set(graph, made)
    return made
  }
}

/** The columns of a graph. */
export const columnsOf = remembered((graph) => new Columns(graph))

/** The steps of a graph by class. */
export const byClassOf = remembered(sortByClass)
