// BlinkUp and enrolment: when a packet is taken, what a token is good for, what the phone learns.
import { delays } from '../../../machines/delays.js'
import { bothOrNeither, each, windowCloses } from '../../vocabulary/patterns.js'
import { and, is, not, nothing, or, step, was } from '../../vocabulary/predicates.js'
import type { Exception, Property } from '../../language/property.js'

/** For properties of packets. */
export const overBluetooth: Exception = {
  when: { blinkupOver: ['bluetooth'] },
  verdict: 'vacuous',
  because: 'no packet is flashed: the application gets it over Bluetooth',
}

/** For properties of packets that come while Squirrel runs. */
export const deafWithSquirrel: Exception = {
  when: { enableBlinkup: ['never'], disabledBlinkup: ['off'] },
  verdict: 'vacuous',
  because: 'C-21: as soon as Squirrel runs it has switched BlinkUp off',
}

export const blinkup: readonly Property[] = [
  {
    id: 'packet-only-while-listening',
    subject: 'blinkup',
    title: 'A packet is taken only while BlinkUp is listened for',
    claim: 'A device stores a flashed packet only if its BlinkUp window is open.',
    sources: ['R8', 'D-063', 'D-064', 'D-065'],
    pattern: { kind: 'invariant', given: step('storesPacket'), holds: was('listening') },
    exceptions: [overBluetooth],
  },
  {
    id: 'packet-missed-when-window-closed',
    subject: 'blinkup',
    title: 'A packet can be missed',
    claim: 'Some packet is flashed at a powered device that is not listening, and is lost.',
    sources: ['R8', 'D-068', 'D-086'],
    pattern: { kind: 'reachable', what: and(step('missesPacket'), was('powered'), not(was('listening'))) },
    exceptions: [
      {
        when: { codeLoading: ['after-blessing'], boot: ['checked'], enableBlinkup: ['always', 'while-offline'] },
        verdict: 'fails',
        because: 'the application keeps the window open, at least until the first BlinkUp has led to a connection',
      },
      { when: { blinkupOver: ['bluetooth'] }, verdict: 'fails', because: 'no packet is flashed at the device' },
    ],
  },
  {
    id: 'unconfigured-device-listens',
    subject: 'blinkup',
    title: 'A device without network settings listens for BlinkUp',
    claim: 'As long as it has power and no network settings, a device listens.',
    sources: ['R7', 'R8', 'D-020', 'D-069', 'D-189', 'C-21'],
    pattern: { kind: 'invariant', given: and(is('powered'), is('unconfigured')), holds: is('listening') },
    exceptions: [
      {
        when: { codeLoading: ['after-blessing'], enableBlinkup: ['never'], disabledBlinkup: ['off'] },
        verdict: 'fails',
        because:
          'C-21: imp.enableblinkup(false) ends BlinkUp without settings too; a device that has code when it leaves the factory listens for 10 s after each start',
      },
    ],
    also: [{ enableBlinkup: 'never', disabledBlinkup: 'on-without-settings' }],
  },
  {
    id: 'window-closes-after-a-minute',
    subject: 'blinkup',
    title: 'The BlinkUp window of a configured device closes after a minute',
    claim:
      'A configured device that starts cold stops listening within 60 s, unless a new attempt to connect, new settings or a new start open the window again.',
    sources: ['R8', 'D-067', 'D-068', 'C-07'],
    pattern: windowCloses(delays.blinkupWindow.ms),
    exceptions: [
      {
        when: { enableBlinkup: ['always', 'while-offline'] },
        verdict: 'fails',
        because: 'imp.enableblinkup(true) keeps it open',
      },
    ],
  },
  {
    id: 'unactivated-leaves-by-credentials-only',
    subject: 'blinkup',
    title: 'Only credentials lead out of the unactivated state',
    claim: 'A device becomes pending only in the step in which it stores plan ID and token.',
    sources: ['R6', 'R7', 'D-011', 'D-012', 'D-095'],
    pattern: { kind: 'invariant', given: step('becomesPending'), holds: step('storesCredentials') },
  },
  {
    id: 'unactivated-cannot-connect',
    subject: 'blinkup',
    title: 'An unactivated device cannot connect',
    claim: 'A device without plan ID and token has no connection with the impCloud.',
    sources: ['R7', 'D-020'],
    pattern: { kind: 'invariant', given: is('unactivated'), holds: not(is('linkUp')) },
  },
  {
    id: 'forgotten-factory-network-does-not-help',
    subject: 'blinkup',
    title: 'Factory credentials that were not cleared lead nowhere',
    claim:
      'A device that left the factory with its network settings tries them at the first power-up, and does not get anywhere.',
    sources: ['D-107', 'R7'],
    pattern: { kind: 'reachable', what: and(is('unactivated'), step('givesUpConnecting')) },
  },
  {
    id: 'activation-progresses-one-way',
    subject: 'blinkup',
    title: 'Activation is undone only by clearing all configuration',
    claim: 'An activated device stays so through power cuts, restarts, upgrades, and clearing of its WiFi settings.',
    sources: ['R6', 'D-010', 'D-097'],
    scope: 'reconfiguration',
    pattern: {
      kind: 'never',
      what: and(step('leavesActivated'), not(step('clearsAll'))),
      given: was('activated'),
    },
  },
  {
    id: 'clearing-all-deactivates',
    subject: 'blinkup',
    title: 'Clearing all configuration returns the device to unactivated',
    claim: 'imp.clearconfiguration() makes an activated device unactivated at once.',
    sources: ['R6', 'D-097'],
    scope: 'reconfiguration',
    pattern: { kind: 'invariant', given: and(step('clearsAll'), was('squirrelRunning')), holds: is('unactivated') },
  },
  {
    id: 'clearing-wifi-keeps-enrolment',
    subject: 'blinkup',
    title: 'Clearing the WiFi settings keeps the enrolment',
    claim: 'Neither imp.clearconfiguration(CONFIG_WIFI) nor Clear BlinkUp changes the activation state.',
    sources: ['R6', 'D-097', 'D-084'],
    scope: 'reconfiguration',
    pattern: {
      kind: 'invariant',
      given: and(or(step('clearsWifi'), step('clearsByBlinkup')), was('activated')),
      holds: is('activated'),
    },
  },
  {
    id: 'first-token-is-single-use',
    subject: 'blinkup',
    title: 'A token enrols once',
    claim: 'The claim of the first token is recorded at most once.',
    sources: ['R9', 'D-076'],
    pattern: { kind: 'precedence', after: step('claimsFirst'), first: nothing, then: step('claimsFirst') },
  },
  {
    id: 'second-token-is-single-use',
    subject: 'blinkup',
    title: 'A second token enrols once',
    claim: 'The claim of the second token is recorded at most once.',
    sources: ['R9', 'D-076', 'D-087'],
    scope: 'reconfiguration',
    pattern: { kind: 'precedence', after: step('claimsSecond'), first: nothing, then: step('claimsSecond') },
  },
  {
    id: 'expired-token-enrols-nobody',
    subject: 'blinkup',
    title: 'A token that has expired enrols nobody',
    claim: 'After the only token of a run has expired no claim is recorded.',
    sources: ['R9', 'D-185', 'M-42'],
    pattern: { kind: 'precedence', after: step('tokenExpires'), first: nothing, then: step('claims') },
  },
  {
    id: 'token-may-expire-until-it-is-used',
    subject: 'blinkup',
    title: 'A token may expire until it is used',
    claim: 'The first token may expire exactly as long as it would enrol the device.',
    sources: ['R9', 'D-078', 'D-185', 'M-42'],
    pattern: { kind: 'invariant', holds: bothOrNeither(is('firstTokenFresh'), is('firstTokenMayExpire')) },
  },
  {
    id: 'second-token-may-expire-until-it-is-used',
    subject: 'blinkup',
    title: 'A second token may expire until it is used',
    claim: 'The second token may expire exactly as long as it would enrol the device.',
    sources: ['R9', 'D-078', 'D-185', 'M-42'],
    scope: 'reconfiguration',
    pattern: { kind: 'invariant', holds: bothOrNeither(is('secondTokenFresh'), is('secondTokenMayExpire')) },
  },
  {
    id: 'token-may-expire-on-the-way',
    subject: 'blinkup',
    title: 'A device may wait longer than its token lives',
    claim: 'Some device holds the token of its BlinkUp while that expires, and is refused when it comes.',
    sources: ['R9', 'D-087', 'D-185', 'M-42'],
    pattern: { kind: 'reachable', what: and(step('tokenExpires'), is('tokenHeld')) },
  },
  {
    id: 'only-granted-tokens-enrol',
    subject: 'blinkup',
    title: 'Only a token that was granted and not used enrols',
    claim: 'The enrolment API records no claim of a token that is void, unknown or spent.',
    sources: ['R9', 'D-087', 'D-090', 'D-091'],
    pattern: { kind: 'never', what: step('acceptsSpentOrVoid'), given: step('acceptsDevice') },
  },
  {
    id: 'void-token-is-refused',
    subject: 'blinkup',
    title: 'A device can be refused',
    claim: 'Some device presents a token and is refused; it is not activated by it.',
    sources: ['R9', 'D-087', 'D-090', 'D-091'],
    pattern: { kind: 'reachable', what: and(step('hearsRefusal'), is('pendingActivation')) },
  },
  {
    id: 'answer-of-the-cloud-may-be-lost',
    subject: 'blinkup',
    title: 'The acceptance may get lost, and is repeated',
    claim:
      'Some device loses the link between the claim and the answer, presents its token again, and is accepted without a second claim.',
    sources: ['R9', 'D-087', 'M-10'],
    pattern: { kind: 'reachable', what: step('repeatsAcceptance') },
  },
  {
    id: 'activation-follows-claim',
    subject: 'blinkup',
    title: 'No device is activated without a claim',
    claim: 'A device becomes activated only after the enrolment API has recorded a claim.',
    sources: ['R6', 'R9', 'D-075'],
    pattern: { kind: 'precedence', first: step('claims'), then: step('becomesActivated') },
  },
  {
    id: 'squirrel-may-run-at-enrolment',
    subject: 'blinkup',
    title: 'Squirrel may be running when the device is enrolled',
    claim: 'Some device runs Squirrel in the instant in which it is told that it is enrolled.',
    sources: ['S5', 'C-02', 'D-154', 'R2'],
    pattern: {
      kind: 'reachable',
      what: and(step('hearsAcceptance'), or(was('squirrelRunning'), was('squirrelSuspended'))),
    },
    exceptions: [
      {
        when: { codeLoading: ['at-activation'] },
        verdict: 'fails',
        because: 'R5: a device without code has no VM before its first connection',
      },
    ],
  },
  {
    id: 'squirrel-may-be-absent-at-enrolment',
    subject: 'blinkup',
    title: 'Squirrel may not be running when the device is enrolled',
    claim: 'Some device runs no Squirrel in the instant in which it is told that it is enrolled.',
    sources: ['S4', 'C-02', 'D-014'],
    pattern: { kind: 'reachable', what: and(step('hearsAcceptance'), not(was('squirrelPresent'))) },
  },
  {
    id: 'squirrel-survives-blinkup',
    subject: 'blinkup',
    title: 'BlinkUp does not stop a running VM',
    claim: 'No packet that the device stores stops its VM.',
    sources: ['C-02', 'D-092', 'D-093', 'D-154'],
    pattern: {
      kind: 'never',
      what: and(step('storesPacket'), step('vmStops')),
      given: and(step('storesPacket'), was('squirrelPresent')),
    },
    exceptions: [
      overBluetooth,
      {
        when: { codeLoading: ['at-activation'] },
        verdict: 'vacuous',
        because: 'no code, no VM before the first BlinkUp',
      },
      deafWithSquirrel,
      {
        when: { blinkupRestarts: ['yes'] },
        verdict: 'fails',
        because: 'C-02: under this reading BlinkUp restarts the device (wake reason 9)',
      },
    ],
  },
  {
    id: 'poll-ends-within-a-minute',
    subject: 'blinkup',
    title: 'The phone learns something within a minute',
    claim: 'Within 60 s of polling the SDK reports success, an error or a time-out.',
    sources: ['R9', 'D-079', 'D-082', 'C-18'],
    scope: 'polling',
    pattern: {
      kind: 'bounded',
      trigger: step('startsPolling'),
      answer: or(step('reportsSuccess'), step('reportsTimeout'), step('reportsError')),
      within: delays.pollTimeout.ms,
    },
  },
  {
    id: 'success-means-claimed',
    subject: 'blinkup',
    title: 'SDK success means that the token was claimed',
    claim: 'The SDK reports success only after the enrolment API has recorded the claim.',
    sources: ['R9', 'R11', 'S10', 'D-081'],
    scope: 'polling',
    pattern: { kind: 'precedence', first: step('claims'), then: step('reportsSuccess') },
  },
  {
    id: 'time-out-does-not-mean-failure',
    subject: 'blinkup',
    title: 'A time-out does not mean that enrolment fails',
    claim: 'Some device is enrolled after the phone has given up polling for it.',
    sources: ['R9', 'D-082', 'D-086', 'C-18'],
    scope: 'polling',
    pattern: { kind: 'reachable', what: and(step('claims'), not(was('polling'))) },
  },
  {
    id: 'session-outlives-clearing',
    subject: 'blinkup',
    title: 'A session outlives the clearing of its enrolment',
    claim: 'Some device that has just been made unactivated by its application is still connected.',
    sources: ['R6', 'R7', 'D-097'],
    scope: 'reconfiguration',
    pattern: { kind: 'reachable', what: and(is('unactivated'), is('linkUp'), is('squirrelRunning')) },
  },
  {
    id: 'second-blinkup-reenrols',
    subject: 'blinkup',
    title: 'An activated device can be enrolled again',
    claim: 'Some activated device stores new BlinkUp details, and its second token is claimed.',
    sources: ['R9', 'D-087', 'D-089'],
    scope: 'reconfiguration',
    pattern: { kind: 'reachable', what: and(step('claimsSecond'), is('activated')) },
  },

  {
    id: 'connected-device-is-deaf',
    subject: 'blinkup',
    title: 'A device that is online does not listen for BlinkUp',
    claim: 'As long as the device is online it does not listen.',
    sources: ['R8', 'D-065', 'D-188', 'M-43'],
    pattern: { kind: 'invariant', given: is('online'), holds: not(is('listening')) },
    exceptions: [
      {
        when: { enableBlinkup: ['default', 'always'] },
        verdict: 'fails',
        because: 'only an application that calls imp.enableblinkup(false) sees to this',
      },
      {
        when: { power: ['battery'], enableBlinkup: ['while-offline'] },
        verdict: 'fails',
        because: 'an application that is to disconnect switches BlinkUp on before the connection has ended',
      },
    ],
  },
  {
    id: 'blinkup-goes-by-the-connection',
    subject: 'blinkup',
    title: 'BlinkUp can go by the connection',
    claim:
      'The application switches BlinkUp off when it is connected, and on when it disconnects or is told that there is no connection.',
    sources: ['R8', 'D-187', 'D-188', 'M-43'],
    pattern: each([
      ['tellsOpened', step('switchesBlinkupOff')],
      ['tellsFailed', step('switchesBlinkupOn')],
      ['wantsNoConnection', step('switchesBlinkupOn')],
    ]),
    exceptions: [
      {
        when: { enableBlinkup: ['default', 'always', 'never'] },
        verdict: 'fails',
        because: 'this application calls imp.enableblinkup() in its first lines at most',
      },
    ],
  },
  {
    id: 'cancelled-flash-sends-nothing',
    subject: 'blinkup',
    title: 'A cancelled BlinkUp sends nothing',
    claim: 'No packet is flashed in the step in which the installer leaves the app.',
    sources: ['R9', 'D-099'],
    pattern: { kind: 'never', what: and(step('cancelsFlash'), step('flashesPacket')), given: step('cancelsFlash') },
  },
  {
    id: 'switched-off-blinkup-is-off',
    subject: 'blinkup',
    title: 'An application can switch BlinkUp off',
    claim: 'A configured device whose application runs does not listen for BlinkUp.',
    sources: ['R8', 'D-064', 'D-065'],
    pattern: {
      kind: 'invariant',
      given: and(is('squirrelRunning'), not(is('unconfigured'))),
      holds: not(is('listening')),
    },
    exceptions: [
      {
        when: { enableBlinkup: ['default', 'always', 'while-offline'] },
        verdict: 'fails',
        because: 'only imp.enableblinkup(false) does this, where it is not taken back',
      },
      {
        when: { blinkupOver: ['bluetooth'], disabledBlinkup: ['on-without-settings'] },
        verdict: 'fails',
        because:
          'C-21: under this reading a device without settings listens all the same, and still does when the application has stored what came over Bluetooth',
      },
    ],
  },
]
