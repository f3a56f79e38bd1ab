// Logs with one fault each: whether they are failed, and whether the line that is named is that of the fault.
import { randomFrom } from '../../checker/semantics/randomWalk.js'
import { configure } from '../../machines/configurations.js'
import { checkLog } from '../../oracle/judge/check.js'
import { exactly } from '../../oracle/judge/judge.js'
import type { Source } from '../../oracle/read/lines.js'
import { randomLog, writeLog } from '../../oracle/driver/reference.js'
import { repairs, type Repair } from '../../oracle/judge/repair.js'
import { caseOf } from '../../oracle/judge/replay.js'
import { impRoles, type RoleName } from '../../verification/imp/roles.js'
import { withFault, type FaultClass } from '../../test/oracle/faults.js'
import { role } from './logs.js'

export interface Located {
  readonly logs: number
  readonly failed: number
  /** At the line of the fault. */
  readonly located: number
  /** Of those, the ones whose best three repairs hold one of the right kind. */
  readonly repaired: number
  /** The others, in words. */
  readonly misses: readonly string[]
}

const names: readonly RoleName[] = ['agent', 'installer', 'poller', 'enrolment', 'blinkup', 'device']
const classes: readonly FaultClass[] = ['lost', 'extra', 'altered', 'late', 'early']
const wanted: Readonly<Record<FaultClass, Repair['kind']>> = {
  lost: 'insert',
  extra: 'remove',
  altered: 'replace',
  late: 'shift',
  early: 'shift',
}

const sourceOf = (text: string): Source => ({
  name: 'log',
  bytes: (async function* () {
    yield await Promise.resolve(new TextEncoder().encode(text))
  })(),
})

/** Judges so many logs, of every role and class of faults in turn where a log has a place for one. */
export async function located(logs: number): Promise<Located> {
  const options = { catalogue: impRoles, configurations: () => [configure()], settings: () => exactly }
  let [count, failed, found, repaired] = [0, 0, 0, 0]
  const misses: string[] = []
  for (let seed = 1; count < logs; seed++) {
    const random = randomFrom(seed)
    const one = role(names[seed % names.length]!)
    const entries = randomLog(one, one.starts[0]!.local, random, 200)
    const faulty = withFault(one, entries, classes[Math.floor(seed / names.length) % classes.length]!, random)
    if (faulty === undefined) continue
    count++
    const text = writeLog(one, faulty.entries)
    const {
      failures: [failure],
    } = await checkLog(sourceOf(text), options)
    if (failure !== undefined) failed++
    if (failure?.line !== faulty.at + 1) {
      misses.push(
        `${one.name}, seed ${seed}: ${faulty.fault} at line ${faulty.at + 1}, ${failure === undefined ? 'passed' : `named ${failure.line}`}`,
      )
      continue
    }
    found++
    const best = repairs(await caseOf(sourceOf(text), options, failure))
    if (best.some(({ kind }) => kind === wanted[faulty.fault])) repaired++
  }
  return { logs: count, failed, located: found, repaired, misses }
}
