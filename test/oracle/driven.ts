// Example implementations, driven through generated cases: they conform, or are failed for the right reason.
import { expect } from 'vitest'
import { configure, type Configuration } from '../../machines/configurations.js'
import { Driver } from '../../oracle/driver/drive.js'
import type { CaseFailure, TestCase } from '../../oracle/driver/hearing.js'
import { runSuite } from '../../oracle/driver/suite.js'
import type { Role } from '../../oracle/belief/role.js'
import { roleOf } from '../../oracle/belief/catalogue.js'
import { impRoles, type RoleName } from '../../verification/imp/roles.js'
import { isRight, type Wrong } from './examples.js'

/** Drives implementations through cases of their role, which are generated once for each configuration. */
export class Driving {
  readonly #generate: (role: Role) => readonly TestCase[]
  readonly #patience: number
  readonly #suites = new Map<string, readonly TestCase[]>()

  /** @param patience ms in which an implementation has to answer */
  constructor(patience: number, generate: (role: Role) => readonly TestCase[]) {
    this.#patience = patience
    this.#generate = generate
  }

  /** Drives one through its cases, up to the failure that is looked for. */
  async drive(
    name: RoleName,
    command: readonly string[],
    configuration: Partial<Configuration> = {},
    lookedFor: (failure: CaseFailure) => boolean = () => true,
  ) {
    const role = roleOf(impRoles, name, [configure(configuration)])
    const driver = new Driver({ command, role, patience: this.#patience, tolerance: 0 })
    const isKnown = (failure: CaseFailure): boolean => !lookedFor(failure)
    try {
      const cases = this.#casesOf(role, configuration)
      return await runSuite(driver, cases, { maxFailures: 1, again: 0, shrinkRuns: 0, isKnown })
    } finally {
      await driver.end()
    }
  }

  /** It is failed, and the right reason is among the first four. */
  async isFailed(name: RoleName, command: readonly string[], wrong: Wrong): Promise<void> {
    const right = (failure: CaseFailure): boolean => isRight(wrong, failure)
    const { found } = await this.drive(name, [...command, wrong.fault], wrong.configuration, right)
    const told = found.map(({ failure }) => `${failure.kind}: ${failure.reason}`)
    expect(
      found.slice(0, 4).some(({ failure }) => right(failure)),
      told.join('\n') || 'it passes',
    ).toBe(true)
  }

  #casesOf(role: Role, configuration: Partial<Configuration>): readonly TestCase[] {
    const key = `${role.name} ${configure(configuration).name}`
    const known = this.#suites.get(key)
    if (known !== undefined) return known
    const cases = this.#generate(role)
    this.#suites.set(key, cases)
    return cases
  }
}
