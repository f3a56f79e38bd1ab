// Runs cases one after the other, and makes of each failure a small one that can be run again.
import type { CaseRunner } from './drive.js'
import type { CaseFailure, CaseStep, TestCase } from './hearing.js'

export interface Flakiness {
  readonly failed: number
  readonly runs: number
}

/** A case that failed, made small. */
export interface Found {
  readonly test: TestCase
  readonly failure: CaseFailure
  /** The smallest steps that fail in the same way. */
  readonly small: readonly CaseStep[]
  readonly smallFailure: CaseFailure
  /** Present where the case did not fail each time. */
  readonly flaky?: Flakiness
}

export interface SuiteOptions {
  /** Failures after which it stops. */
  readonly maxFailures: number
  /** How often a failing case is run again. */
  readonly again: number
  /** Runs at most to make a case small. */
  readonly shrinkRuns: number
  /** Whether a failure is expected: it is neither looked into nor counted. */
  readonly isKnown?: (failure: CaseFailure) => boolean
  readonly onCase?: (done: number, failed: number) => void
  readonly signal?: AbortSignal
}

export interface SuiteResult {
  readonly cases: number
  readonly found: readonly Found[]
  /** Whether it stopped before all cases were run. */
  readonly stopped: boolean
}

const same = (one: CaseFailure, other: CaseFailure | undefined): boolean =>
  other?.kind === one.kind && rule(other) === rule(one)

/** What identifies a failure apart from its time. */
const rule = ({ kind, reason, explanation }: CaseFailure): string =>
  explanation === undefined ? kind : reason.replace(/\d+ ms/g, 'ms')

/** Delta debugging over the steps of a case. */
async function shrink(
  driver: CaseRunner,
  test: TestCase,
  failure: CaseFailure,
  most: number,
): Promise<readonly CaseStep[]> {
  let kept: readonly CaseStep[] = test.steps.slice(0, failure.step + 1)
  let runs = 0
  const fails = async (steps: readonly CaseStep[]): Promise<boolean> => {
    if (++runs > most) return false
    return same(failure, await driver.run({ ...test, steps }))
  }
  for (let size = Math.ceil(kept.length / 2); size >= 1;) {
    let removed = false
    for (let from = kept.length - size; from > -size && kept.length > 1; from -= size) {
      const start = Math.max(0, from)
      const without = [...kept.slice(0, start), ...kept.slice(from + size)]
      if (without.length === 0 || !(await fails(without))) continue
      kept = without
      removed = true
    }
    if (size === 1 && !removed) break
    size = size === 1 ? 1 : Math.ceil(size / 2)
  }
  const joined = joinAdvances(kept)
  return joined.length < kept.length && (await fails(joined)) ? joined : kept
}

/** Time that passes in pieces passes at once. */
const joinAdvances = (steps: readonly CaseStep[]): readonly CaseStep[] =>
  steps.reduce<readonly CaseStep[]>((joined, step) => {
    const last = joined.at(-1)
    if (last === undefined || !('advance' in step) || !('advance' in last)) return [...joined, step]
    return [...joined.slice(0, -1), { advance: last.advance + step.advance }]
  }, [])

async function lookInto(
  driver: CaseRunner,
  test: TestCase,
  failure: CaseFailure,
  options: SuiteOptions,
): Promise<Found> {
  if (failure.kind === 'slow') return { test, failure, small: test.steps, smallFailure: failure }
  let failed = 1
  for (let run = 0; run < options.again; run++) if (same(failure, await driver.run(test))) failed++
  const runs = options.again + 1
  if (failed < runs) {
    return {
      test,
      failure,
      small: test.steps.slice(0, failure.step + 1),
      smallFailure: failure,
      flaky: { failed, runs },
    }
  }
  // A hang costs the whole patience each time.
  const most = failure.kind === 'hang' ? 10 : options.shrinkRuns
  const small = await shrink(driver, test, failure, most)
  const smallFailure = (await driver.run({ ...test, steps: small })) ?? failure
  return { test, failure, small, smallFailure }
}

/** Runs a case, and again where this machine was too slow to tell. */
async function unhurried(driver: CaseRunner, test: TestCase, again: number): Promise<CaseFailure | undefined> {
  let failure = await driver.run(test)
  for (let run = 0; run < again && failure?.kind === 'slow'; run++) failure = await driver.run(test)
  return failure
}

/** Runs the cases in their order. The same failure is looked into once. */
export async function runSuite(
  driver: CaseRunner,
  cases: Iterable<TestCase>,
  options: SuiteOptions,
): Promise<SuiteResult> {
  const found: Found[] = []
  const known = new Set<string>()
  let count = 0
  for (const test of cases) {
    if (options.signal?.aborted === true) return { cases: count, found, stopped: true }
    const failure = await unhurried(driver, test, options.again)
    count++
    options.onCase?.(count, found.length)
    if (failure === undefined || known.has(rule(failure))) continue
    known.add(rule(failure))
    if (options.isKnown?.(failure) === true) {
      found.push({ test, failure, small: test.steps.slice(0, failure.step + 1), smallFailure: failure })
      continue
    }
    found.push(await lookInto(driver, test, failure, options))
    if (found.filter((one) => options.isKnown?.(one.failure) !== true).length >= options.maxFailures)
      return { cases: count, found, stopped: true }
  }
  return { cases: count, found, stopped: false }
}
