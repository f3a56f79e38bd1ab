// Guards of functions that must depend on nothing but what they are given: what differs from call to call is trapped.

/** Something was asked for that differs from call to call. */
export class Impure extends Error {
  override readonly name = 'Impure'
  /** What was asked for, as it is written: `Math.random`. */
  readonly what: string

  constructor(what: string) {
    super(`it asks ${what}`)
    this.what = what
  }
}

type Fields = Record<string, unknown>

/** What can be trapped by its name, wherever it exists: owner, and name. */
const sources: readonly (readonly [owner: Fields | undefined, name: string, what: string])[] = [
  [Math as unknown as Fields, 'random', 'Math.random'],
  [globalThis.performance as unknown as Fields | undefined, 'now', 'performance.now'],
  [globalThis.crypto as unknown as Fields | undefined, 'randomUUID', 'crypto.randomUUID'],
  [globalThis.crypto as unknown as Fields | undefined, 'getRandomValues', 'crypto.getRandomValues'],
]

/** What was asked for since this was last emptied. It is kept, since whoever asks may catch what is thrown. */
let asked: string | undefined

const askedFor = (): string | undefined => asked

const trap = (what: string): never => {
  asked ??= what
  throw new Impure(what)
}

const traps = sources.flatMap(([owner, name, what]) => {
  const own = owner?.[name]
  return owner && own ? [{ owner, name, shadow: (): never => trap(what) }] : []
})

/** `Date` without the present: dates of a number or a text are what they are. */
const timeless = new Proxy(Date, {
  construct: (target, values: unknown[], made) =>
    values.length === 0 ? trap('the present by new Date()') : (Reflect.construct(target, values, made) as object),
  apply: () => trap('the present by Date()'),
  get: (target, name) => (name === 'now' ? () => trap('Date.now') : (Reflect.get(target, name) as unknown)),
})

let depth = 0

/**
 * Runs something while the clock and all that is random is trapped.
 *
 * @throws Impure where it asks for one of these, even if it catches what the trap throws
 */
export function undisturbed<T>(run: () => T): T {
  if (depth > 0) return run()
  const were = traps.map(({ owner, name }) => Object.getOwnPropertyDescriptor(owner, name))
  const present = globalThis.Date
  depth++
  asked = undefined
  let outcome: T
  try {
    for (const { owner, name, shadow } of traps) {
      Object.defineProperty(owner, name, { value: shadow, configurable: true, writable: true })
    }
    globalThis.Date = timeless
    outcome = run()
  } finally {
    depth--
    globalThis.Date = present
    traps.forEach(({ owner, name }, index) => {
      const was = were[index]
      if (was) Object.defineProperty(owner, name, was)
      else Reflect.deleteProperty(owner, name)
    })
    // What was thrown on the way tells less than what was asked for.
    const what = askedFor()
    // eslint-disable-next-line no-unsafe-finally
    if (what !== undefined) throw new Impure(what)
  }
  return outcome
}
