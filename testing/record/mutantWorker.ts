// A thread of the pool that follows mutants through worlds, one request after the other.
import { parentPort, workerData } from 'node:worker_threads'
import type { Crash, FromWorker, ToWorker, WorkerStart } from '../../checker/parallel/workerPool.js'
import { properties } from '../../properties/index.js'
import { withEveryInput } from '../party/everyInput.js'
import { judgeIn, mutantId, type Effort, type InWorld, type Judged } from '../follow/judge.js'
import { landscapeOf, type Landscape } from '../follow/baseGraph.js'
import { mutationsOf, type Mutation } from '../mutants/operators.js'
import { recheck } from '../record/recheck.js'
import { partyNames, worldsInOrder } from '../party/worlds.js'
import type { Party } from '../../model/party.js'

export interface JudgeRequest {
  readonly kind: 'judge'
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

let known: ReadonlyMap<string, Mutant> | undefined

function mutants(): ReadonlyMap<string, Mutant> {
  known ??= new Map(
    partyNames
      .map(withEveryInput)
      .flatMap((party) =>
        mutationsOf(party).map((mutation): [string, Mutant] => [mutantId(party.name, mutation), { party, mutation }]),
      ),
  )
  return known
}

function mutantOf(id: string): Mutant {
  const found = mutants().get(id)
  if (!found) throw new Error(`there is no mutant '${id}'`)
  return found
}

let latest: { readonly key: string; readonly landscape: Landscape } | undefined

function landscapeFor({ world, landscape: key, among, more }: JudgeRequest): Landscape {
  if (latest?.key === key) return latest.landscape
  latest = undefined
  const all = among.map((id) => {
    const { party, mutation } = mutantOf(id)
    return { party: party.name, mutation }
  })
  const options = more ? { properties: properties.filter(({ id }) => more.includes(id)) } : {}
  latest = { key, landscape: landscapeOf(worldsInOrder()[world]!, all, options) }
  return latest.landscape
}

function answer(request: MutantRequest): MutantAnswer {
  switch (request.kind) {
    case 'judge': {
      const { ids, effort } = request
      const found = ids
        .filter(() => Atomics.load(start.stop, 0) === 0)
        .map((id) => {
          const { party, mutation } = mutantOf(id)
          return { id, found: judgeIn(landscapeFor(request), party.name, mutation, effort) }
        })
      return { found }
    }
    case 'recheck': {
      const { recorded } = request
      const { party, mutation } = mutantOf(recorded.id)
      const complaint = recheck(party, mutation, recorded)
      return complaint === undefined ? { asRecorded: true } : { complaint }
    }
  }
}

const crash = (error: unknown): Crash => ({
  kind: 'crashed',
  message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
})

parentPort?.on('message', ({ request }: ToWorker<MutantRequest>) => {
  try {
    say({ kind: 'done', result: answer(request) })
  } catch (error) {
    say(crash(error))
  }
})
