// --checkpoint DIR: finished explorations are kept in files, so that a run that was killed goes on from where it was.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { codeContent, contentOf, sha256, worldContent } from '../../checker/compile/fingerprint.js'
import { reasonOf } from '../../model/errors.js'
import { readIfThere, writeWhole } from '../../util/files.js'
import { predicatesOf } from '../../model/formula.js'
import type { JobResult } from '../../verification/judgement.js'
import type { Job } from '../../verification/plan.js'
import type { Outcome } from '../../checker/parallel/workerPool.js'
import { warningOn } from '../terminal/progress.js'
import type { Io } from '../../report/terminal.js'
import { UsageError } from '../../verification/errors.js'
import type { Specification } from '../../verification/specification.js'
import { counted } from '../../report/text.js'

export interface Checkpointing {
  /** The folder of the files; it is made where it is not there. */
  readonly checkpoint?: string
}

/** What a file holds. */
interface Kept {
  readonly format: 1
  /** Of everything that the exploration consists of. */
  readonly key: string
  /** Of the result as JSON. */
  readonly checksum: string
  /** For readers only. */
  readonly about: { readonly configuration: string; readonly scope: string; readonly properties: readonly string[] }
  readonly result: JobResult
}

/** The hash of everything that an exploration and its verdicts consist of, in every process the same. */
export function jobContent(
  { configuration, scope, parties, answers }: Job,
  { system, slice, properties, predicates }: Specification,
): string {
  const asked = answers.map(({ property }) => properties.find(({ id }) => id === property)!)
  const named = [...new Set(asked.flatMap((property) => predicatesOf(property, predicates)))]
  return sha256(
    codeContent(),
    contentOf([configuration.values, scope]),
    worldContent(slice(system(configuration.values, scope), parties)),
    contentOf(asked.map(({ id, pattern }) => ({ id, pattern }))),
    contentOf(named.map((name) => [name, predicates[name]])),
  )
}

/** The file of an exploration: names for people, the key for us. */
const fileOf = (job: Job, key: string): string => `${job.scope}-${key.slice(0, 32)}.json`

/**
 * A result that was kept; undefined where there is none.
 *
 * @throws where there is a file that does not hold it
 */
function read(path: string, key: string, { answers }: Job): JobResult | undefined {
  const text = readIfThere(path)
  if (text === undefined) return undefined
  const kept = JSON.parse(text) as Partial<Kept> | null
  if (kept?.format !== 1 || kept.key !== key || kept.result === undefined) {
    throw new Error('it is not the record of this exploration')
  }
  if (sha256(JSON.stringify(kept.result)) !== kept.checksum) throw new Error('its checksum is wrong')
  const decided = kept.result.verdicts.map(({ property }) => property)
  if (!answers.every(({ property }) => decided.includes(property))) throw new Error('it lacks a verdict')
  return kept.result
}

function write(path: string, key: string, { configuration, scope, answers }: Job, result: JobResult): void {
  const kept: Kept = {
    format: 1,
    key,
    checksum: sha256(JSON.stringify(result)),
    about: { configuration: configuration.name, scope, properties: answers.map(({ property }) => property) },
    result,
  }
  writeWhole(path, `${JSON.stringify(kept)}\n`)
}

/** What came to its end is worth keeping; what stopped at a limit may come further next time. */
const finished = (outcome: Outcome<JobResult>): JobResult | undefined =>
  outcome.kind === 'done' && outcome.result.exploration.complete ? outcome.result : undefined

/**
 * The specification whose explorations are kept in a folder, and taken from there where they are known. A file that is
 * damaged is named on stderr, and its exploration done again.
 *
 * @throws UsageError where the folder cannot be made
 */
export function withCheckpoint(
  specification: Specification,
  { checkpoint: folder }: Checkpointing,
  io: Pick<Io, 'stderr' | 'color'>,
): Specification {
  if (folder === undefined) return specification
  if (specification.foreign)
    throw new UsageError('--checkpoint goes without --specification: what a module imports is not known')
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw new UsageError(`--checkpoint takes a folder that can be written to: ${reasonOf(error)}`)
  }
  const warn = warningOn(io)
  return {
    ...specification,
    run: async (jobs, options) => {
      const keys = jobs.map((job) => jobContent(job, specification))
      const paths = jobs.map((job, index) => join(folder, fileOf(job, keys[index]!)))
      const known = jobs.map((job, index) => {
        try {
          return read(paths[index]!, keys[index]!, job)
        } catch (error) {
          warn(`${paths[index]!} is damaged (${reasonOf(error)}); this exploration is done again`)
          return undefined
        }
      })
      const open = jobs.flatMap((_, index) => (known[index] ? [] : [index]))
      const done = jobs.length - open.length
      if (done > 0) {
        io.stderr.write(
          `${done} of ${counted(jobs.length, 'exploration')} ${done === 1 ? 'was' : 'were'} done before\n`,
        )
      }
      const { stories: _, ...everyStory } = options
      const fresh = await specification.run(
        open.map((index) => jobs[index]!),
        {
          // What is kept is whole, whoever asks for it next.
          ...everyStory,
          onSettled: (job, outcome) => {
            const index = open[job]!
            const result = finished(outcome)
            options.onSettled?.(index, outcome)
            if (!result) return
            try {
              write(paths[index]!, keys[index]!, jobs[index]!, result)
            } catch (error) {
              warn(`${paths[index]!} cannot be written (${reasonOf(error)}); this exploration is not kept`)
            }
          },
        },
      )
      const outcomes = known.map((result): Outcome<JobResult> | undefined => result && { kind: 'done', result })
      open.forEach((index, at) => (outcomes[index] = fresh[at]!))
      return outcomes.map((outcome) => outcome!)
    },
  }
}
