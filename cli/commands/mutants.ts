// impspec mutants: machines with mistakes in them, and whether the properties notice.
import { randomFrom } from '../../checker/semantics/randomWalk.js'
import { runPool, siblingModule, type Outcome, type PoolOptions } from '../../checker/parallel/workerPool.js'
import { withEveryInput } from '../../testing/party/everyInput.js'
import { efforts, isMore, judgedIn, unjudged, type Effort, type Judged } from '../../testing/follow/judge.js'
import type { JudgeRequest, MutantAnswer, MutantRequest } from '../../testing/record/mutantWorker.js'
import { NoSources } from '../../testing/record/sourceDigest.js'
import { mutationsOf } from '../../testing/mutants/operators.js'
import { basisNow, readRecord, UnreadableRecord, writeRecord, type MutantRecord } from '../../testing/record/record.js'
import { renewed } from '../../testing/record/renewRecord.js'
import { suiteKills, suiteMatrix } from '../../testing/suites/suiteStrength.js'
import {
  byOperator,
  byParty,
  bySource,
  killMatrix,
  percent,
  reasonOf,
  scoreOf,
  type Score,
} from '../../testing/record/score.js'
import type { Tested } from '../../testing/party/tested.js'
import { partyNamesOf, worldName, worldsInOrder, worldsWith } from '../../testing/party/worlds.js'
import type { Specification } from '../../verification/specification.js'
import { printJson, type Io } from '../../report/terminal.js'
import { exitCodes } from '../../verification/exitCodes.js'
import { UsageError } from '../../verification/errors.js'
import { pick } from '../../verification/configurationNames.js'
import { wholeNumber } from '../../verification/optionValues.js'
import { columns, counted, indented } from '../../report/text.js'
import type { Program } from '../terminal/program.js'
import { helpText } from '../terminal/help.js'
import { judgeProperties, type PropertyMutantsOptions } from './propertyMutants.js'
import { workers } from '../options/effort.js'

export interface MutantsOptions {
  readonly party?: string
  readonly sample?: string
  readonly seed?: string
  readonly record: string
  /** In how many worlds mutants are followed, of those in order; all by default. */
  readonly worlds?: string
  /** How far mutants are followed: a name of `efforts`. */
  readonly effort: string
  readonly workers?: number
  readonly json?: boolean
}

const command = 'impspec mutants'

/** Every mutant of the parties, as if none were judged yet. */
export const mutantsOf = (tested: Tested, names: readonly string[]): readonly Judged[] =>
  names.flatMap((party) => mutationsOf(withEveryInput(tested, party)).map((mutation) => unjudged(party, mutation)))

async function run(
  requests: readonly MutantRequest[],
  what: string,
  options: MutantsOptions,
  io: Io,
  more: Pick<PoolOptions<MutantAnswer>, 'onSettled' | 'about' | 'asked'> = {},
) {
  const began = performance.now()
  let shown = began
  return runPool<MutantAnswer>(requests, {
    entry: siblingModule('../../testing/record/mutantWorker', import.meta.url),
    signal: io.signal,
    ...more,
    ...(options.workers === undefined ? {} : { workers: options.workers }),
    onProgress: ({ ended, total }) => {
      if (performance.now() - shown < 10_000) return
      shown = performance.now()
      const seconds = Math.round((shown - began) / 1000)
      io.stderr.write(`${ended} of ${counted(total, what)} done after ${seconds} s\n`)
    },
  })
}

/** A crash is a bug of ours, unless the specification is refused. */
const codeOfCrashes = (outcomes: readonly Outcome<MutantAnswer>[]): number =>
  outcomes.every((outcome) => outcome.kind !== 'crashed' || outcome.refused === true)
    ? exitCodes.unreadable
    : exitCodes.ours

/** What workers could not do; what was interrupted is not among it. */
function crashed(outcomes: readonly Outcome<MutantAnswer>[]): readonly string[] {
  return outcomes.flatMap((outcome) => (outcome.kind === 'crashed' ? [outcome.message] : []))
}

/** All in another order, by a seed. */
function shuffled<T>(all: readonly T[], seed: number): readonly T[] {
  const random = randomFrom(seed)
  return all
    .map((one) => ({ one, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ one }) => one)
}

/** Some of many, by a seed, in their order. */
export function sampleOf<T>(all: readonly T[], count: number, seed: number): readonly T[] {
  const chosen = new Set(shuffled(all, seed).slice(0, count))
  return all.filter((one) => chosen.has(one))
}

