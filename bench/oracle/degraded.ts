// Logs that conform, as poor observers write them: how many of them are called failures, which must be none.
import { join } from 'node:path'
import { randomFrom, type Random } from '../../checker/semantics/randomWalk.js'
import { configure, type NamedConfiguration } from '../../machines/configurations.js'
import { checkLog } from '../../oracle/judge/check.js'
import { exactly, type RoleSettings } from '../../oracle/judge/judge.js'
import { bytesOf } from '../../oracle/read/lines.js'
import { randomLog, writeLog, type Entry } from '../../oracle/driver/reference.js'
import type { Role } from '../../oracle/belief/role.js'
import { everyConfiguration, roleOf } from '../../oracle/belief/catalogue.js'
import { impRoles, type RoleName } from '../../verification/imp/roles.js'
import { blurred, delayed, jittered, shuffled, skewed, thinned } from '../../test/oracle/faults.js'
import { sources, written } from '../../test/oracle/sources.js'
import { role, write } from './logs.js'

export interface Degraded {
  readonly what: string
  readonly events: number
  readonly subjects: number
  readonly falseFailures: number
  /** Subjects of which too little could be said. */
  readonly inconclusive: number
}

interface Way {
  readonly what: string
  readonly settings?: Partial<RoleSettings>
  readonly settingsOf?: (name: RoleName) => Partial<RoleSettings>
  readonly degrade?: (one: Role, entries: readonly Entry[], random: Random) => readonly Entry[]
  /** How it is written, if not line by line. */
  readonly writeAs?: (one: Role, entries: readonly Entry[], random: Random, device: string) => string
  /** What becomes of the text of a log. */
  readonly rewrite?: (text: string, random: Random) => string
  readonly anyConfiguration?: boolean
}

/** For each role, what its log may be without. */
export const unlogged: Readonly<Partial<Record<RoleName, readonly string[]>>> = {
  agent: ['agent.crashed', 'http.answered', 'onrequest.registered'],
  installer: ['http.requested', 'upgrade.advised'],
  poller: ['blinkup.succeeded', 'phone.offline'],
  enrolment: ['request.granted', 'token.issued'],
}

const names = Object.keys(unlogged) as readonly RoleName[]
/** Entries of one subject. */
const life = 2000

export const ways: readonly Way[] = [
  { what: 'as they are' },
  {
    what: 'half of two or three types missing',
    degrade: (one, entries, random) => thinned(one, entries, unlogged[one.name as RoleName] ?? [], random),
    settingsOf: (name) => ({ unlogged: unlogged[name] ?? [] }),
  },
  { what: 'half of all fields unknown', rewrite: blurred },
  {
    what: 'the clock wrong by a constant of up to a day',
    degrade: (_, entries, random) => skewed(entries, random() * 86_400_000),
  },
  {
    what: 'timestamps wrong by up to 40 ms',
    degrade: (_, entries, random) => jittered(entries, 40, random),
    settings: { tolerance: 40 },
  },
  {
    what: 'outputs written up to 60 ms later',
    degrade: (_, entries, random) => delayed(entries, 60, random),
    settings: { latency: 60 },
  },
  {
    what: 'out of order by up to 300 ms',
    degrade: (_, entries, random) => shuffled(entries, 300, random),
    settings: { reorder: 300 },
  },
  {
    what: 'by two sources, up to 1.5 s apart, with jitter and disorder of their own',
    writeAs: (one, entries, random, device) => written(one, entries, random, 'direction', device),
    settings: { sources },
  },
  {
    what: 'begun at an unknown time',
    degrade: (_, entries, random) => entries.slice(1 + Math.floor(random() * (entries.length / 2))),
    settings: { start: 'unknown', latency: 1 },
  },
  { what: 'of an unknown configuration', anyConfiguration: true },
  {
    what: 'all together: jitter, disorder, unknown fields, start and configuration',
    degrade: (_, entries, random) => shuffled(jittered(entries.slice(77), 5, random), 50, random),
    rewrite: blurred,
    settings: { start: 'unknown', latency: 1, tolerance: 5, reorder: 50 },
    anyConfiguration: true,
  },
]

const baseline: readonly NamedConfiguration[] = [configure()]

/** The role in each of some configurations, as those are met. */
function rolesOf(name: RoleName, anyConfiguration: boolean): (random: Random) => Role {
  if (!anyConfiguration) return () => role(name)
  const all = everyConfiguration(impRoles, name)
  const known = new Map<number, Role>()
  return (random) => {
    const at = Math.floor(random() * all.length)
    const one = known.get(at) ?? roleOf(impRoles, name, [all[at]!])
    known.set(at, one)
    return one
  }
}

/** Judges logs of at least so many events that were degraded in one way. */
export async function degraded(way: Way, events: number, folder: string): Promise<Degraded> {
  const { what, settings = {}, settingsOf, degrade, writeAs, rewrite, anyConfiguration = false } = way
  const makers = names.map((name) => rolesOf(name, anyConfiguration))
  let written = 0
  const path = write(
    join(folder, 'degraded.jsonl'),
    (function* () {
      for (let seed = 0; written < events; seed++) {
        const random = randomFrom(seed)
        const one = makers[seed % makers.length]!(random)
        const whole = randomLog(one, one.starts[0]!.local, random, Math.min(life, events))
        const entries = degrade?.(one, whole, random) ?? whole
        written += entries.length
        const device = `d${seed}`
        const text = writeAs?.(one, entries, random, device) ?? writeLog(one, entries, device)
        yield rewrite?.(text, random) ?? text
      }
    })(),
  )
  const { subjects } = await checkLog(
    { name: path, bytes: bytesOf(path) },
    {
      catalogue: impRoles,
      configurations: anyConfiguration ? (name: string) => everyConfiguration(impRoles, name) : () => baseline,
      settings: (name) => ({ ...exactly, ...settings, ...settingsOf?.(name as RoleName) }),
    },
  )
  const { pass, fail, inconclusive } = subjects
  return { what, events: written, subjects: pass + fail + inconclusive, falseFailures: fail, inconclusive }
}
