// What the device does at once when it is spoken to: by BlinkUp, and by Squirrel.
import { delays } from '../../../machines/delays.js'
import { overBluetooth } from './blinkup.js'
import { noFastBoot } from './boot.js'
import { bothOrNeither, each, earlier, startsOwingCheck, windowCloses } from '../../vocabulary/patterns.js'
import { and, is, not, or, step, was } from '../../vocabulary/predicates.js'
import type { Property } from '../../language/property.js'
import { neverSleeps } from './wakeReasons.js'

const onMains = {
  when: { power: ['mains'] },
  verdict: 'vacuous',
  because: 'a device on mains power neither disconnects nor sleeps',
} as const
const onMainsByLight = {
  when: { power: ['mains'], blinkupOver: ['optical'] },
  verdict: 'vacuous',
  because: 'a device on mains power disconnects and waits for idle only for BlinkUp details over Bluetooth',
} as const

const bySensor: readonly Property[] = [
  {
    id: 'packet-is-stored-and-used',
    subject: 'blinkup',
    title: 'BlinkUp details are stored, and used at once',
    claim: 'A device that sees BlinkUp details stores them, is pending, and begins to connect with them.',
    sources: ['R6', 'R8', 'D-012', 'D-075', 'C-02'],
    pattern: {
      kind: 'invariant',
      given: step('hearsPacket'),
      holds: and(
        step('storesCredentials'),
        is('stepping'),
        not(is('joined')),
        or(is('pendingActivation'), is('activated')),
        not(is('unactivated')),
      ),
    },
    exceptions: [overBluetooth],
  },
  {
    id: 'packet-restarts-the-device',
    subject: 'blinkup',
    title: 'BlinkUp details restart the device',
    claim: 'A device that sees BlinkUp details starts cold, and owes a check.',
    sources: ['R8', 'C-01', 'D-038', 'D-092'],
    scope: 'reconfiguration',
    pattern: {
      kind: 'invariant',
      given: step('hearsPacket'),
      holds: startsOwingCheck,
    },
    exceptions: [
      overBluetooth,
      { when: { blinkupRestarts: ['no'] }, verdict: 'fails', because: 'under this reading a running VM goes on' },
    ],
  },
  {
    id: 'clear-blinkup-erases-settings',
    subject: 'blinkup',
    title: 'Clear BlinkUp erases the settings and ends the connection',
    claim: 'A device that sees a clear BlinkUp has no network settings and no connection any more, and listens.',
    sources: ['R6', 'R7', 'R8', 'D-084', 'D-097', 'C-02'],
    scope: 'reconfiguration',
    pattern: {
      kind: 'invariant',
      given: step('hearsClear'),
      holds: and(
        is('unconfigured'),
        is('powered'),
        is('listening'),
        not(is('linkUp')),
        not(is('connecting')),
        not(is('squirrelHeld')),
      ),
    },
    exceptions: [overBluetooth],
  },
  {
    id: 'clear-blinkup-restarts-the-device',
    subject: 'blinkup',
    title: 'Clear BlinkUp restarts the device',
    claim: 'A device that sees a clear BlinkUp starts cold, and owes a check.',
    sources: ['R8', 'C-02', 'D-084', 'D-097'],
    scope: 'reconfiguration',
    pattern: {
      kind: 'invariant',
      given: step('hearsClear'),
      holds: startsOwingCheck,
    },
    exceptions: [
      overBluetooth,
      { when: { blinkupRestarts: ['no'] }, verdict: 'fails', because: 'under this reading a running VM goes on' },
    ],
  },
  {
    id: 'connection-attempt-opens-window',
    subject: 'blinkup',
    title: 'BlinkUp can be used when a device begins to connect',
    claim: 'From the first moment of an attempt to connect the device listens for BlinkUp.',
    sources: ['R8', 'D-063', 'D-068'],
    scope: 'reconfiguration',
    pattern: { kind: 'invariant', given: step('beginsConnecting'), holds: is('listening') },
    exceptions: [
      {
        when: { enableBlinkup: ['never', 'while-offline'] },
        verdict: 'fails',
        because: 'the application has switched BlinkUp off, if only while it was online',
      },
    ],
  },
  {
    id: 'window-stays-open-for-a-minute',
    subject: 'blinkup',
    title: 'BlinkUp may be used for a whole minute',
    claim: 'The BlinkUp window of a configured device closes within 50 s.',
    sources: ['R8', 'D-063', 'D-067', 'C-07'],
    pattern: windowCloses(delays.blinkupWindow.ms - earlier),
    exceptions: [{ when: {}, verdict: 'fails', because: 'it stays open for a whole minute' }],
  },
  {
    id: 'fast-start-opens-window',
    subject: 'blinkup',
    title: 'BlinkUp can be used after a fast start',
    claim: 'A device that starts cold without a check listens for BlinkUp, though it does not connect.',
    sources: ['R3', 'R8', 'D-063', 'D-067'],
    pattern: { kind: 'invariant', given: step('startsFast'), holds: is('listening') },
    exceptions: [
      noFastBoot,
      {
        when: { enableBlinkup: ['never'] },
        verdict: 'fails',
        because: 'Squirrel starts with the device, and the application calls imp.enableblinkup(false) at once',
      },
    ],
  },
  {
    id: 'warm-start-opens-no-window',
    subject: 'blinkup',
    title: 'A warm start by itself does not open BlinkUp',
    claim: 'A device that wakes with settings, and does not connect, does not listen for BlinkUp.',
    sources: ['R8', 'D-063', 'D-066'],
    pattern: {
      kind: 'invariant',
      given: and(step('startsWarm'), is('configured'), not(is('connecting'))),
      holds: not(is('listening')),
    },
    exceptions: [
      neverSleeps,
      {
        when: { enableBlinkup: ['always', 'while-offline'] },
        verdict: 'fails',
        because: 'the application keeps BlinkUp on',
      },
    ],
  },
  {
    id: 'application-switches-blinkup',
    subject: 'blinkup',
    title: 'imp.enableblinkup() takes effect at once',
    claim: 'BlinkUp that Squirrel enables is on, and what it disables is off, unless there are no network settings.',
    sources: ['R8', 'D-064', 'D-065', 'D-069', 'D-178'],
    scope: 'reconfiguration',
    pattern: each([
      ['enablesBlinkup', is('listening')],
      ['disablesBlinkup', or(is('unconfigured'), not(is('listening')))],
    ]),
    exceptions: [
      {
        when: { enableBlinkup: ['default'] },
        verdict: 'vacuous',
        because: 'the application does not call imp.enableblinkup()',
      },
      {
        when: { enableBlinkup: ['while-offline'] },
        verdict: 'fails',
        because: 'where the device is online when Squirrel starts, BlinkUp is switched on and off in the same instant',
      },
    ],
  },
]

