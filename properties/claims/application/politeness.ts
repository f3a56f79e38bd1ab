// Polite deployment: whose handler is asked, when, and what its answer is worth.
import { and, is, not, or, step, was } from '../../vocabulary/predicates.js'
import { deafWithSquirrel } from '../device/blinkup.js'
import type { Exception, Property } from '../../language/property.js'

const noHandler: Exception = { when: { handler: ['none'] }, verdict: 'vacuous', because: 'there is no handler to call' }
const noHandlerFails: Exception = { ...noHandler, verdict: 'fails' }

export const politeness: readonly Property[] = [
  {
    id: 'polite-handlers-only-when-squirrel-runs',
    subject: 'politeness',
    title: 'Polite handlers only fire when Squirrel is running',
    claim: 'A shutdown handler is called only in a running VM that has registered it.',
    sources: ['S3', 'S4', 'R16', 'R18', 'D-140', 'D-141'],
    pattern: { kind: 'never', what: step('handlerCalledWithoutSquirrel'), given: step('handlerCalled') },
    exceptions: [noHandler],
  },
  {
    id: 'polite-handlers-only-when-online',
    subject: 'politeness',
    title: 'Polite handlers only fire on devices that are online',
    claim: 'A shutdown handler is called only while the device is online.',
    sources: ['S3', 'R20', 'D-141'],
    pattern: { kind: 'never', what: step('handlerCalledOffline'), given: step('handlerCalled') },
    exceptions: [noHandler],
  },
  {
    id: 'no-handler-call-on-first-connection-of-cold-boot',
    subject: 'politeness',
    title: 'The first connection of a cold boot asks nobody',
    claim: 'After a cold start no handler is called before the device has been online, or woken up warm.',
    sources: ['S3', 'R17', 'D-141', 'D-142', 'C-01', 'C-03'],
    pattern: {
      kind: 'precedence',
      after: step('startsCold'),
      first: or(and(step('goesOnline'), not(step('handlerCalled'))), step('startsWarm')),
      then: step('handlerCalled'),
    },
    exceptions: [
      noHandler,
      { when: { boot: ['fast'] }, verdict: 'fails', because: 'C-20: a fast boot is cold, but unchecked' },
      { when: { lateConnection: ['asked-politely'] }, verdict: 'fails', because: 'C-03: a late first connection asks' },
    ],
  },
  {
    id: 'politeness-respected-after-blinkup',
    subject: 'politeness',
    title: 'A handler that is registered at BlinkUp is asked before an upgrade',
    claim:
      'If a handler is registered when BlinkUp arrives, the device does not fetch impOS outright on the connection that follows, before anything else restarts it.',
    sources: ['S5', 'C-01', 'C-02', 'C-03', 'D-154'],
    pattern: {
      kind: 'precedence',
      after: and(step('storesPacket'), was('handlerRegistered')),
      first: or(
        step('goesOnline'),
        step('losesPower'),
        step('startsWarm'),
        step('squirrelFails'),
        and(step('startsCold'), not(step('storesPacket'))),
      ),
      then: or(step('goesOnline'), step('takesNewerOs')),
    },
    exceptions: [
      noHandler,
      {
        when: { blinkupOver: ['bluetooth'] },
        verdict: 'vacuous',
        because: 'no packet is flashed: BlinkUp over Bluetooth ends in imp.reset()',
      },
      {
        when: { codeLoading: ['at-activation'] },
        verdict: 'vacuous',
        because: 'no code, no handler before the first BlinkUp',
      },
      deafWithSquirrel,
      {
        when: { blinkupRestarts: ['yes'] },
        verdict: 'fails',
        because: 'C-02: BlinkUp restarts the device; if it connects within 10 s there is no Squirrel to ask',
      },
      {
        when: { blinkupRestarts: ['no'], lateConnection: ['upgraded-outright'] },
        verdict: 'fails',
        because:
          'C-03: the first connection of a cold boot upgrades outright, although Squirrel runs and has a handler',
      },
      {
        when: { handler: ['late'] },
        verdict: 'fails',
        because:
          'an application that registers late may also drop its handler between BlinkUp and the answer about impOS',
      },
    ],
  },
  {
    id: 'handler-called-after-blinkup',
    subject: 'politeness',
    title: 'The first OS notice after enrolment can reach the handler',
    claim: 'Some device is enrolled, told of a newer impOS on the same connection, and its handler is called.',
    sources: ['S5', 'C-01', 'D-154'],
    pattern: { kind: 'reachable', what: and(step('handlerCalledForOs'), was('bootUnchecked')) },
    exceptions: [
      noHandlerFails,
      {
        when: { lateConnection: ['upgraded-outright'] },
        verdict: 'fails',
        because: 'C-03: under this reading the first connection of a cold boot asks nobody',
      },
    ],
  },
  {
    id: 'handler-called',
    subject: 'politeness',
    title: 'A handler can be called for impOS',
    claim: 'Some handler is called with SHUTDOWN_NEWFIRMWARE.',
    sources: ['R16', 'S7', 'D-136'],
    pattern: { kind: 'reachable', what: step('handlerCalledForOs') },
    exceptions: [noHandlerFails],
  },
  {
    id: 'handler-called-for-code',
    subject: 'politeness',
    title: 'A handler can be called for code',
    claim: 'Some handler is called with SHUTDOWN_NEWSQUIRREL.',
    sources: ['R16', 'R21', 'S7', 'D-135'],
    pattern: { kind: 'reachable', what: step('handlerCalledForCode') },
    exceptions: [noHandlerFails],
  },
  {
    id: 'handler-called-for-both',
    subject: 'politeness',
    title: 'A handler can be called for both at once',
    claim: 'Some device goes online with impOS and code pending, and its handler is called for each.',
    sources: ['R16', 'D-149'],
    pattern: { kind: 'reachable', what: and(step('handlerCalledForOs'), step('handlerCalledForCode')) },
    exceptions: [noHandlerFails],
  },
  {
    id: 'handler-call-stops-nothing',
    subject: 'politeness',
    title: 'A call of the handler stops nothing by itself',
    claim: 'When the handler is called the VM goes on, unless the application asks for the restart.',
    sources: ['R16', 'D-134', 'D-143'],
    pattern: {
      kind: 'invariant',
      given: step('handlerCalled'),
      holds: or(is('squirrelRunning'), step('asksForRestart')),
    },
    exceptions: [noHandler],
  },
  {
    id: 'registered-handler-protects',
    subject: 'politeness',
    title: 'A registered handler protects from updates',
    claim:
      'While a handler is registered, no update that is merely offered ends its VM without the application asking for it.',
    sources: ['R16', 'R17', 'S12', 'D-134', 'D-142', 'C-03'],
    pattern: {
      kind: 'never',
      what: and(step('updateEndsVmWithHandler'), not(step('asksForRestart'))),
      given: and(step('handlerCalled'), was('handlerRegistered')),
    },
    exceptions: [
      noHandler,
      {
        when: { lateConnection: ['upgraded-outright'], boot: ['checked'] },
        verdict: 'fails',
        because: 'C-03: the late first connection of a cold boot ends a VM whose handler is registered',
      },
      {
        when: { lateConnection: ['upgraded-outright'] },
        verdict: 'fails',
        because: 'C-03: a fast boot may still be followed by a checked one (a reset, BlinkUp), which connects late',
      },
      {
        when: { handler: ['late'] },
        verdict: 'fails',
        because:
          'M-47: a restart for impOS, since no handler was there, fetches it even where a handler is registered by then',
      },
    ],
    also: [{ handler: 'late', lateConnection: 'asked-politely' }],
  },
  {
    id: 'no-handler-no-mercy',
    subject: 'politeness',
    title: 'Without a handler an update restarts at once',
    claim:
      'If a device is told of an update while it is online and no handler is registered, its VM ends in the same instant.',
    sources: ['R15', 'S4', 'D-120', 'D-139'],
    pattern: {
      kind: 'invariant',
      given: and(step('hearsNotice'), not(was('handlerRegistered')), was('squirrelRunning')),
      holds: step('vmStops'),
    },
    exceptions: [
      {
        when: { handler: ['at-start'] },
        verdict: 'vacuous',
        because: 'the handler is registered in the first instant of each VM',
      },
    ],
  },
  {
    id: 'registration-is-volatile',
    subject: 'politeness',
    title: 'The registration dies with the VM',
    claim: 'Every VM starts without a registered handler.',
    sources: ['R18', 'D-139'],
    pattern: { kind: 'never', what: step('vmStartsRegistered'), given: step('vmStarts') },
  },
  {
    id: 'update-before-registration',
    subject: 'politeness',
    title: 'There is a window between the start of Squirrel and the registration',
    claim: 'Some VM is ended by an update before it has registered its handler.',
    sources: ['R15', 'R18', 'S4', 'D-139'],
    pattern: {
      kind: 'reachable',
      what: and(step('updateEndsVm'), was('squirrelRunning'), not(was('handlerRegistered'))),
    },
    exceptions: [
      {
        when: { handler: ['at-start'] },
        verdict: 'fails',
        because: 'the handler is registered in the first instant of the VM',
      },
    ],
  },
  {
    id: 'update-deferred',
    subject: 'politeness',
    title: 'An update can be deferred',
    claim: 'Some busy application defers an update, and asks for the restart when its work is done.',
    sources: ['R16', 'S7', 'S8', 'S12', 'D-144'],
    pattern: { kind: 'reachable', what: and(was('deferring'), step('finishesWork'), step('asksForRestart')) },
    exceptions: [
      noHandlerFails,
      {
        when: { politeness: ['accepts-at-once', 'never-accepts'] },
        verdict: 'fails',
        because: 'this application never defers: it accepts at once, or not at all',
      },
    ],
  },
  {
    id: 'deferral-ends-by-power-cycle',
    subject: 'politeness',
    title: 'Politeness is no way to stay on an old version for ever',
    claim: 'Some device whose application ignores an impOS update is power-cycled and upgraded without being asked.',
    sources: ['S1', 'S12', 'R17', 'D-142'],
    pattern: { kind: 'reachable', what: and(step('takesNewerOs'), was('bootUnchecked')) },
  },
  {
    id: 'battery-device-is-asked',
    subject: 'politeness',
    title: 'A device that is mostly offline is asked too',
    claim: 'Some device that connects again, after a sleep or a lost link, has its handler called as it goes online.',
    sources: ['S8', 'R20', 'D-119', 'D-146'],
    pattern: { kind: 'reachable', what: and(step('handlerCalled'), not(was('bootUnchecked')), not(was('online'))) },
    exceptions: [noHandlerFails],
  },
  {
    id: 'notice-lost-by-careless-sleep',
    subject: 'politeness',
    title: 'A device that sleeps without waiting for idle may miss a notice',
    claim:
      'Some device goes to sleep carelessly while a newer deployment waits and its handler has not been called for it.',
    sources: ['R20', 'D-057', 'D-148', 'D-183'],
    pattern: {
      kind: 'reachable',
      what: and(step('sleepsCarelessly'), was('linkUp'), not(was('online')), was('deploymentNewer'), was('codeOld')),
    },
    exceptions: [{ when: { power: ['mains'] }, verdict: 'fails', because: 'a device on mains power never sleeps' }],
  },
  {
    id: 'early-announcement-changes-nothing',
    subject: 'politeness',
    title: 'A device that is not online yet does not act on an announcement',
    claim: 'An announcement that reaches a device on its way to the home server calls no handler and ends no VM.',
    sources: ['R20', 'D-147'],
    pattern: {
      kind: 'invariant',
      given: step('hearsAnnouncementEarly'),
      holds: and(not(step('handlerCalled')), not(step('vmStops')), not(step('startsCold'))),
    },
  },
  {
    id: 'notice-reaches-handler',
    subject: 'politeness',
    title: 'A notice calls a registered handler',
    claim: 'An online device with a registered handler calls it in the step in which it is told of an update.',
    sources: ['R16', 'S7', 'D-134', 'D-145'],
    pattern: {
      kind: 'invariant',
      given: and(step('hearsNotice'), was('handlerRegistered'), was('squirrelRunning')),
      holds: step('handlerCalled'),
    },
    exceptions: [noHandler],
  },
  {
    id: 'busy-application-is-not-stopped',
    subject: 'politeness',
    title: 'A busy application does not accept',
    claim: 'An application that is busy when its handler is called does not ask for the restart in that step.',
    sources: ['S12', 'R16', 'D-144'],
    pattern: {
      kind: 'never',
      what: and(step('handlerCalled'), was('busy'), step('asksForRestart')),
      given: and(step('handlerCalled'), was('busy')),
    },
    exceptions: [
      noHandler,
      {
        when: { politeness: ['accepts-at-once', 'never-accepts'] },
        verdict: 'vacuous',
        because: 'this application is never busy',
      },
    ],
  },
  {
    id: 'dropped-handler-is-gone',
    subject: 'politeness',
    title: 'server.onshutdown(null) ends the registration',
    claim: 'An application that drops its handler has none.',
    sources: ['R15', 'D-120', 'M-07'],
    pattern: {
      kind: 'invariant',
      given: and(step('dropsHandler'), was('squirrelRunning')),
      holds: not(is('handlerRegistered')),
    },
    exceptions: [
      { when: { handler: ['at-start', 'none'] }, verdict: 'vacuous', because: 'this application drops nothing' },
    ],
  },
]
