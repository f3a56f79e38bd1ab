// Power: what a cut, a dip or a sleep can and cannot do.
import { and, is, not, or, step, was } from '../../vocabulary/predicates.js'
import type { Exception, Property } from '../../language/property.js'

const onMains: Exception = {
  when: { power: ['mains'] },
  verdict: 'fails',
  because: 'a device on mains power never sleeps',
}

export const power: readonly Property[] = [
  {
    id: 'power-cut-spares-flash',
    subject: 'power',
    title: 'A power cut changes nothing in flash',
    claim: 'When power is lost, impOS, code, network settings, token and plan stay as they are.',
    sources: ['R13', 'R14', 'D-017', 'D-121'],
    pattern: { kind: 'never', what: and(step('losesPower'), step('changesFlash')), given: step('losesPower') },
  },
  {
    id: 'power-cut-ends-squirrel',
    subject: 'power',
    title: 'A power cut ends Squirrel and the session',
    claim: 'A device without power has no VM, no handler, no connection.',
    sources: ['R18', 'D-017'],
    pattern: {
      kind: 'invariant',
      given: step('losesPower'),
      holds: not(or(is('squirrelPresent'), is('handlerRegistered'), is('linkUp'), is('listening'))),
    },
  },
  {
    id: 'sleep-ends-squirrel',
    subject: 'power',
    title: 'Deep sleep ends Squirrel and the session',
    claim: 'A device that sleeps has no VM, no handler, no connection.',
    sources: ['R4', 'R20', 'D-017', 'D-058'],
    pattern: {
      kind: 'invariant',
      given: is('asleep'),
      holds: not(or(is('squirrelPresent'), is('handlerRegistered'), is('linkUp'))),
    },
  },
  {
    id: 'every-boot-boots',
    subject: 'power',
    title: 'Whatever was interrupted, the device boots',
    claim: 'When power is applied the device starts, from its main image or from its recovery image.',
    sources: ['R13', 'D-121'],
    pattern: {
      kind: 'invariant',
      given: and(step('startsCold'), not(was('powered'))),
      holds: and(is('powered'), or(is('connecting'), is('unconfigured'), step('vmStarts'))),
    },
  },
  {
    id: 'power-cut-at-every-stage',
    subject: 'power',
    title: 'Power can be cut during a download of impOS',
    claim: 'Some device loses power while it fetches impOS.',
    sources: ['R13', 'D-121'],
    pattern: { kind: 'reachable', what: and(step('losesPower'), was('downloadingOs')) },
  },
  {
    id: 'power-cut-during-code-download',
    subject: 'power',
    title: 'Power can be cut during a download of code',
    claim: 'Some device loses power while it fetches its application.',
    sources: ['R14', 'D-123'],
    pattern: { kind: 'reachable', what: and(step('losesPower'), was('downloadingCode')) },
  },
  {
    id: 'sleeping-device-wakes-warm',
    subject: 'power',
    title: 'A sleeping device that wakes runs the code that it has',
    claim: 'Some device wakes up and runs the older application although a newer one is deployed.',
    sources: ['R4', 'D-015', 'D-147'],
    pattern: {
      kind: 'reachable',
      what: and(step('startsWarm'), step('vmStarts'), is('codeOld'), is('deploymentNewer')),
    },
    exceptions: [
      {
        when: {
          codeLoading: ['after-blessing'],
          power: ['mains'],
          errorPolicy: ['return-on-error'],
          boot: ['checked'],
        },
        verdict: 'fails',
        because:
          'on mains power and under RETURN_ON_ERROR nothing ever sleeps but a device without code: before its activation, or once the rescue pin has cleared it',
      },
    ],
  },
  {
    id: 'careful-sleep-is-possible',
    subject: 'power',
    title: 'A battery device can sleep politely',
    claim: 'Some application sleeps when impOS is idle, with the session closed properly.',
    sources: ['R20', 'S8', 'D-053', 'D-057'],
    pattern: { kind: 'reachable', what: and(step('sleepsCarefully'), was('online'), step('fallsAsleep')) },
    exceptions: [onMains],
  },
  {
    id: 'handler-called-after-sleep',
    subject: 'power',
    title: 'A handler that was called sleeps on it',
    claim: 'Some application that defers or ignores an update goes to sleep with it pending.',
    sources: ['S8', 'R16', 'R20'],
    pattern: { kind: 'reachable', what: and(step('fallsAsleep'), or(was('deferring'), was('declining'))) },
    exceptions: [
      onMains,
      {
        when: { politeness: ['accepts-at-once'] },
        verdict: 'fails',
        because: 'this application neither defers nor ignores',
      },
      { when: { handler: ['none'] }, verdict: 'fails', because: 'there is no handler to call' },
    ],
  },
]
