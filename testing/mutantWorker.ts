// A thread of the pool that surveys worlds and judges mutants, one request after the other.
import { parentPort, workerData } from 'node:worker_threads'
import type { Crash, FromWorker, ToWorker, WorkerStart } from '../checker/pool.js'
import { withEveryInput } from './alone.js'
import { judgeMutant, mutantId, type Effort, type Judged, type Surroundings } from './judge.js'
import { mutationsOf, type Mutation } from './operators.js'
import { recheck } from './recheck.js'
import { keptSurvey, makeSurvey, metIn, type KeptSurvey } from './surveys.js'
import { defaultWorlds } from './worlds.js'
import type { Party } from '../machines/party.js'

/** What the pool asks of a thread. */
export type MutantRequest =
  | { readonly kind: 'survey'; readonly folder: string; readonly world: number }
  | {
      readonly kind: 'judge'
      readonly folder: string
      readonly party: string
      readonly id: string
      readonly effort: Effort
    }
  /** Whether what was recorded of a mutant is still so. */
  | { readonly kind: 'recheck'; readonly recorded: Judged }

/** What a thread answers: what became of a mutant, why a recorded one is not as recorded, or the states of a survey. */
export type MutantAnswer =
  { readonly states: number } | Judged | { readonly complaint: string } | { readonly asRecorded: true }

const { memory } = workerData as WorkerStart
const say = (message: FromWorker<MutantAnswer>): void => parentPort?.postMessage(message)

const parties = new Map<string, { readonly party: Party; readonly mutations: readonly Mutation[] }>()

function partyOf(name: string): { readonly party: Party; readonly mutations: readonly Mutation[] } {
  const party = withEveryInput(name)
  const known = parties.get(name) ?? { party, mutations: mutationsOf(party) }
  parties.set(name, known)
  return known
}

function mutationOf(name: string, id: string): Mutation {
  const found = partyOf(name).mutations.find((mutation) => mutantId(name, mutation) === id)
  if (!found) throw new Error(`there is no mutant '${id}'`)
  return found
}

let surveys: readonly (KeptSurvey | undefined)[] | undefined
const surroundings = new Map<string, Surroundings>()

function surroundingsOf(party: string, folder: string): Surroundings {
  const worlds = defaultWorlds()
  surveys ??= worlds.map((world) => keptSurvey(folder, world))
  const known = surroundings.get(party) ?? {
    worlds,
    sizes: surveys.map((one) => one?.states ?? Infinity),
    met: metIn(surveys, party),
  }
  surroundings.set(party, known)
  return known
}

function answer(request: MutantRequest): MutantAnswer {
  switch (request.kind) {
    case 'survey': {
      const world = defaultWorlds()[request.world]!
      const { states } = keptSurvey(request.folder, world) ?? makeSurvey(request.folder, world, { maxMemory: memory })
      return { states }
    }
    case 'judge':
      return judgeMutant(
        partyOf(request.party).party,
        mutationOf(request.party, request.id),
        surroundingsOf(request.party, request.folder),
        request.effort,
      )
    case 'recheck': {
      const { recorded } = request
      const complaint = recheck(partyOf(recorded.party).party, mutationOf(recorded.party, recorded.id), recorded)
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
