// "BlinkUp succeeded on my phone, and the device never appears: what can it be?", as a question to the machines.
import { causesOf, type CauseFound, type CauseQuestion, type Disturbance } from '../../checker/experiment/causes.js'
import type { Configuration } from '../../machines/configurations.js'
import type { SourceId } from '../../machines/party.js'
import { worldWithin } from '../../machines/system.js'
import { simplified } from './experiments.js'
import { laboratory, outcomes } from './laboratory.js'

/** Something that may be the cause, or a part of it, with what the installer can do about it. */
export interface Suspect extends Disturbance {
  /** In words that stand for themselves, and in a list. */
  readonly text: string
  readonly advice: string
  readonly sources: readonly SourceId[]
}

const suspect = (
  name: string,
  what: Pick<Disturbance, 'happens' | 'lacks'>,
  text: string,
  advice: string,
  ...sources: readonly SourceId[]
): Suspect => ({ name, ...what, text, advice, sources })

const again = 'Nothing is lost: it goes on at the next connection.'

/* prettier-ignore */
export const suspects: readonly Suspect[] = [
  suspect('power', { happens: ['power.cut'] }, 'the power is gone, or the battery is flat', `Switch it on again. ${again}`, 'R13', 'D-121'),
  suspect('network', { happens: ['link.lost'], lacks: ['step.succeeded'] }, 'the network is not reached any more', 'Look at the access point and the way from there. A device whose code waits for the server tries again by itself, every ten minutes.', 'R22', 'D-044'),
  suspect('link', { happens: ['link.lost'] }, 'the link is lost once', 'Wait: the device connects again.', 'R22', 'D-044'),
  suspect('step', { happens: ['step.failed'] }, 'a step of the connection fails once', 'Wait: the device tries again within the minute.', 'D-050'),
  suspect('dip', { happens: ['power.restored'] }, 'the supply dips', 'Wait: the device starts again.', 'D-040'),
  suspect('reset', { happens: ['reset.pressed'] }, 'somebody presses RESET_L', 'Wait: the device starts again.', 'D-037'),
  suspect('release', { happens: ['upgradeServer: release.published'] }, 'a newer impOS waits', 'Wait until it is installed, which may take minutes.', 'S9', 'D-117', 'D-126'),
  suspect('slow-image', { lacks: ['image.downloaded'] }, 'the download of impOS comes to no end', 'Look at the network: on a slow route an upgrade was seen to take hours. Leave the device on.', 'D-125', 'D-180'),
  suspect('image', { happens: ['image.failed'] }, 'the download of impOS stalls once', `Wait. ${again}`, 'D-124', 'D-125'),
  suspect('no-install', { lacks: ['install.completed'] }, 'impOS is never installed', 'If it fails for good, as on unsupported flash, no remedy is known but another device.', 'D-195', 'M-48'),
  suspect('install', { happens: ['install.failed'] }, 'an install of impOS fails once', 'Wait: it is tried again.', 'D-124'),
  suspect('deployment', { happens: ['deployments: deployment.created'] }, 'newer code waits', 'Wait until it is downloaded.', 'R12', 'D-116'),
  suspect('slow-code', { lacks: ['code.downloaded'] }, 'the download of the code comes to no end', 'Look at the network, and at the size of the code.', 'D-123', 'D-132', 'D-133'),
  suspect('code', { happens: ['code.failed'] }, 'a download of the code times out', `Wait. ${again}`, 'D-123', 'D-133'),
  suspect('error', { happens: ['squirrel.failed', 'memory.exhausted'] }, 'the device code fails once', 'Wait: it starts again. If it fails always, read its log.', 'D-034', 'D-074'),
  suspect('no-agent', { lacks: ['agent.startFinished'] }, 'the agent does not start', 'This is a matter of the impCloud; no source says how long it may take.', 'D-162', 'D-172'),
  suspect('no-handler', { lacks: ['onrequest.registered'] }, 'the agent code never calls http.onrequest()', 'The agent answers 404, as if there were none: mend its code.', 'R25', 'D-158'),
  suspect('crash', { happens: ['agent: agent.crashed'] }, 'the agent fails once', 'Wait: the cloud starts it again.', 'D-172'),
  suspect('migration', { happens: ['agent: migration.started'] }, 'the agent is moved to another server', 'Wait some seconds.', 'R23', 'D-161'),
  suspect('sleep', { happens: ['application: sleep.wanted', 'application: sleep.forced'] }, 'the device code sleeps before it is connected', 'Wait until it wakes, or mend the code: it should not sleep before it is connected.', 'D-148', 'D-183'),
  suspect('disconnection', { happens: ['application: disconnection.wanted'] }, 'the device code disconnects', 'Mend the code: it connects again only when it asks for it.', 'D-053', 'D-182'),
  suspect('reset-call', { happens: ['application: reset.wanted'] }, 'the device code calls imp.reset() once', 'Wait. If it does so always, too early, it is an endless loop: mend the code.', 'D-028', 'D-152'),
  suspect('expiry', { happens: ['enrolment: token.expired token=1'] }, 'the token expires', 'Send BlinkUp again.', 'R9', 'D-185'),
  suspect('phone', { happens: ['poller: phone.offline'] }, 'the phone is offline', 'The phone says so itself.', 'D-082', 'D-194'),
  suspect('mistyped', { happens: ['blinkup: blinkup.started plan=A network=wrong'] }, 'the WiFi settings are mistyped', 'Send BlinkUp again.', 'D-086'),
  suspect('void', { happens: ['enrolment: request.granted.void'] }, 'the account may not enrol this device', 'Look at the API key and the plan.', 'D-090', 'D-091'),
]

/** The question, asked of a product. */
export const questionOf = (product: Configuration): CauseQuestion => ({
  world: simplified(worldWithin(product, { ...laboratory, blinkups: 1, mistypes: true })),
  course: ['power.applied rescue=false', 'blinkup: blinkup.started plan=A network=right'],
  outcomes: [...outcomes, 'migration.finished'],
  disturbances: suspects,
  seen: { party: 'poller', holds: (snapshot) => snapshot.hasTag('poller.succeeded') },
  awaited: [
    { party: 'device', holds: (snapshot) => snapshot.hasTag('link.online') },
    { party: 'agent', holds: (snapshot) => snapshot.hasTag('agent.serving') },
  ],
  within: 120_000,
  missed: 120_000,
  never: 7_200_000,
})

/** Every cause of so many suspects at most, in a product. */
export const causesIn = (product: Configuration, most: number): readonly CauseFound[] =>
  causesOf(questionOf(product), most)
