// What can be asked of everybody who speaks: whether anything is said, and whether it is said twice in one step.
import { does } from './ask.js'
import type { PartyName } from '../../machines/party.js'
import type { Predicate, StepPredicate } from '../../model/property.js'

const something = (party: PartyName): StepPredicate => does(party, 'says something', ({ says }) => says.length > 0)
const twice = (party: PartyName): StepPredicate =>
  does(party, 'says the same thing twice', ({ says }) => new Set(says.map((e) => JSON.stringify(e))).size < says.length)

export const ofTheRepetition = {
  deviceSpeaks: something('device'),
  deviceSaysTwice: twice('device'),
  applicationSpeaks: something('application'),
  applicationSaysTwice: twice('application'),
  upgradeServerSpeaks: something('upgradeServer'),
  upgradeServerSaysTwice: twice('upgradeServer'),
  enrolmentSpeaks: something('enrolment'),
  enrolmentSaysTwice: twice('enrolment'),
  deploymentsSpeak: something('deployments'),
  deploymentsSayTwice: twice('deployments'),
  homeServerSpeaks: something('homeServer'),
  homeServerSaysTwice: twice('homeServer'),
  agentSpeaks: something('agent'),
  agentSaysTwice: twice('agent'),
  blinkupSpeaks: something('blinkup'),
  blinkupSaysTwice: twice('blinkup'),
  pollerSpeaks: something('poller'),
  pollerSaysTwice: twice('poller'),
  installerSpeaks: something('installer'),
  installerSaysTwice: twice('installer'),
} satisfies Record<string, Predicate>
