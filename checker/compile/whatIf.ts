// What-if questions: a world with another value for a delay, for the latency of a channel, or for a budget.
import type { AnyStateMachine } from 'xstate'
import type { Party } from '../../model/party.js'
import type { World } from '../../model/world.js'
import { isFree, quantumOf, timersOf } from './timers.js'

/** What a setting may be given; times in ms. */
export type SettingValue =
  | { readonly kind: 'duration'; readonly ms: number }
  | { readonly kind: 'window'; readonly least: number; readonly most: number }
  /** A delay that may elapse at any time. */
  | { readonly kind: 'free' }
  /** How often; Infinity for without limit. */
  | { readonly kind: 'count'; readonly times: number }

/** One name, and the value that it is to have: `squirrelStart`, 30 s. */
export interface Setting {
  readonly name: string
  readonly value: SettingValue
}

/** Something in a world that can be set. */
export interface Settable {
  readonly name: string
  readonly kind: 'delay' | 'channel' | 'budget'
  readonly value: SettingValue
}

/** A setting that a world cannot take; says why, and what it would take. */
export class SettingError extends Error {
  override readonly name = 'SettingError'
}

/** Ticks that the longest delay or latency may be made to take; a world that has more already may keep them. */
const mostTicks = 1000

const unit = (ms: number): string => {
  const units = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
  ] as const
  const [name, size] = units.find(([, one]) => ms > 0 && ms % one === 0) ?? ['s', 1000]
  return `${ms / size} ${name}`
}

/** A value in words: `30 s`, `0 s to 2 s`, `free`, `at most 2 times`. */
export function settingInWords(value: SettingValue): string {
  switch (value.kind) {
    case 'duration':
      return unit(value.ms)
    case 'window':
      return `${unit(value.least)} to ${unit(value.most)}`
    case 'free':
      return 'free to elapse at any time'
    case 'count':
      if (value.times === Infinity) return 'without limit'
      return value.times === 0 ? 'never' : value.times === 1 ? 'at most once' : `at most ${value.times} times`
  }
}

/** Everything that can be set in a world: the delays of its machines, its channels, and its stimuli or their budgets. */
export function settableIn({ parties, channels, stimuli, freeDelays }: World): readonly Settable[] {
  const found = new Map<string, Settable>()
  const add = (name: string, kind: Settable['kind'], value: SettingValue): void => {
    if (!found.has(name)) found.set(name, { name, kind, value })
  }
  for (const { delay, milliseconds, service } of parties.flatMap((party) => timersOf(party))) {
    if (service !== undefined) continue
    if (freeDelays.includes(delay) || milliseconds === undefined) add(delay, 'delay', { kind: 'free' })
    else add(delay, 'delay', { kind: 'duration', ms: milliseconds })
  }
  for (const { name, latency } of channels) {
    const { least, most } = latency
    add(name, 'channel', least === most ? { kind: 'duration', ms: most } : { kind: 'window', least, most })
  }
  for (const { id, budget, budgetName } of stimuli) {
    add(budgetName ?? id, 'budget', { kind: 'count', times: budget ?? Infinity })
  }
  return [...found.values()]
}

const expected: Readonly<
  Record<Settable['kind'], { readonly kinds: readonly SettingValue['kind'][]; readonly words: string }>
> = {
  delay: { kinds: ['duration', 'free'], words: 'a delay: a time such as 30s expected, or free' },
  channel: { kinds: ['duration', 'window'], words: 'a channel: a latency such as 2s or 0s..2s expected' },
  budget: { kinds: ['count'], words: 'a budget: how often expected, such as 2, or unlimited' },
}

const provided = new WeakMap<AnyStateMachine, Map<string, AnyStateMachine>>()

/** The machine with another value for a delay; the same one each time, so that worlds can share its table. */
function withDelay(machine: AnyStateMachine, delay: string, ms: number): AnyStateMachine {
  const known = provided.get(machine) ?? new Map<string, AnyStateMachine>()
  provided.set(machine, known)
  const key = `${delay} ${ms}`
  const other = known.get(key) ?? (machine.provide({ delays: { [delay]: ms } }) as AnyStateMachine)
  known.set(key, other)
  return other
}

