// Judges the interleaved logs of many devices and roles, one observation at a time, in memory that does not grow with
// the length of the log.
import { canonical } from '../../util/canonical.js'
import { TooManyHypotheses, type Belief } from '../belief/belief.js'
import { UnreadableInput } from '../read/errors.js'
import { explain, type Explanation } from '../belief/explain.js'
import { Interleaving, type FromSource } from '../belief/interleaving.js'
import type { JudgedRole, JudgedRoles } from './judged.js'
import { givenIn, type Direction } from '../belief/role.js'
import { restoredRole, savedRole, type SavedJudge } from '../belief/saved.js'
import { Scales, type Worth } from './worth.js'
import { Subject } from '../belief/subject.js'
import { eventText, type Observed } from '../belief/symbol.js'
import type { Understood } from '../read/trace.js'

export type { RoleSettings } from '../belief/roleSettings.js'
export { exactly, JudgedRoles, visibilityOf, type JudgedRole, type JudgeOptions } from './judged.js'

export interface Failure extends Explanation {
  readonly device: string
  readonly role: string
  readonly line: number
  /** ms. */
  readonly time: number
  readonly observed: string
  readonly direction: Direction
  /** Observations of this device and role before it that are explained. */
  readonly explained: number
}

export interface Undecided {
  readonly device: string
  readonly role: string
  readonly reason: string
}

export type Verdict = 'pass' | 'inconclusive' | 'fail'

export interface LogVerdict {
  readonly verdict: Verdict
  readonly observations: number
  readonly devices: number
  readonly subjects: { readonly pass: number; readonly inconclusive: number; readonly fail: number }
  readonly failures: readonly Failure[]
  readonly undecided: readonly Undecided[]
  /** For each role, how many of its lines could have failed; absent where it was not asked for. */
  readonly worth?: Readonly<Record<string, Worth>>
  /** For each role, what its machine may have been given, as far as the log tells. */
  readonly given: Readonly<Record<string, readonly unknown[]>>
}

/** Who wants to know what a judge finds, as soon as it is seen. */
export interface Listener {
  readonly onFailure?: (failure: Failure) => void
  readonly onUndecided?: (undecided: Undecided) => void
  /** Failures and undecided subjects that the verdict tells in full; 100 by default, the others are only counted. */
  readonly told?: number
  /** Whether it is looked at what a pass is worth; a role of which nothing could fail is inconclusive then. */
  readonly weighs?: boolean
}

/** Judges observations as they come. */
export class LogJudge {
  readonly roles: JudgedRoles
  readonly failures: Failure[] = []
  readonly #source: string
  /** By role; a role that no line has named has none. */
  readonly #subjects: (Map<string, Subject> | undefined)[] = []
  /** The same by the number of the device, where it has one. */
  readonly #numbered: (Subject | undefined)[][] = []
  readonly #listener: Listener
  readonly #told: number
  /** By role. */
  readonly #scales: (Scales | undefined)[] = []
  #observations = 0
  #failed = 0

  constructor(source: string, roles: JudgedRoles, listener: Listener = {}) {
    this.#source = source
    this.roles = roles
    this.#listener = listener
    this.#told = listener.told ?? 100
  }

