// How much of the world a property needs to see: parts of the life of a device that can be explored by themselves.
import type { Configuration } from './configurations.js'
import type { DelayName } from './delays.js'
import type { PartyName } from './party.js'

/** The world of one part of the life. */
export interface ScopeShape {
  readonly title: string
  /** Parties that are left out, with everything that the environment does to them. */
  readonly without: readonly PartyName[]
  /** Event types of the environment that do not occur. */
  readonly never: readonly string[]
  /** Delays that are not timed exactly. */
  readonly free: readonly DelayName[]
  /** How often the installer may start BlinkUp, or clear a device by BlinkUp, in one run. */
  readonly blinkups: 1 | 2
  /** Whether the installer may mistype the WiFi settings. */
  readonly mistypes: boolean
  /** Whether settings and enrolment may be cleared. */
  readonly clears: boolean
  /** Whether the device keeps track of wake reasons. */
  readonly tellsWakeReason: boolean
  /** Whether the agent saves data. */
  readonly saves: boolean
  /**
   * Values that a dimension has here whatever the configuration says, because what would make a difference never
   * happens: worlds that differ in nothing else are the same world.
   */
  readonly fixed: (configuration: Configuration) => Partial<Configuration>
  /** In words; printed with every verdict. */
  readonly assumptions: readonly string[]
}

/** What other events stand for: they end in the same states. */
export const alike = [
  'work.started',
  'work.finished',
  'power.restored',
  'reset.pressed',
  'reset.wanted',
  'memory.exhausted',
  'squirrel.failed',
  'check.forced',
] as const

const deploying = [
  'deployment.created',
  'minimum.raised',
  'restart.conditional',
  'restart.forced',
  'group.changed',
  'report.made',
] as const

/** Hours and days beside seconds; and a proposal whose length no property measures. */
const long: readonly DelayName[] = ['snooze', 'deepSleep', 'agentLifespan', 'migrationGap', 'grace']
export const aMinute: readonly DelayName[] = ['connectTimeout', 'blinkupWindow']

export const likewise =
  'the application is idle; a restart by reset, brown-out or a fault of the application is like a loss of power'
export const undeployed = 'meanwhile nothing is deployed and no restart is ordered'

/** An application that is never busy accepts when it is idle as if at once. */
export const idle = ({ politeness }: Configuration): Partial<Configuration> =>
  politeness === 'accepts-when-idle' ? { politeness: 'accepts-at-once' } : {}

/** Where nothing is deployed, it does not matter how deploys are announced. */
const idleAndUndeployed = (configuration: Configuration): Partial<Configuration> => ({
  ...idle(configuration),
  deployNotice: 'on-conditional-restart',
})

/** Where nothing newer ever appears, nobody is ever asked: neither handlers nor late connections matter. */
const nothingNew = (): Partial<Configuration> => ({
  handler: 'none',
  politeness: 'accepts-at-once',
  deployNotice: 'on-conditional-restart',
  lateConnection: 'upgraded-outright',
})

const field: ScopeShape = {
  title: 'all of the life in the field, but for what the phone does after BlinkUp',
  without: ['poller', 'installer'],
  never: [],
  free: long,
  blinkups: 1,
  mistypes: true,
  clears: false,
  tellsWakeReason: false,
  saves: false,
  fixed: () => ({}),
  assumptions: [],
}

/** All scopes but the factory, which is a world of its own. */
export const scopes = {
  field,
  wakeReasons: {
    ...field,
    title: 'the life in the field, with wake reasons kept track of',
    never: ['work.started', 'work.finished', 'minimum.raised'],
    free: [...long, 'blinkupWindow'],
    tellsWakeReason: true,
    fixed: idle,
    assumptions: ['the application is idle', 'min_supported_deployment is not raised'],
  },
  reconfiguration: {
    ...field,
    title: 'a device that is cleared and set up again',
    without: ['agent', 'poller', 'installer'],
    never: [...alike, ...deploying, 'release.published'],
    free: [...long, ...aMinute],
    blinkups: 2,
    clears: true,
    fixed: nothingNew,
    assumptions: [likewise, undeployed, 'meanwhile no impOS is released'],
  },
  plans: {
    ...field,
    title: 'the agents of a device that passes from one end user to another',
    never: [
      ...alike,
      ...deploying,
      'release.published',
      'request.granted.void',
      'request.denied',
      'token.expired',
      'flash.cancelled',
    ],
    free: [...long, ...aMinute, 'squirrelStart'],
    blinkups: 2,
    mistypes: false,
    saves: true,
    fixed: nothingNew,
    assumptions: [
      likewise,
      undeployed,
      'meanwhile no impOS is released',
      'every request for a token is granted, no token expires, and the WiFi settings are right',
    ],
  },
  cloud: {
    ...field,
    title: 'the life of the agent beside that of its device',
    never: [...alike, 'minimum.raised'],
    free: [...long, ...aMinute],
    fixed: idle,
    assumptions: [likewise, 'min_supported_deployment is not raised'],
  },
  polling: {
    ...field,
    title: 'the minute in which the phone polls',
    without: ['agent', 'installer'],
    never: [...alike, ...deploying],
    free: [...long, ...aMinute],
    fixed: idleAndUndeployed,
    assumptions: [likewise, undeployed],
  },
  installation: {
    ...field,
    title: 'the time in which the installer stands in front of the device',
    without: [],
    never: [...alike, ...deploying],
    free: [...long, ...aMinute, 'pollTimeout'],
    fixed: idleAndUndeployed,
    assumptions: [likewise, undeployed],
  },
} as const satisfies Record<string, ScopeShape>

export type Scope = 'factory' | keyof typeof scopes

/** Every scope, the smallest first. */
export const scopeNames: readonly Scope[] = ['factory', ...(Object.keys(scopes) as (keyof typeof scopes)[])]
