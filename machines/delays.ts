// Every delay of the specification by name: its value, where it comes from, and what it stands for.
import type { SourceId } from './party.js'

export interface Delay {
  readonly ms: number
  readonly sources: readonly SourceId[]
  readonly description: string
}

const seconds = 1_000
const minutes = 60 * seconds
const days = 24 * 60 * minutes

/** Values in ms. A name means the same in every machine; `--set NAME=VALUE` of a what-if question refers to it. */
export const delays = {
  squirrelStart: {
    ms: 10 * seconds,
    sources: ['R2', 'D-014', 'C-16'],
    description: 'a cold boot starts Squirrel after this long even if it has not connected',
  },
  connectTimeout: {
    ms: 60 * seconds,
    sources: ['R22', 'D-044', 'D-049', 'D-054'],
    description: 'how long impOS tries to connect before it gives up',
  },
  blinkupWindow: {
    ms: 60 * seconds,
    sources: ['R8', 'D-063', 'C-07'],
    description: 'how long BlinkUp stays available in the phases BOOTING and CONNECTING',
  },
  snooze: {
    ms: 9 * minutes,
    sources: ['R22', 'D-044'],
    description: 'sleep between two tries of the snooze-and-retry cycle',
  },
  deepSleep: {
    ms: 60 * minutes,
    sources: ['D-058'],
    description: 'the sleep that the application asks for; any length up to 28 days',
  },
  grace: {
    ms: 2 * minutes,
    sources: ['S13'],
    description: 'proposal: how long an impOS upgrade is held off after enrolment',
  },
  pollTimeout: {
    ms: 60 * seconds,
    sources: ['D-079', 'C-18'],
    description: 'how long the BlinkUp SDK polls for the enrolment',
  },
  probeWindow: {
    ms: 10 * seconds,
    sources: ['S10', 'D-177'],
    description: "how long the installer's app asks the agent before it concludes that the imp is upgrading",
  },
  probeInterval: {
    ms: 5 * seconds,
    sources: ['S10'],
    description: "pause between two requests of the installer's app to the agent",
  },
  fixedWait: {
    ms: 15 * seconds,
    sources: ['S11', 'D-176'],
    description: "fixed wait of the installer's app after BlinkUp",
  },
  migrationGap: {
    ms: 5 * seconds,
    sources: ['R23', 'D-161'],
    description: 'usual upper bound of the outage while an agent is migrated',
  },
  agentLifespan: {
    ms: 30 * days,
    sources: ['R23', 'D-157'],
    description: 'an agent is stopped when its device has been offline for this long',
  },
} as const satisfies Record<string, Delay>

export type DelayName = keyof typeof delays

/** The values in ms of some delays, as `setup({ delays })` takes them. */
export function valuesOf<N extends DelayName>(...names: readonly N[]): Record<N, number> {
  return Object.fromEntries(names.map((name) => [name, delays[name].ms])) as Record<N, number>
}
