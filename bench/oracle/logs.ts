// Logs for the bench of the oracle, written to files piece by piece.
import { closeSync, openSync, writeSync } from 'node:fs'
import { randomFrom } from '../../checker/semantics/randomWalk.js'
import { configure } from '../../machines/configurations.js'
import { randomLog, writeLog } from '../../oracle/driver/reference.js'
import type { Role } from '../../oracle/belief/role.js'
import { roleOf } from '../../oracle/belief/catalogue.js'
import { impRoles, type RoleName } from '../../verification/imp/roles.js'

const roles = new Map<RoleName, Role>()

/** A role in the baseline configuration. */
export function role(name: RoleName): Role {
  const known = roles.get(name) ?? roleOf(impRoles, name, [configure()])
  roles.set(name, known)
  return known
}

/** Writes a file from pieces, without holding it. */
export function write(path: string, pieces: Iterable<string>): string {
  const file = openSync(path, 'w')
  for (const piece of pieces) writeSync(file, piece)
  closeSync(file)
  return path
}

/** Entries of one life that conforms. */
const life = 10_000

/** One device after the other. */
export function* lives(name: RoleName, lines: number): Generator<string> {
  const one = role(name)
  for (let seed = 0, written = 0; written < lines; seed++, written += life) {
    yield writeLog(one, randomLog(one, one.starts[0]!.local, randomFrom(seed), life), `d${seed}`)
  }
}

/** Different lives of a fleet. */
const differentLives = 50

/** Many of a role at once, a line of each in turn. */
export function* fleet(devices: number, lines: number, name: RoleName = 'agent'): Generator<string> {
  const one = role(name)
  const each = Math.ceil(lines / devices)
  const logs = Array.from({ length: differentLives }, (_, seed) =>
    writeLog(one, randomLog(one, one.starts[0]!.local, randomFrom(seed), each), 'DEVICE')
      .trimEnd()
      .split('\n'),
  )
  for (let at = 0; at < each; at++) {
    const piece: string[] = []
    for (let device = 0; device < devices; device++) {
      const line = logs[device % differentLives]![at]
      if (line !== undefined) piece.push(line.replace('DEVICE', `device-${device}`))
    }
    yield `${piece.join('\n')}\n`
  }
}
