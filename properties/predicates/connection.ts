// What can be asked of the device on its way to the cloud.
import type { AnyMachineSnapshot } from 'xstate'
import { tagged, heard, does, says, enters } from './ask.js'
import type { Predicate } from '../../model/property.js'

/** The connection steps in their order (D-025). */
const steps = ['joining', 'addressing', 'resolving', 'dialling', 'authenticating'] as const
const isAt = (snapshot: AnyMachineSnapshot, name: string): boolean =>
  snapshot.matches({ power: { on: { network: { connecting: name } } } })

export const ofTheConnection = {
  stepping: tagged('device', 'is at a connection step', 'link.stepping'),
  joined: tagged('device', 'has joined a network', 'link.joined'),
  inSession: tagged('device', 'has turned to its home server', 'link.session'),
  skipsStep: does('device', 'does not go on with the connection step that comes next', ({ before, event, after }) => {
    const at = steps.findIndex((name) => isAt(before, name))
    if (event.type !== 'step.succeeded' || before === after || at < 0) return false
    const next = steps[at + 1]
    return next === undefined ? !after.hasTag('link.up') : !isAt(after, next)
  }),
  failsStep: does(
    'device',
    'fails at a connection step, or loses the link there',
    (t) =>
      (heard(t, 'step.failed') || heard(t, 'link.lost')) && t.before.hasTag('link.stepping') && t.before !== t.after,
  ),
  sessionOpens: does(
    'device',
    'has its session with the home server opened',
    (t) => heard(t, 'session.opened') && t.before !== t.after,
  ),
  hearsUpgradeAnswer: does(
    'device',
    'has an answer of the upgrade server',
    (t) => heard(t, 'upgrade.answered') && t.before !== t.after,
  ),
  requestsImage: says('device', 'asks for an image of impOS', 'image.requested'),
  beginsInstall: enters('device', 'begins to install impOS', 'update.installing'),
} satisfies Record<string, Predicate>
