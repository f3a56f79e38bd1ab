// What XState answered about the cores of a machine: which constants it looked at, and what came of it.
import { agrees, type Constants, type Reading } from './contextConstants.js'

/** What an event does to a core. */
export interface KnownTransition {
  /** What was read of the constants. */
  readonly readings: readonly Reading[]
  /** Where they were looked at as a whole: the only ones for which this holds. */
  readonly only?: number
  /** Afterwards; the constants are the same, unless told. */
  readonly core: number
  readonly constants?: number
  readonly slots: Int32Array
  readonly says: Int32Array
}

/** A transition as plain data; cores, constants and events by their indices in a saved table. */
export interface SavedTransition {
  readonly at: readonly [core: number, event: number]
  readonly to: readonly [core: number, constants?: number]
  readonly readings: readonly Reading[]
  readonly only?: number
  readonly slots: readonly number[]
  readonly says: readonly number[]
}

/** The numbers here of what is numbered otherwise elsewhere. */
interface Numbers {
  readonly coreIds: readonly number[]
  readonly constantsIds: readonly number[]
  readonly eventIds: readonly number[]
}

/** More than a machine has events. */
const wide = 2 ** 20

export class TransitionCache {
  size = 0
  readonly #byPlace = new Map<number, KnownTransition[]>()
  readonly #numbers = new Map<string, Int32Array>()
  readonly #readings = new Map<string, readonly Reading[]>()

  /** Numbers that are equal as one array, not to be written to: few are different, and each takes some 300 bytes. */
  numbers(all: readonly number[]): Int32Array {
    const key = all.join()
    let known = this.#numbers.get(key)
    if (known === undefined) this.#numbers.set(key, (known = Int32Array.from(all)))
    return known
  }

  /** What an event does to a core with some constants, if it is known. */
  find(core: number, event: number, constants: number, values: Constants): KnownTransition | undefined {
    return this.#byPlace
      .get(core * wide + event)
      ?.find(({ only, readings }) => (only === undefined ? agrees(values, readings) : only === constants))
  }

  add(core: number, event: number, one: KnownTransition): KnownTransition {
    const transition = { ...one, readings: this.#shared(one.readings) }
    const place = core * wide + event
    const known = this.#byPlace.get(place)
    if (known) known.push(transition)
    else this.#byPlace.set(place, [transition])
    this.size++
    return transition
  }

  /** Readings that are equal as one array: few are different, and they took a third of a table. */
  #shared(readings: readonly Reading[]): readonly Reading[] {
    const key = JSON.stringify(readings)
    let known = this.#readings.get(key)
    if (known === undefined) this.#readings.set(key, (known = readings))
    return known
  }

  saved(): readonly SavedTransition[] {
    return [...this.#byPlace].flatMap(([place, transitions]) =>
      transitions.map(({ readings, only, core, constants, slots, says }) => ({
        at: [Math.floor(place / wide), place % wide],
        to: constants === undefined ? [core] : [core, constants],
        readings,
        ...(only === undefined ? {} : { only }),
        slots: [...slots],
        says: [...says],
      })),
    )
  }

  /** Adds those that are not known. */
  absorb(transitions: readonly SavedTransition[], { coreIds, constantsIds, eventIds }: Numbers): void {
    for (const { at, to, readings, only, slots, says } of transitions) {
      const [core, event] = [coreIds[at[0]]!, eventIds[at[1]]!]
      const transition: KnownTransition = {
        readings,
        ...(only === undefined ? {} : { only: constantsIds[only]! }),
        core: coreIds[to[0]]!,
        ...(to[1] === undefined ? {} : { constants: constantsIds[to[1]]! }),
        slots: this.numbers(slots),
        says: this.numbers(says.map((said) => eventIds[said]!)),
      }
      const known = this.#byPlace.get(core * wide + event) ?? []
      if (!known.some((one) => conditionOf(one) === conditionOf(transition))) this.add(core, event, transition)
    }
  }
}

/** On what a transition depends, as text. */
const conditionOf = ({ readings, only }: KnownTransition): string => JSON.stringify([only ?? null, readings])