  /**
   * Everything that the judge knows, as plain data: a judge that restores it goes on as this one would.
   *
   * @throws Error where several sources write: what they may have meant together is not kept
   */
  saved(): SavedJudge {
    const roles = this.roles.all.flatMap((judged, index) => {
      const subjects = this.#subjects[index]
      return subjects === undefined ? [] : [savedRole(judged.role, subjects.values())]
    })
    return { observations: this.#observations, roles }
  }

  /** Takes up what another judge of the same roles, under the same settings, has saved; only before the first line. */
  restore({ observations, roles }: SavedJudge): void {
    this.#observations = observations
    for (const saved of roles) {
      const index = this.roles.indexOf(saved.role)
      const { role, rows } = this.roles.all[index]!
      const subjects = restoredRole(role, index, rows, saved)
      this.#subjects[index] = new Map(subjects.map((subject) => [subject.device, subject]))
      this.#failed += subjects.filter(({ failed }) => failed).length
    }
  }

  /** Gives back what this judge holds in what all judges of its roles share; it judges no more. */
  release(): void {
    for (const subjects of this.#subjects.splice(0)) for (const subject of subjects?.values() ?? []) subject.release()
    this.#numbered.length = 0
  }

  /** One observation; `line` is where it stands, `number` that of the device if it has one. */
  take(time: number, device: string, { role, observed, source }: Understood, line: number, number?: number): void {
    this.#observations++
    const subject = this.#subjectOf(role, device, number)
    if (subject.failed || subject.undecided !== undefined) return
    const { reorder, sources } = this.roles.toServe(role).settings
    if (source > 0 || subject.interleaving !== undefined || Object.keys(sources).length > 0) {
      this.#interleave(subject, source, { time, observed, line })
      return
    }
    if (time < subject.time) throw this.#disorder(subject, time, line, reorder)
    if (reorder === 0) {
      this.#judge(subject, time, observed, line)
      return
    }
    const waiting = (subject.waiting ??= [])
    let at = waiting.length
    while (at > 0 && waiting[at - 1]!.time > time) at--
    waiting.splice(at, 0, { time, observed, line })
    subject.newest = Math.max(subject.newest, time)
    this.#release(subject, subject.newest - reorder)
  }

  /** The verdict on everything so far. */
  end(): LogVerdict {
    const undecided: Undecided[] = []
    let [count, inconclusive] = [0, 0]
    const devices = new Set<string>()
    for (const subjects of this.#subjects) {
      for (const subject of subjects?.values() ?? []) {
        this.#release(subject, Infinity)
        this.#settle(subject)
        devices.add(subject.device)
        count++
        const reason = subject.failed
          ? undefined
          : (subject.undecided ?? this.#unfinished(subject) ?? this.#worthless(subject))
        if (reason === undefined) continue
        inconclusive++
        const { name } = this.roles.all[subject.role]!.role
        if (undecided.length < this.#told) undecided.push({ device: subject.device, role: name, reason })
      }
    }
    return {
      verdict: this.#failed > 0 ? 'fail' : inconclusive > 0 ? 'inconclusive' : 'pass',
      observations: this.#observations,
      devices: devices.size,
      subjects: { pass: count - this.#failed - inconclusive, inconclusive, fail: this.#failed },
      failures: this.failures,
      undecided,
      ...(this.#listener.weighs === true ? { worth: this.#worth() } : {}),
      given: this.#given(),
    }
  }

  /** Each role of each device, with what is believed of it. @internal */
  *subjects(): Generator<readonly [JudgedRole, Subject]> {
    for (const subjects of this.#subjects) {
      for (const subject of subjects?.values() ?? []) yield [this.roles.all[subject.role]!, subject]
    }
  }

  #subjectOf(role: number, device: string, number: number | undefined): Subject {
    const numbered = (this.#numbered[role] ??= [])
    const known = number === undefined ? undefined : numbered[number]
    if (known !== undefined) return known
    const named = (this.#subjects[role] ??= new Map<string, Subject>())
    let subject = named.get(device)
    if (subject === undefined) named.set(device, (subject = this.#begun(device, role)))
    if (number !== undefined) {
      while (numbered.length < number) numbered.push(undefined)
      numbered[number] = subject
    }
    return subject
  }

  #begun(device: string, role: number): Subject {
    const { rows, starts, role: of } = this.roles.all[role]!
    const subject = new Subject(device, role, rows)
    if (starts.length === 0) {
      this.#leave(
        subject,
        `the ${of.name} has too many states to begin in any of them; say what came before: a start 'after' some events`,
      )
    }
    return subject
  }

  /** One observation of one source among several. */
  #interleave(subject: Subject, source: number, one: FromSource): void {
    const { believer, settings, starts } = this.roles.all[subject.role]!
    const sources = Object.values(settings.sources)
    if (subject.interleaving === undefined) {
      // The first line need not be the first that happened.
      const apart = Math.max(...sources.map(({ skew, tolerance, reorder }) => 2 * skew + tolerance + reorder))
      const belief = believer.start(starts, one.time, apart)
      subject.interleaving = new Interleaving(believer, sources, source, belief)
    }
    this.#guarded(subject, one.line, () => {
      const outcome = subject.interleaving!.take(source, one)
      subject.observations++
      subject.time = Math.max(subject.time, one.time)
      subject.line = one.line
      if (outcome === undefined) return
      if ('disorder' in outcome) {
        throw this.#disorder(subject, one.time, one.line, sources[source]!.reorder)
      }
      subject.observations = outcome.explained
      this.#fail(subject, outcome, outcome.before)
    })
  }

  /** The rest of what several sources wrote. */
  #settle(subject: Subject): void {
    const { interleaving } = subject
    if (interleaving === undefined || subject.failed || subject.undecided !== undefined) return
    this.#guarded(subject, 0, () => {
      const outcome = interleaving.end()
      if (outcome === undefined) subject.belief = interleaving.belief
      else {
        subject.observations = outcome.explained
        this.#fail(subject, outcome, outcome.before)
      }
    })
  }

  #release(subject: Subject, until: number): void {
    const { waiting } = subject
    if (waiting === undefined) return
    while (waiting.length > 0 && waiting[0]!.time <= until) {
      const { time, observed, line } = waiting.shift()!
      if (!subject.failed && subject.undecided === undefined) this.#judge(subject, time, observed, line)
    }
  }

