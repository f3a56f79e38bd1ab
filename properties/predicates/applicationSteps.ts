// What can be asked of single steps of the application: what it does in its first lines, and on each of its wishes.
import { does, enters, heard, hears, said } from './ask.js'
import type { LocalTransition, Predicate, StatePredicate } from '../../model/property.js'

/** Such an event would change something, or lead to a call of the imp API. */
const open = (text: string, type: string, payload: Readonly<Record<string, string>> = {}): StatePredicate => ({
  kind: 'state',
  party: 'application',
  text,
  holds: (snapshot) => snapshot.can({ type, ...payload }),
})

const stands = (text: string, region: string, ...states: readonly string[]): StatePredicate => ({
  kind: 'state',
  party: 'application',
  text,
  holds: (snapshot) => states.some((state) => snapshot.matches({ running: { [region]: state } })),
})

/** It hears the call of its handler for the first time. */
const isAsked = ({ before, event }: LocalTransition): boolean =>
  event.type === 'handler.called' && before.matches({ running: { deference: 'calm' } })

/** What it says in such a step, in order. */
const calls = ({ says }: LocalTransition): string => says.map(({ type }) => type).join()

export const ofTheApplicationSteps = {
  applicationStarts: enters('application', 'starts', 'application.running'),
  stillRegistering: stands('is still about to register its handler or not', 'registration', 'starting'),
  stillChoosingBlinkup: stands('is still about to switch BlinkUp on or off, or not', 'sensor', 'starting'),
  knowsHandler: stands('has registered a handler', 'registration', 'registered'),
  lacksHandler: stands('goes without a handler', 'registration', 'unregistered'),
  mayRegister: open('may register a handler', 'handler.wanted'),
  mayDropHandler: open('may drop its handler', 'handler.dropped'),
  wantsHandler: hears('application', 'wants a handler', 'handler.wanted'),
  wantsNoHandler: hears('application', 'wants its handler no longer', 'handler.dropped'),
  callsRegister: does(
    'application',
    'calls server.onshutdown() with a handler, and nothing else',
    (t) => calls(t) === 'handler.registered',
  ),
  callsUnregister: does(
    'application',
    'calls server.onshutdown(null), and nothing else',
    (t) => calls(t) === 'handler.cleared',
  ),
  switchesBlinkupOn: does('application', 'calls imp.enableblinkup(true)', (t) => said(t, 'blinkup.enabled')),
  switchesBlinkupOff: does('application', 'calls imp.enableblinkup(false)', (t) => said(t, 'blinkup.disabled')),

  mayStartWork: open('may begin something that should not be interrupted', 'work.started'),
  mayFinishWork: open('may finish its work', 'work.finished'),
  hearsWorkEnd: hears('application', 'is done with its work', 'work.finished'),
  isAskedIdle: does(
    'application',
    'is asked while it is idle',
    (t) => isAsked(t) && t.before.hasTag('application.idle'),
  ),
  isAskedBusy: does(
    'application',
    'is asked while it is busy',
    (t) => isAsked(t) && t.before.hasTag('application.busy'),
  ),
  declines: enters('application', 'ignores an update', 'application.declining'),
  finishesDeferred: does(
    'application',
    'is done with the work for which it deferred an update',
    (t) => heard(t, 'work.finished') && t.before.hasTag('application.deferring'),
  ),
  restartsAfterWork: does(
    'application',
    'asks for the restart that it deferred, and defers it no longer',
    (t) => heard(t, 'work.finished') && said(t, 'restart.requested') && !t.after.hasTag('application.deferring'),
  ),

  mayReport: open('may send a message to its agent', 'report.made'),
  makesReport: hears('application', 'wants to tell its agent something', 'report.made'),
  sendsMessage: does('application', 'calls agent.send(), and does nothing else', (t) => calls(t) === 'message.sent'),
  mayClearWifi: open('may clear its WiFi settings', 'clearing.wanted', { scope: 'wifi' }),
  mayClearAll: open('may clear all configuration', 'clearing.wanted', { scope: 'all' }),
  wantsWifiCleared: hears('application', 'wants its WiFi settings cleared', 'clearing.wanted', { scope: 'wifi' }),
  wantsAllCleared: hears('application', 'wants all configuration cleared', 'clearing.wanted', { scope: 'all' }),
  callsClearWifi: does(
    'application',
    'calls imp.clearconfiguration(CONFIG_WIFI), and nothing else',
    (t) => calls(t) === 'wifi.cleared',
  ),
  callsClearAll: does(
    'application',
    'calls imp.clearconfiguration(), and nothing else',
    (t) => calls(t) === 'configuration.cleared',
  ),
  getsDetails: does(
    'application',
    'gets BlinkUp details over Bluetooth',
    (t) => heard(t, 'packet.flashed') && t.before.hasTag('application.running'),
  ),
  storesDetailsAndDisconnects: does('application', 'stores the details that it got, and then disconnects', (t) => {
    const { token = null, plan = null, network = null } = t.event
    return (
      calls(t) === 'credentials.stored,disconnect.requested' && said(t, 'credentials.stored', { token, plan, network })
    )
  }),
  isIdleWithDetails: does(
    'application',
    'hears that impOS is idle, with details in store',
    (t) => heard(t, 'vm.idle') && t.before.matches({ running: { handover: 'stored' } }),
  ),
  callsReset: does('application', 'calls imp.reset(), and nothing else', (t) => calls(t) === 'reset.requested'),
  getsClear: does(
    'application',
    'gets a clear BlinkUp over Bluetooth',
    (t) => heard(t, 'packet.clear') && t.before.hasTag('application.running'),
  ),

  awakeForGood: stands('has no intention to sleep', 'rest', 'awake'),
  settling: stands('waits for idle to sleep', 'rest', 'settling'),
  maySettle: open('may set up to sleep when idle', 'sleep.wanted'),
  maySleepAtOnce: open('may sleep at once', 'sleep.forced'),
  mayDisconnect: open('may disconnect', 'disconnection.wanted'),
  wantsSleep: hears('application', 'wants to sleep when idle', 'sleep.wanted'),
  waitsForIdle: does(
    'application',
    'waits for idle, and calls nothing',
    (t) => t.after.matches({ running: { rest: 'settling' } }) && t.says.length === 0,
  ),
  isIdleAtLast: does(
    'application',
    'hears that impOS is idle, for which it waited',
    (t) =>
      heard(t, 'vm.idle') &&
      t.before.matches({ running: { rest: 'settling' } }) &&
      !t.before.matches({ running: { handover: 'stored' } }),
  ),
  sleepsAsIntended: does(
    'application',
    'sleeps, and intends nothing more',
    (t) => calls(t) === 'sleep.requested' && t.after.matches({ running: { rest: 'awake' } }),
  ),
  wantsSleepAtOnce: hears('application', 'wants to sleep at once', 'sleep.forced'),
  callsSleep: does('application', 'calls for sleep, and nothing else', (t) => calls(t) === 'sleep.requested'),
  wantsNoConnection: hears('application', 'wants to be without a connection', 'disconnection.wanted'),
  callsDisconnect: does(
    'application',
    'calls server.disconnect(), and nothing else but imp.enableblinkup()',
    ({ says }) =>
      says.some(({ type }) => type === 'disconnect.requested') &&
      says.every(({ type }) => type === 'disconnect.requested' || type === 'blinkup.enabled'),
  ),
} satisfies Record<string, Predicate>
