// The parameters of the specification: what the customer chooses, and which reading of a contested source is taken.
import type { SourceId } from './party.js'
import {
  configurationSpace,
  type ConfigurationSpace,
  type NamedConfiguration as Named,
} from '../model/configuration.js'

/** One value for each dimension. A type, and no interface, so that it can be looked at by the names of its dimensions. */
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions
export type Configuration = {
  readonly codeLoading: 'after-blessing' | 'at-activation'
  readonly handler: 'none' | 'at-start' | 'late'
  readonly politeness: 'accepts-at-once' | 'accepts-when-idle' | 'never-accepts'
  readonly power: 'mains' | 'battery'
  readonly errorPolicy: 'suspend-on-error' | 'return-on-error'
  readonly boot: 'checked' | 'fast'
  readonly blinkupRestarts: 'yes' | 'no'
  readonly lateConnection: 'upgraded-outright' | 'asked-politely'
  readonly agentStarts: 'at-enrolment' | 'at-home-server'
  readonly deployNotice: 'on-deploy' | 'on-conditional-restart'
  readonly installerApp: 'probe-10s' | 'fixed-15s' | 'advised'
  readonly graceAfterBlinkup: 'none' | '2-minutes'
  readonly blinkupOver: 'optical' | 'bluetooth'
  readonly enableBlinkup: 'default' | 'always' | 'never' | 'while-offline'
  readonly disabledBlinkup: 'off' | 'on-without-settings'
}

export type DimensionName = keyof Configuration

/** What a dimension is for, and what kind of thing it is. */
export interface Dimension<D extends DimensionName = DimensionName> {
  readonly name: D
  readonly title: string
  /** `choice`: the customer's. `reading`: sources disagree. `proposal`: its last value does not exist in the product. */
  readonly kind: 'choice' | 'reading' | 'proposal'
  /** The first value is the baseline's. */
  readonly values: readonly [Configuration[D], ...Configuration[D][]]
  readonly sources: readonly SourceId[]
}

const dimension = <D extends DimensionName>(
  name: D,
  kind: Dimension['kind'],
  values: readonly [Configuration[D], ...Configuration[D][]],
  title: string,
  sources: readonly SourceId[],
): Dimension<D> => ({ name, title, kind, values, sources })

/** Every dimension, in the order in which configurations are written. */
export const dimensions = [
  dimension('codeLoading', 'choice', ['after-blessing', 'at-activation'], 'when the application code is first loaded', [
    'D-105',
    'S5',
  ]),
  dimension('handler', 'choice', ['at-start', 'late', 'none'], 'when server.onshutdown() is called', ['D-139', 'R18']),
  dimension(
    'politeness',
    'choice',
    ['accepts-when-idle', 'accepts-at-once', 'never-accepts'],
    'what the handler does when it is called',
    ['R16', 'D-144'],
  ),
  dimension('power', 'choice', ['mains', 'battery'], 'whether the application sleeps between connections', [
    'S8',
    'R4',
  ]),
  dimension('errorPolicy', 'choice', ['suspend-on-error', 'return-on-error'], 'server.setsendtimeoutpolicy()', [
    'R22',
    'D-043',
  ]),
  dimension('boot', 'choice', ['checked', 'fast'], 'whether a cold boot checks with the server first', ['R3', 'C-20']),
  dimension('blinkupRestarts', 'reading', ['yes', 'no'], 'whether BlinkUp restarts a running VM', ['C-01', 'C-02']),
  dimension(
    'lateConnection',
    'reading',
    ['upgraded-outright', 'asked-politely'],
    'a cold boot that connects after Squirrel started at 10 s',
    ['C-03', 'C-01'],
  ),
  dimension('agentStarts', 'reading', ['at-home-server', 'at-enrolment'], 'when the agent is first started', [
    'C-04',
    'C-05',
  ]),
  dimension(
    'deployNotice',
    'reading',
    ['on-conditional-restart', 'on-deploy'],
    'what makes the cloud tell a device of new code',
    ['C-12'],
  ),
  dimension(
    'installerApp',
    'proposal',
    ['probe-10s', 'fixed-15s', 'advised'],
    "the installer's app after BlinkUp; advised: the SDK tells of an upgrade",
    ['S10', 'S11', 'S14'],
  ),
  dimension('graceAfterBlinkup', 'proposal', ['none', '2-minutes'], 'whether an upgrade is held off after enrolment', [
    'S13',
  ]),
  dimension('blinkupOver', 'choice', ['optical', 'bluetooth'], 'how the phone hands over the BlinkUp details', [
    'D-075',
    'D-093',
  ]),
  dimension(
    'enableBlinkup',
    'choice',
    ['default', 'always', 'never', 'while-offline'],
    'imp.enableblinkup(); while-offline: on while there is no connection, off while there is one',
    ['R8', 'D-064', 'D-065', 'D-188'],
  ),
  dimension(
    'disabledBlinkup',
    'reading',
    ['off', 'on-without-settings'],
    'whether a device without network settings listens after imp.enableblinkup(false)',
    ['C-21'],
  ),
] as const satisfies readonly Dimension[]

/** The dimensions on which the sources disagree. */
export const readings: readonly DimensionName[] = dimensions
  .filter(({ kind }) => kind === 'reading')
  .map(({ name }) => name)

/** Products that cannot exist: those with all of these values. */
export interface Impossible {
  readonly name: string
  readonly reason: string
  readonly sources: readonly SourceId[]
  readonly where: { readonly [D in DimensionName]?: readonly Configuration[D][] }
}

/** Choices that do not go together. */
export const impossible: readonly Impossible[] = [
  {
    name: 'bluetooth-needs-squirrel',
    reason:
      'over Bluetooth the BlinkUp details go to the application, and a device whose code comes with activation has none yet: nobody takes them',
    sources: ['D-093', 'D-105', 'S5'],
    where: { codeLoading: ['at-activation'], blinkupOver: ['bluetooth'] },
  },
]

/** Every product of this specification. */
export const impSpace: ConfigurationSpace<Configuration> = configurationSpace(dimensions, impossible)

export const { baseline, configure, combinations, oneAtATime, whyImpossible } = impSpace

/** A configuration with the name that it has everywhere: what differs from the baseline. */
export type NamedConfiguration = Named<Configuration>
