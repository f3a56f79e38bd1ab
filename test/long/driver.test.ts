// The driver: each way in which an implementation can be wrong has its own verdict, and none outlives its test.
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { randomWalk } from '../../oracle/driver/cases.js'
import { tours } from '../../oracle/driver/tours.js'
import { Driver } from '../../oracle/driver/drive.js'
import { RealTimeDriver, type RealTimeOptions } from '../../oracle/driver/realTime.js'
import { runSuite } from '../../oracle/driver/suite.js'
import { command } from '../cli/command.js'
import { role } from '../oracle/logs.js'

const script = fileURLToPath(new URL('../oracle/implementations/poller.mjs', import.meta.url))
const implementation = (...argv: readonly string[]): readonly string[] => [process.execPath, script, ...argv]
const poller = role('poller')
const { cases, coverage } = tours(poller, { without: [] })

const settings = { maxFailures: 3, again: 2, shrinkRuns: 100 }

async function drive(argv: readonly string[], patience = 5000) {
  const driver = new Driver({ command: argv, role: poller, patience, tolerance: 0 })
  try {
    return await runSuite(driver, cases, settings)
  } finally {
    await driver.end()
  }
}

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}

describe('tours', () => {
  it('take every transition of the machine, ignored events included', () => {
    expect(coverage).toEqual({
      transitions: coverage.covered,
      covered: coverage.covered,
      states: 6,
      open: 0,
      complete: true,
    })
    expect(coverage.covered).toBe(6 * poller.hears.length + 2)
  })

  it('are the same each time', () => {
    expect(tours(poller, { without: [] }).cases).toEqual(cases)
    expect(randomWalk(poller, 4, 50, { without: [] })).toEqual(randomWalk(poller, 4, 50, { without: [] }))
    expect(randomWalk(poller, 5, 50, { without: [] })).not.toEqual(randomWalk(poller, 4, 50, { without: [] }))
  })

  it('leave out what is asked for', () => {
    const sent = tours(poller, { without: ['phone.offline'] }).cases.flatMap(({ steps }) =>
      steps.flatMap((step) => ('send' in step ? [step.send.type] : [])),
    )
    expect(sent).toContain('polling.started')
    expect(sent).not.toContain('phone.offline')
  })
})

