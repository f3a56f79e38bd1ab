// How strong generated suites are: which machine mutants each of them kills, for what a tester can observe of a party alone.
import { SpecificationError } from '../../model/errors.js'
import { randomFrom } from '../../checker/semantics/randomWalk.js'
import { eventName, partyGraph, type PartyGraph } from '../party/partyGraph.js'
import { withEveryInput } from '../party/everyInput.js'
import type { Tested } from '../party/tested.js'
import { edited } from '../mutants/machineEdit.js'
import { identifyingSuite } from './stateIdentification.js'
import { classesOf, mealyOf, minimal, whatIsSaid, type Mealy, type Observe } from '../party/mealy.js'
import { mutationsOf, type Operator } from '../mutants/operators.js'
import { pathToRecords, shortestPaths, type Walkway } from './paths.js'
import { tour } from './tour.js'

export const suites = {
  'shortest paths': 'a shortest path to each local transition',
  tour: 'all steps, and all that must be ignored',
  'random runs': 'as many steps as the tour has, drawn from all inputs',
  'state-identifying': 'HSI: all observable single faults of its states and inputs',
} as const satisfies Record<string, string>

export type SuiteName = keyof typeof suites
export const suiteNames = Object.keys(suites) as readonly SuiteName[]

/** Names of inputs, from one of the starts. */
interface NamedTest {
  readonly start: number
  readonly inputs: readonly string[]
}

const named = ({ cause }: PartyGraph, { start, edges }: Walkway): NamedTest => ({
  start,
  inputs: edges.map((edge) => {
    const what = cause(edge)
    return what.kind === 'tick' ? 'tick' : what.kind === 'timer' ? what.event.type : eventName(what.event)
  }),
})

function suitesOf(graph: PartyGraph, machine: Mealy): Readonly<Record<SuiteName, readonly NamedTest[]>> {
  const walks = tour(graph, { ignored: true, most: 400 }).walks.map((walk) => named(graph, walk))
  const random = randomFrom(1)
  const classes = classesOf(machine)
  const small = minimal(machine)
  return {
    'shortest paths': [...pathToRecords(graph, shortestPaths(graph)).values()].map((walk) => named(graph, walk)),
    tour: walks,
    'random runs': walks.map(({ start, inputs }) => ({
      start,
      inputs: inputs.map(() => machine.inputs[Math.floor(random() * machine.inputs.length)]!),
    })),
    'state-identifying': identifyingSuite(small).map(({ start, inputs }) => ({
      start: machine.starts.findIndex((state) => classes[state] === start),
      inputs: inputs.map((input) => machine.inputs[input]!),
    })),
  }
}

/** What is observed of an input, and the state after it; an input that the machine does not have is refused. */
function observed(machine: Mealy, state: number, input: number): readonly [shown: string, next: number] {
  if (input < 0) return [machine.outputs[0]!, state]
  const at = state * machine.inputs.length + input
  return [machine.outputs[machine.output[at]!]!, machine.next[at]!]
}

const kills = (right: Mealy, wrong: Mealy, tests: readonly NamedTest[]): boolean => {
  const [ours, theirs] = [right, wrong].map(({ inputs }) => new Map(inputs.map((name, index) => [name, index])))
  return tests.some(({ start, inputs }) => {
    let [one, other] = [right.starts[start]!, wrong.starts[start]!]
    return inputs.some((name) => {
      const [shown, next] = observed(right, one, ours!.get(name) ?? -1)
      const [seen, after] = observed(wrong, other, theirs!.get(name) ?? -1)
      one = next
      other = after
      return shown !== seen
    })
  })
}

/** Whether nothing that can be observed differs: side by side from all starts. */
function alike(right: Mealy, wrong: Mealy): boolean {
  const names = [...new Set([...right.inputs, ...wrong.inputs])]
  const [ours, theirs] = [right, wrong].map(({ inputs }) => names.map((name) => inputs.indexOf(name)))
  const seen = new Set<string>()
  const queue = right.starts.map((state, at) => [state, wrong.starts[at]!] as const)
  for (const [one, other] of queue) {
    const key = `${one} ${other}`
    if (seen.has(key)) continue
    seen.add(key)
    for (let at = 0; at < names.length; at++) {
      const [shown, next] = observed(right, one, ours![at]!)
      const [said, after] = observed(wrong, other, theirs![at]!)
      if (shown !== said) return false
      queue.push([next, after])
    }
  }
  return true
}

/** One mutant of a party alone: which suites kill it; none kills one that is alike. */
export interface SuiteKill {
  readonly operator: Operator
  readonly alike: boolean
  readonly by: readonly SuiteName[]
}

/** The mutants of a party, and which suites kill each. A mutant that cannot be run is killed by all of them. */
export function suiteKills(tested: Tested, name: string, observe: Observe = whatIsSaid): readonly SuiteKill[] {
  const party = withEveryInput(tested, name)
  const options = { free: tested.trials?.longDelays ?? [] }
  const graph = partyGraph(party, options)
  const right = mealyOf(graph, observe)
  const all = suitesOf(graph, right)
  return mutationsOf(party).map(({ operator, edit }): SuiteKill => {
    let wrong: Mealy
    try {
      wrong = mealyOf(partyGraph({ ...party, machine: edited(party.machine, edit) }, options), observe)
    } catch (error) {
      if (error instanceof SpecificationError) return { operator, alike: false, by: suiteNames }
      throw error
    }
    const by = suiteNames.filter((suite) => kills(right, wrong, all[suite]))
    return { operator, alike: by.length === 0 && alike(right, wrong), by }
  })
}

/** A table of suites by mistakes: of the mutants that are not alike, how many each suite kills. */
export interface SuiteMatrix {
  readonly heads: readonly string[]
  readonly rows: readonly (readonly [mistake: string, ...cells: string[]])[]
}

export function suiteMatrix(kills: readonly SuiteKill[]): SuiteMatrix {
  const row = (name: string, some: readonly SuiteKill[]): readonly [string, ...string[]] => {
    const different = some.filter((one) => !one.alike)
    return [
      name,
      ...suiteNames.map((suite) => `${different.filter(({ by }) => by.includes(suite)).length}/${different.length}`),
      String(some.length - different.length),
    ]
  }
  return {
    heads: ['mistake', ...suiteNames, 'alike'],
    rows: [
      ...[...new Set(kills.map(({ operator }) => operator))].map((operator) =>
        row(
          operator,
          kills.filter((one) => one.operator === operator),
        ),
      ),
      row('all', kills),
    ],
  }
}
