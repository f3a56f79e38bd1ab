// The quick ways through a log give what the slow ones give: for lines that begin as ours do, and for the usual belief.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { randomFrom } from '../../../checker/semantics/randomWalk.js'
import { configure } from '../../../machines/configurations.js'
import { Believer, type Belief, type Hypothesis } from '../../../oracle/belief/belief.js'
import { exactly, JudgedRoles, LogJudge, visibilityOf, type RoleSettings } from '../../../oracle/judge/judge.js'
import { randomLog, writeLog, type Entry } from '../../../oracle/driver/reference.js'
import type { Role } from '../../../oracle/belief/role.js'
import { everyConfiguration, roleOf } from '../../../oracle/belief/catalogue.js'
import { impRoles } from '../../../verification/imp/roles.js'
import { BeliefRows, mostTogether } from '../../../oracle/belief/rows.js'
import { observedIn } from '../../../oracle/belief/symbol.js'
import { TraceReader } from '../../../oracle/read/trace.js'
import { delayed, jittered } from '../faults.js'
import { role } from '../logs.js'

const roles = new JudgedRoles({ catalogue: impRoles, configurations: () => [configure()], settings: () => exactly })

/** What a reader makes of lines: what each says, up to the first that it refuses. */
function told(lines: readonly string[]): readonly unknown[] {
  const made: unknown[] = []
  const reader = new TraceReader('log', roles, (time, device, { role, observed }, at) =>
    made.push([time, device, role, observed.direction, observed.text, at]),
  )
  try {
    for (const [at, line] of lines.entries()) {
      const bytes = new TextEncoder().encode(line)
      reader.read(bytes, 0, bytes.length, at + 1)
    }
  } catch (error) {
    made.push((error as { line?: number }).line)
  }
  return [...made, reader.skipped]
}

const times = fc.oneof(
  fc.nat().map(String),
  fc.constantFrom('0', '00', '007', '1.5', '1e3', '-1', '', '"1"', '999999999999999', '9007199254740993', '1 '),
)
const names = fc.oneof(
  fc.constantFrom('d1', 'd2', '', 'gerät', '\u{1F600}', 'a\\u0031', 'a\\"b', 'a\\\\', 'x\ty', 'x"y'),
  fc.string({ maxLength: 4 }).map((text) => JSON.stringify(text).slice(1, -1)),
)
const rests = [
  ',"role":"poller","dir":"in","event":{"type":"phone.offline"}}',
  ',"role":"poller","dir":"in","event":{"type":"polling.started","token":1}}',
  ', "role":"poller","dir":"in","event":{"type":"phone.offline"}} ',
  ',"role":"poller","dir":"in","event":{"type":"phone.offline"},"t":7}',
  ',"role":"poller","dir":"in","event":{"type":"phone.offline"},"\\u0074":7}',
  ',"role":"poller","dir":"in","event":{"type":"phone.offline"},"device":"other"}',
  ',"role":"poller","dir":"in","event":{"type":"phone.offline"},"device" :"other"}',
  ',"role":"poller","dir":"in","event":{"type":"phone.ofline"}}',
  ',"role":"poller","dir":"in","event":{"type":"phone.offline"}',
  '}',
  '',
]
const lines = fc
  .tuple(times, fc.option(names), fc.constantFrom(...rests))
  .map(([time, name, rest]) => `{"t":${time}${name === null ? '' : `,"device":"${name}"`}${rest}`)
/** Mostly lines that can be read, so that the reader comes further than the first. */
const plain = fc
  .tuple(fc.nat(), fc.constantFrom('d1', 'd2', 'd3'), fc.constantFrom(...rests.slice(0, 7)))
  .map(([time, name, rest]) => `{"t":${time},"device":"${name}"${rest}`)

describe('reading a line quickly', () => {
  it('is reading it slowly', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 9, arbitrary: plain }, lines), { maxLength: 12 }), (log) => {
        // A blank before it makes the same JSON of a line, but none that begins as our own do.
        expect(told(log)).toEqual(told(log.map((line) => ` ${line}`)))
      }),
      { numRuns: 1000 },
    )
  })

  it('notices a device that is named after its role', () => {
    const late = ',"role":"poller","dir":"in","event":{"type":"phone.offline"},"device":"other"}'
    expect(told([`{"t":1${late}`])).toEqual([[1, 'other', 0, 'in', 'phone.offline', 1], 0])
  })
})

/** Follows a log in both ways, from some starts of a role; how many observations the quick one took. */
function followed(
  entries: readonly Entry[],
  one: Role,
  settings: RoleSettings,
  starts: Role['starts'] = one.starts.slice(0, 1),
): number {
  const believer = new Believer(one, visibilityOf(one, settings))
  const rows = new BeliefRows(believer)
  for (let other = 0; other < 40; other++) rows.add()
  const row = rows.add()
  const beginnings = starts.map(({ local }) => ({ local, pending: [] }))
  let belief: Belief = believer.start(beginnings, entries[0]!.time)
  let quick = 0
  for (const { time, direction, event } of entries) {
    const observed = observedIn(one, direction, one.table.events[event]!)
    const kept = rows.put(row, belief)
    if (kept) expect(rows.get(row)).toEqual(belief)
    const before = rows.get(row)
    belief = believer.observe(belief, observed, time)
    if (kept && rows.follow(row, observed, time)) {
      quick++
      expect(rows.get(row)).toEqual(belief)
    } else expect(rows.get(row)).toEqual(before)
  }
  return quick
}

