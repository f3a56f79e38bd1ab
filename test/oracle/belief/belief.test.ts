// What the belief set accepts and refuses: exact windows, declared weaknesses of a log, unknown starts.
import { describe, expect, it } from 'vitest'
import { randomFrom } from '../../../checker/semantics/randomWalk.js'
import { randomLog } from '../../../oracle/driver/reference.js'
import { Believer } from '../../../oracle/belief/belief.js'
import { observedIn } from '../../../oracle/belief/symbol.js'
import { exactly, visibilityOf } from '../../../oracle/judge/judge.js'
import { delayed, jittered, shuffled, thinned } from '../faults.js'
import { judge, judgeEntries, line, role } from '../logs.js'

const polling = line(1000, 'poller', 'in', 'polling.started', { token: 1 })
const timedOut = (t: number): string => line(t, 'poller', 'out', 'blinkup.timedOut')
const offline = (t: number): string => line(t, 'poller', 'in', 'phone.offline')

describe('time', () => {
  it('accepts a timer at its moment', async () => {
    expect((await judge(polling + timedOut(61_000))).verdict).toBe('pass')
  })

  it.each([
    [60_999, 'early', '1 ms too early'],
    [61_001, 'late', '1 ms too late'],
  ])('refuses it at %i ms', async (at, kind, reason) => {
    const { verdict, failures } = await judge(polling + timedOut(at))
    expect(verdict).toBe('fail')
    expect(failures[0]).toMatchObject({ kind, line: 2, explained: 1 })
    expect(failures[0]!.reason).toContain(reason)
  })

  it.each([
    [-10, 'pass'],
    [10, 'pass'],
    [-11, 'fail'],
    [11, 'fail'],
  ])('allows twice the tolerance between two lines, and no more: %i ms', async (off, verdict) => {
    expect((await judge(polling + timedOut(61_000 + off), { tolerance: 5 })).verdict).toBe(verdict)
  })

  it.each([
    [0, 'pass'],
    [20, 'pass'],
    [21, 'fail'],
    [-1, 'fail'],
  ])('allows the declared latency after an output: %i ms', async (off, verdict) => {
    expect((await judge(polling + timedOut(61_000 + off), { latency: 20 })).verdict).toBe(verdict)
  })

  it('notices at the next line what never came', async () => {
    const { failures } = await judge(polling + offline(70_000))
    expect(failures[0]).toMatchObject({ kind: 'missing', line: 2 })
    expect(failures[0]!.reason).toBe('blinkup.timedOut is missing: due by 61000 ms')
  })

  it('takes an input and a timer of one moment in either order', async () => {
    const failed = line(61_000, 'poller', 'out', 'blinkup.failed', { cause: 'network' })
    expect((await judge(polling + offline(61_000) + failed)).verdict).toBe('pass')
    expect((await judge(polling + timedOut(61_000) + offline(61_000))).verdict).toBe('pass')
  })
})

describe('verdicts', () => {
  it('is inconclusive where the log ends before an output that is due', async () => {
    const { verdict, undecided } = await judge(line(0, 'upgradeServer', 'in', 'upgrade.queried', { os: 1 }))
    expect(verdict).toBe('inconclusive')
    expect(undecided[0]!.reason).toContain('the log ends before upgrade.answered')
  })

  it('judges each device and each role by itself', async () => {
    const good = line(0, 'upgradeServer', 'in', 'upgrade.queried', { os: 1 }, 'a')
    const answer = (os: number, device: string): string =>
      line(1, 'upgradeServer', 'out', 'upgrade.answered', { os }, device)
    const other = line(0, 'upgradeServer', 'in', 'upgrade.queried', { os: 1 }, 'b')
    const report = await judge(good + other + polling + answer(1, 'a') + answer(2, 'b'), { latency: 1 })
    expect(report.subjects).toEqual({ pass: 2, inconclusive: 0, fail: 1 })
    expect(report.failures[0]).toMatchObject({ device: 'b', kind: 'wrong', line: 5 })
  })

  it('needs no output that no party hears, but refuses it at the wrong time', async () => {
    const start = line(0, 'device', 'in', 'power.applied', { rescue: false })
    expect((await judge(start + line(1, 'device', 'in', 'power.cut'))).verdict).toBe('pass')
    const booted = line(0, 'device', 'out', 'device.booted', { kind: 'warm' })
    expect((await judge(start + booted)).failures[0]).toMatchObject({ kind: 'unexpected', line: 2 })
  })
})