/** Mutants that are judged in one request. */
const batch = 10

/** One request after the other for some mutants. */
const inBatches = (
  some: readonly Judged[],
  request: Omit<JudgeRequest, 'kind' | 'landscape' | 'ids' | 'among'>,
): readonly JudgeRequest[] =>
  Array.from({ length: Math.ceil(some.length / batch) }, (_, at) => ({
    kind: 'judge',
    ...request,
    landscape: [request.world, ...(request.more ?? ['all'])].join(),
    ids: some.slice(at * batch, (at + 1) * batch).map(({ id }) => id),
    among: some.map(({ id }) => id),
  }))

/**
 * What there is to do, world by world: a mutant that is killed in one is left out in the next ones. Where it was followed
 * before, it is asked only the properties that it was not asked yet.
 */
export function requestsFor(
  tested: Pick<Specification, 'foreign' | 'module'> & Tested,
  judged: readonly Judged[],
  worlds: number,
  effort: Effort,
): readonly JudgeRequest[] {
  const all = worldsInOrder(tested).slice(0, worlds)
  const module = tested.foreign && tested.module !== undefined ? { module: tested.module } : {}
  return all.flatMap((named, world): readonly JudgeRequest[] => {
    const name = worldName(named)
    const own = judged.filter(
      ({ fate, party }) => fate !== 'killed' && named.world.parties.some((one) => one.name === party),
    )
    const isOpen = ({ followed, cut }: Judged): boolean =>
      followed <= world || (cut?.[name] !== undefined && isMore(effort, cut[name]))
    const lacking = own.filter((one) => !isOpen(one) && one.unasked?.[name] !== undefined)
    const keyOf = ({ unasked }: Judged): string => unasked?.[name]?.join() ?? ''
    const groups = [...new Set(lacking.map(keyOf))].map((key) => lacking.filter((one) => keyOf(one) === key))
    return [
      ...groups.flatMap((some) => inBatches(some, { ...module, world, effort, more: some[0]!.unasked![name]! })),
      ...inBatches(own.filter(isOpen), { ...module, world, effort }),
    ]
  })
}

function remembered<T>(find: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>()
  return (name) => {
    const value = known.get(name) ?? find(name)
    known.set(name, value)
    return value
  }
}

async function judgeAll(
  specification: Specification,
  known: MutantRecord,
  wanted: readonly Judged[],
  options: MutantsOptions,
  io: Io,
) {
  const [effort] = pick(efforts, (name) => name, [options.effort], 'effort', `there are ${efforts.join(', ')}`)
  const all = worldsInOrder(specification)
  const worlds = options.worlds === undefined ? all.length : wholeNumber('--worlds', options.worlds, 1)
  const judged = new Map(known.mutants.map((one) => [one.id, one]))
  for (const one of wanted) if (!judged.has(one.id)) judged.set(one.id, one)
  const record = (): MutantRecord => ({
    ...known,
    mutants: [...judged.values()].filter(({ followed }) => followed > 0),
  })
  const least = remembered((party) => worldsWith(specification, party))
  const requests = requestsFor(
    specification,
    wanted.map(({ id }) => judged.get(id)!),
    worlds,
    effort!,
  )
  if (requests.length === 0)
    return { record: record(), crashes: [] as readonly string[], ofCrashes: exitCodes.ours as number, complete: true }
  const file = specification.foreign ? undefined : options.record
  const kept = file === undefined ? '' : `; what is judged is kept in ${file}`
  io.stderr.write(`${counted(requests.length, 'request')}${kept}\n`)
  const isAlive = (id: string): boolean => judged.get(id)!.fate !== 'killed'
  const onSettled = (job: number, outcome: Outcome<MutantAnswer>): void => {
    const { world, ids, more } = requests[job]!
    const crashes = outcome.kind === 'crashed'
    // A crash is a bug of ours, and tells nothing of the mutants: as if they had hardly been looked at.
    const how = {
      world,
      name: worldName(all[world]!),
      effort: crashes ? efforts[0]! : effort!,
      more: more !== undefined,
    }
    const found = crashes
      ? ids.map((id) => ({ id, found: { kind: 'cut' } as const }))
      : outcome.kind === 'done' && 'found' in outcome.result
        ? outcome.result.found
        : []
    for (const { id, found: one } of found) {
      const before = judged.get(id)!
      if (!isAlive(id)) continue
      judged.set(id, judgedIn(before, how, one, least(before.party)))
    }
    if (found.length > 0 && file !== undefined) writeRecord(file, record())
  }
  const outcomes = await run(requests, 'request', options, io, {
    onSettled,
    about: (job) => requests[job]!.landscape,
    // Meanwhile, another thread may have killed some.
    asked: (job) => {
      const { ids, among, ...rest } = requests[job]!
      return { ...rest, ids: ids.filter(isAlive), among: among.filter(isAlive) }
    },
  })
  return {
    record: record(),
    crashes: crashed(outcomes),
    ofCrashes: codeOfCrashes(outcomes),
    complete: outcomes.every(({ kind }) => kind === 'done') && !io.signal.aborted,
  }
}

