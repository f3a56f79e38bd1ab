// What can be asked of the phone: the BlinkUp SDK and the installer's app.
import { tagged, heard, does, hears, says, enters } from './ask.js'
import type { Predicate } from '../../model/property.js'

export const ofThePhone = {
  polling: tagged('poller', 'polls', 'poller.polling'),
  startsPolling: hears('poller', 'begins to poll', 'polling.started'),
  reportsSuccess: says('poller', 'reports success', 'blinkup.succeeded'),
  reportsTimeout: says('poller', 'reports a time-out', 'blinkup.timedOut'),
  reportsError: says('poller', 'reports an error', 'blinkup.failed'),
  reportsAdvice: says('poller', 'tells of the upgrade', 'upgrade.advised'),
  phoneFails: says('blinkup', 'reports that BlinkUp failed', 'blinkup.failed'),
  getsToken: does('blinkup', 'gets a token', (t) => heard(t, 'token.issued') && t.before !== t.after),
  flashesPacket: says('blinkup', 'flashes a packet', 'packet.flashed'),
  cancelsFlash: hears('blinkup', 'is left while it flashes', 'flash.cancelled'),
  waiting: tagged('installer', 'waits', 'installer.waiting'),
  concludedUpgrading: tagged('installer', 'believes that the imp is upgrading', 'installer.concludedUpgrading'),
  advised: tagged('installer', 'has been told of the upgrade', 'installer.advised'),
  configuring: tagged('installer', 'configures the device', 'installer.configuring'),
  installerFailed: tagged('installer', 'has been told that it failed', 'installer.failed'),
  gaveUp: {
    kind: 'state',
    party: 'installer',
    text: 'has given up, because the agent did not answer',
    holds: (snapshot) => snapshot.matches({ recipe: 'gaveUp' }),
  },
  installerDone: tagged('installer', 'has finished', 'installer.done'),
  hearsSuccess: hears('installer', 'hears that BlinkUp succeeded', 'blinkup.succeeded'),
  concludesUpgrading: enters('installer', 'concludes that the imp is upgrading', 'installer.concludedUpgrading'),
  isAdvised: enters('installer', 'is told that an upgrade has begun', 'installer.advised'),
  startsConfiguring: enters('installer', 'begins to configure the device', 'installer.configuring'),
  givesUp: does(
    'installer',
    'gives up, because the agent does not answer',
    ({ before, after }) =>
      !before.hasTag('installer.failed') && after.hasTag('installer.failed') && before.hasTag('installer.waiting'),
  ),
  finishesInstallation: enters('installer', 'finishes', 'installer.done'),
} satisfies Record<string, Predicate>
