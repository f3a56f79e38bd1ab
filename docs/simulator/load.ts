// Runs that come from elsewhere: stories as the command prints them, vectors, and logs.
import { parseProduct } from '../../verification/impSpace.js'
import type { Cause, Story } from '../../model/result.js'
import { properties } from '../../properties/index.js'
import { stepNames } from '../draw/run.js'
import { explain, parseLog } from './log.js'
import type { Shared } from './share.js'
import type { Read } from './read.js'
import { Simulation, type Setup } from './simulation.js'
import { isVector, readVector } from './vector.js'

interface Judged {
  readonly configuration: string
  readonly story?: Story
}

/** The parts of a document that hold stories: that of `explain --json`, of `simulate --json`, or a bare story. */
interface Document {
  readonly property?: { readonly id: string }
  readonly judgements?: readonly Judged[]
  readonly configuration?: string
  readonly scope?: string
  readonly steps?: readonly unknown[]
}

const isStory = (value: unknown): value is Story =>
  typeof value === 'object' && value !== null && Array.isArray((value as Story).steps) && 'initial' in value

/** ms by which the first tick of a story lets time pass; undefined where it has none. */
function quantumIn({ steps }: Story): number | undefined {
  const at = steps.findIndex(({ cause }) => cause.kind === 'tick')
  const tick = steps[at]
  return tick === undefined ? undefined : tick.time - (steps[at - 1]?.time ?? 0)
}

const namesOf = (causes: readonly Cause[]): readonly string[] => causes.map((cause) => stepNames([cause])[0]!)

function ofStory(story: Story, configuration: string, scope: Setup['scope']): Read {
  const quantum = quantumIn(story)
  return {
    shared: {
      setup: {
        configuration: parseProduct(configuration),
        scope,
        parties: Object.keys(story.initial),
        ...(quantum === undefined ? {} : { quantum }),
      },
      initial: story.initial,
      steps: namesOf(story.steps.map(({ cause }) => cause)),
    },
    possible: [],
  }
}

function ofDocument(document: Document): Read {
  const told = document.judgements?.find(({ story }) => story !== undefined)
  if (told?.story) {
    const scope = properties.find(({ id }) => id === document.property?.id)?.scope ?? 'field'
    return ofStory(told.story, told.configuration, scope)
  }
  const { configuration = 'baseline', scope = 'field' } = document
  if (isStory(document)) {
    return ofStory(document, configuration, scope as Setup['scope'])
  }
  throw new Error(
    'impspec-vectors' in document
      ? 'this is the list of some vectors; load one of the files that it names'
      : "this JSON holds no story: expected what 'impspec explain ID --json' or 'impspec simulate --json' prints, or a vector",
  )
}

/** A log is explained from each start of the world, until one does. */
function ofLog(text: string, { configuration, scope, parties: only, quantum }: Setup): Read {
  const entries = parseLog(text)
  if (entries.length === 0) throw new Error('the log is empty: it shows nothing')
  // Whoever is alone, or in a fleet, is not who is logged: a log is of the life of one device.
  const setup: Setup = {
    configuration,
    scope,
    ...(only === undefined ? {} : { parties: only }),
    ...(quantum === undefined ? {} : { quantum }),
  }
  const roles = new Set(entries.map(({ role }) => role))
  const simulation = new Simulation(setup)
  const { parties } = simulation.world
  for (const role of roles) {
    if (!parties.some(({ party }) => party.name === role)) {
      throw new Error(
        `the log speaks of the role '${role}'; this world has ${parties.map(({ party }) => party.name).join(', ')}`,
      )
    }
  }
  const device = parties.find(({ party }) => party.name === 'device')
  const starts = (device?.initials ?? [0]).map((_, input): Readonly<Record<string, number>> =>
    input === 0 ? {} : { device: input },
  )
  const tries = starts.map((initial) => ({ initial, found: explain(simulation, simulation.start(initial), entries) }))
  const explained = tries.find(({ found }) => found.kind === 'explained')
  const reach = ({ found }: (typeof tries)[number]): number => (found.kind === 'explained' ? entries.length : found.at)
  const { initial, found } = explained ?? tries.reduce((best, one) => (reach(one) > reach(best) ? one : best))
  const shared: Shared = { setup, initial, steps: found.steps }
  if (found.kind === 'explained') return { shared, possible: [] }
  const where = `Line ${found.at + 1} of ${entries.length}`
  return {
    shared,
    line: JSON.stringify(entries[found.at]),
    problem:
      found.kind === 'gave-up'
        ? `${where} could not be explained within the time; the log may be right all the same.`
        : `${where} is explained by no run of this world.`,
    possible: found.kind === 'unexplained' ? found.possible : [],
  }
}

/** What a text is: one document of JSON, or the lines of a log. */
function documentIn(text: string): object | undefined {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof document !== 'object' || document === null) throw new Error('a story, a vector or a log is expected')
  // A log may have one line.
  return 'dir' in document ? undefined : document
}

/** Whether a text is a log, which may take its time to be explained. */
export const isLog = (text: string): boolean => documentIn(text.trim()) === undefined

/**
 * Reads a run from text.
 *
 * @throws Error that says what is wrong with it
 */
export function readRun(text: string, setup: Setup): Read {
  const document = documentIn(text.trim())
  if (document === undefined) return ofLog(text.trim(), setup)
  return isVector(document) ? readVector(document) : ofDocument(document)
}