const scores = (title: string, all: readonly Score[], width: number): string =>
  columns(
    [title, 'mutants', 'killed', 'equivalent', 'survived', 'undecided', 'score, at least'],
    all.map((one) => [
      one.name,
      ...[one.mutants, one.killed, one.equivalent, one.survived, one.undecided].map(String),
      `${percent(one).toFixed(1)} %`,
    ]),
    { width, flexible: [0] },
  )

function report(
  specification: Specification,
  judged: readonly Judged[],
  names: readonly string[],
  all: number,
  io: Io,
): string {
  const survivors = judged.filter(({ fate }) => fate === 'survived' || fate === 'undecided')
  const width = io.columns
  const { properties, trials } = specification
  const worlds = worldsInOrder(specification).length
  const suitesTried = (trials?.suites ?? []).filter((name) => names.includes(name))
  const matrix = suiteMatrix(suitesTried.flatMap((name) => suiteKills(specification, name)))
  const rules = bySource(judged, 'R')
  return [
    scores('machine', [...byParty(judged), scoreOf('all', judged)], width),
    scores('mistake', byOperator(judged), width),
    ...(rules.length > 0 ? [scores('rule', rules, width)] : []),
    columns(killMatrix(judged, properties).heads, killMatrix(judged, properties).rows, { width, flexible: [0] }),
    ...(suitesTried.length === 0
      ? []
      : [
          `Suites, for a tester of ${suitesTried.join(', ')} who sees what is said:`,
          columns(matrix.heads, matrix.rows, { width, flexible: [0] }),
        ]),
    `${judged.length} of ${counted(all, 'mutant')} are judged.`,
    ...(survivors.length === 0
      ? judged.length === all
        ? ['Every mutant is killed or proved equivalent.']
        : []
      : [
          [
            'Not killed, and not proved equivalent:',
            ...survivors.map((one) => `${indented(one.id, width)}\n${indented(reasonOf(one, worlds), width, '    ')}`),
          ].join('\n'),
        ]),
  ].join('\n\n')
}

async function recheckSample(
  known: MutantRecord,
  wanted: readonly Judged[],
  options: MutantsOptions,
  io: Io,
): Promise<number> {
  const seed = wholeNumber('--seed', options.seed ?? '1', 0)
  const count = wholeNumber('--sample', options.sample!, 1)
  const ids = new Set(wanted.map(({ id }) => id))
  const all = known.mutants.filter(({ id }) => ids.has(id))
  const recorded = sampleOf(all, count, seed)
  const outcomes = await run(
    recorded.map((one) => ({ kind: 'recheck', recorded: one })),
    'mutant',
    options,
    io,
  )
  const complaints = outcomes.flatMap((outcome, at) =>
    outcome.kind === 'done' && 'complaint' in outcome.result
      ? [`${recorded[at]!.id}: ${outcome.result.complaint}`]
      : [],
  )
  const crashes = crashed(outcomes)
  // A record of nothing agrees with everything.
  const disagreements = recorded.length === 0 ? [`${options.record} has none of these mutants`] : complaints
  if (options.json) {
    printJson(io, {
      seed,
      mutants: wanted.length,
      recorded: all.length,
      sample: recorded.map(({ id }) => id),
      disagreements,
      crashes,
    })
  } else {
    const lines = [...disagreements, ...crashes].map((text) => indented(text, io.columns))
    io.stdout.write(
      [
        `${counted(recorded.length, 'mutant')} of the ${all.length} that are recorded (of ${wanted.length}), seed ${seed}: ` +
          (lines.length === 0 ? 'all are as recorded.' : `${counted(lines.length, 'is', 'are')} not as recorded.`),
        ...lines,
        '',
      ].join('\n'),
    )
  }
  if (crashes.length > 0) return exitCodes.ours
  if (disagreements.length > 0) return exitCodes.differs
  return outcomes.every(({ kind }) => kind === 'done') ? exitCodes.asExpected : exitCodes.incomplete
}

