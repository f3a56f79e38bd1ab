// Judges the interleaved logs of many devices and roles, one observation at a time, in memory that does not grow with
// the length of the log.
import type { NamedConfiguration } from '../machines/configurations.js'
import type { RoleName } from './role.js'
import { Believer, TooManyHypotheses, type Beginning, type Belief, type Visibility } from './belief.js'
import { UnreadableInput } from './errors.js'
import { explain, type Explanation } from './explain.js'
import { Interleaving, type FromSource, type SourceSettings } from './interleaving.js'
import { givenIn, roleNames, roleOf, type Direction, type Role } from './role.js'
import { Singles } from './singles.js'
import { startsOf } from './starts.js'
import { Subject } from './subject.js'
import { eventText, near, NotInAlphabet, observedIn, type Observed, type WrittenEvent } from './symbol.js'
import type { Roles, Understood } from './trace.js'

/** How the log of one role is to be read; event types where the role has several payloads of one type. */
export interface RoleSettings {
  /**
   * `initial`: as the machine starts. `unknown`: the log begins at any time of its life. `after`: at any time after a
   * history of inputs, and after whatever else is not logged.
   */
  readonly start: 'initial' | 'unknown' | { readonly after: readonly WrittenEvent[] }
  /** ms by which a timestamp may be wrong. */
  readonly tolerance: number
  /** ms after which an output is in the log at the latest; 0: before the next input. */
  readonly latency: number
  /** ms by which lines may be out of order. */
  readonly reorder: number
  /**
   * Who writes the log, if several do, each by a clock of its own; none if there is one clock. Then `tolerance` and
   * `reorder` are those of each source.
   */
  readonly sources: Readonly<Record<string, SourceSettings>>
  /** Types of inputs and outputs that may be missing from the log. */
  readonly unlogged: readonly string[]
}

export const exactly: RoleSettings = {
  start: 'initial',
  tolerance: 0,
  latency: 0,
  reorder: 0,
  unlogged: [],
  sources: {},
}

export interface JudgeOptions {
  /** Only this role; otherwise each line names its own. */
  readonly role?: RoleName
  readonly configurations: (role: RoleName) => readonly NamedConfiguration[]
  readonly settings: (role: RoleName) => RoleSettings
  /** Local states at most that an unknown start is made of. */
  readonly maxStates?: number
  readonly onProgress?: (text: string) => void
}

/** A role as one log shows it. */
export interface JudgedRole {
  readonly role: Role
  readonly believer: Believer
  readonly singles: Singles
  readonly settings: RoleSettings
  /** None if there are too many to begin with. */
  readonly starts: readonly Beginning[]
}

const expand = (role: Role, ids: readonly number[], types: readonly string[]): readonly number[] =>
  ids.filter((id) => types.includes(role.table.events[id]!.type))

/** The visibility that settings give a role. @throws NotInAlphabet for an unlogged type that it does not have */
export function visibilityOf(role: Role, { tolerance, latency, unlogged }: RoleSettings): Visibility {
  const types = [...new Set([...role.hears, ...role.says].map((id) => role.table.events[id]!.type))]
  for (const type of unlogged) {
    if (!types.includes(type)) {
      const close = near(type, types)
      throw new NotInAlphabet(
        `the role '${role.name}' neither hears nor says '${type}', which is declared unlogged` +
          (close.length > 0 ? `: did you mean ${close.join(', or ')}?` : ''),
      )
    }
  }
  return {
    tolerance,
    latency,
    unloggedInputs: expand(role, role.hears, unlogged),
    unloggedOutputs: new Set(expand(role, role.says, unlogged)),
  }
}

/** The index of a source. @throws NotInAlphabet for one that is not declared, where some are */
function sourceIn({ sources }: RoleSettings, source: string | undefined): number {
  const names = Object.keys(sources)
  if (names.length === 0) return 0
  if (source === undefined) throw new NotInAlphabet(`names no source; "source" is one of ${names.join(', ')}`)
  const at = names.indexOf(source)
  if (at >= 0) return at
  const close = near(source, names)
  throw new NotInAlphabet(
    `unknown source '${source}': ${close.length > 0 ? `did you mean ${close.join(', or ')}?` : `there are ${names.join(', ')}`}`,
  )
}

/** The roles of a log, built when a line first names them. */
export class JudgedRoles implements Roles {
  readonly all: JudgedRole[] = []
  readonly #options: JudgeOptions
  readonly #byName = new Map<string, number>()
  readonly #observed = new Map<string, Understood>()

  constructor(options: JudgeOptions) {
    this.#options = options
  }

  understand(
    name: string | undefined,
    direction: Direction,
    event: WrittenEvent,
    source?: string,
  ): Understood | undefined {
    const only = this.#options.role
    const asked = name ?? only
    if (asked === undefined) {
      throw new NotInAlphabet(
        `names no role; add "role" to each line, or say --role with one of ${roleNames.join(', ')}`,
      )
    }
    const known = roleNames.find((one) => one === asked)
    if (known === undefined) {
      const close = near(asked, roleNames)
      throw new NotInAlphabet(
        `unknown role '${asked}': ${close.length > 0 ? `did you mean ${close.join(', or ')}?` : `there are ${roleNames.join(', ')}`}`,
      )
    }
    if (only !== undefined && known !== only) return undefined
    const role = this.indexOf(known)
    const key = `${role} ${direction} ${JSON.stringify(event)} ${source ?? ''}`
    const before = this.#observed.get(key)
    if (before !== undefined) return before
    const observed = observedIn(this.all[role]!.role, direction, event)
    const understood = { role, observed, source: sourceIn(this.all[role]!.settings, source) }
    this.#observed.set(key, understood)
    return understood
  }

