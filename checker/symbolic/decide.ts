// Verdicts from sets of states, each with a shortest run that shows it.
import type { Property } from '../../model/property.js'
import { marksIn } from '../graph/decide.js'
import type { Step } from '../nextState/transitionEffect.js'
import type { Layout } from '../nextState/stateLayout.js'
import { monitorOf } from '../monitor/monitor.js'
import type { Story } from '../../model/result.js'
import { TICK } from '../semantics/stepper.js'
import { tellRun } from '../graph/story.js'
import type { WorldTeacher } from '../nextState/transitionSource.js'
import { needsGraph, whyIncomplete, verdictOf, type ScaleVerdict } from '../search/verdict.js'
import type { Run } from './shortestRun.js'
import { SymbolicSearch, type SymbolicProgress, type SymbolicResult } from './symbolicSearch.js'
import type { SymbolicTask } from './symbolicSpace.js'

/** What is asked of a world in a layout. */
interface Asked {
  readonly layout: Layout
  readonly teacher: WorldTeacher
  /** Of each start: which input each party starts with. */
  readonly inputs: readonly (readonly number[])[]
  readonly properties: readonly Property[]
}

const tick: Step = { kind: TICK, subject: 0, timer: 0 }

/**
 * Searches a world, and decides properties.
 *
 * @throws Widen where the layout has no room for what is met
 */
export async function judgeSymbolically(
  task: Omit<SymbolicTask, 'asked'>,
  { layout, teacher, inputs, properties }: Asked,
  isInterrupted: () => boolean,
  onProgress: (progress: SymbolicProgress) => void,
): Promise<{ readonly result: SymbolicResult; readonly verdicts: readonly ScaleVerdict[] }> {
  const { parties, observed } = layout.room.world
  const asked = parties.map(({ asked: bits }) =>
    observed.states.filter((_, bit) => (bits[bit >> 5]! & (1 << (bit & 31))) !== 0),
  )
  const search = new SymbolicSearch({ ...task, asked }, teacher, isInterrupted)
  const result = await search.explore(onProgress)
  const complete = result.stopped === undefined && result.fault === undefined
  const storyOf = (property: Property, { start, steps, readings }: Run): Story => {
    const run = steps.map(({ state, step }) => ({ state, step: teacher.shape.steps[step] ?? tick }))
    return tellRun(layout, inputs[start]!, run, marksIn(monitorOf(property.pattern, task.quantum), readings))
  }
  const judge = async (property: Property): Promise<Omit<ScaleVerdict, 'property'>> => {
    const seen = await search.sightingOf(property)
    if (!seen) return { verdict: 'incomplete', exercised: 0, why: whyIncomplete({ stopped: 'signal' }) }
    const { kind } = property.pattern
    if (kind === 'response') return { verdict: 'incomplete', exercised: Math.min(...seen.antecedents), why: needsGraph }
    const hasModes = kind === 'precedence' || kind === 'bounded'
    if (!seen.canEnd || (hasModes && !complete)) return verdictOf(property, seen, complete, whyIncomplete(result))
    const finding = await search.find(property)
    if (finding.found === true) {
      const { run } = finding
      const verdict = verdictOf(property, { ...seen, depth: run.steps.length }, complete, '')
      return { ...verdict, story: storyOf(property, run) }
    }
    if (finding.found === false) return verdictOf(property, seen, complete, whyIncomplete(result))
    const why = whyIncomplete(finding.stopped === undefined ? result : finding)
    // That a step ends a watch without modes is certain; only how far away it is was not found out.
    if (hasModes) return verdictOf(property, seen, false, why)
    const { depth: _, ...verdict } = verdictOf(property, { ...seen, depth: 0 }, complete, why)
    return verdict
  }
  const verdicts: ScaleVerdict[] = []
  for (const property of properties) verdicts.push({ property: property.id, ...(await judge(property)) })
  return { result, verdicts }
}
