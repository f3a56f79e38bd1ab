// What may happen to the device at any time, and is never too late or too early for it.
import { and, is, not, or, step } from '../../vocabulary/predicates.js'
import type { Property } from '../../language/property.js'

export const risks: readonly Property[] = [
  {
    id: 'power-may-fail-at-any-time',
    subject: 'power',
    title: 'Power may fail at any time',
    claim: 'Whatever a device with power does, it may lose that and may be reset; an awake one may see its supply dip.',
    sources: ['D-017', 'D-037', 'D-040', 'R1', 'R13'],
    pattern: {
      kind: 'invariant',
      given: is('hasSupply'),
      holds: and(is('mayLosePower'), is('mayBeReset'), or(is('asleep'), is('mayDip'))),
    },
  },
  {
    id: 'reset-and-pin-wake',
    subject: 'power',
    title: 'A reset or the wake pin wakes the device',
    claim: 'A device whose RESET_L is pressed, or whose wake pin is raised while it sleeps, is awake at once.',
    sources: ['D-017', 'D-032', 'D-037', 'R1', 'R4'],
    pattern: {
      kind: 'invariant',
      given: or(step('pressesReset'), step('pinRaised')),
      holds: and(is('powered'), not(is('asleep'))),
    },
  },
  {
    id: 'link-may-be-lost-at-any-time',
    subject: 'boot',
    title: 'The link may be lost at any time',
    claim: 'Whatever a device does that has joined a network: it may lose the link, and a step of connecting may fail.',
    sources: ['D-025', 'D-050', 'R13', 'R22'],
    pattern: {
      kind: 'invariant',
      given: is('joined'),
      holds: and(is('mayLoseLink'), or(not(is('stepping')), is('mayFailStep'))),
    },
  },
  {
    id: 'upgrade-may-fail-at-any-time',
    subject: 'upgrade',
    title: 'An upgrade may fail at any time',
    claim: 'As long as impOS is downloaded or installed, this may fail.',
    sources: ['D-121', 'D-124', 'D-125', 'R13'],
    pattern: {
      kind: 'invariant',
      given: is('upgradingOs'),
      holds: or(and(is('downloadingOs'), is('mayFailDownload')), and(is('installingOs'), is('mayFailInstall'))),
    },
  },
  {
    id: 'squirrel-may-fail-at-any-time',
    subject: 'power',
    title: 'Squirrel may fail at any time',
    claim: 'An application that runs may have a run-time error, or run out of memory.',
    sources: ['D-031', 'D-034', 'R18'],
    pattern: {
      kind: 'invariant',
      given: is('squirrelRunning'),
      holds: and(is('mayFailSquirrel'), is('mayRunOutOfMemory')),
    },
  },
]
