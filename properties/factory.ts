// The factory: what leaves it, and in which state.
import { and, is, not, or, step, was } from './predicates.js'
import type { Property } from './property.js'

export const factory: readonly Property[] = [
  {
    id: 'shipped-means-blessed',
    subject: 'factory',
    title: 'Only blessed units are shipped',
    claim: 'A unit that leaves the factory has been accepted by the server as a production device.',
    sources: ['D-102', 'D-103'],
    scope: 'factory',
    pattern: { kind: 'invariant', given: is('shipped'), holds: is('blessed') },
  },
  {
    id: 'blessing-follows-test',
    subject: 'factory',
    title: 'Only tested units are blessed',
    claim: 'No unit is blessed before it has passed its test.',
    sources: ['D-102'],
    scope: 'factory',
    pattern: { kind: 'precedence', first: step('passesTest'), then: step('isBlessed') },
  },
  {
    id: 'led-tells-blessing',
    subject: 'factory',
    title: 'The LED tells the outcome of the blessing',
    claim: 'Solid green is shown only by a blessed unit, solid red never by one.',
    sources: ['D-103'],
    scope: 'factory',
    pattern: {
      kind: 'invariant',
      given: or(is('ledGreen'), is('ledRed')),
      holds: or(and(is('ledGreen'), is('blessed')), and(is('ledRed'), not(is('blessed')))),
    },
  },
  {
    id: 'code-after-blessing',
    subject: 'factory',
    title: 'Units are shipped with their application',
    claim: 'A unit that leaves the factory has its application in flash.',
    sources: ['D-104', 'D-105', 'S5'],
    scope: 'factory',
    pattern: { kind: 'invariant', given: is('shipped'), holds: is('unitHasCode') },
    exceptions: [
      {
        when: { codeLoading: ['at-activation'] },
        verdict: 'fails',
        because: 'D-105: this group loads its code at activation',
      },
    ],
  },
  {
    id: 'credentials-forgotten',
    subject: 'factory',
    title: 'Credentials can be forgotten',
    claim: 'Some unit is shipped with the settings of the factory network.',
    sources: ['D-107'],
    scope: 'factory',
    pattern: { kind: 'reachable', what: and(step('isShipped'), is('unitHasNetwork')) },
  },
  {
    id: 'credentials-cleared',
    subject: 'factory',
    title: 'Credentials can be cleared',
    claim: 'Some unit is shipped without network settings.',
    sources: ['D-107'],
    scope: 'factory',
    pattern: { kind: 'reachable', what: and(step('isShipped'), not(is('unitHasNetwork'))) },
  },
  {
    id: 'blessing-can-be-refused',
    subject: 'factory',
    title: 'A blessing can be refused',
    claim: 'Some unit that has passed its test is refused by the server, shows red, and is rejected or tried again.',
    sources: ['D-103'],
    scope: 'factory',
    pattern: { kind: 'reachable', what: and(step('blessingRefused'), is('ledRed'), not(was('blessed'))) },
  },
]
