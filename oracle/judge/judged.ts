// The roles of a log, each with how it is shown there: built when a line first names them, shared by all judges of a log.
import type { NamedConfiguration } from '../../model/configuration.js'
import { Believer, TooManyHypotheses, type Beginning, type Belief, type Visibility } from '../belief/belief.js'
import { roleOf, type RoleCatalogue } from '../belief/catalogue.js'
import type { Direction, Role } from '../belief/role.js'
import { outgrown, renewed } from '../belief/renewal.js'
import { BeliefRows } from '../belief/rows.js'
import { startsOf } from '../belief/starts.js'
import { near, NotInAlphabet, observedIn, type Manner, type Observed, type WrittenEvent } from '../belief/symbol.js'
import type { Roles, Understood } from '../read/trace.js'
import type { DelayTimes } from '../belief/delayTimes.js'
import type { Coarse } from '../belief/coarse.js'
import type { RoleSettings } from '../belief/roleSettings.js'

export const exactly: RoleSettings = {
  start: 'initial',
  tolerance: 0,
  latency: 0,
  reorder: 0,
  unlogged: [],
  sources: {},
}

export interface JudgeOptions {
  /** The roles that there are. */
  readonly catalogue: RoleCatalogue
  /** Only this role; otherwise each line names its own. */
  readonly role?: string
  readonly configurations: (role: string) => readonly NamedConfiguration[]
  readonly settings: (role: string) => RoleSettings
  /** Local states at most that an unknown start is made of. */
  readonly maxStates?: number
  /** Delays that take another time than by the specification. */
  readonly times?: DelayTimes
  /** Hypotheses of one belief at most. */
  readonly maxHypotheses?: number
  readonly onProgress?: (text: string) => void
  /** Whether the table of a role is renewed, when XState was asked for so many transitions of it. */
  readonly outgrown?: (transitions: number, observations: number) => boolean
}

/** A role as one log shows it. */
export interface JudgedRole {
  readonly role: Role
  readonly believer: Believer
  readonly rows: BeliefRows
  readonly settings: RoleSettings
  /** What of it is not told apart; undefined where it is seen as it is. */
  readonly coarse: Coarse | undefined
  /** None if there are too many to begin with. */
  readonly starts: readonly Beginning[]
  /** What a first observation means, were it made at 0 ms: the same for every device. */
  readonly first: WeakMap<Observed, Belief>
  /** Observations since its table was renewed. */
  served: number
}

const expand = (role: Role, ids: readonly number[], types: readonly string[]): readonly number[] =>
  ids.filter((id) => types.includes(role.table.events[id]!.type))

/** The visibility that settings give a role. @throws NotInAlphabet for an unlogged type that it does not have */
export function visibilityOf(role: Role, settings: RoleSettings, without: ReadonlySet<string> = new Set()): Visibility {
  const { tolerance, latency, unlogged, shown } = settings
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
  const visible = shown?.flat().map(({ event }) => event.type)
  const left = (ids: readonly number[]): readonly number[] =>
    ids.filter((id) => {
      const { type } = role.table.events[id]!
      return visible?.includes(type) === false && !without.has(type)
    })
  const neverSeen = left(role.says)
  return {
    tolerance,
    latency,
    unloggedInputs: [...new Set([...expand(role, role.hears, unlogged), ...left(role.hears)])],
    unloggedOutputs: new Set([...expand(role, role.says, unlogged), ...neverSeen]),
    ...(neverSeen.length === 0 ? {} : { neverSeen: new Set(neverSeen) }),
    recent: [...new Set((shown ?? []).flat().flatMap(({ event, within = 0 }) => (within > 0 ? [event.type] : [])))],
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
    manner: Manner = {},
  ): Understood | undefined {
    const only = this.#options.role
    const { names } = this.#options.catalogue
    const asked = name ?? only
    if (asked === undefined) {
      throw new NotInAlphabet(`names no role; add "role" to each line, or say --role with one of ${names.join(', ')}`)
    }
    const known = names.find((one) => one === asked)
    if (known === undefined) {
      const close = near(asked, names)
      throw new NotInAlphabet(
        `unknown role '${asked}': ${close.length > 0 ? `did you mean ${close.join(', or ')}?` : `there are ${names.join(', ')}`}`,
      )
    }
    if (only !== undefined && known !== only) return undefined
    const role = this.indexOf(known)
    const key = `${role} ${direction} ${JSON.stringify([event, manner])} ${source ?? ''}`
    const before = this.#observed.get(key)
    if (before !== undefined) return before
    const observed = observedIn(this.all[role]!.role, direction, event, manner)
    const understood = { role, observed, source: sourceIn(this.all[role]!.settings, source) }
    this.#observed.set(key, understood)
    return understood
  }

  indexOf(name: string): number {
    const known = this.#byName.get(name)
    if (known !== undefined) return known
    const settings = this.#options.settings(name)
    const { catalogue, configurations, times } = this.#options
    const coarse = catalogue.coarseView(name, settings.shown?.flat())
    const role = roleOf(catalogue, name, configurations(name), { blur: coarse?.blur, times })
    const visibility = visibilityOf(role, settings, coarse?.without)
    const starts = this.#starts(role, settings.start, visibility, coarse)
    const believer = new Believer(role, visibility, this.#options.maxHypotheses)
    const rows = new BeliefRows(believer)
    const judged = { role, believer, rows, settings, coarse, starts, first: new WeakMap(), served: 0 }
    const index = this.all.push(judged) - 1
    this.#byName.set(name, index)
    return index
  }

  /** A role, for one more observation of it. */
  toServe(index: number): JudgedRole {
    const judged = this.all[index]!
    const { transitions } = judged.role.table
    return (this.#options.outgrown ?? outgrown)(transitions.size, judged.served++) ? this.#renew(index) : judged
  }

  #renew(index: number): JudgedRole {
    const judged = this.all[index]!
    const { settings, rows, believer } = judged
    // What several sources may have meant together is not in the rows.
    if (Object.keys(settings.sources).length > 0) return judged
    const spokenOf = function* () {
      yield* rows.spokenOf()
      for (const { local } of judged.starts) yield { local, by: -1 }
    }
    const [role, numbers] = renewed(judged.role, spokenOf())
    const anew = new Believer(role, believer.visibility, believer.limit)
    rows.renumber(anew, numbers)
    const starts = judged.starts.map((start) => ({ ...start, local: numbers.locals.get(start.local)! }))
    return (this.all[index] = { ...judged, role, believer: anew, starts, first: new WeakMap(), served: 0 })
  }

  #starts(
    role: Role,
    start: RoleSettings['start'],
    { unloggedInputs, neverSeen }: Visibility,
    coarse: Coarse | undefined,
  ): readonly Beginning[] {
    try {
      return startsOf(role, start, unloggedInputs, { ...this.#options, coarse, neverSeen })
    } catch (error) {
      if (error instanceof TooManyHypotheses) return []
      throw error
    }
  }
}