/** Of a specification of which no record is kept. */
const unrecorded = (tested: Tested): MutantRecord => ({
  command,
  machines: '',
  properties: {},
  worlds: worldsInOrder(tested).map(worldName),
  mutants: [],
})

/** @throws UsageError where the sources are not here */
function emptyRecord(): MutantRecord {
  try {
    return { command, ...basisNow(), mutants: [] }
  } catch (error) {
    throw error instanceof NoSources ? new UsageError(error.message) : error
  }
}

/** What is still so of a record; says what is not. */
function stillSo(known: MutantRecord, io: Io): MutantRecord {
  const record = renewed(known)
  const lost = known.mutants.length - record.mutants.length
  const asked = record.mutants.filter(({ unasked }) => unasked !== undefined).length
  const since = 'since the record was made, the'
  if (known.machines !== record.machines && known.mutants.length > 0) {
    io.stderr.write(`${since} machines have changed: all mutants are judged anew\n`)
  } else if (lost > 0 || asked > 0) {
    io.stderr.write(
      `${since} properties have changed: ${counted(lost, 'mutant')} judged anew, ${asked} asked what is new\n`,
    )
  }
  return record
}

/** Runs the command: judges what the record does not have yet, or looks again at a sample of what it has. */
export async function mutants(specification: Specification, options: MutantsOptions, io: Io): Promise<number> {
  const partyNames = partyNamesOf(specification)
  if (specification.foreign && options.sample !== undefined) {
    throw new UsageError('--sample looks again at a record, which is kept of our specification only')
  }
  const names =
    options.party === undefined
      ? partyNames
      : pick(partyNames, (name) => name, [options.party], 'party', `the parties are ${partyNames.join(', ')}`)
  if (options.seed !== undefined && options.sample === undefined) throw new UsageError('--seed goes with --sample')
  let known = specification.foreign ? unrecorded(specification) : emptyRecord()
  try {
    if (!specification.foreign) known = readRecord(options.record) ?? known
  } catch (error) {
    if (!(error instanceof UnreadableRecord)) throw error
    io.stderr.write(`${error.message}\n`)
    return exitCodes.unreadable
  }
  const wanted = mutantsOf(specification, names)
  if (options.sample !== undefined) return recheckSample(known, wanted, options, io)
  const { record, crashes, ofCrashes, complete } = await judgeAll(
    specification,
    specification.foreign ? known : stillSo(known, io),
    wanted,
    options,
    io,
  )
  const ids = new Set(wanted.map(({ id }) => id))
  const judged = record.mutants.filter(({ id }) => ids.has(id))
  if (options.json) {
    const summary = { parties: byParty(judged), operators: byOperator(judged), rules: bySource(judged, 'R') }
    printJson(io, { complete, crashes, total: scoreOf('all', judged), ...summary, mutants: judged })
  } else {
    io.stdout.write(`${report(specification, judged, names, wanted.length, io)}\n`)
    crashes.forEach((message) => io.stderr.write(`${message}\n`))
  }
  if (crashes.length > 0) return ofCrashes
  return complete ? exitCodes.asExpected : exitCodes.incomplete
}

/** Adds the command to the program. */
export function register({ sub, load, io, end }: Program): void {
  sub('mutants', 'machines with mistakes in them: which of them the properties notice')
    .option('--party <name>', 'only mutants of this machine')
    .option('--sample <n>', 'look again at so many of the recorded mutants, and compare')
    .option('--seed <n>', 'which ones: the same seed, the same sample (1 unless told)')
    .option('--record <file>', 'what is known already, and where what is new is kept', 'docs/generated/mutants.json')
    .option('--properties', 'mutants of the properties, instead of those of the machines')
    .option(
      '--property-record <file>',
      'where what is found of property mutants is kept',
      'docs/generated/property-mutants.json',
    )
    .option('--worlds <n>', 'follow them in so many worlds only: those in the baseline come first')
    .option(
      '--effort <name>',
      'how far mutants are followed: quick (a first look), usual, thorough (to the end of every world)',
      'usual',
    )
    .option('--workers <n>', 'threads at most; by default one for each core', workers)
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', helpText(['mutants', 'mutants --party poller', 'mutants --sample 40 --seed 7']))
    .action(async (options: MutantsOptions & PropertyMutantsOptions & { readonly properties?: boolean }) => {
      const specification = await load()
      end(options.properties ? judgeProperties(specification, options, io) : await mutants(specification, options, io))
    })
}
