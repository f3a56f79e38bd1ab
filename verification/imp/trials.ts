// What is particular to the tests of this specification: what is long, what is too large to be looked at alone, and in which order.
import { claims, rules } from '../../machines/sources.js'
import type { Trials } from '../specification.js'

/** In each of these worlds the device does something that it does in none of the others. */
const deviceWorlds: readonly string[] = [
  'field baseline',
  'field power=battery',
  'field boot=fast',
  'field errorPolicy=return-on-error',
  'field blinkupRestarts=no',
  'field graceAfterBlinkup=2-minutes',
  'field enableBlinkup=never',
  'field enableBlinkup=while-offline',
  'field handler=none',
  'reconfiguration baseline',
  'reconfiguration codeLoading=at-activation',
  'reconfiguration enableBlinkup=always',
  'reconfiguration enableBlinkup=never',
  'reconfiguration enableBlinkup=never,disabledBlinkup=on-without-settings',
]

export const impTrials: Trials = {
  longDelays: ['snooze', 'deepSleep', 'agentLifespan', 'grace'],
  inSystem: { device: deviceWorlds },
  // The field has most of the properties; the others follow by the size of their worlds.
  order: ['factory', 'field', 'polling', 'wakeReasons', 'reconfiguration', 'cloud', 'plans', 'installation'],
  beside: { disabledBlinkup: { enableBlinkup: 'never' } },
  sources: [...rules, ...claims].map(({ id }) => id),
  suites: ['upgradeServer', 'enrolment', 'deployments', 'homeServer', 'blinkup', 'poller', 'installer'],
}
