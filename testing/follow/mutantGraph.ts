// What a mutant changes in a world that was explored before: only states with a step that is touched, and new ones, are stepped anew.
import { canonical } from '../../util/canonical.js'
import type { CompiledWorld } from '../../checker/compile/compile.js'
import { SpecificationError, StepFault } from '../../model/errors.js'
import type { DecidableGraph } from '../../checker/graph/explore.js'
import type { Field } from '../../checker/nextState/stateLayout.js'
import { Allowance, TupleSet, Words } from '../../checker/store/tupleSet.js'
import { DELIVERY, STIMULUS, Stepper, TICK, TIMER } from '../../checker/semantics/stepper.js'
import type { Party } from '../../model/party.js'
import { statesOf, type Landscape } from './baseGraph.js'
import { type Mutant } from './terrain.js'
import { patched, type Patched, type PatchOptions } from './patchedParty.js'

export interface DetourOptions {
  /** States at most that the original does not have. */
  readonly most?: number
  /** States that are stepped anew at most, these included. */
  readonly anew?: number
}

/** The steps of a state that are not those of the original. */
interface OwnSteps {
  readonly from: number
  readonly count: number
}

/** The world with a mutant in it. States of the original keep their index, and new ones follow. */
export class Detour {
  readonly landscape: Landscape
  /** 1 for each state that is reached. */
  reached: Uint8Array
  /** Classes of steps that occur; by class, 1. */
  occurs = new Uint8Array(1024)
  /** The mutant cannot run: why. */
  refused: string | undefined
  /** It was not followed to its end. */
  cut = false
  /** States of the original whose steps are other ones, and that are reached. */
  readonly changed: number[] = []
  /** How many states were stepped anew, new ones included. */
  stepped = 0
  readonly starts: { readonly state: number; readonly edgeClass: number; readonly inputs: readonly number[] }[] = []
  readonly #world: CompiledWorld
  readonly #patched: Patched
  readonly #index: number
  readonly #stepper: Stepper
  /** New states, unpacked. */
  readonly #fresh: TupleSet
  readonly #own = new Map<number, OwnSteps>()
  readonly #targets = new Words(new Allowance(Infinity))
  readonly #classes = new Words(new Allowance(Infinity))
  readonly #queue = new Words(new Allowance(Infinity))
  readonly #affected: Uint8Array
  readonly #packed: Uint32Array
  readonly #unpacked: Uint32Array
  readonly #mask: Uint32Array
  readonly #most: number
  readonly #anew: number

