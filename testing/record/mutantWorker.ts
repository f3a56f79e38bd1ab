// A thread of the pool that follows mutants through worlds, one request after the other.
import { ModelError, SpecificationError } from '../../model/errors.js'
import { parentPort, workerData } from 'node:worker_threads'
import type { Crash, FromWorker, ToWorker, WorkerStart } from '../../checker/parallel/workerPool.js'
import { specification as ours } from '../../verification/impSpecification.js'
import { foreignSpecification } from '../../verification/fromModule.js'
import { asFound } from '../party/asFound.js'
import type { Tested } from '../party/tested.js'
import { withEveryInput } from '../party/everyInput.js'
import { judgeIn, mutantId, type Effort, type InWorld, type Judged } from '../follow/judge.js'
import { landscapeOf, type Landscape } from '../follow/baseGraph.js'
import { mutationsOf, type Mutation } from '../mutants/operators.js'
import { recheck } from '../record/recheck.js'
import { partyNamesOf, worldsInOrder } from '../party/worlds.js'
import type { Party } from '../../model/party.js'

export interface JudgeRequest {
  readonly kind: 'judge'
  /** The address of the module of another specification than ours. */
  readonly module?: string
  readonly world: number
  /** What has to be explored for it: the same where the world and the properties are. */
  readonly landscape: string
  readonly ids: readonly string[]
  /** All that are to be followed in this world, these included. */
  readonly among: readonly string[]
  readonly effort: Effort
  /** Only these properties are asked, of a world in which the mutants were followed before. */
  readonly more?: readonly string[]
}

/** What the pool asks of a thread. */
export type MutantRequest =
  /** Some mutants in one world; `world` is its place in the order of worlds. */
  | JudgeRequest
  /** Whether what was recorded of a mutant is still so. */
  | { readonly kind: 'recheck'; readonly recorded: Judged }

/** What a thread answers: what became of each mutant in the world, or why a recorded one is not as recorded. */
export type MutantAnswer =
  | { readonly found: readonly { readonly id: string; readonly found: InWorld }[] }
  | { readonly complaint: string }
  | { readonly asRecorded: true }

const start = workerData as WorkerStart
const say = (message: FromWorker<MutantAnswer>): void => parentPort?.postMessage(message)

interface Mutant {
  readonly party: Party
  readonly mutation: Mutation
}

/** By address of a module: the specification, and its mutants. */
const known = new Map<string | undefined, Promise<Subject>>()

interface Subject {
  readonly tested: Tested
  readonly mutants: ReadonlyMap<string, Mutant>
}

/** What a request is about; made once, whatever it is asked for. */
function subjectOf(module: string | undefined): Promise<Subject> {
  const made = known.get(module) ?? loaded(module)
  known.set(module, made)
  return made
}

async function loaded(module: string | undefined): Promise<Subject> {
  const tested: Tested = module === undefined ? ours : asFound(await foreignSpecification(new URL(module)))
  const mutants = new Map(
    partyNamesOf(tested)
      .map((name) => withEveryInput(tested, name))
      .flatMap((party) =>
        mutationsOf(party).map((mutation): [string, Mutant] => [mutantId(party.name, mutation), { party, mutation }]),
      ),
  )
  return { tested, mutants }
}

function mutantOf({ mutants }: Subject, id: string): Mutant {
  const found = mutants.get(id)
  if (!found) throw new Error(`there is no mutant '${id}'`)
  return found
}

let latest: { readonly key: string; readonly landscape: Landscape } | undefined

function landscapeFor(subject: Subject, { world, landscape: key, among, more }: JudgeRequest): Landscape {
  const { tested } = subject
  if (latest?.key === key) return latest.landscape
  latest = undefined
  const all = among.map((id) => {
    const { party, mutation } = mutantOf(subject, id)
    return { party: party.name, mutation }
  })
  const options = more ? { properties: tested.properties.filter(({ id }) => more.includes(id)) } : {}
  latest = { key, landscape: landscapeOf(worldsInOrder(tested)[world]!, all, options) }
  return latest.landscape
}

async function answer(request: MutantRequest): Promise<MutantAnswer> {
  switch (request.kind) {
    case 'judge': {
      const subject = await subjectOf(request.module)
      const { ids, effort } = request
      const found = ids
        .filter(() => Atomics.load(start.stop, 0) === 0)
        .map((id) => {
          const { party, mutation } = mutantOf(subject, id)
          return { id, found: judgeIn(landscapeFor(subject, request), party.name, mutation, effort) }
        })
      return { found }
    }
    case 'recheck': {
      const { recorded } = request
      const { party, mutation } = mutantOf(await subjectOf(undefined), recorded.id)
      const complaint = recheck(party, mutation, recorded)
      return complaint === undefined ? { asRecorded: true } : { complaint }
    }
  }
}

const crash = (error: unknown): Crash => ({
  kind: 'crashed',
  ...(error instanceof SpecificationError || error instanceof ModelError ? { refused: true } : {}),
  message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
})

parentPort?.on('message', ({ request }: ToWorker<MutantRequest>) => {
  answer(request).then(
    (result) => say({ kind: 'done', result }),
    (error: unknown) => say(crash(error)),
  )
})
