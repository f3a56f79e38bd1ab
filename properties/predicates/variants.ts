// What can be asked of steps that occur in some configurations only: sleep, fast boot, the proposals of S13 and S14.
import { contextOf, heard, said, does } from './ask.js'
import type { PartyName } from '../../machines/party.js'
import type { Predicate, StatePredicate } from '../../model/property.js'

/** Such an event would change something, or be answered. */
const open = (party: PartyName, text: string, type: string): StatePredicate => ({
  kind: 'state',
  party,
  text,
  holds: (snapshot) => snapshot.can({ type }),
})

export const ofTheVariantSteps = {
  mayBeIdle: open('device', 'may have processed all that came', 'idle.reached'),
  mayWakeByPin: open('device', 'may be woken by its pin', 'pin.raised'),
  mayFailCode: open('device', 'may fail to download its application', 'code.failed'),
  codeFails: does(
    'device',
    'fails to download its application',
    (t) => heard(t, 'code.failed') && t.before.hasTag('update.code'),
  ),
  getsPowerWhole: does(
    'device',
    'gets power, with an application, a whole image and no sign of the rescue pin',
    (t) =>
      heard(t, 'power.applied', { rescue: false }) &&
      t.before !== t.after &&
      contextOf(t.before)['code'] !== 'none' &&
      contextOf(t.before)['impROM'] === 'bootable',
  ),
  graceEnds: does('device', 'has held upgrades off for as long as it may', ({ event }) =>
    event.type.startsWith('xstate.after.grace'),
  ),
  hearsUpgradeInPoll: does(
    'poller',
    'hears of an upgrade while it polls',
    (t) => heard(t, 'upgrade.begun') && t.before.hasTag('poller.polling'),
  ),
  hearsUpgradeAfterSuccess: does(
    'poller',
    'hears of an upgrade after its success',
    (t) => heard(t, 'upgrade.begun') && t.before.hasTag('poller.succeeded'),
  ),
  succeedsDuringUpgrade: does(
    'poller',
    'succeeds, having heard of an upgrade',
    (t) => said(t, 'blinkup.succeeded') && contextOf(t.before)['begun'] === true,
  ),
  notesUpgrade: does('poller', 'remembers the upgrade', (t) => contextOf(t.after)['begun'] === true),
  advisesOnly: does(
    'poller',
    'tells of the upgrade, and nothing else',
    (t) => t.says.length === 1 && said(t, 'upgrade.advised'),
  ),
} satisfies Record<string, Predicate>