  private constructor(landscape: Landscape, mutant: Mutant, found: Patched, options: DetourOptions) {
    const { world, graph } = landscape
    this.landscape = landscape
    this.#patched = found
    this.#index = found.party.index
    const { table: own } = world.parties[this.#index]!
    const listed = own.events.length
    this.#world = {
      ...world,
      parties: world.parties.map((one, at) => (at === this.#index ? found.party : one)),
      // What the party may say has a number in its own table.
      route: (party, event) => {
        if (party !== this.#index || event < listed) return world.route(party, event)
        const said = canonical(found.party.table.events[event])
        throw new SpecificationError(`party '${mutant.party}' emits ${said}, which its 'says' does not list`)
      },
    }
    this.#stepper = new Stepper(this.#world)
    this.#fresh = new TupleSet(world.size, new Allowance(Infinity))
    this.#affected = landscape.affected(mutant)
    this.#packed = new Uint32Array(graph.layout.words)
    this.#unpacked = new Uint32Array(world.size)
    this.#mask = new Uint32Array(world.isWidth)
    this.#most = options.most ?? Infinity
    this.#anew = options.anew ?? Infinity
    this.reached = new Uint8Array(graph.states.size + 1024)
  }

  /** Follows a mutant; undefined where its timers are others, so that nothing of the original can be used. */
  static of(
    landscape: Landscape,
    mutant: Mutant,
    machine: Party['machine'],
    options: DetourOptions & Pick<PatchOptions, 'predicates'> = {},
  ): Detour | { readonly refused: string } | undefined {
    try {
      const found = patched(landscape, mutant.party, machine, mutant.mutation, options)
      if (!found) return undefined
      const detour = new Detour(landscape, mutant, found, options)
      detour.#run()
      return detour
    } catch (error) {
      if (error instanceof SpecificationError || error instanceof StepFault) return { refused: error.message }
      throw error
    }
  }

  /** States of the original and new ones. */
  get size(): number {
    return this.#base + this.#fresh.size
  }

  get #base(): number {
    return this.landscape.graph.states.size
  }

  /** Steps of a state: where they stand, and in which lists. */
  steps(state: number): { targets: Uint32Array; classes: Uint32Array; from: number; to: number } {
    const own = this.#own.get(state)
    if (own) {
      const { from, count } = own
      return { targets: this.#targets.data, classes: this.#classes.data, from, to: from + count }
    }
    const { rows, targets } = this.landscape.graph
    return state < this.#base
      ? { targets, classes: this.landscape.classes, from: rows[state]!, to: rows[state + 1]! }
      : { targets, classes: this.landscape.classes, from: 0, to: 0 }
  }

  #run(): void {
    const stepper = this.#stepper
    stepper.initials((inputs) => {
      const mask = this.#maskOf(stepper.next)
      const state = this.#number(stepper.next)
      const edgeClass = this.landscape.reader.step(0, new Uint32Array(this.#world.doesWidth), false, mask)
      this.#occurs(edgeClass)
      this.starts.push({ state, edgeClass, inputs: [...inputs] })
      this.#reach(state)
    })
    const { rows, targets, classes: edgeClasses, layout, states } = this.landscape.graph
    const { classes } = this.landscape
    const affected = this.#affected
    const { altered } = this.#patched
    const { word, shift, mask } = layout.components[this.#index]!
    for (let head = 0; head < this.#queue.length; head++) {
      const state = this.#queue.data[head]!
      if (this.#fresh.size > this.#most || this.stepped > this.#anew) this.cut = true
      if (this.cut) break
      if (state >= this.#base) {
        this.#load(this.#fresh.tuples.data, (state - this.#base) * this.#world.size)
        this.#step(state)
        continue
      }
      let touched = altered[(states.tuples.data[state * layout.words + word]! >>> shift) & mask] === 1
      for (let edge = rows[state]!; !touched && edge < rows[state + 1]!; edge++) {
        touched = affected[edgeClasses[edge]!] === 1
      }
      const number = (states.tuples.data[state * layout.words + word]! >>> shift) & mask
      if (touched) {
        layout.unpack(states.tuples.data, state * layout.words, this.#stepper.current)
        this.#stepper.current[this.#index] = number
        if (altered[number] === 1) this.#step(state)
        else this.#stepAffected(state)
      } else {
        for (let edge = rows[state]!; edge < rows[state + 1]!; edge++) {
          this.#occurs(classes[edge]!)
          this.#reach(targets[edge]!)
        }
      }
    }
  }

  #load(words: Uint32Array, from: number): void {
    const { current } = this.#stepper
    for (let at = 0; at < current.length; at++) current[at] = words[from + at]!
  }

  #step(state: number): void {
    const stepper = this.#stepper
    const { reader, graph, classes } = this.landscape
    const before = this.#maskOf(stepper.current)
    const from = this.#targets.length
    const count = stepper.successors(() => {
      const after = this.#maskOf(stepper.next)
      this.#targets.push(this.#number(stepper.next))
      this.#classes.push(reader.step(before, stepper.does, stepper.kind === TICK, after))
    })
    if (count === 0) throw new StepFault('no step is possible: time stands still')
    this.stepped++
    this.#own.set(state, { from, count })
    for (let at = from; at < from + count; at++) {
      this.#occurs(this.#classes.data[at]!)
      this.#reach(this.#targets.data[at]!)
    }
    if (state >= this.#base) return
    const row = graph.rows[state]!
    let same = graph.rows[state + 1]! - row === count
    for (let at = 0; same && at < count; at++) {
      same =
        graph.targets[row + at] === this.#targets.data[from + at] && classes[row + at] === this.#classes.data[from + at]
    }
    if (!same) this.changed.push(state)
  }

  /** Takes those steps anew that are affected; the same are possible as in the original, in the same order. */
  #stepAffected(state: number): void {
    const stepper = this.#stepper
    const { reader, graph, classes } = this.landscape
    this.stepped++
    const before = this.#maskOf(stepper.current)
    const from = this.#targets.length
    const row = graph.rows[state]!
    const others = { count: 0 }
    let at = 0
    this.#possible((kind, subject, slot) => {
      const edge = row + at++
      if (this.#affected[graph.classes[edge]!] === 0) {
        this.#targets.push(graph.targets[edge]!)
        this.#classes.push(classes[edge]!)
        return
      }
      stepper.take(kind, subject, slot)
      const target = this.#number(stepper.next)
      const edgeClass = reader.step(before, stepper.does, kind === TICK, this.#maskOf(stepper.next))
      if (target !== graph.targets[edge] || edgeClass !== classes[edge]) others.count++
      this.#targets.push(target)
      this.#classes.push(edgeClass)
    })
    if (at !== graph.rows[state + 1]! - row) throw new Error('the possible steps are not those of the original')
    if (others.count > 0) {
      this.#own.set(state, { from, count: at })
      this.changed.push(state)
    }
    for (let step = from; step < from + at; step++) {
      this.#occurs(this.#classes.data[step]!)
      this.#reach(this.#targets.data[step]!)
    }
    if (others.count === 0) this.#targets.length = this.#classes.length = from
  }

  /** The steps that are possible in the current state, in the order of `Stepper`. */
  #possible(visit: (kind: number, subject: number, slot: number) => void): void {
    const { parties, channels, stimuli } = this.#world
    const stepper = this.#stepper
    const { current } = stepper
    let urgent = false
    for (let index = 0; index < stimuli.length; index++) {
      const { when, budget } = stimuli[index]!
      if (budget >= 0 && current[budget] === 0) continue
      if (when === undefined || stepper.holds(when, current)) visit(STIMULUS, index, 0)
    }
    for (let index = 0; index < channels.length; index++) {
      const { base, least, most } = channels[index]!
      if (current[base] === 0) continue
      urgent ||= current[base + 2]! >= most
      if (current[base + 2]! >= least) visit(DELIVERY, index, 0)
    }
    for (let index = 0; index < parties.length; index++) {
      const { table, slotBase, free } = parties[index]!
      const { timers } = table.locals[current[index]!]!
      for (let slot = 0; slot < timers.length; slot++) {
        if (current[slotBase + slot]! > 0) continue
        urgent ||= free[timers[slot]!] === 0
        visit(TIMER, index, slot)
      }
    }
    if (!urgent) visit(TICK, 0, 0)
  }

  #maskOf(unpacked: Int32Array): number {
    const mask = this.#mask.fill(0)
    for (const { index, is } of this.#world.parties) {
      const row = is.touch(unpacked[index]!)
      for (let word = 0; word < mask.length; word++) mask[word]! |= is.words[row + word]!
    }
    return this.landscape.reader.state(mask)
  }

  /** The number of a state. */
  #number(unpacked: Int32Array): number {
    const known = this.#pack(unpacked) ? this.landscape.find(this.#packed) : -1
    if (known >= 0) return known
    this.#unpacked.set(unpacked)
    return this.#base + this.#fresh.add(this.#unpacked)
  }

  /** Packs a state, if all of its parts occur in the original. */
  #pack(unpacked: Int32Array): boolean {
    const { layout } = this.landscape.graph
    const { parties, channels, budgets } = this.#world
    const packed = this.#packed.fill(0)
    let component = 0
    const put = ({ word, shift }: Field, value: number): void => {
      packed[word]! |= value << shift
    }
    for (let party = 0; party < parties.length; party++) {
      const { table, slotBase } = parties[party]!
      const local = unpacked[party]!
      const number =
        party === this.#index
          ? local < this.#patched.stable
            ? local
            : -1
          : (this.landscape.numbers[party]![local] ?? -1)
      if (number < 0) return false
      put(layout.components[component++]!, number)
      const { timers } = table.locals[local]!
      for (let slot = 0; slot < timers.length; slot++) {
        put(layout.timers[party]![timers[slot]!]!, unpacked[slotBase + slot]!)
      }
    }
    for (let channel = 0; channel < channels.length; channel++) {
      const content = layout.room.contents[channel]!.numberIn(unpacked)
      if (content >= this.landscape.contents[channel]!) return false
      put(layout.components[component++]!, content)
    }
    for (const { field } of budgets) put(layout.components[component++]!, unpacked[field]!)
    return true
  }

