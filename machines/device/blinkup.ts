// When impOS looks for BlinkUp, and what a packet does (R8). impOS 42 and later; see M-03 for earlier releases.
import { cites } from '../party.js'
import { impOS } from './setup.js'

const listening = impOS.createStateConfig({
  on: {
    'packet.flashed': [
      {
        guard: 'updatingOs',
        description: 'While impOS is being fetched or installed nothing else is done: the packet is not seen.',
        meta: cites('M-04', 'D-071'),
      },
      {
        guard: 'blinkupRestarts',
        target: '#on',
        reenter: true,
        actions: ['storeCredentials', 'tellCredentials', 'startCold', 'becauseBlinkup'],
        description:
          'A valid packet is stored; under this reading the device then starts again through a checked boot.',
        meta: cites('R8', 'C-01', 'C-02', 'D-012', 'D-038', 'D-092'),
      },
      {
        actions: ['storeCredentials', 'tellCredentials', 'tellConfigured'],
        description: 'A valid packet is stored; under this reading a running VM goes on, and impOS connects anew.',
        meta: cites('R8', 'C-01', 'C-02', 'D-012', 'D-154'),
      },
    ],
    'packet.clear': [
      {
        guard: 'updatingOs',
        description: 'While impOS is being fetched or installed nothing else is done: the packet is not seen.',
        meta: cites('M-04', 'D-071'),
      },
      {
        guard: 'blinkupRestarts',
        target: '#on',
        reenter: true,
        actions: ['clearNetwork', 'startCold', 'becauseBlinkup'],
        description:
          'Clear BlinkUp erases the WiFi settings, not the enrolment; under this reading the device starts again.',
        meta: cites('R6', 'R8', 'C-02', 'D-084', 'D-097'),
      },
      {
        actions: ['clearNetwork', 'tellCleared'],
        description:
          'Clear BlinkUp erases the WiFi settings, not the enrolment; under this reading a running VM goes on.',
        meta: cites('R6', 'R8', 'C-02', 'D-084', 'D-097'),
      },
    ],
  },
}).on