describe('the driver', { timeout: 60_000 }, () => {
  it('passes an implementation that conforms', async () => {
    expect(await drive(implementation())).toEqual({ cases: cases.length, found: [], stopped: false })
  })

  it.each([
    ['crash', 'crash', /ends at \w+ with exit code 7/],
    ['killed', 'crash', /ends at \w+ with signal SIGSEGV/],
    ['noise', 'noise', /debug: here on stdout, which is no answer/],
    ['noise-at-start', 'noise', /poller ready/],
    ['half', 'half-line', /ends within the line \{"id":/],
    ['wrong-id', 'noise', /answers request \d+ where \d+ was asked/],
    ['bad-frame', 'noise', /output/],
    ['version', 'version', /speaks version 2 of the protocol; 1 expected/],
    ['refuse', 'refusal', /refuses advance: no clock/],
    ['alien', 'alien', /says blinkup.ended; the role 'poller' never says 'blinkup.ended': did you mean blinkup.failed/],
    ['no-cause', 'alien', /says blinkup.failed; 'blinkup.failed' lacks the field 'cause': one of "/],
    ['mute', 'missing', /blinkup.failed \(cause: network\)/],
    ['late', 'missing', /blinkup.timedOut is missing/],
  ])('tells %s', async (mode, kind, reason) => {
    const { found } = await drive(implementation(mode))
    expect(found.map(({ failure }) => failure.kind)).toContain(kind)
    expect(found.find(({ failure }) => failure.kind === kind)!.failure.reason).toMatch(reason)
  })

  it.each(['hang', 'silent'])('tells that it does not answer: %s', async (mode) => {
    const driver = new Driver({ command: implementation(mode), role: poller, patience: 400, tolerance: 0 })
    const { found } = await runSuite(driver, cases, { maxFailures: 1, again: 0, shrinkRuns: 0 })
    await driver.end()
    expect(found[0]!.failure).toMatchObject({ kind: 'hang' })
    expect(found[0]!.failure.reason).toMatch(/no answer to \w+ in 400 ms/)
  })

  it('tells that it cannot be started', async () => {
    const { found } = await drive(['/no/such/program'])
    expect(found[0]!.failure).toMatchObject({ kind: 'start', step: -1 })
  })

  it('makes a failing case small', async () => {
    const { found } = await drive(implementation('late'))
    expect(found[0]!.small).toEqual([{ send: { type: 'polling.started', token: 1 } }, { advance: 60_000 }])
  })

  it('tells a failure that does not come each time', async () => {
    const claim = [
      { send: { type: 'polling.started', token: 1 } },
      { send: { type: 'enrolment.claimed', token: 1, plan: 'A' } },
    ]
    const repeated = Array.from({ length: 12 }, (_, index) => ({
      id: `claim-${index}`,
      input: poller.starts[0]!.input,
      steps: [...claim, ...claim, ...claim],
    }))
    const driver = new Driver({ command: implementation('flaky'), role: poller, patience: 5000, tolerance: 0 })
    const { found } = await runSuite(driver, repeated, { ...settings, again: 60 })
    await driver.end()
    expect(found[0]!.flaky!.runs).toBe(61)
    expect(found[0]!.flaky!.failed).toBeLessThan(61)
  })

  it.each(['child', 'stays'])('leaves no process behind: %s', async (mode) => {
    const folder = mkdtempSync(join(tmpdir(), 'impspec-child-'))
    await drive(implementation(mode, join(folder, 'pid')))
    if (mode === 'child') {
      const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'))
      await expect.poll(() => alive(pid), { timeout: 5000 }).toBe(false)
    }
  })
})

/** What rests on the clock of the machine may fail because the machine was busy for once: then it is tried again. */
const onTheClock = { timeout: 60_000, retry: 3 }

describe('the driver in real time', onTheClock, () => {
  // 60 s of the role are 600 ms of the clock; 200 ms of the clock are allowed for a busy machine.
  const real = { role: poller, patience: 5000, scale: 100, tolerance: 20_000, quiescence: 0 }
  const input = poller.starts[0]!.input
  const start = { send: { type: 'polling.started', token: 1 } }
  const times = [
    { id: 'elapses', input, steps: [start, { advance: 50_000 }, { advance: 40_000 }] },
    { id: 'is ended', input, steps: [start, { send: { type: 'phone.offline' } }, { advance: 90_000 }] },
    { id: 'again', input, steps: [start, { advance: 30_000 }, start, { advance: 45_000 }, { advance: 45_000 }] },
  ]
  const inReal = async (mode: string, changes: Partial<RealTimeOptions> = {}) => {
    const driver = new RealTimeDriver({ command: implementation(mode), ...real, ...changes })
    try {
      return (await runSuite(driver, times, { maxFailures: 3, again: 2, shrinkRuns: 10 })).found.map(
        ({ failure }) => failure,
      )
    } finally {
      await driver.end()
    }
  }

  it('passes an implementation that conforms', async () => {
    expect(await inReal('')).toEqual([])
  })

  it('notices a timer that elapses too late', async () => {
    const [failure] = await inReal('late', { tolerance: 5000 })
    // It comes in the next step, if not too late in this one. On a machine that is busier than this, nothing may be said.
    expect(['missing', 'late', 'unexpected', 'slow']).toContain(failure?.kind)
  })

  it('notices an output that never comes', async () => {
    expect((await inReal('mute')).map(({ kind, reason }) => `${kind}: ${reason}`).join()).toMatch(
      /missing: blinkup.failed \(cause: network\)/,
    )
  })

  it('waits for an output as long as is allowed, and no longer', async () => {
    const everywhere = { quiescence: 40_000 }
    const named = { quiescence: 40_000, quiescenceIn: () => 40_000 }
    const nowhere = { quiescence: 40_000, quiescenceIn: () => 0, tolerance: 0 }
    // Most of this is waiting, which they can do side by side.
    const [long, longToo, short] = await Promise.all([everywhere, named, nowhere].map((how) => inReal('slowly', how)))
    expect(long).toEqual([])
    expect(longToo).toEqual([])
    expect(short).not.toEqual([])
  })

  it('says that this machine is too slow instead of failing the implementation', async () => {
    const [failure] = await inReal('', { scale: 20_000, tolerance: 0 })
    expect(failure).toMatchObject({ kind: 'slow' })
    expect(failure!.reason).toMatch(/lower --scale or raise --tolerance/)
  })

  it('refuses an implementation that knows virtual time only', async () => {
    const [failure] = await inReal('virtual')
    expect(failure).toMatchObject({ kind: 'version' })
    expect(failure!.reason).toContain('real time')
  })
})

describe('impspec test', { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'impspec-test-'))
  const run = (mode: string, ...options: readonly string[]) =>
    command(['test', '--role', 'poller', '--walks', '3', ...options, '--', ...implementation(mode)])

  it('passes what conforms, in every mode', async () => {
    for (const mode of ['timers', 'suite', 'walk', 'all']) {
      const { code, out } = await run('', '--mode', mode, '--no-regressions')
      expect(out).toContain('pass small poller as poller')
      expect(code).toBe(0)
    }
  })

  it('runs in real time', onTheClock, async () => {
    const walks = ['--mode', 'walk', '--walks', '2', '--steps', '12']
    const real = ['--time', 'real', '--scale', '200', '--tolerance', '40000', '--quiescence', '0', 'polling=1000']
    const { code, out, err } = await run('', ...walks, ...real, '--no-regressions')
    expect(out).toContain('pass small poller as poller')
    expect(err).toMatch(/2 cases take \d+ s at least/)
    expect(code).toBe(0)
    const slow = await run('', ...walks, '--time', 'real', '--scale', '100000', '--tolerance', '0', '--no-regressions')
    expect(slow.out).toContain('(slow)')
    expect(slow.code).toBe(2)
  })

  it('keeps what failed, and runs it first', async () => {
    const first = await run('late', '--regressions', folder)
    expect(first.code).toBe(1)
    expect(first.out).toContain('the shortest way there (2 steps')
    const [file] = readdirSync(join(folder, 'poller'))
    const again = JSON.parse((await run('late', '--regressions', folder, '--json')).out) as {
      readonly regressions: { readonly cases: number; readonly fixed: number }
    }
    expect(again.regressions).toEqual({ cases: 1, fixed: 0 })
    expect((await run('late', '--regressions', folder)).out).toContain('1 kept case first, of which 0 pass')
    const alone = ['--case', join(folder, 'poller', file!)]
    expect((await run('late', ...alone)).code).toBe(1)
    expect((await run('', ...alone)).code).toBe(0)
    expect((await run('late', ...alone)).out).toMatch(/: 1 case, \d+ steps \(\d+ a second\), 1 failure$/m)
    const fixed = JSON.parse((await run('', '--regressions', folder, '--json')).out) as typeof again
    expect(fixed.regressions).toEqual({ cases: 1, fixed: 1 })
  })

  it.each([
    [['--mode', 'fast'], 3],
    [['--time', 'wrong'], 3],
    [['--scale', '100'], 3],
    [['--time', 'real', '--quiescence', 'poling=5'], 3],
    [['--mode', 'sweep'], 3],
    [['--without', 'phone.ofline'], 3],
    [['--case', join(folder, 'none.json')], 4],
  ])('refuses %j with exit code %i', async (options, code) => {
    expect((await run('', ...options)).code).toBe(code)
  })

  it('tells once that an implementation does not begin, keeps nothing of it, and mends nothing by it', async () => {
    const own = mkdtempSync(join(tmpdir(), 'impspec-test-'))
    await run('late', '--regressions', own)
    const kept = readdirSync(join(own, 'poller'))
    expect(kept).toHaveLength(1)
    const silent = await run('noise-at-start', '--regressions', own)
    expect(silent.code).toBe(1)
    expect(silent.out.split('poller ready')).toHaveLength(2)
    expect(silent.out).toContain('before the first step')
    expect(silent.out).not.toContain('kept')
    const nothing = mkdtempSync(join(tmpdir(), 'impspec-test-'))
    await run('noise-at-start', '--regressions', nothing)
    expect(readdirSync(nothing)).toEqual([])
    expect(readdirSync(join(own, 'poller'))).toEqual(kept)
  })

  it.each([
    [['/no/such/program'], "cannot be started: '/no/such/program' is no program that can be found (start)"],
    [[script], `cannot be started: '${script}' may not be run`],
    [[process.execPath, '/no/such.mjs'], 'was started, but ends at hello with exit code 1; on stderr: '],
  ])('says that an implementation cannot be started, or ends at once: %j', async (argv, text) => {
    const { code, out } = await command(['test', '--role', 'poller', '--no-regressions', '--', ...argv])
    expect(out).toContain(text)
    expect(out).toMatch(/^error the implementation as poller/m)
    expect(code).toBe(4)
  })

  it('says that an implementation fails that ends at once in a later life', async () => {
    const { code, out } = await run('crash', '--no-regressions')
    expect(out).toMatch(/ends at \w+ with exit code 7 \(crash\)/)
    expect(code).toBe(1)
  })
})
