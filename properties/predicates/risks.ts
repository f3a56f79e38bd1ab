// What may happen to the device at any time: power, resets, the link, and what can fail.
import { tagged, heard, does } from './ask.js'
import type { Predicate, StatePredicate } from '../../model/property.js'

/** Such an event would change something. */
const open = (text: string, type: string): StatePredicate => ({
  kind: 'state',
  party: 'device',
  text,
  holds: (snapshot) => snapshot.can({ type }),
})

export const ofTheRisks = {
  hasSupply: tagged('device', 'has power, awake or asleep', 'power.on', 'power.asleep'),
  mayLosePower: open('may lose power', 'power.cut'),
  mayBeReset: open('may be reset by RESET_L', 'reset.pressed'),
  mayDip: open('may lose its supply for a moment', 'power.restored'),
  mayLoseLink: open('may lose the link', 'link.lost'),
  mayFailStep: open('may fail at its connection step', 'step.failed'),
  mayFailDownload: open('may fail to download impOS', 'image.failed'),
  mayFailInstall: open('may fail to install impOS', 'install.failed'),
  mayFailSquirrel: open('may have a run-time error', 'squirrel.failed'),
  mayRunOutOfMemory: open('may run out of memory', 'memory.exhausted'),
  pinRaised: does('device', 'has its wake pin raised while it sleeps', (t) => {
    return heard(t, 'pin.raised') && t.before.hasTag('power.asleep')
  }),
} satisfies Record<string, Predicate>