  indexOf(name: RoleName): number {
    const known = this.#byName.get(name)
    if (known !== undefined) return known
    const role = roleOf(name, this.#options.configurations(name))
    const settings = this.#options.settings(name)
    const visibility = visibilityOf(role, settings)
    const starts = this.#starts(role, settings.start, visibility)
    const believer = new Believer(role, visibility)
    const index = this.all.push({ role, believer, singles: new Singles(believer), settings, starts }) - 1
    this.#byName.set(name, index)
    return index
  }

  #starts(role: Role, start: RoleSettings['start'], { unloggedInputs }: Visibility): readonly Beginning[] {
    try {
      return startsOf(role, start, unloggedInputs, this.#options)
    } catch (error) {
      if (error instanceof TooManyHypotheses) return []
      throw error
    }
  }
}

export interface Failure extends Explanation {
  readonly device: string
  readonly role: RoleName
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
  readonly role: RoleName
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
  /** For each role, what its machine may have been given, as far as the log tells. */
  readonly given: Readonly<Record<string, readonly unknown[]>>
}

/** Failures and undecided subjects that are told in full. */
const told = 100

/** Judges observations as they come. */
export class LogJudge {
  readonly roles: JudgedRoles
  readonly failures: Failure[] = []
  readonly #source: string
  /** By role; a role that no line has named has none. */
  readonly #subjects: (Map<string, Subject> | undefined)[] = []
  /** The same by the number of the device, where it has one. */
  readonly #numbered: (Subject | undefined)[][] = []
  readonly #first = new Map<Observed, Belief>()
  readonly #onFailure: (failure: Failure) => void
  #observations = 0
  #failed = 0

  /** @param onFailure is told of each failure as soon as it is seen */
  constructor(source: string, roles: JudgedRoles, onFailure: (failure: Failure) => void = () => undefined) {
    this.#source = source
    this.roles = roles
    this.#onFailure = onFailure
  }

  /** One observation; `line` is where it stands, `number` that of the device if it has one. */
  take(time: number, device: string, { role, observed, source }: Understood, line: number, number?: number): void {
    this.#observations++
    const subject = this.#subjectOf(role, device, number)
    if (subject.failed || subject.undecided !== undefined) return
    const { reorder, sources } = this.roles.all[role]!.settings
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
        const reason = subject.failed ? undefined : (subject.undecided ?? this.#unfinished(subject))
        if (reason === undefined) continue
        inconclusive++
        const { name } = this.roles.all[subject.role]!.role
        if (undecided.length < told) undecided.push({ device: subject.device, role: name, reason })
      }
    }
    return {
      verdict: this.#failed > 0 ? 'fail' : inconclusive > 0 ? 'inconclusive' : 'pass',
      observations: this.#observations,
      devices: devices.size,
      subjects: { pass: count - this.#failed - inconclusive, inconclusive, fail: this.#failed },
      failures: this.failures,
      undecided,
      given: this.#given(),
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
    const { singles, starts, role: of } = this.roles.all[role]!
    const subject = new Subject(device, role, singles)
    if (starts.length === 0) {
      subject.undecided = `the ${of.name} has too many states to begin in any of them; say what came before: a start 'after' some events`
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
    if (subject.follow(observed, time)) {
      this.#explained(subject, observed, time)
      return
    }
    const { believer, starts } = this.roles.all[subject.role]!
    this.#guarded(subject, line, () => {
      const before = subject.belief
      const begins = subject.observations === 0
      const belief = begins ? this.#begin(subject.role, observed, time) : believer.observe(before, observed, time)
      if (belief.length > 0) {
        subject.belief = belief
        this.#explained(subject, observed, time)
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
      subject.undecided = `line ${line}: more than ${limit} explanations; tell the start, or log more of the inputs`
    }
  }

  #fail(subject: Subject, { time, observed, line }: FromSource, before: Belief | (() => Belief)): void {
    const { believer, role } = this.roles.all[subject.role]!
    subject.failed = true
    subject.belief = []
    this.#failed++
    if (this.failures.length >= told) return
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
    this.failures.push(failure)
    this.#onFailure(failure)
  }

  #explained(subject: Subject, observed: Observed, time: number): void {
    subject.time = time
    subject.observations++
    if (observed.direction === 'in') subject.heard = observed
  }

  /** The first observation of a device means the same at any time. */
  #begin(role: number, observed: Observed, time: number): Belief {
    const { believer, starts } = this.roles.all[role]!
    let known = this.#first.get(observed)
    if (known === undefined) {
      known = believer.observe(believer.start(starts, 0), observed, 0)
      this.#first.set(observed, known)
    }
    return known.map((hypothesis) => ({
      ...hypothesis,
      since: hypothesis.since + time,
      due: hypothesis.due.map((edge) => edge + time),
      until: hypothesis.until.map((last) => last + time),
    }))
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
      this.roles.all.map(({ role }, index) => {
        const texts = new Set<string>()
        for (const { belief } of this.#subjects[index]?.values() ?? []) {
          for (const { local } of belief.length > 1000 ? [] : belief) {
            texts.add(JSON.stringify(givenIn(role.table.locals[local]!.snapshot) ?? null))
          }
          if (texts.size > 64) break
        }
        return [role.name, [...texts].map((text) => JSON.parse(text) as unknown)]
      }),
    )
  }
}