const timed = (party: Party, delay: string, ms: number): Party => {
  const mine = timersOf(party).filter((timer) => timer.delay === delay)
  if (mine.every(({ milliseconds }) => milliseconds === ms)) return party
  return { ...party, machine: withDelay(party.machine, delay, ms) }
}

function apply(world: World, { name, value }: Setting): World {
  switch (value.kind) {
    case 'duration':
    case 'window': {
      const [least, most] = value.kind === 'window' ? [value.least, value.most] : [value.ms, value.ms]
      const exact = world.freeDelays.filter((delay) => delay !== name)
      return {
        ...world,
        freeDelays: exact.length < world.freeDelays.length ? exact : world.freeDelays,
        parties: value.kind === 'duration' ? world.parties.map((party) => timed(party, name, value.ms)) : world.parties,
        channels: world.channels.map((one) => (one.name === name ? { ...one, latency: { least, most } } : one)),
      }
    }
    case 'free':
      return { ...world, freeDelays: [...world.freeDelays, name] }
    case 'count':
      return {
        ...world,
        stimuli: world.stimuli.map((stimulus) => {
          if ((stimulus.budgetName ?? stimulus.id) !== name) return stimulus
          const { budget: _, ...unlimited } = stimulus
          return value.times === Infinity ? unlimited : { ...stimulus, budget: value.times }
        }),
      }
  }
}

/** The longest that is timed in a world, by its name. */
function longestIn(world: World): { readonly name: string; readonly ms: number } {
  const delays = world.parties
    .flatMap((party) => timersOf(party))
    .filter((timer) => !isFree(world, timer))
    .map(({ delay, milliseconds = 0 }) => ({ name: delay, ms: milliseconds }))
  const latencies = world.channels.map(({ name, latency }) => ({ name: `the latency of ${name}`, ms: latency.most }))
  return [...delays, ...latencies].reduce((most, one) => (one.ms > most.ms ? one : most), { name: 'nothing', ms: 0 })
}

function refuseManyTicks(before: World, after: World, settings: readonly Setting[]): void {
  const ticks = (world: World): number => longestIn(world).ms / quantumOf(world)
  const most = ticks(after)
  if (most <= mostTicks || most <= ticks(before)) return
  const asked = settings.map(({ name, value }) => `${name}=${settingInWords(value)}`).join(', ')
  const now = quantumOf(before)
  const finer = quantumOf(after) < now
  throw new SettingError(
    `with ${asked} a tick is ${unit(quantumOf(after))}, and ${longestIn(after).name} takes ` +
      `${most.toLocaleString('en-US')} ticks; more than ${mostTicks.toLocaleString('en-US')} are too many to explore. ` +
      (finer ? `Choose multiples of ${unit(now)}` : `Choose a shorter time, or leave it free`),
  )
}

/**
 * A world with some settings. A delay that is set is timed exactly, even where the world leaves it free. What the world
 * does not have is not set. The settings are among the assumptions of the outcome.
 *
 * @throws SettingError for a value of the wrong kind, and where the outcome has too many ticks
 */
export function override(world: World, settings: readonly Setting[]): World {
  const assumptions: string[] = []
  const outcome = settings.reduce((so, setting) => {
    const target = settableIn(so).find(({ name }) => name === setting.name)
    if (!target) return so
    const { kinds, words } = expected[target.kind]
    if (!kinds.includes(setting.value.kind)) {
      throw new SettingError(`${setting.name} is ${words}, not ${settingInWords(setting.value)}`)
    }
    const [was, now] = [settingInWords(target.value), settingInWords(setting.value)]
    if (was === now) return so
    assumptions.push(`what if: ${setting.name} is ${now} instead of ${was}`)
    return apply(so, setting)
  }, world)
  if (outcome === world) return world
  refuseManyTicks(world, outcome, settings)
  return { ...outcome, assumptions: [...assumptions, ...outcome.assumptions] }
}
