// The application, step by step: what it does in its first lines, and what each of its wishes leads to at once.
import { bothOrNeither } from '../../vocabulary/patterns.js'
import { and, is, not, or, step, was } from '../../vocabulary/predicates.js'
import type { Exception, Property } from '../../language/property.js'

const noHandler: Exception = { when: { handler: ['none'] }, verdict: 'vacuous', because: 'there is no handler to call' }
const neverBusy: Exception = {
  when: { politeness: ['accepts-at-once', 'never-accepts'] },
  verdict: 'vacuous',
  because: 'this application is never busy',
}
const onMains: Exception = {
  when: { power: ['mains'] },
  verdict: 'vacuous',
  because: 'on mains power there is no reason to sleep or to disconnect',
}
const flashedAtImpOS: Exception = {
  when: { blinkupOver: ['optical'] },
  verdict: 'vacuous',
  because: 'the packet is flashed at impOS',
}

export const applicationSteps: readonly Property[] = [
  {
    id: 'application-lives-with-its-vm',
    subject: 'boot',
    title: 'The application runs as long as its VM is there',
    claim: 'The application runs, or is stopped in the midst of a call, exactly while the device has a VM.',
    sources: ['R4', 'R5', 'R18', 'D-015', 'D-139'],
    pattern: {
      kind: 'invariant',
      holds: bothOrNeither(is('applicationRunning'), is('squirrelPresent')),
    },
  },
  {
    id: 'first-lines-take-no-time',
    subject: 'boot',
    title: 'The first lines are over at once',
    claim:
      'In the instant in which it starts, the application has registered a handler or not, and chosen about BlinkUp.',
    sources: ['R8', 'R18', 'D-064', 'D-139'],
    pattern: {
      kind: 'invariant',
      given: is('applicationRunning'),
      holds: and(not(is('stillRegistering')), not(is('stillChoosingBlinkup'))),
    },
  },
  {
    id: 'handler-is-registered-first',
    subject: 'politeness',
    title: 'The handler is registered in the first lines',
    claim: 'In the step in which the application starts it registers its handler, which is there from then on.',
    sources: ['R18', 'D-139', 'D-154'],
    pattern: {
      kind: 'invariant',
      given: step('applicationStarts'),
      holds: and(step('registersHandler'), is('handlerRegistered')),
    },
    exceptions: [
      { when: { handler: ['none'] }, verdict: 'fails', because: 'this application never registers a handler' },
      { when: { handler: ['late'] }, verdict: 'fails', because: 'this application does other things first' },
    ],
  },
  {
    id: 'registration-is-what-the-application-believes',
    subject: 'politeness',
    title: 'impOS has the handler that the application has registered',
    claim: 'A handler is registered with impOS exactly if the application has registered one and has not dropped it.',
    sources: ['R15', 'R18', 'D-120', 'D-134', 'D-139', 'M-07'],
    pattern: {
      kind: 'invariant',
      given: is('applicationRunning'),
      holds: or(
        and(is('handlerRegistered'), is('knowsHandler')),
        and(not(is('handlerRegistered')), is('lacksHandler')),
      ),
    },
  },
  {
    id: 'handler-may-be-registered-late',
    subject: 'politeness',
    title: 'A handler may be registered at any time',
    claim: 'An application that runs without a handler may register one.',
    sources: ['R18', 'D-139'],
    pattern: { kind: 'invariant', given: is('lacksHandler'), holds: is('mayRegister') },
    exceptions: [
      {
        when: { handler: ['at-start'] },
        verdict: 'vacuous',
        because: 'the handler is registered in the first instant of each VM',
      },
      { when: { handler: ['none'] }, verdict: 'fails', because: 'this application never registers a handler' },
    ],
  },
  {
    id: 'handler-may-be-dropped',
    subject: 'politeness',
    title: 'A handler may be dropped at any time',
    claim: 'An application that has registered a handler may drop it.',
    sources: ['R15', 'D-120', 'M-07'],
    pattern: { kind: 'invariant', given: is('knowsHandler'), holds: is('mayDropHandler') },
    exceptions: [
      noHandler,
      { when: { handler: ['at-start'] }, verdict: 'fails', because: 'this application keeps its handler' },
    ],
  },
  {
    id: 'handler-is-changed-by-one-call',
    subject: 'politeness',
    title: 'To register or to drop a handler is one call',
    claim: 'An application that registers its handler late, or drops it, does this and nothing else in that step.',
    sources: ['R15', 'R18', 'D-120', 'D-139'],
    pattern: {
      kind: 'invariant',
      given: or(step('wantsHandler'), step('wantsNoHandler')),
      holds: or(and(step('wantsHandler'), step('callsRegister')), and(step('wantsNoHandler'), step('callsUnregister'))),
    },
    exceptions: [
      {
        when: { handler: ['at-start', 'none'] },
        verdict: 'vacuous',
        because: 'this application registers its handler in its first lines or not at all, and drops nothing',
      },
    ],
  },
  {
    id: 'no-handler-is-none-for-good',
    subject: 'politeness',
    title: 'An application without a handler never gets one',
    claim: 'An application that does without a handler has none from its first instant on, whatever is set up anew.',
    sources: ['R15', 'R18', 'D-120', 'D-139'],
    scope: 'reconfiguration',
    pattern: {
      kind: 'invariant',
      given: is('applicationRunning'),
      holds: and(is('lacksHandler'), not(is('mayRegister')), not(step('registersHandler'))),
    },
  },
  {
    id: 'handler-is-kept',
    subject: 'politeness',
    title: 'A handler that is registered first is kept',
    claim: 'An application that registers its handler in its first lines cannot be without one as long as it runs.',
    sources: ['R18', 'D-134', 'D-139'],
    pattern: {
      kind: 'invariant',
      given: is('applicationRunning'),
      holds: and(is('knowsHandler'), not(is('mayDropHandler'))),
    },
    exceptions: [
      { when: { handler: ['none'] }, verdict: 'fails', because: 'this application never registers a handler' },
      { when: { handler: ['late'] }, verdict: 'fails', because: 'this application registers late, and may drop it' },
    ],
  },
  {
    id: 'application-at-ease-is-never-busy',
    subject: 'politeness',
    title: 'An application that accepts at once is never busy',
    claim: 'An application that accepts whenever it is asked has nothing that an interruption would spoil.',
    sources: ['R16', 'S12', 'D-144'],
    scope: 'reconfiguration',
    pattern: {
      kind: 'invariant',
      given: is('applicationRunning'),
      holds: and(is('idle'), not(is('mayStartWork'))),
    },
  },
  {
    id: 'blinkup-is-switched-on-at-start',
    subject: 'blinkup',
    title: 'BlinkUp is switched on in the first lines',
    claim: 'In the step in which the application starts it calls imp.enableblinkup(true).',
    sources: ['R8', 'D-064'],
    pattern: {
      kind: 'invariant',
      given: step('applicationStarts'),
      holds: and(step('switchesBlinkupOn'), not(step('switchesBlinkupOff'))),
    },
    exceptions: [
      { when: { enableBlinkup: ['default'] }, verdict: 'fails', because: 'imp.enableblinkup() is not called' },
      { when: { enableBlinkup: ['never'] }, verdict: 'fails', because: 'imp.enableblinkup(false) is called' },
      {
        when: { enableBlinkup: ['while-offline'] },
        verdict: 'fails',
        because: 'where the device is online by then it is switched off again',
      },
    ],
  },
  {
    id: 'blinkup-is-switched-off-at-start',
    subject: 'blinkup',
    title: 'BlinkUp is switched off in the first lines',
    claim: 'In the step in which the application starts it calls imp.enableblinkup(false).',
    sources: ['R8', 'D-065', 'D-178'],
    pattern: {
      kind: 'invariant',
      given: step('applicationStarts'),
      holds: and(step('switchesBlinkupOff'), not(step('switchesBlinkupOn'))),
    },
    exceptions: [
      { when: { enableBlinkup: ['default'] }, verdict: 'fails', because: 'imp.enableblinkup() is not called' },
      {
        when: { enableBlinkup: ['always', 'while-offline'] },
        verdict: 'fails',
        because: 'imp.enableblinkup(true) is called',
      },
    ],
  },

  {
    id: 'idle-application-accepts',
    subject: 'politeness',
    title: 'An idle application accepts at once',
    claim: 'An application that is idle when its handler is called asks for the restart in that step.',
    sources: ['R16', 'S12', 'D-134', 'D-144'],
    pattern: { kind: 'invariant', given: step('isAskedIdle'), holds: step('asksForRestart') },
    exceptions: [
      noHandler,
      { when: { politeness: ['never-accepts'] }, verdict: 'fails', because: 'this handler does nothing' },
    ],
  },
  {
    id: 'busy-application-defers',
    subject: 'politeness',
    title: 'A busy application defers',
    claim: 'An application that is busy when its handler is called defers the update until its work is done.',
    sources: ['R16', 'S12', 'D-143', 'D-144'],
    pattern: { kind: 'invariant', given: step('isAskedBusy'), holds: step('defers') },
    exceptions: [noHandler, neverBusy],
  },
  {
    id: 'deferred-restart-comes-with-the-end-of-work',
    subject: 'politeness',
    title: 'The end of the work ends the deferral',
    claim: 'An application that has deferred an update asks for the restart in the step in which its work is done.',
    sources: ['R16', 'S7', 'D-144'],
    pattern: { kind: 'invariant', given: step('finishesDeferred'), holds: step('restartsAfterWork') },
    exceptions: [noHandler, neverBusy],
  },
  {
    id: 'deaf-handler-leaves-the-update-pending',
    subject: 'politeness',
    title: 'A handler that does nothing leaves the update pending',
    claim: 'An application whose handler is called ignores the update from then on.',
    sources: ['R16', 'D-143'],
    pattern: {
      kind: 'invariant',
      given: or(step('isAskedIdle'), step('isAskedBusy')),
      holds: and(step('declines'), not(step('asksForRestart'))),
    },
    exceptions: [
      noHandler,
      {
        when: { politeness: ['accepts-when-idle', 'accepts-at-once'] },
        verdict: 'fails',
        because: 'this application accepts, or defers until it can',
      },
    ],
  },
  {
    id: 'work-may-end-at-any-time',
    subject: 'politeness',
    title: 'Work may end at any time, and then it has ended',
    claim: 'A busy application may finish its work; when it does, it is idle, or its VM has ended.',
    sources: ['S12', 'D-144'],
    pattern: {
      kind: 'invariant',
      given: or(is('busy'), step('hearsWorkEnd')),
      holds: or(and(is('busy'), is('mayFinishWork'), not(step('hearsWorkEnd'))), not(is('busy'))),
    },
    exceptions: [neverBusy],
  },
  {
    id: 'work-may-begin-at-any-time',
    subject: 'politeness',
    title: 'Work may begin at any time',
    claim: 'An application that is idle may begin something that should not be interrupted.',
    sources: ['S12', 'D-144'],
    pattern: {
      kind: 'invariant',
      given: is('applicationRunning'),
      holds: or(and(is('idle'), is('mayStartWork'), not(is('busy'))), and(is('busy'), not(is('idle')))),
    },
    exceptions: [
      {
        when: { politeness: ['accepts-at-once', 'never-accepts'] },
        verdict: 'fails',
        because: 'this application is never busy',
      },
    ],
  },

  {
    id: 'report-may-be-sent-at-any-time',
    subject: 'agent',
    title: 'The application may send a message at any time',
    claim: 'An application that runs may call agent.send(); whenever it wants to, that is what it does.',
    sources: ['R24', 'D-167'],
    pattern: {
      kind: 'invariant',
      given: or(is('applicationRunning'), step('makesReport')),
      holds: and(is('mayReport'), or(step('sendsMessage'), not(step('makesReport')))),
    },
  },
  {
    id: 'clearing-may-be-called-at-any-time',
    subject: 'blinkup',
    title: 'The application may clear its settings at any time',
    claim: 'An application that runs may clear its WiFi settings, or all configuration.',
    sources: ['R6', 'D-097'],
    scope: 'reconfiguration',
    pattern: { kind: 'invariant', given: is('applicationRunning'), holds: and(is('mayClearWifi'), is('mayClearAll')) },
  },
  {
    id: 'clearing-clears-what-is-meant',
    subject: 'blinkup',
    title: 'imp.clearconfiguration() is called for what is meant',
    claim:
      'An application that wants its WiFi settings cleared keeps its enrolment; one that wants all cleared does not.',
    sources: ['R6', 'D-097'],
    scope: 'reconfiguration',
    pattern: {
      kind: 'invariant',
      given: or(step('wantsWifiCleared'), step('wantsAllCleared')),
      holds: or(
        and(step('wantsWifiCleared'), step('callsClearWifi')),
        and(step('wantsAllCleared'), step('callsClearAll')),
      ),
    },
  },
  {
    id: 'details-over-bluetooth-are-stored-first',
    subject: 'blinkup',
    title: 'Over Bluetooth the details are stored, and the connection is closed',
    claim: 'An application that gets BlinkUp details over Bluetooth stores them as they are, and then disconnects.',
    sources: ['R7', 'D-093', 'D-095', 'D-192', 'M-45'],
    pattern: { kind: 'invariant', given: step('getsDetails'), holds: step('storesDetailsAndDisconnects') },
    exceptions: [flashedAtImpOS],
  },
  {
    id: 'details-over-bluetooth-end-in-a-reset',
    subject: 'blinkup',
    title: 'Details over Bluetooth end in a reset, when impOS is idle',
    claim: 'An application with details in store calls imp.reset() as soon as impOS is idle, and does nothing else.',
    sources: ['D-057', 'D-093', 'D-152', 'D-192', 'M-45'],
    pattern: { kind: 'invariant', given: step('isIdleWithDetails'), holds: step('callsReset') },
    exceptions: [flashedAtImpOS],
  },
  {
    id: 'details-over-bluetooth-close-the-session',
    subject: 'blinkup',
    title: 'The cloud hears at once of a device that takes details over Bluetooth',
    claim: 'A session that there is when the details arrive is closed, and the home server knows it.',
    sources: ['R25', 'D-053', 'D-165', 'D-192', 'M-45'],
    scope: 'reconfiguration',
    pattern: {
      kind: 'invariant',
      given: and(step('getsDetails'), was('hasSession')),
      holds: and(step('closesSession'), not(is('sessionOpen'))),
    },
    exceptions: [flashedAtImpOS],
  },
  {
    id: 'clear-over-bluetooth-only-clears',
    subject: 'blinkup',
    title: 'Clear BlinkUp over Bluetooth neither disconnects nor restarts',
    claim: 'An application that is told to clear clears the WiFi settings; the device goes on, and stays online.',
    sources: ['R6', 'D-097', 'D-191', 'M-45'],
    scope: 'reconfiguration',
    pattern: {
      kind: 'invariant',
      given: step('getsClear'),
      holds: and(step('callsClearWifi'), is('unconfigured'), not(step('boots')), or(not(was('online')), is('online'))),
    },
    exceptions: [flashedAtImpOS],
  },

  {
    id: 'battery-application-may-rest',
    subject: 'power',
    title: 'An application on battery power may rest at any time',
    claim: 'Unless it waits for idle already, an application may sleep when idle, sleep at once, or disconnect.',
    sources: ['R20', 'S8', 'D-053', 'D-057', 'D-148'],
    pattern: {
      kind: 'invariant',
      given: is('awakeForGood'),
      holds: and(is('maySettle'), is('maySleepAtOnce'), is('mayDisconnect')),
    },
    exceptions: [{ ...onMains, verdict: 'fails' }],
  },
  {
    id: 'mains-application-never-rests',
    subject: 'power',
    title: 'An application on mains power never rests',
    claim: 'An application never sleeps, nor waits for idle to sleep, nor disconnects.',
    sources: ['R20', 'S8', 'D-146'],
    pattern: {
      kind: 'invariant',
      given: is('applicationRunning'),
      holds: not(or(is('settling'), is('maySettle'), is('maySleepAtOnce'), is('mayDisconnect'))),
    },
    exceptions: [
      { when: { power: ['battery'] }, verdict: 'fails', because: 'this application saves energy where it can' },
    ],
  },
  {
    id: 'careful-sleep-waits-for-idle',
    subject: 'power',
    title: 'A careful application waits for idle, and then sleeps',
    claim: 'An application that wants to sleep when idle does nothing but wait, and sleeps as soon as impOS is idle.',
    sources: ['R20', 'D-053', 'D-057', 'D-058'],
    pattern: {
      kind: 'invariant',
      given: or(step('wantsSleep'), step('isIdleAtLast')),
      holds: or(and(step('wantsSleep'), step('waitsForIdle')), and(step('isIdleAtLast'), step('sleepsAsIntended'))),
    },
    exceptions: [onMains],
  },
  {
    id: 'careless-application-waits-for-nothing',
    subject: 'power',
    title: 'A careless application waits for nothing',
    claim: 'An application that wants to sleep at once does so, and so does one that wants to disconnect.',
    sources: ['R20', 'D-053', 'D-148', 'D-183'],
    pattern: {
      kind: 'invariant',
      given: or(step('wantsSleepAtOnce'), step('wantsNoConnection')),
      holds: or(
        and(step('wantsSleepAtOnce'), step('callsSleep')),
        and(step('wantsNoConnection'), step('callsDisconnect')),
      ),
    },
    exceptions: [
      onMains,
      {
        when: { enableBlinkup: ['while-offline'] },
        verdict: 'fails',
        because: 'an application that waits to sleep does not disconnect, but switches BlinkUp on as if it did',
      },
    ],
  },
]
