// Whether a mutant is noticed: the mutated machine is put into the worlds, and the properties are decided.
import type { AnyStateMachine } from 'xstate'
import { createHash } from 'node:crypto'
import { prepare } from '../../checker/compile/prepare.js'
import { decide, type Decision } from '../../checker/graph/decide.js'
import { SpecificationError } from '../../model/errors.js'
import { explore, type ExploreOptions, type Graph } from '../../checker/graph/explore.js'
import type { Path } from '../../checker/graph/shortestRun.js'
import { partiesOf } from '../../verification/plan.js'
import { coneOf } from '../../checker/compile/slice.js'
import type { World } from '../../model/world.js'
import { expectedVerdict } from '../../model/specification/expected.js'
import type { Verdict } from '../../model/property.js'
import type { SpecifiedProperty } from '../../model/specification/module.js'
import type { Kill } from './kill.js'
import type { NamedWorld } from '../party/worlds.js'

/** A world with one machine replaced. */
export const withMachine = (world: World, party: string, machine: AnyStateMachine): World => ({
  ...world,
  parties: world.parties.map((one) => (one.name === party ? { ...one, machine } : one)),
})

const asked = new WeakMap<NamedWorld['world'], Map<string, readonly SpecifiedProperty[]>>()

/** The properties of a world to which a party can make a difference. */
function propertiesOn({ world, properties, predicates }: NamedWorld, party: string): readonly SpecifiedProperty[] {
  const known = asked.get(world) ?? new Map<string, readonly SpecifiedProperty[]>()
  asked.set(world, known)
  const some =
    known.get(party) ?? properties.filter((property) => coneOf(world, partiesOf(property, predicates)).includes(party))
  known.set(party, some)
  return some
}

/** Whether a verdict is another one than expected. One that is not final yet is none. */
export function differs({ verdict }: Pick<Decision, 'verdict'>, expected: Verdict, complete: boolean): boolean {
  if (verdict === 'incomplete' || verdict === expected) return false
  // A violation, a witness, a lasso that is found early is there in the whole as well; that something holds, or never
  // happens, is known at the end only. What is found early is told by the story that comes with it.
  return complete || verdict !== 'vacuous'
}

export interface HuntOptions extends Pick<ExploreOptions, 'maxStates' | 'signal' | 'maxMemory'> {
  /** Only these properties, if given. */
  readonly only?: readonly string[]
}

export interface Hunt {
  readonly kill?: Kill
  /** Every verdict was decided. */
  readonly complete: boolean
  readonly states: number
  /** A digest of the graph: worlds of equal digests have the same runs, for all that a predicate can notice. */
  readonly digest?: string
}

/** The graph as it is, but for the names of its states: steps in their fixed order, and what each of them shows. */
function digestOf({ rows, targets, classes, edgeClasses, stateMasks, stepMasks, starts }: Graph): string {
  const hash = createHash('sha256')
  const words = (data: Uint32Array, count: number): unknown =>
    hash.update(new Uint8Array(data.buffer, data.byteOffset, count * 4))
  words(rows, rows.length)
  words(targets, targets.length)
  words(classes, classes.length)
  for (const { tuples, size, width } of [edgeClasses, stateMasks, stepMasks]) words(tuples.data, size * width)
  hash.update(starts.map(({ state, edgeClass }) => `${state} ${edgeClass}`).join())
  return hash.digest('hex').slice(0, 16)
}

/** Decides the properties of one world with the mutant in it; the first verdict that differs is the kill. */
export function hunt(named: NamedWorld, party: string, mutant: AnyStateMachine, options: HuntOptions = {}): Hunt {
  const { scope, configuration, world, predicates } = named
  const { only, ...limits } = options
  const some = propertiesOn(named, party).filter(({ id }) => only?.includes(id) ?? true)
  if (some.length === 0) return { complete: true, states: 0, digest: 'nothing is asked' }
  const where = { scope, configuration: configuration.name }
  try {
    const graph = explore(prepare(withMachine(world, party, mutant), predicates, some), limits)
    if (graph.fault) {
      return { kill: { by: [], found: graph.fault.message, ...where }, ...ended(graph) }
    }
    const verdicts = some.flatMap((property) => {
      const { verdict: expected } = expectedVerdict(property, configuration.values)
      const one = decide(graph, property)
      return differs(one, expected, graph.stopped === undefined) ? [{ ...one, expected, property: property.id }] : []
    })
    // A counterexample that is found says more than a verdict without one, and a short one more than a long one.
    const [best] = [...verdicts].sort((a, b) => lengthOf(a.path) - lengthOf(b.path))
    if (!best) return { ...ended(graph), ...(graph.stopped ? {} : { digest: digestOf(graph) }) }
    return {
      kill: {
        by: [best.property, ...verdicts.map(({ property }) => property).filter((id) => id !== best.property)],
        expected: best.expected,
        found: best.verdict,
        ...where,
      },
      ...ended(graph),
    }
  } catch (error) {
    if (!(error instanceof SpecificationError)) throw error
    return { kill: { by: [], found: error.message, ...where }, complete: true, states: 0 }
  }
}

const lengthOf = (path: Path | undefined): number => path?.edges.length ?? Infinity
const ended = ({ stopped, states }: Graph) => ({ complete: stopped === undefined, states: states.size })
