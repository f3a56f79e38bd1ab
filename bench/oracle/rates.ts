// How fast logs are judged, and in how much memory.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { RoleSettings } from '../../oracle/judge/judge.js'
import { median, type Sample } from '../measurement.js'
import { fleet, lives, write } from './logs.js'

/** What a process that judged one log says. */
export interface Judged {
  readonly lines: number
  readonly fail: number
  readonly samples: readonly Sample[]
  /** Bytes of the process at most. */
  readonly peak: number
}

export interface Rate {
  readonly what: string
  readonly lines: number
  /** Of subjects that conform: always 0. */
  readonly falseFailures: number
  readonly linesPerSecond: number
  readonly linesPerCpuSecond: number
  readonly peakBytes: number
}

const child = fileURLToPath(new URL('child.ts', import.meta.url))

async function rateOf(what: string, path: string, settings: Partial<RoleSettings>, runs: number): Promise<Rate> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--import',
    'tsx',
    child,
    JSON.stringify([path, settings, runs]),
  ])
  const { lines, fail, samples, peak } = JSON.parse(stdout) as Judged
  return {
    what,
    lines,
    falseFailures: fail,
    linesPerSecond: lines / median(samples.map(({ wall }) => wall)),
    linesPerCpuSecond: lines / median(samples.map(({ cpu }) => cpu)),
    peakBytes: peak,
  }
}

/** The same lines, none of which begins as our own do: they are parsed one by one. */
function* blankBefore(pieces: Iterable<string>): Generator<string> {
  for (const piece of pieces) yield piece.replace(/^\{/gm, ' {')
}

export const devices = 100_000

/** Judges logs of a known start; all are exact, but one. */
export async function rates(folder: string, lines: number): Promise<readonly Rate[]> {
  const file = (name: string): string => join(folder, name)
  const agents = write(file('agents.jsonl'), lives('agent', lines))
  const many = write(file('fleet.jsonl'), fleet(devices, lines))
  const slow = write(file('slow.jsonl'), blankBefore(fleet(devices, lines)))
  const device = write(file('device.jsonl'), lives('device', lines / 10))
  return [
    await rateOf('one agent after the other', agents, {}, 3),
    await rateOf('the same, timestamps wrong by up to 5 ms', agents, { tolerance: 5 }, 3),
    await rateOf(`${devices} agents at once`, many, {}, 1),
    await rateOf('the same, each line parsed as any JSON', slow, {}, 1),
    await rateOf('a device; its table is computed meanwhile', device, {}, 1),
    await rateOf('a device, again in the same process', device, {}, 3),
    await rateOf(`${devices} devices at once`, write(file('devices.jsonl'), fleet(devices, lines, 'device')), {}, 1),
  ]
}