const byCall: readonly Property[] = [
  {
    id: 'call-for-the-server-blocks',
    subject: 'boot',
    title: 'A call that needs the server waits for it',
    claim: 'Squirrel that asks for the server while offline is suspended until the device is online.',
    sources: ['R22', 'D-016', 'D-049'],
    pattern: { kind: 'invariant', given: step('callsServerOffline'), holds: is('squirrelSuspended') },
    exceptions: [
      { when: { errorPolicy: ['return-on-error'] }, verdict: 'fails', because: 'under RETURN_ON_ERROR calls return' },
    ],
  },
  {
    id: 'call-for-the-server-returns',
    subject: 'boot',
    title: 'A call that needs the server returns',
    claim: 'Squirrel that asks for the server goes on, whether the device is online or not.',
    sources: ['R22', 'D-045', 'D-054'],
    pattern: { kind: 'invariant', given: step('callsServer'), holds: is('squirrelRunning') },
    exceptions: [
      {
        when: { errorPolicy: ['suspend-on-error'] },
        verdict: 'fails',
        because: 'under SUSPEND_ON_ERROR a call waits until the device is online',
      },
    ],
  },
  {
    id: 'stored-credentials-are-kept',
    subject: 'blinkup',
    title: 'Credentials that Squirrel stores are in flash',
    claim: 'What the application stores is in flash at once, and the device is not unactivated any more.',
    sources: ['R6', 'R7', 'D-093', 'D-095'],
    pattern: {
      kind: 'invariant',
      given: step('storesByCall'),
      holds: and(step('storesCredentials'), is('configured'), not(is('unactivated'))),
    },
    exceptions: [
      {
        when: { blinkupOver: ['optical'] },
        verdict: 'vacuous',
        because: 'only BlinkUp over Bluetooth is stored by Squirrel',
      },
    ],
  },
  {
    id: 'cleared-settings-are-gone',
    subject: 'blinkup',
    title: 'What Squirrel clears is gone',
    claim:
      'Cleared settings are gone at once, nothing tries to connect without them; with all, the token goes as well.',
    sources: ['R6', 'R7', 'D-069', 'D-097', 'C-19'],
    scope: 'reconfiguration',
    pattern: each([
      ['clearsWifiByCall', and(is('unconfigured'), or(not(was('connecting')), is('lacksSettings')))],
      [
        'clearsAllByCall',
        and(
          is('unconfigured'),
          or(not(was('connecting')), is('lacksSettings')),
          not(is('tokenHeld')),
          is('unactivated'),
        ),
      ],
    ]),
  },
  {
    id: 'nothing-connects-without-settings',
    subject: 'boot',
    title: 'Without settings nothing tries to connect',
    claim:
      'A device without network settings makes no attempt to connect, and one that gives up for lack of them listens for BlinkUp.',
    sources: ['R7', 'D-020', 'D-069', 'D-097', 'C-21'],
    scope: 'reconfiguration',
    pattern: {
      kind: 'invariant',
      given: is('unconfigured'),
      holds: and(
        not(is('connecting')),
        or(not(step('boots')), is('lacksSettings')),
        or(not(is('lacksSettings')), is('listening')),
      ),
    },
    exceptions: [
      {
        when: { enableBlinkup: ['never', 'while-offline'], disabledBlinkup: ['off'] },
        verdict: 'fails',
        because: 'C-21: BlinkUp that the application has switched off stays off without settings',
      },
    ],
    also: [{ enableBlinkup: 'never', disabledBlinkup: 'on-without-settings' }],
  },
  {
    id: 'disconnect-closes-the-session',
    subject: 'power',
    title: 'server.disconnect() takes effect at once',
    claim: 'A device that is told to disconnect has no connection, and has closed the session that it had.',
    sources: ['R20', 'D-053', 'D-148'],
    pattern: {
      kind: 'invariant',
      given: step('disconnectsByCall'),
      holds: and(
        not(is('linkUp')),
        not(is('connecting')),
        is('powered'),
        bothOrNeither(was('hasSession'), step('closesSession')),
        not(is('failureDue')),
      ),
    },
    exceptions: [onMainsByLight],
  },
  {
    id: 'sleep-closes-the-session',
    subject: 'power',
    title: 'Deep sleep takes effect at once',
    claim: 'A device that is told to sleep is asleep, and has closed the session that it had.',
    sources: ['R20', 'S8', 'D-058', 'D-148'],
    pattern: {
      kind: 'invariant',
      given: step('sleepsByCall'),
      holds: and(step('fallsAsleep'), bothOrNeither(was('hasSession'), step('closesSession'))),
    },
    exceptions: [onMains],
  },
  {
    id: 'idle-is-told',
    subject: 'power',
    title: 'imp.onidle() is told',
    claim: 'Squirrel is told when impOS has processed all that the server had sent.',
    sources: ['R20', 'D-057'],
    pattern: { kind: 'invariant', given: step('reachesIdle'), holds: step('tellsIdle') },
    exceptions: [onMainsByLight],
  },
  {
    id: 'new-settings-close-the-session',
    subject: 'blinkup',
    title: 'A session is closed before settings are changed',
    claim: 'A running device that gets BlinkUp details while online closes its session.',
    sources: ['R8', 'C-02', 'D-075'],
    scope: 'reconfiguration',
    pattern: {
      kind: 'invariant',
      given: and(step('hearsPacket'), was('online')),
      holds: step('closesSession'),
    },
    exceptions: [
      {
        when: { enableBlinkup: ['never'] },
        verdict: 'vacuous',
        because: 'BlinkUp is off while the code runs',
      },
      {
        when: { power: ['mains'], enableBlinkup: ['while-offline'], disabledBlinkup: ['off'] },
        verdict: 'vacuous',
        because: 'BlinkUp is off while a device that never sleeps is online',
      },
      overBluetooth,
      { when: { blinkupRestarts: ['yes'] }, verdict: 'fails', because: 'a restart ends the session without a word' },
    ],
  },
  {
    id: 'withdrawn-handler-is-gone',
    subject: 'politeness',
    title: 'A handler that is withdrawn is gone',
    claim: 'After server.onshutdown(null) no handler is registered.',
    sources: ['R15', 'D-120', 'M-07'],
    pattern: { kind: 'invariant', given: step('dropsHandlerByCall'), holds: not(is('handlerRegistered')) },
    exceptions: [
      { when: { handler: ['at-start', 'none'] }, verdict: 'vacuous', because: 'only a late handler is ever withdrawn' },
    ],
  },
]

export const deviceAnswers: readonly Property[] = [...bySensor, ...byCall]