  #judge(subject: Subject, time: number, observed: Observed, line: number): void {
    if (this.#listener.weighs === true) this.#weigh(subject, time, observed, line)
    if (subject.follow(observed, time)) {
      this.#explained(subject, observed, time, line)
      return
    }
    const { believer, starts } = this.roles.all[subject.role]!
    this.#guarded(subject, line, () => {
      const before = subject.belief
      const begins = subject.observations === 0
      const belief = begins ? this.#begin(subject.role, observed, time) : believer.observe(before, observed, time)
      if (belief.length > 0) {
        subject.belief = belief
        this.#explained(subject, observed, time, line)
        return
      }
      subject.time = time
      this.#fail(subject, { time, observed, line }, begins ? () => believer.start(starts, time) : before)
    })
  }

  /** Does what may lead to too many hypotheses; then the subject stays undecided. */
  #guarded(subject: Subject, line: number, work: () => void): void {
    try {
      work()
    } catch (error) {
      if (!(error instanceof TooManyHypotheses)) throw error
      const { limit } = this.roles.all[subject.role]!.believer
      subject.belief = []
      this.#leave(subject, `line ${line}: more than ${limit} explanations; tell the start, or log more of the inputs`)
    }
  }

  /** Leaves a subject undecided. */
  #leave(subject: Subject, reason: string): void {
    subject.undecided = reason
    this.#listener.onUndecided?.({ device: subject.device, role: this.roles.all[subject.role]!.role.name, reason })
  }

  #fail(subject: Subject, { time, observed, line }: FromSource, before: Belief | (() => Belief)): void {
    const { believer, role } = this.roles.all[subject.role]!
    subject.failed = true
    subject.belief = []
    this.#failed++
    const { onFailure } = this.#listener
    if (onFailure === undefined && this.failures.length >= this.#told) return
    const failure: Failure = {
      device: subject.device,
      role: role.name,
      line,
      time,
      observed: observed.text,
      direction: observed.direction,
      explained: subject.observations,
      ...explain(believer, typeof before === 'function' ? before() : before, observed, time, subject.heard),
    }
    if (this.failures.length < this.#told) this.failures.push(failure)
    onFailure?.(failure)
  }

  #explained(subject: Subject, observed: Observed, time: number, line: number): void {
    subject.time = time
    subject.line = line
    subject.observations++
    if (observed.direction === 'in') subject.heard = observed
  }

  /** The first observation of a device means the same at any time. */
  #begin(role: number, observed: Observed, time: number): Belief {
    const { believer, starts, first } = this.roles.all[role]!
    let known = first.get(observed)
    if (known === undefined) {
      known = believer.observe(believer.start(starts, 0), observed, 0)
      first.set(observed, known)
    }
    return known.map((hypothesis) => ({
      ...hypothesis,
      since: hypothesis.since + time,
      due: hypothesis.due.map((edge) => edge + time),
      until: hypothesis.until.map((last) => last + time),
      held: hypothesis.held?.map((last) => last + time),
    }))
  }

  #weigh(subject: Subject, time: number, observed: Observed, line: number): void {
    const judged = this.roles.all[subject.role]!
    const scales = (this.#scales[subject.role] ??= new Scales(judged))
    if (scales.enough) return
    const belief = subject.observations === 0 ? judged.believer.start(judged.starts, time) : subject.belief
    scales.weigh(judged, subject, belief, observed, time, line)
  }

  #worth(): Readonly<Record<string, Worth>> {
    return Object.fromEntries(
      this.roles.all.flatMap(({ role }, index) => {
        const scales = this.#scales[index]
        return scales === undefined ? [] : [[role.name, scales.worth]]
      }),
    )
  }

  #worthless({ role }: Subject): string | undefined {
    const worth = this.#scales[role]?.worth
    if (worth === undefined || worth.telling > 0) return undefined
    return 'no line of it could have failed: whatever the log can show was possible at each of them'
  }

  #unfinished({ role, belief }: Subject): string | undefined {
    const { believer, role: of } = this.roles.all[role]!
    const owed = believer.owed(belief)
    if (owed.length === 0) return undefined
    return `the log ends before ${owed.map((event) => eventText(of.table.events[event]!)).join(', ')} is said`
  }

  #disorder({ device, time }: Subject, now: number, line: number, reorder: number): UnreadableInput {
    const declared = reorder > 0 ? `more than the ${reorder} ms that are declared` : 'and no reordering is declared'
    return new UnreadableInput(
      this.#source,
      line,
      `device '${device}' goes back in time from ${time} to ${now} ms, ${declared}; declare it: --reorder <ms>, or in the mapping`,
    )
  }

  #given(): LogVerdict['given'] {
    return Object.fromEntries(
      this.roles.all.flatMap(({ role }, index) => {
        // A coarse view does not tell what its machine was given.
        if (role.table.blur !== undefined) return []
        const texts = new Set<string>()
        for (const { belief } of this.#subjects[index]?.values() ?? []) {
          for (const { local } of belief.length > 1000 ? [] : belief) {
            texts.add(canonical(givenIn(role.table.locals[local]!.snapshot) ?? null))
          }
          if (texts.size > 64) break
        }
        return [[role.name, [...texts].map((text) => JSON.parse(text) as unknown)]]
      }),
    )
  }
}