export const blinkup = impOS.createStateConfig({
  description:
    'The BlinkUp sensor: on in the phases BOOTING and CONNECTING, off when IDLE, unless the application says otherwise.',
  meta: cites('R8', 'D-063', 'C-07'),
  initial: 'deciding',
  states: {
    deciding: {
      description: 'Which phase this start begins with.',
      meta: cites('R8', 'D-063', 'D-069'),
      always: [
        {
          guard: 'unconfigured',
          target: 'standing',
          description: 'Without network settings BlinkUp stays available.',
          meta: cites('R8', 'D-020', 'D-069'),
        },
        {
          guard: 'startedWarm',
          target: 'closed',
          description: 'A warm start is the phase IDLE until something connects.',
          meta: cites('R8', 'D-063', 'D-066'),
        },
        {
          target: 'open',
          description: 'BOOTING: the first 60 s after a cold start.',
          meta: cites('R8', 'D-063', 'D-067', 'C-07'),
        },
      ],
    },
    standing: {
      description: 'No network settings: BlinkUp and its orange LED stay on.',
      meta: cites('R7', 'R8', 'D-020', 'D-069'),
      tags: ['blinkup.listening', 'led.orange'],
      on: {
        ...listening,
        'internal.connecting': {
          target: 'open',
          description: 'CONNECTING: 60 s from the first connection attempt.',
          meta: cites('R8', 'D-063'),
        },
        'blinkup.enabled': {
          target: 'enabled',
          description: 'imp.enableblinkup(true): available in every phase, whatever settings arrive.',
          meta: cites('R8', 'D-064'),
        },
        'blinkup.disabled': [
          {
            guard: 'listensWithoutSettings',
            target: 'standingOnly',
            description: 'imp.enableblinkup(false): under this reading still available, as there are no settings.',
            meta: cites('R8', 'D-069', 'C-21'),
          },
          {
            target: 'disabled',
            description: 'imp.enableblinkup(false): from impOS 42 on no more BlinkUp, settings or not.',
            meta: cites('R8', 'D-065', 'D-189', 'C-21'),
          },
        ],
      },
    },
    standingOnly: {
      description:
        'No network settings, so that under this reading BlinkUp is available; the application has switched it off for later.',
      meta: cites('R7', 'R8', 'D-069', 'C-21'),
      tags: ['blinkup.listening', 'led.orange'],
      on: {
        ...listening,
        'internal.connecting': {
          target: 'disabled',
          description: 'Settings have arrived: now the wish of the application counts.',
          meta: cites('R8', 'D-065'),
        },
        'blinkup.enabled': {
          target: 'enabled',
          description: 'imp.enableblinkup(true): the application has changed its mind.',
          meta: cites('R8', 'D-187', 'M-43'),
        },
      },
    },
    open: {
      description: 'BOOTING or CONNECTING: BlinkUp is available for 60 s.',
      meta: cites('R8', 'D-063', 'D-064', 'D-068'),
      tags: 'blinkup.listening',
      after: {
        blinkupWindow: {
          target: 'closed',
          description: 'The LED goes dark: BlinkUp is not listening any more.',
          meta: cites('R8', 'D-067', 'D-068'),
        },
      },
      on: {
        ...listening,
        'internal.unconfigured': {
          target: 'standing',
          description: 'Without network settings BlinkUp stays available.',
          meta: cites('R7', 'R8', 'D-069'),
        },
        'internal.connecting': {
          target: 'open',
          reenter: true,
          description: 'CONNECTING: 60 s from this connection attempt.',
          meta: cites('R8', 'D-063'),
        },
        'blinkup.enabled': {
          target: 'enabled',
          description: 'imp.enableblinkup(true): available in every phase.',
          meta: cites('R8', 'D-064'),
        },
        'blinkup.disabled': {
          target: 'disabled',
          description: 'imp.enableblinkup(false) takes effect at once, even within the first 60 s.',
          meta: cites('R8', 'D-065', 'D-178'),
        },
      },
    },
    closed: {
      description: 'IDLE: BlinkUp is not available, the LED is dark.',
      meta: cites('R8', 'D-063', 'D-064'),
      on: {
        'internal.unconfigured': {
          target: 'standing',
          description: 'Without network settings BlinkUp stays available.',
          meta: cites('R7', 'R8', 'D-069'),
        },
        'internal.connecting': {
          target: 'open',
          description: 'CONNECTING: 60 s from this connection attempt.',
          meta: cites('R8', 'D-063'),
        },
        'blinkup.enabled': {
          target: 'enabled',
          description: 'imp.enableblinkup(true): available in every phase.',
          meta: cites('R8', 'D-064'),
        },
        'blinkup.disabled': {
          target: 'disabled',
          description: 'imp.enableblinkup(false): the next connection attempt will not open the window either.',
          meta: cites('R8', 'D-064', 'D-065'),
        },
      },
    },
    enabled: {
      description: 'The application keeps BlinkUp available in every phase.',
      meta: cites('R8', 'D-064'),
      tags: 'blinkup.listening',
      on: {
        ...listening,
        'blinkup.disabled': [
          {
            guard: 'standsWithoutSettings',
            target: 'standingOnly',
            description: 'imp.enableblinkup(false): under this reading still available, as there are no settings.',
            meta: cites('R8', 'D-069', 'D-187', 'C-21'),
          },
          {
            target: 'disabled',
            description: 'imp.enableblinkup(false): the application has changed its mind.',
            meta: cites('R8', 'D-187', 'M-43'),
          },
        ],
      },
    },
    disabled: {
      description: 'The application has switched BlinkUp off.',
      meta: cites('R8', 'D-064', 'D-065', 'D-189'),
      on: {
        'blinkup.enabled': {
          target: 'enabled',
          description: 'imp.enableblinkup(true): the application has changed its mind.',
          meta: cites('R8', 'D-187', 'M-43'),
        },
        'internal.unconfigured': {
          guard: 'listensWithoutSettings',
          target: 'standingOnly',
          description: 'The settings were cleared: under this reading BlinkUp is available without them after all.',
          meta: cites('R7', 'R8', 'D-069', 'C-21'),
        },
      },
    },
  },
})

/** Proposal of S13, which the product does not have: an impOS upgrade is held off for two minutes after enrolment. */
export const grace = impOS.createStateConfig({
  description: 'Proposal: time in which the installer can finish undisturbed.',
  meta: cites('S13', 'D-176'),
  initial: 'inactive',
  states: {
    inactive: {
      description: 'Nothing is held off.',
      meta: cites('S13'),
      on: {
        'internal.enrolled': {
          guard: 'hasGrace',
          target: 'active',
          description: 'The device has just been enrolled: the installer is standing in front of it.',
          meta: cites('S13', 'D-176'),
        },
      },
    },
    active: {
      id: 'graceActive',
      description: 'A newer impOS is not installed now.',
      meta: cites('S13'),
      tags: 'grace.active',
      after: {
        grace: {
          target: 'inactive',
          actions: 'tellGraceEnded',
          description: 'The two minutes are over: ask the upgrade server again.',
          meta: cites('S13'),
        },
      },
    },
  },
})
