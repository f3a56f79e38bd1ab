// The verdicts that the site shows, as data: `npm run generate:verdicts` checks everything and writes them.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Judgement } from '../../verification/judgement.js'
import { defaultSelection, plan, type Asked } from '../../verification/plan.js'
import type { Story } from '../../model/result.js'
import { assumptionText } from '../../report/assumptions.js'
import { assess, exitCodeOf, type Assessment } from '../../verification/assess.js'
import { specification } from '../../verification/impSpecification.js'
import type { Scope } from '../../machines/scopes.js'
import { properties } from '../../properties/index.js'
import { joinSteps, stepNames } from '../draw/run.js'
import { fingerprint } from './fingerprint.js'
import { matrixSelection } from './matrix.js'

/** One exploration: how much was seen, and what was taken for granted. */
export interface ExplorationData {
  readonly configuration: string
  readonly scope: Scope
  readonly parties: readonly string[]
  readonly complete: boolean
  readonly states: number
  readonly transitions: number
  readonly depth: number
  /** ms in a tick. */
  readonly quantum: number
  /** Indices into the assumptions of the file. */
  readonly assumptions: readonly number[]
}

/** Configurations of one exploration in which a property gets the same verdict. */
export interface VerdictData {
  readonly verdict: Judgement['actual']
  readonly asExpected: boolean
  /** Why another verdict than `holds` is right there. */
  readonly because?: string
  readonly exploration: number
  readonly exercised: number
  readonly configurations: readonly string[]
  /** Index into the stories of the property. */
  readonly story?: number
}

/** A run that can be told again by taking its steps once more. */
export interface StoryData {
  readonly exploration: number
  /** Which input each party starts with; 0 where it is not named. */
  readonly initial: Readonly<Record<string, number>>
  /** As `joinSteps` writes them. */
  readonly steps: string
  /** By index of the step; -1 is the start. */
  readonly marks: Readonly<Record<string, 'trigger' | 'violation' | 'witness' | 'loop'>>
  readonly loop?: number
}

export interface Verdicts {
  readonly fingerprint: string
  readonly assumptions: readonly string[]
  readonly explorations: readonly ExplorationData[]
  readonly properties: Readonly<
    Record<string, { readonly verdicts: readonly VerdictData[]; readonly stories: readonly StoryData[] }>
  >
}

const file = new URL('../generated/verdicts.json', import.meta.url)

/** What was written last. */
export const readVerdicts = (): Verdicts => JSON.parse(readFileSync(file, 'utf8')) as Verdicts

/** Whether the verdicts are those of the machines and properties as they are now. */
export const isCurrent = (): boolean => readVerdicts().fingerprint === fingerprint()

/** Asks for the union of two selections. */
function merged(...selections: readonly (readonly Asked[])[]): readonly Asked[] {
  const asked = new Map<string, Asked>()
  for (const { configuration, properties: all } of selections.flat()) {
    const known = asked.get(configuration.name)?.properties ?? []
    asked.set(configuration.name, { configuration, properties: [...new Set([...known, ...all])] })
  }
  return [...asked.values()]
}

function storyData(story: Story, exploration: number, names: readonly string[]): StoryData {
  return {
    exploration,
    initial: Object.fromEntries(Object.entries(story.initial).filter(([, input]) => input !== 0)),
    steps: joinSteps(names),
    marks: Object.fromEntries(story.steps.flatMap(({ mark }, index) => (mark ? [[index, mark] as const] : []))),
    ...(story.loop === undefined ? {} : { loop: story.loop }),
  }
}

/** The shortest story comes first where several explorations tell one of the same verdict for the same reason. */
function dataOf(judgements: readonly Judgement[]): Verdicts['properties'][string] {
  const stories: StoryData[] = []
  const groups = new Map<string, { verdict: VerdictData; configurations: string[] }>()
  for (const judgement of judgements) {
    const { actual, expected, standing, job, evidence, configuration } = judgement
    const key = JSON.stringify([actual, expected.because, job])
    const group = groups.get(key)
    if (group) {
      group.configurations.push(configuration)
      continue
    }
    const story =
      evidence?.story &&
      storyData(
        evidence.story,
        job,
        evidence.story.steps.map(({ cause }) => stepNames([cause])[0]!),
      )
    const known =
      story === undefined
        ? -1
        : stories.findIndex(({ steps, initial }) => same([steps, initial], [story.steps, story.initial]))
    const index = story === undefined ? undefined : known >= 0 ? known : stories.push(story) - 1
    groups.set(key, {
      configurations: [configuration],
      verdict: {
        verdict: actual,
        asExpected: standing === 'as-expected',
        ...(expected.because === undefined ? {} : { because: expected.because }),
        exploration: job,
        exercised: evidence?.exercised ?? 0,
        configurations: [],
        ...(index === undefined ? {} : { story: index }),
      },
    })
  }
  return {
    verdicts: [...groups.values()].map(({ verdict, configurations }) => ({ ...verdict, configurations })),
    stories,
  }
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/** An assessment as the site needs it. */
export function condensed({ jobs, outcomes, judgements }: Assessment): Verdicts {
  const texts: string[] = []
  const indexOf = (text: string): number => {
    const known = texts.indexOf(text)
    return known >= 0 ? known : texts.push(text) - 1
  }
  const explorations = jobs.map(({ configuration, scope }, job): ExplorationData => {
    const outcome = outcomes[job]
    if (outcome?.kind !== 'done') throw new Error(`the exploration of ${configuration.name} (${scope}) came to no end`)
    const { parties, complete, states, transitions, depth, quantum, assumptions } = outcome.result.exploration
    return {
      configuration: configuration.name,
      scope: scope as Scope,
      parties,
      complete,
      states,
      transitions,
      depth,
      quantum,
      assumptions: assumptions.map((one) => indexOf(assumptionText(one))),
    }
  })
  return {
    fingerprint: fingerprint(),
    assumptions: texts,
    explorations,
    properties: Object.fromEntries(
      properties.map(({ id }) => [id, dataOf(judgements.filter(({ property }) => property === id))]),
    ),
  }
}

/** Checks everything and writes the file. @returns the exit code of `impspec verify` */
async function generate(): Promise<number> {
  const asked = merged(defaultSelection(properties), matrixSelection)
  console.error(`${plan(asked, specification).length} explorations`)
  const assessment = await assess(
    specification,
    properties,
    asked,
    {},
    {
      signal: new AbortController().signal,
      onProgress: () => undefined,
      onWarning: (text) => console.error(text),
      onSettled: (jobs, job) => console.error(`explored: ${job + 1} of ${jobs.length}`),
    },
  )
  writeFileSync(file, `${JSON.stringify(condensed(assessment), null, 1)}\n`)
  console.log(`written: ${fileURLToPath(file)}`)
  return exitCodeOf(assessment)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await generate()