  #reach(state: number): void {
    if (state >= this.reached.length) {
      const longer = new Uint8Array(Math.max(state + 1, Math.ceil(this.reached.length * 1.5)))
      longer.set(this.reached)
      this.reached = longer
    }
    if (this.reached[state] === 1) return
    this.reached[state] = 1
    this.#queue.push(state)
  }

  #occurs(edgeClass: number): void {
    if (edgeClass >= this.occurs.length) {
      const longer = new Uint8Array(Math.max(edgeClass + 1, this.occurs.length * 2))
      longer.set(this.occurs)
      this.occurs = longer
    }
    this.occurs[edgeClass] = 1
  }

  /** The whole graph of the world with the mutant, as verdicts are decided on it; its runs cannot be told step by step. */
  graph(): DecidableGraph {
    const { reader, graph } = this.landscape
    const { size } = this
    const rows = new Uint32Array(size + 1)
    for (let state = 0; state < size; state++) {
      const { from, to } = this.steps(state)
      rows[state + 1] = rows[state]! + (this.reached[state] === 1 ? to - from : 0)
    }
    const transitions = rows[size]!
    const targets = new Uint32Array(transitions)
    const classes = new Uint32Array(transitions)
    for (let state = 0; state < size; state++) {
      if (rows[state] === rows[state + 1]) continue
      const steps = this.steps(state)
      targets.set(steps.targets.subarray(steps.from, steps.to), rows[state])
      classes.set(steps.classes.subarray(steps.from, steps.to), rows[state])
    }
    return {
      world: this.#world,
      layout: graph.layout,
      states: statesOf(size),
      starts: this.starts,
      expanded: size,
      rows,
      targets,
      classes,
      transitions,
      edgeClasses: reader.edgeClasses,
      stateMasks: reader.stateMasks,
      stepMasks: reader.stepMasks,
      whole: false,
      ...(this.cut ? { stopped: 'states' as const } : {}),
      depth: 0,
      milliseconds: 0,
    }
  }
}
