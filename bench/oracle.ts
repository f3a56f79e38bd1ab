// Benchmarks of the oracle: log lines and driver steps a second, memory, and how well faults are located. Times are of
// this process (CPU and wall); compare runs on one machine only. Usage: tsx bench/oracle.ts [--lines N]
import { mkdtempSync, openSync, rmSync, writeSync, closeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { randomFrom } from '../checker/walk.js'
import { configure } from '../machines/configurations.js'
import type { RoleName } from '../oracle/role.js'
import { randomWalk, tours } from '../oracle/cases.js'
import { checkLog, type CheckReport } from '../oracle/check.js'
import { Driver } from '../oracle/driver/drive.js'
import { runSuite } from '../oracle/driver/suite.js'
import { exactly, type RoleSettings } from '../oracle/judge.js'
import { bytesOf } from '../oracle/read.js'
import { randomLog, writeLog, type Entry } from '../oracle/reference.js'
import { repairs } from '../oracle/repair.js'
import { caseOf } from '../oracle/replay.js'
import { roleOf, type Role } from '../oracle/role.js'
import { delayed, jittered, shuffled, thinned, withFault, type FaultClass } from '../test/oracle/faults.js'

const asked = process.argv.indexOf('--lines')
const lines = asked > 0 ? Number(process.argv[asked + 1]) : 1_000_000
const folder = mkdtempSync(join(tmpdir(), 'impspec-bench-'))
const roles = new Map<RoleName, Role>()
const role = (name: RoleName): Role => {
  const known = roles.get(name) ?? roleOf(name, [configure()])
  roles.set(name, known)
  return known
}

const row = (what: string, value: string): void => void process.stdout.write(`${what.padEnd(58)} ${value}\n`)

/** Writes one log from pieces, without holding it. */
function write(name: string, pieces: Iterable<string>): string {
  const path = join(folder, name)
  const file = openSync(path, 'w')
  for (const piece of pieces) writeSync(file, piece)
  closeSync(file)
  return path
}

const judge = (path: string, settings: Partial<RoleSettings> = {}): Promise<CheckReport> =>
  checkLog(
    { name: path, bytes: bytesOf(path) },
    { configurations: () => [configure()], settings: () => ({ ...exactly, ...settings }) },
  )

async function timed(what: string, path: string, settings: Partial<RoleSettings> = {}): Promise<void> {
  const before = process.cpuUsage()
  const report = await judge(path, settings)
  const { user, system } = process.cpuUsage(before)
  const rate = (ms: number): string => `${Math.round(report.lines / ms)}k`
  const memory = Math.round(process.memoryUsage.rss() / 1e6)
  row(
    what,
    `${report.verdict}, ${report.lines} lines: ${rate(report.took)}/s wall, ${rate((user + system) / 1000)}/s CPU; ${memory} MB`,
  )
}

function* oneDevice(name: RoleName, count: number): Generator<string> {
  const one = role(name)
  for (let seed = 0, written = 0; written < count; seed++, written += 10_000) {
    yield writeLog(one, randomLog(one, one.starts[0]!.local, randomFrom(seed), 10_000), `d${seed}`)
  }
}

function* manyDevices(devices: number, each: number): Generator<string> {
  const one = role('agent')
  const logs = Array.from({ length: 50 }, (_, seed) =>
    writeLog(one, randomLog(one, one.starts[0]!.local, randomFrom(seed), each), 'DEVICE')
      .trimEnd()
      .split('\n'),
  )
  for (let at = 0; at < each; at++) {
    const piece: string[] = []
    for (let device = 0; device < devices; device++) {
      const line = logs[device % logs.length]![at]
      if (line !== undefined) piece.push(line.replace('DEVICE', `device-${device}`))
    }
    yield `${piece.join('\n')}\n`
  }
}

const small: readonly RoleName[] = ['agent', 'installer', 'poller', 'enrolment', 'blinkup']

async function faults(): Promise<void> {
  const classes: readonly FaultClass[] = ['lost', 'extra', 'altered', 'late', 'early']
  let [count, found, hit, repaired] = [0, 0, 0, 0]
  for (let seed = 1; count < 200; seed++) {
    const random = randomFrom(seed)
    const one = role(small[seed % small.length]!)
    const entries = randomLog(one, one.starts[0]!.local, random, 200)
    const faulty = withFault(one, entries, classes[seed % 4 === 0 ? 4 : seed % 3]!, random)
    if (faulty === undefined) continue
    count++
    const path = write('fault.jsonl', [writeLog(one, faulty.entries)])
    const { failures } = await judge(path)
    const [failure] = failures
    if (failure === undefined) continue
    found++
    if (failure.line !== faulty.at + 1) continue
    hit++
    const options = { configurations: () => [configure()], settings: () => exactly }
    const wanted = { lost: 'insert', extra: 'remove', altered: 'replace', late: 'shift', early: 'shift' }[faulty.fault]
    const top = repairs(await caseOf({ name: path, bytes: bytesOf(path) }, options, failure))
    if (top.some(({ kind }) => kind === wanted)) repaired++
  }
  row('logs with one fault of the implementation', `${found} of ${count} failed, ${hit} at the line of the fault`)
  row('  the top three repairs hold one of the right kind', `${repaired} of ${hit}`)
}

async function conforming(): Promise<void> {
  const one = role('agent')
  const unlogged = ['agent.crashed', 'http.answered', 'onrequest.registered']
  const random = randomFrom(1)
  const degradations: readonly (readonly [
    string,
    (entries: readonly Entry[]) => readonly Entry[],
    Partial<RoleSettings>,
  ])[] = [
    ['jittered by 40 ms', (entries) => jittered(entries, 40, random), { tolerance: 40 }],
    ['outputs delayed by up to 60 ms', (entries) => delayed(entries, 60, random), { latency: 60 }],
    ['out of order by up to 300 ms', (entries) => shuffled(entries, 300, random), { reorder: 300 }],
    ['half of three types missing', (entries) => thinned(one, entries, unlogged, random), { unlogged }],
    ['joined in the middle', (entries) => entries.slice(77), { start: 'unknown', latency: 1 }],
  ]
  for (const [what, degrade, settings] of degradations) {
    let events = 0
    const path = write(
      'degraded.jsonl',
      (function* () {
        for (let seed = 0; events < lines / 5; seed++) {
          const entries = degrade(randomLog(one, one.starts[0]!.local, randomFrom(seed), 2000))
          events += entries.length
          yield writeLog(one, entries, `d${seed}`)
        }
      })(),
    )
    const failed = (await judge(path, settings)).subjects.fail
    row(`conforming logs, ${what}`, `${failed} false failures in ${events} events`)
  }
}

async function driver(): Promise<void> {
  const script = fileURLToPath(new URL('../test/oracle/implementations/poller.mjs', import.meta.url))
  const poller = role('poller')
  const without: readonly string[] = []
  const cases = [
    ...tours(poller, { without }).cases,
    ...Array.from({ length: 100 }, (_, seed) => randomWalk(poller, seed, 300, { without })),
  ]
  const drive = new Driver({ command: [process.execPath, script], role: poller, patience: 10_000, tolerance: 0 })
  const began = performance.now()
  const { found } = await runSuite(drive, cases, { maxFailures: 1, again: 0, shrinkRuns: 0 })
  const took = performance.now() - began
  await drive.end()
  row(
    'driver against a small implementation in Node',
    `${Math.round(drive.steps / (took / 1000))} steps/s, ${found.length} failures`,
  )
}

try {
  await timed(
    'a device from its start (tables are computed meanwhile)',
    write('device.jsonl', oneDevice('device', lines / 10)),
  )
  const agentLog = write('agent.jsonl', oneDevice('agent', lines))
  await timed('an agent from its start, first run', agentLog)
  await timed('an agent from its start', agentLog)
  await timed('  with timestamps that may be wrong by 5 ms', agentLog, { tolerance: 5 })
  await timed('100000 devices at once', write('fleet.jsonl', manyDevices(100_000, Math.ceil(lines / 100_000))))
  await faults()
  await conforming()
  await driver()
} finally {
  rmSync(folder, { recursive: true })
}