describe('unknown things', () => {
  const succeeded = line(5, 'poller', 'out', 'blinkup.succeeded', { plan: 'A' })
  const claimed = line(5, 'poller', 'in', 'enrolment.claimed', { token: 1, plan: 'A' })

  it('finds out where a log begins that begins anywhere', async () => {
    expect((await judge(claimed + succeeded)).verdict).toBe('fail')
    expect((await judge(claimed + succeeded, { start: 'unknown' })).verdict).toBe('pass')
    const again = line(6, 'poller', 'out', 'blinkup.succeeded', { plan: 'A' })
    expect((await judge(claimed + succeeded + again, { start: 'unknown' })).failures[0]!.line).toBe(3)
  })

  it('may begin between an input and what it leads to', async () => {
    expect((await judge(succeeded, { start: 'unknown' })).verdict).toBe('pass')
  })

  it('knows how long a timer may have been running at an unknown start', async () => {
    const busy = line(0, 'poller', 'is', 'poller.polling')
    expect((await judge(busy + timedOut(60_000), { start: 'unknown' })).verdict).toBe('pass')
    expect((await judge(busy + timedOut(0), { start: 'unknown' })).verdict).toBe('pass')
    expect((await judge(busy + timedOut(60_001), { start: 'unknown' })).verdict).toBe('fail')
  })

  it('sees that a role is not in a state', async () => {
    const log = line(0, 'poller', 'in', 'polling.started', { token: 1 })
    const not = (time: number) => line(time, 'poller', 'not', 'poller.polling')
    expect((await judge(log + not(30_000))).failures[0]!.reason).toContain("a state without the tag 'poller.polling'")
    expect((await judge(log + timedOut(60_000) + not(60_001))).verdict).toBe('pass')
  })

  it('goes on from a state at the time at which it was seen: what leaves no line takes its time, too', async () => {
    const not = line(100_000, 'poller', 'not', 'poller.polling')
    const busy = line(100_001, 'poller', 'is', 'poller.polling')
    const how = { unlogged: ['polling.started'] }
    const early = await judge(line(0, 'poller', 'not', 'poller.polling') + not + busy + timedOut(130_000), how)
    expect(early.failures[0]).toMatchObject({ line: 4, kind: 'early' })
    const due = await judge(line(0, 'poller', 'not', 'poller.polling') + not + busy + timedOut(160_000), how)
    expect(due.verdict).toBe('pass')
  })

  it('knows for how long a state may have been over', () => {
    const poller = role('poller')
    const believer = new Believer(poller, { ...visibilityOf(poller, exactly), recent: ['poller.polling'] })
    const heard = observedIn(poller, 'in', { type: 'polling.started', token: 1 })
    const said = observedIn(poller, 'out', { type: 'blinkup.timedOut' })
    const begun = believer.observe(believer.start([{ local: poller.starts[0]!.local, pending: [] }], 0), heard, 0)
    const over = believer.observe(begun, said, 60_000)
    const seen = observedIn(poller, 'is', { type: 'poller.polling' }, { within: 1000 })
    expect(believer.observe(over, seen, 61_000)).toHaveLength(1)
    expect(believer.observe(over, seen, 61_001)).toEqual([])
  })

  it('supposes inputs that are declared unlogged, and no others', async () => {
    const log = line(0, 'poller', 'is', 'poller.polling') + succeeded
    expect((await judge(log, { start: 'unknown', unlogged: ['enrolment.claimed'] })).verdict).toBe('pass')
    expect((await judge(log, { start: 'unknown', unlogged: ['phone.offline'] })).verdict).toBe('fail')
  })

  it('takes a field of any value where it is not known', async () => {
    const any = line(0, 'upgradeServer', 'in', 'upgrade.queried', { os: '*' })
    const answer = line(0, 'upgradeServer', 'out', 'upgrade.answered', { os: '*' })
    expect((await judge(any + answer)).verdict).toBe('pass')
  })
})

describe('conforming logs as poor observers write them', { timeout: 60_000 }, () => {
  const roles = (['agent', 'installer', 'poller', 'enrolment'] as const).map((name) => role(name))
  const each = roles.flatMap((one) => [1, 2, 3].map((seed) => [one.name, seed, one] as const))

  it.each(each)('%s, seed %i', async (_, seed, one) => {
    const random = randomFrom(seed)
    const entries = randomLog(one, one.starts[0]!.local, random, 400)
    const verdicts = [
      await judgeEntries(one, entries),
      await judgeEntries(one, jittered(entries, 40, random), { tolerance: 40 }),
      await judgeEntries(one, delayed(entries, 60, random), { latency: 60 }),
      await judgeEntries(one, shuffled(entries, 300, random), { reorder: 300 }),
      await judgeEntries(one, entries.slice(133), { start: 'unknown', latency: 1 }),
      await judgeEntries(one, thinned(one, entries, unloggedOf(one.name), random), { unlogged: unloggedOf(one.name) }),
    ]
    expect(verdicts.map(({ failures }) => failures[0]?.reason)).toEqual(verdicts.map(() => undefined))
  })
})

const unloggedOf = (name: string): readonly string[] =>
  name === 'agent'
    ? ['agent.crashed', 'http.answered', 'onrequest.registered']
    : name === 'installer'
      ? ['http.requested', 'upgrade.advised']
      : name === 'poller'
        ? ['blinkup.succeeded', 'phone.offline']
        : ['request.granted', 'token.issued']
