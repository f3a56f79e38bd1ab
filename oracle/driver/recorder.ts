// A case that is being written: its steps, and beside them a role that conforms.
import { createHash } from 'node:crypto'
import { canonical } from '../../util/canonical.js'
import type { CaseStep } from './hearing.js'
import { Reference } from './reference.js'
import type { Role } from '../belief/role.js'

/** The id of a case: a digest of what it does. */
export function caseId(role: Role, kind: string, input: unknown, steps: readonly CaseStep[]): string {
  const digest = createHash('sha256').update(canonical([role.name, input ?? null, steps]))
  return `${role.name}-${kind}-${digest.digest('hex').slice(0, 10)}`
}

/** What may be sent to a role. */
export const inputsOf = (role: Role, without: readonly string[]): readonly number[] =>
  role.hears.filter((event) => !without.includes(role.table.events[event]!.type))

/** Turns steps into a case while it keeps a reference run beside them. */
export class Recorder {
  readonly run: Reference
  readonly steps: CaseStep[] = []
  readonly #role: Role

  constructor(role: Role, local: number) {
    this.#role = role
    this.run = new Reference(role, local)
  }

  send(event: number): void {
    this.steps.push({ send: this.#role.table.events[event]! })
    this.run.hear(event)
  }

  advance(ms: number): void {
    if (ms <= 0) return
    this.steps.push({ advance: ms })
    this.run.advance(ms)
  }

  /** Does some steps. */
  follow(steps: readonly CaseStep[]): void {
    for (const step of steps) {
      if ('send' in step) this.send(this.#role.table.eventId(step.send))
      else this.advance(step.advance)
    }
  }

  /**
   * To the moment before the next timer, and to it. Where the role says nothing at that moment, an input that would
   * be answered in another way if the timer were too early is sent before it.
   *
   * @returns a further case for an input that would lead elsewhere, without its id
   */
  elapse(inputs: readonly number[]): readonly CaseStep[] | undefined {
    const { table } = this.#role
    const { local, due } = this.run
    const left = this.run.next - this.run.time
    const timer = table.record(local, table.locals[local]!.timers[due.indexOf(this.run.next)]!)
    const telling =
      left < 2 || timer.says.length > 0
        ? []
        : inputs.filter(
            (event) => table.record(local, event).says.join() !== table.record(timer.after, event).says.join(),
          )
    const harmless = telling.find((event) => table.record(local, event).idle)
    this.advance(left - 1)
    const further =
      harmless === undefined && telling.length > 0 ? [...this.steps, { send: table.events[telling[0]!]! }] : undefined
    if (harmless !== undefined) this.send(harmless)
    this.advance(Math.min(left, 1))
    return further
  }
}
