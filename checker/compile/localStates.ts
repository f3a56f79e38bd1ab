// The local states of a machine by number: each a core, and the constants in its context.
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate'
import { Unbounded } from '../../model/errors.js'
import { canonical, faithful } from '../../util/canonical.js'
import { constantsIn, type Constants } from './contextConstants.js'
import type { LocalState } from './localRecord.js'
import { keyOf, Placed, restored, withContext, type Core } from './localStateKey.js'

/** More than there are constants. */
const WIDE = 2 ** 20

/** Cores, constants and local states, each numbered from 0 in the order in which they are first met. */
export class LocalStates {
  readonly all: LocalState[] = []
  /** Local states at most. */
  limit = 200_000

  readonly #party: string
  readonly #machine: AnyStateMachine
  readonly #textOf: (part: unknown, name: string) => string
  readonly #cores: Core[] = []
  readonly #coreIds = new Map<string, number>()
  readonly #constants: { readonly text: string; readonly values: Constants }[] = []
  readonly #constantsIds = new Map<string, number>()
  readonly #coreOf: number[] = []
  readonly #constantsOf: number[] = []
  readonly #ids = new Map<number, number>()

  /**
   * @param party for messages
   * @param textOf the canonical text of a part of a context with the given name; throws where it has none
   */
  constructor(party: string, machine: AnyStateMachine, textOf: (part: unknown, name: string) => string) {
    this.#party = party
    this.#machine = machine
    this.#textOf = textOf
  }

  /** The canonical texts of the cores, in their order. */
  get coreKeys(): readonly string[] {
    return this.#cores.map(({ key }) => key)
  }

  /** The canonical texts of the constants, in their order. */
  get constantsTexts(): readonly string[] {
    return this.#constants.map(({ text }) => text)
  }

  /** The core of a local state. */
  coreOf(local: number): number {
    return this.#coreOf[local]!
  }

  /** The number of the constants of a local state. */
  constantsOf(local: number): number {
    return this.#constantsOf[local]!
  }

  /** The constants of a local state. */
  valuesOf(local: number): Constants {
    return this.#constants[this.#constantsOf[local]!]!.values
  }

  /** The canonical text of a local state: the same in every process. */
  textOf(local: number): string {
    return `${this.#cores[this.#coreOf[local]!]!.key}\n${this.#constants[this.#constantsOf[local]!]!.text}`
  }

  /** The local state that a canonical text stands for. */
  numberOfText(text: string): number {
    const end = text.lastIndexOf('\n')
    return this.numberOf(this.coreOfKey(text.slice(0, end)), this.constantsOfText(text.slice(end + 1)))
  }

  /** The local state with a snapshot and the timers that run. */
  numberOfSnapshot(snapshot: AnyMachineSnapshot, timers: readonly number[]): number {
    const values = constantsIn(snapshot.context as Readonly<Record<string, unknown>>)
    const text = this.#textOf(values, 'context')
    const core = this.coreOfSnapshot(snapshot, Object.keys(values), timers)
    return this.numberOf(core, this.constantsOfText(text, values))
  }

  /** The local state with a core and constants. */
  placed(core: number, constants: Constants): number {
    return this.numberOf(core, this.constantsOfText(canonical(constants), constants))
  }

  /** @param constants names of the fields of the context that are constants */
  coreOfSnapshot(snapshot: AnyMachineSnapshot, constants: readonly string[], timers: readonly number[]): number {
    const context = Object.fromEntries(
      Object.entries(snapshot.context as object).filter(([field]) => !constants.includes(field)),
    )
    const key = keyOf(withContext(snapshot, context), timers, this.#textOf)
    return this.#coreIds.get(key) ?? this.#addCore({ key, snapshot: withContext(snapshot, context), timers })
  }

  coreOfKey(key: string): number {
    return this.#coreIds.get(key) ?? this.#addCore(restored(this.#machine, key))
  }

  constantsOfText(text: string, values?: Constants): number {
    const known = this.#constantsIds.get(text)
    if (known !== undefined) return known
    const id = this.#constants.push({ text, values: values ?? (JSON.parse(text) as Constants) }) - 1
    this.#constantsIds.set(text, id)
    return id
  }

  /**
   * The local state with a core and constants, by their numbers.
   *
   * @throws Unbounded where there are more than `limit`; names the field of the context that grows
   */
  numberOf(core: number, constants: number): number {
    const key = core * WIDE + constants
    const known = this.#ids.get(key)
    if (known !== undefined) return known
    if (this.all.length >= this.limit) {
      throw new Unbounded(
        `party '${this.#party}' has more than ${this.limit} local states; ${this.#growth()}. ` +
          'Bound its context: every field takes few values',
      )
    }
    const id = this.all.push(new Placed(this.#cores[core]!, this.#constants[constants]!.values)) - 1
    this.#ids.set(key, id)
    this.#coreOf.push(core)
    this.#constantsOf.push(constants)
    return id
  }

  #addCore(core: Core): number {
    const id = this.#cores.push(core) - 1
    this.#coreIds.set(core.key, id)
    return id
  }

  /** Which context field takes the most values, in words. */
  #growth(): string {
    const values = new Map<string, Set<string>>()
    for (const { snapshot } of this.all) {
      for (const [field, value] of Object.entries(snapshot.context as Readonly<Record<string, unknown>>)) {
        const seen = values.get(field) ?? new Set()
        values.set(field, seen.add(faithful(value)))
      }
    }
    const [most] = [...values].sort(([, a], [, b]) => b.size - a.size)
    return most ? `its context field '${most[0]}' takes ${most[1].size} values` : 'its context is empty'
  }
}
