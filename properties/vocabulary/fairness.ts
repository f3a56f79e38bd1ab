// What a response may assume of the environment: named sets of fairness assumptions, printed with every verdict.
import { and, not, or, step, tick, was, type PredicateName } from './predicates.js'
import type { Fairness } from '../../model/property.js'

const finite = (text: string, ...names: readonly PredicateName[]): Fairness => ({
  text,
  kind: 'finite',
  step: or(...names.map(step)),
})
const strong = (text: string, name: PredicateName): Fairness => ({ text, kind: 'strong', step: step(name) })

/** Time goes on, messages arrive, and what is due happens. */
export const timely: readonly Fairness[] = [
  { text: 'time goes on', kind: 'strong', step: tick },
  strong('timers of the device fire when they are due', 'timesOut'),
  strong('what the cloud sends reaches the device', 'hearsCloud'),
  strong('what the device presents reaches the enrolment API', 'enrolmentHearsDevice'),
  strong('what the device asks reaches the upgrade server', 'upgradeServerHearsDevice'),
  strong('what the device asks reaches the home server', 'homeServerHearsDevice'),
  strong('what the device asks reaches the deployments', 'deploymentsHearDevice'),
]

const steps = [
  ['joining the network', 'joins'],
  ['obtaining an address', 'getsAddress'],
  ['resolving the name of the server', 'resolvesName'],
  ['reaching the server', 'reachesServer'],
  ['authentication', 'authenticates'],
] as const

/** The network lets each connection step succeed again and again, after a cold boot as well as later. */
export const networked: readonly Fairness[] = steps.flatMap(([text, name]): readonly Fairness[] => [
  {
    text: `${text} succeeds again and again after cold boots`,
    kind: 'strong',
    step: and(step(name), was('bootUnchecked')),
  },
  { text: `${text} succeeds again and again later`, kind: 'strong', step: and(step(name), not(was('bootUnchecked'))) },
])

/** Downloads and installs complete again and again. */
export const completing: readonly Fairness[] = [
  strong('downloads of impOS complete again and again', 'downloadsOs'),
  strong('installs of impOS complete again and again', 'installsOs'),
  strong('downloads of the application complete again and again', 'storesCode'),
]

/** From some moment on nobody disturbs the device. */
export const undisturbed: readonly Fairness[] = [
  strong('a device without power gets it again and again', 'getsPower'),
  finite('power, link, downloads and installs fail only finitely often', 'disturbed'),
  finite('BlinkUp details arrive only finitely often', 'storesCredentials'),
  finite('restarts and checks are ordered only finitely often', 'meddles', 'forcesCheck'),
]

/** The application wants the server, and does not for ever sleep, disconnect, reset or clear. */
export const steady: readonly Fairness[] = [
  strong('an application that is offline wants the server again and again', 'wantsServer'),
  finite('the application sleeps, disconnects, resets and clears only finitely often', 'restless'),
]

/** Work ends. */
export const unbusy: readonly Fairness[] = [strong('work ends', 'finishesWork')]

/** All of these. */
export const calm: readonly Fairness[] = [...timely, ...networked, ...completing, ...undisturbed, ...steady, ...unbusy]

/** Each of these sets by its name. */
export const sets = { timely, networked, completing, undisturbed, steady, unbusy, calm } as const
