// State-identifying suites: tests that kill every machine with a fault that can be observed (HSI, Petrenko 1991).
import type { Mealy } from '../party/mealy.js'

/** A sequence of inputs, by index, from one of the starts. */
export interface Test {
  readonly start: number
  readonly inputs: readonly number[]
}

/** One fault: in this state, on this input, it goes elsewhere, or something else is observed. */
export interface Fault {
  readonly kind: 'missing' | 'transfer' | 'output' | 'sneak'
  readonly state: number
  readonly input: number
  readonly next: number
  readonly output: number
}

/** For each pair of states the first input of a shortest sequence that tells them apart. */
function splitters({ states, inputs, next, output }: Mealy): Int32Array {
  const width = inputs.length
  const first = new Int32Array(states * states).fill(-1)
  const length = new Int32Array(states * states)
  for (let round = 1, changed = true; changed; round++) {
    changed = false
    for (let one = 0; one < states; one++) {
      for (let other = 0; other < one; other++) {
        if (first[one * states + other]! >= 0) continue
        for (let input = 0; input < width; input++) {
          const [a, b] = [one * width + input, other * width + input]
          const [toOne, toOther] = [next[a]!, next[b]!]
          const later = toOne === toOther ? 0 : length[toOne * states + toOther]!
          if (output[a] === output[b] && (later === 0 || later >= round)) continue
          first[one * states + other] = first[other * states + one] = input
          length[one * states + other] = length[other * states + one] = round
          changed = true
          break
        }
      }
    }
  }
  return first
}

/** A shortest sequence that tells two states of a minimal machine apart. */
function separating(machine: Mealy, first: Int32Array, one: number, other: number): readonly number[] {
  const { states, inputs, next, output } = machine
  const sequence: number[] = []
  for (let a = one, b = other; ;) {
    const input = first[a * states + b]!
    if (input < 0) throw new Error(`states ${one} and ${other} cannot be told apart: the machine is not minimal`)
    sequence.push(input)
    const [atA, atB] = [a * inputs.length + input, b * inputs.length + input]
    if (output[atA] !== output[atB]) return sequence
    a = next[atA]!
    b = next[atB]!
  }
}

/** How each state is first reached. */
function accesses({ states, inputs, next, starts }: Mealy): readonly Test[] {
  const width = inputs.length
  const found = new Array<Test | undefined>(states)
  const queue: number[] = []
  for (const start of starts) {
    found[start] = { start, inputs: [] }
    queue.push(start)
  }
  for (const state of queue) {
    for (let input = 0; input < width; input++) {
      const target = next[state * width + input]!
      if (found[target]) continue
      found[target] = { start: found[state]!.start, inputs: [...found[state]!.inputs, input] }
      queue.push(target)
    }
  }
  return found.map((test, state) => {
    if (!test) throw new Error(`state ${state} is not reachable`)
    return test
  })
}

/** Sequences without those that are the beginning of another. */
function maximal(sequences: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const sorted = [...new Map(sequences.map((one) => [one.join(), one])).values()].sort((a, b) => b.length - a.length)
  const kept: (readonly number[])[] = []
  const beginnings = new Set<string>()
  for (const one of sorted) {
    if (beginnings.has(one.join())) continue
    kept.push(one)
    for (let at = 0; at <= one.length; at++) beginnings.add(one.slice(0, at).join())
  }
  return kept
}

/**
 * A suite that kills every machine with at most as many states that is not equivalent: each state is reached and told
 * from all others, and so is the target of each transition.
 *
 * @param machine minimal
 */
export function identifyingSuite(machine: Mealy): readonly Test[] {
  const { states, inputs, next } = machine
  const first = splitters(machine)
  const identifiers = Array.from({ length: states }, (_, state) =>
    maximal(
      Array.from({ length: states }, (_unused, other) =>
        other === state ? [] : separating(machine, first, Math.max(state, other), Math.min(state, other)),
      ),
    ),
  )
  const access = accesses(machine)
  const tests = new Map<number, (readonly number[])[]>(machine.starts.map((start) => [start, []]))
  access.forEach(({ start, inputs: way }, state) => {
    const add = (middle: readonly number[], end: number): void =>
      identifiers[end]!.forEach((tail) => tests.get(start)!.push([...way, ...middle, ...tail]))
    add([], state)
    for (let input = 0; input < inputs.length; input++) add([input], next[state * inputs.length + input]!)
  })
  return [...tests].flatMap(([start, all]) => maximal(all).map((sequence) => ({ start, inputs: sequence })))
}

/** Every single fault of a machine: each step goes to each other state, or shows each other output, or nothing happens. */
export function* faultsOf({ states, inputs, outputs, next, output }: Mealy, silent: number): Generator<Fault> {
  for (let state = 0; state < states; state++) {
    for (let input = 0; input < inputs.length; input++) {
      const at = state * inputs.length + input
      const [to, shown] = [next[at]!, output[at]!]
      const idle = to === state && shown === silent
      if (!idle) yield { kind: 'missing', state, input, next: state, output: silent }
      for (let other = 0; other < states; other++) {
        if (other !== to) yield { kind: idle ? 'sneak' : 'transfer', state, input, next: other, output: shown }
      }
      for (let other = 0; other < outputs.length; other++) {
        if (other !== shown) yield { kind: 'output', state, input, next: to, output: other }
      }
    }
  }
}

/** An index of the tests by the steps that they take, so that a fault is tried only on tests that come to it. */
export function killer(machine: Mealy, tests: readonly Test[]): (fault: Fault) => boolean {
  const { inputs, next, output } = machine
  const width = inputs.length
  const coming = new Map<number, number[]>()
  tests.forEach(({ start, inputs: sequence }, test) => {
    let state = start
    for (const input of sequence) {
      const at = state * width + input
      const known = coming.get(at)
      if (!known) coming.set(at, [test])
      else if (known.at(-1) !== test) known.push(test)
      state = next[at]!
    }
  })
  return (fault) => {
    const faulty = fault.state * width + fault.input
    return (coming.get(faulty) ?? []).some((test) => {
      const { start, inputs: sequence } = tests[test]!
      let [right, wrong] = [start, start]
      for (const input of sequence) {
        const [atRight, atWrong] = [right * width + input, wrong * width + input]
        const shown = atWrong === faulty ? fault.output : output[atWrong]
        if (shown !== output[atRight]) return true
        right = next[atRight]!
        wrong = atWrong === faulty ? fault.next : next[atWrong]!
      }
      return false
    })
  }
}

/** Whether a machine with a fault behaves as the machine does: no reachable pair of their states shows a difference. */
export function equivalent({ inputs, starts, next, output }: Mealy, fault: Fault): boolean {
  const width = inputs.length
  const faulty = fault.state * width + fault.input
  const seen = new Set<string>()
  const queue: (readonly [number, number])[] = starts.map((start) => [start, start])
  for (const [right, wrong] of queue) {
    const key = `${right} ${wrong}`
    if (seen.has(key)) continue
    seen.add(key)
    for (let input = 0; input < width; input++) {
      const [atRight, atWrong] = [right * width + input, wrong * width + input]
      if ((atWrong === faulty ? fault.output : output[atWrong]) !== output[atRight]) return false
      queue.push([next[atRight]!, atWrong === faulty ? fault.next : next[atWrong]!])
    }
  }
  return true
}
