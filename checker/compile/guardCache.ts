// Tests of local states: each is asked once for all that differ only in constants that it does not look at.
import type { AnyMachineSnapshot } from 'xstate'
import type { LocalTest } from '../../model/party.js'
import { Watch, type Constants } from './contextConstants.js'
import { Unsteady } from './labelTable.js'
import { withConstants } from './localStateKey.js'

/** What is known of a test and a core. */
const UNKNOWN = 0
const FAILS = 1
const HOLDS = 2
const DEPENDS = 3

interface Results {
  byCore: Uint8Array
  /** By local state, where the constants matter. */
  readonly byLocal: Map<number, boolean>
}

/** A local state, as far as tests are concerned. */
export interface Tested {
  readonly local: number
  readonly core: number
  readonly constants: Constants
  readonly snapshot: AnyMachineSnapshot
}

export class Tests {
  readonly #results = new WeakMap<LocalTest, Results>()
  /** By core: a snapshot that notices what is read of its constants. */
  readonly #watched = new Map<number, { readonly watch: Watch; readonly snapshot: AnyMachineSnapshot }>()

  /** Whether a test holds in a local state. */
  holds(test: LocalTest, tested: Tested): boolean {
    const { core, local, snapshot } = tested
    const results = this.#known(test, tested)
    if (results.byCore[core] !== DEPENDS) return results.byCore[core] === HOLDS
    const known = results.byLocal.get(local)
    if (known !== undefined) return known
    const holds = test(snapshot)
    if (test(snapshot) !== holds) throw new Unsteady()
    results.byLocal.set(local, holds)
    return holds
  }

  /** Whether a test looks at constants in a local state. */
  depends(test: LocalTest, tested: Tested): boolean {
    return this.#known(test, tested).byCore[tested.core] === DEPENDS
  }

  /** What is known of a test, with an answer for a core. */
  #known(test: LocalTest, tested: Tested): Results {
    const results = this.#resultsOf(test, tested.core)
    if (results.byCore[tested.core] === UNKNOWN) results.byCore[tested.core] = this.#ask(test, tested)
    return results
  }

  #ask(test: LocalTest, tested: Tested): number {
    const { watch, snapshot } = this.#watchedOf(tested)
    watch.forget()
    const holds = test(snapshot)
    if (watch.whole || watch.readings.length > 0) return DEPENDS
    if (test(tested.snapshot) !== holds) throw new Unsteady()
    return holds ? HOLDS : FAILS
  }

  #watchedOf({ core, constants, snapshot }: Tested) {
    const known = this.#watched.get(core)
    if (known) return known
    const watch = new Watch(constants)
    const made = { watch, snapshot: withConstants(snapshot, watch.standIns) }
    this.#watched.set(core, made)
    return made
  }

  #resultsOf(test: LocalTest, core: number): Results {
    const known = this.#results.get(test) ?? { byCore: new Uint8Array(256), byLocal: new Map<number, boolean>() }
    if (core >= known.byCore.length) {
      const grown = new Uint8Array(Math.max(core + 1, known.byCore.length * 2))
      grown.set(known.byCore)
      known.byCore = grown
    }
    this.#results.set(test, known)
    return known
  }
}