describe('following a belief in place', () => {
  const cases = (['agent', 'poller', 'device'] as const).flatMap((name) =>
    [1, 2, 3].map((seed) => [name, seed] as const),
  )
  it.each(cases)('is observing: %s, seed %i', (name, seed) => {
    const one = role(name)
    const random = randomFrom(seed)
    const entries = randomLog(one, one.starts[0]!.local, random, 300)
    const quick = [
      followed(entries, one, exactly),
      followed(jittered(entries, 40, random), one, { ...exactly, tolerance: 40 }),
      followed(delayed(entries, 60, random), one, { ...exactly, latency: 60 }),
      followed(
        entries.filter((_, at) => at % 17 > 0),
        one,
        exactly,
      ),
    ]
    for (const count of quick.slice(0, 3)) expect(count).toBeGreaterThan(entries.length / 8)
  })

  it.each([1, 2, 3, 4])('is observing, with several hypotheses: device, seed %i', (seed) => {
    const one = role('device')
    const every = roleOf(impRoles, 'device', everyConfiguration(impRoles, 'device').slice(0, 8))
    const random = randomFrom(seed)
    for (const [of, least] of [[one, 2] as const, [every, 3] as const]) {
      expect(of.starts.length).toBeGreaterThanOrEqual(least)
      const entries = randomLog(of, of.starts[seed % of.starts.length]!.local, random, 300)
      const quick = [
        followed(entries, of, exactly, of.starts),
        followed(jittered(entries, 40, random), of, { ...exactly, tolerance: 40 }, of.starts),
        followed(delayed(entries, 60, random), of, { ...exactly, latency: 60 }, of.starts),
      ]
      for (const count of quick) expect(count).toBeGreaterThan(entries.length / 8)
    }
  })

  it('keeps beliefs that grow and shrink, and gives rows back that they need no more', () => {
    const one = role('device')
    const { local } = one.starts[0]!
    const { timers } = one.table.locals[local]!
    const rows = new BeliefRows(new Believer(one, visibilityOf(one, exactly)))
    const hypothesis = (mark: number): Hypothesis => {
      const pending = one.says.slice(0, mark % 3)
      const due = timers.flatMap((_, slot) => [mark + slot, mark + slot + 1])
      return { local, by: mark, since: mark / 2, due, pending, until: pending.map(() => mark + 7) }
    }
    const subjects = Array.from({ length: 5 }, () => rows.add())
    const kept = subjects.map((): Belief => [])
    const count = fc.oneof(fc.constantFrom(0, 1, 2, mostTogether, mostTogether + 1), fc.nat(mostTogether + 4))
    let mark = 0
    fc.assert(
      fc.property(fc.nat(subjects.length - 1), count, (subject, length) => {
        const belief = Array.from({ length }, () => hypothesis(mark++))
        const fits = length > 0 && length <= mostTogether
        expect(rows.put(subjects[subject]!, belief)).toBe(fits)
        kept[subject] = belief
        expect(subjects.map((row) => rows.get(row))).toEqual(kept)
        expect(rows.size).toBe(
          kept.reduce((sum, { length }) => sum + (length > mostTogether ? 1 : Math.max(1, length)), 0),
        )
      }),
      { numRuns: 500 },
    )
    expect(rows.capacity).toBeLessThanOrEqual(subjects.length * mostTogether)
    for (const row of subjects) rows.remove(row)
    expect(rows.size).toBe(0)
    const again = Array.from({ length: rows.capacity }, () => rows.add())
    expect(new Set(again).size).toBe(rows.capacity)
    expect(again.every((row) => rows.get(row).length === 0)).toBe(true)
  })

  it('leaves alone what a log that may miss inputs shows', () => {
    const one = role('agent')
    const entries = randomLog(one, one.starts[0]!.local, randomFrom(1), 100)
    expect(followed(entries, one, { ...exactly, unlogged: ['agent.crashed'] })).toBe(0)
  })
})

it('gives rows of devices that are gone to others', () => {
  const shared = new JudgedRoles({ catalogue: impRoles, configurations: () => [configure()], settings: () => exactly })
  const one = role('agent')
  const judged = (judge: LogJudge, devices: number): LogJudge => {
    const reader = new TraceReader('log', shared, (...told) => judge.take(...told))
    for (let device = 0; device < devices; device++) {
      const log = writeLog(one, randomLog(one, one.starts[0]!.local, randomFrom(device), 40), `d${device}`)
      for (const [at, line] of log.trimEnd().split('\n').entries()) {
        const bytes = new TextEncoder().encode(line)
        reader.read(bytes, 0, bytes.length, at + 1)
      }
    }
    return judge
  }
  const stays = judged(new LogJudge('log', shared), 5)
  const { rows } = shared.all[0]!
  const few = rows.size
  expect(few).toBeGreaterThanOrEqual(5)
  const goes = judged(new LogJudge('log', shared), 20)
  const { size: many, capacity } = rows
  expect(many).toBeGreaterThanOrEqual(25)
  const before = stays.saved()
  goes.release()
  expect(rows.size).toBe(few)
  const comes = judged(new LogJudge('log', shared), 20)
  expect(rows.size).toBe(many)
  expect(rows.capacity).toBe(capacity)
  expect(stays.saved()).toEqual(before)
  expect(comes.end().subjects.fail).toBe(0)
  comes.release()
  stays.release()
  expect(rows.size).toBe(0)
})

it('writes the lines that are read quickly', () => {
  const one = role('poller')
  expect(writeLog(one, [{ time: 5, direction: 'in', event: one.hears[0]! }])).toMatch(/^\{"t":5,"device":"d1","role"/)
})
