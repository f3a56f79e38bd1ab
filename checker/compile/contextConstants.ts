// What of a context a machine hands on whole, and which of its fields a transition reads: the rest cannot matter to it.
import { canonical, isPlain } from '../../util/canonical.js'

type Fields = Readonly<Record<string, unknown>>

/** The plain objects with plain fields in a context, by the name of their field. */
export type Constants = Readonly<Record<string, Fields>>

/** A field of a constant that was read, and its canonical text. */
export type Reading = readonly [constant: string, field: string, text: string]

const isFlat = (value: unknown): value is Fields =>
  typeof value === 'object' &&
  value !== null &&
  isPlain(value) &&
  Object.values(value).every((item) => item !== undefined && (typeof item !== 'object' || item === null))

/** The constants in a context. */
export const constantsIn = (context: Fields): Constants =>
  Object.fromEntries(Object.entries(context).filter((entry): entry is [string, Fields] => isFlat(entry[1])))

/** Whether constants agree with what was read of others. */
export const agrees = (constants: Constants, readings: readonly Reading[]): boolean =>
  readings.every(([constant, field, text]) => textIn(constants[constant] ?? {}, field) === text)

/** What an object holds itself: what it inherits is the same in all. */
const textIn = (fields: Fields, field: string): string => (Object.hasOwn(fields, field) ? canonical(fields[field]) : '')

/**
 * Watches what is read of constants. Stand-ins take their places in a context; XState copies a context field by field, so
 * they stay in it, and each look into one is noticed.
 */
export class Watch {
  readonly readings: Reading[] = []
  /** Looked at as a whole, or changed: then all of it matters, and no stand-in may be handed on. */
  whole = false
  readonly standIns: Constants

  constructor(constants: Constants) {
    this.standIns = Object.fromEntries(
      Object.entries(constants).map(([constant, fields]) => [constant, this.#standIn(constant, fields)]),
    )
  }

  /** Whether all stand-ins are where they were, in the context that a transition leads to. */
  keptIn(context: Fields): boolean {
    const names = Object.keys(this.standIns)
    return (
      names.every((name) => context[name] === this.standIns[name]) &&
      Object.keys(constantsIn({ ...context, ...Object.fromEntries(names.map((name) => [name, null])) })).length === 0
    )
  }

  /** Begins anew. */
  forget(): void {
    this.readings.length = 0
    this.whole = false
  }

  #standIn(constant: string, fields: Fields): Fields {
    const whole = (): void => {
      this.whole = true
    }
    return new Proxy(fields, {
      get: (target, field) => {
        if (typeof field === 'symbol') whole()
        else if (!this.readings.some(([one, other]) => one === constant && other === field)) {
          this.readings.push([constant, field, textIn(target, field)])
        }
        return Reflect.get(target, field) as unknown
      },
      has: (target, field) => (whole(), Reflect.has(target, field)),
      ownKeys: (target) => (whole(), Reflect.ownKeys(target)),
      getOwnPropertyDescriptor: (target, field) => (whole(), Reflect.getOwnPropertyDescriptor(target, field)),
      getPrototypeOf: (target) => (whole(), Reflect.getPrototypeOf(target)),
      set: () => (whole(), false),
      defineProperty: () => (whole(), false),
      deleteProperty: () => (whole(), false),
    })
  }
}
