// The way to the cloud (R12): connect, enrol, check impOS, open the session, check the code, be online; and back.
import { cites } from '../party.js'
import { connected } from './session.js'
import { impOS } from './setup.js'

const failsAndRetries = {
  target: '#joining',
  description: 'This step failed: begin again, within the same minute.',
  meta: cites('R22', 'D-025', 'D-050'),
}

/** A connection step that leads to `target` when it succeeds (D-025). */
const step = <T extends string>(target: T, description: string) => ({
  target,
  description,
  meta: cites('D-025'),
})

export const network = impOS.createStateConfig({
  description: 'What the network interface and the session with the impCloud are doing.',
  meta: cites('R12', 'D-025'),
  initial: 'deciding',
  on: {
    'internal.cleared': {
      target: '.unconfigured',
      actions: ['releaseSquirrel', 'dropFetch'],
      description: 'Clear BlinkUp has erased the network settings: whatever connection there was ends.',
      meta: cites('R7', 'R8', 'D-084', 'D-097', 'C-02'),
    },
  },
  states: {
    deciding: {
      description: 'Boot kind decides the path.',
      meta: cites('R1', 'R3', 'R4', 'R7'),
      always: [
        {
          guard: 'unconfigured',
          target: 'unconfigured',
          actions: 'settleUnlessTrying',
          description: 'No network settings: the cloud cannot be reached.',
          meta: cites('R7', 'D-020'),
        },
        {
          guard: 'startedFromSnooze',
          target: 'connecting',
          description: 'Out of the snooze: another minute of trying, beside the VM if there is code.',
          meta: cites('R22', 'D-036', 'D-044', 'M-08'),
        },
        {
          guard: 'startedUnchecked',
          target: 'offline',
          actions: 'settle',
          description: 'Warm boot or fast boot: nothing connects until Squirrel wants it.',
          meta: cites('R3', 'R4', 'D-015', 'D-016', 'D-023'),
        },
        {
          target: 'connecting',
          actions: 'settleUnlessTrying',
          description: 'A cold boot always tries to connect.',
          meta: cites('R1', 'D-018', 'D-019'),
        },
      ],
    },

    unconfigured: {
      id: 'unconfigured',
      description: 'No network settings in flash: only BlinkUp or credentials stored by the application help.',
      meta: cites('R7', 'D-020', 'D-069'),
      entry: 'tellUnconfigured',
      on: {
        'internal.configured': {
          target: 'connecting',
          description: 'BlinkUp has brought network settings.',
          meta: cites('R8', 'C-02', 'D-075'),
        },
        'connect.requested': {
          guard: 'configured',
          target: 'connecting',
          actions: 'oweFailure',
          description: 'The application has stored network settings and now connects.',
          meta: cites('R7', 'D-095'),
        },
      },
    },

    offline: {
      id: 'offline',
      description: 'The interface is down by choice, or because an attempt was given up: active offline.',
      meta: cites('R4', 'R22', 'D-016', 'D-023', 'D-053'),
      on: {
        'connect.requested': {
          target: 'connecting',
          actions: 'oweFailure',
          description: 'Squirrel wants the server.',
          meta: cites('R4', 'R22', 'D-016', 'D-045'),
        },
        'internal.configured': {
          target: 'connecting',
          description: 'BlinkUp has brought new network settings.',
          meta: cites('R8', 'C-02', 'D-075'),
        },
      },
    },

    connecting: {
      id: 'connecting',
      description: 'impOS tries to reach the impCloud, step by step, for one minute.',
      meta: cites('R22', 'D-025', 'D-044'),
      tags: 'link.connecting',
      entry: 'tellConnecting',
      always: {
        guard: 'unconfigured',
        target: '#unconfigured',
        description: 'The settings were cleared meanwhile: there is nothing to connect with.',
        meta: cites('R7', 'D-069', 'D-097'),
      },
      initial: 'joining',
      after: {
        connectTimeout: [
          {
            guard: 'givesUpForGood',
            target: '#snoozing',
            actions: 'forget',
            description: 'One minute without success, and nothing else to do: sleep, and try again in nine minutes.',
            meta: cites('R22', 'D-027', 'D-044'),
          },
          {
            guard: 'suspendsOnError',
            target: '#offline',
            description: 'One minute without success; Squirrel runs and has not needed the server: it goes on offline.',
            meta: cites('R22', 'D-014', 'D-027', 'M-08'),
          },
          {
            guard: 'failureDue',
            target: '#offline',
            actions: ['sayFailed', 'oweNoFailure'],
            description:
              'RETURN_ON_ERROR: the application, which asked for the connection or has lost it, is told; only an explicit server.connect() tries again.',
            meta: cites('R22', 'D-045', 'D-054', 'D-196', 'C-11'),
          },
          {
            target: '#offline',
            description:
              'RETURN_ON_ERROR: an attempt of impOS’ own, at a start or after BlinkUp, fails without a word.',
            meta: cites('R22', 'D-054', 'D-196', 'D-197', 'M-46'),
          },
        ],
      },
      on: {
        'internal.configured': {
          target: '#connecting',
          reenter: true,
          description: 'New network settings: begin again with them.',
          meta: cites('R8', 'C-02', 'D-075'),
        },
        'disconnect.requested': {
          target: '#offline',
          actions: 'oweNoFailure',
          description: 'server.disconnect() ends the attempt.',
          meta: cites('D-053'),
        },
        'connect.requested': {
          guard: 'returnsOnError',
          actions: 'oweFailure',
          description: 'The application asks for what impOS tries already: it is told how that ends.',
          meta: cites('R22', 'D-049', 'M-46'),
        },
      },
      states: {
        joining: {
          id: 'joining',
          description: 'Join the WiFi network (or detect the link, or register the modem).',
          meta: cites('D-025', 'D-050'),
          tags: 'link.stepping',
          on: {
            'step.succeeded': {
              ...step('addressing', 'Joined; impossible with settings that are not right for this place.'),
              guard: 'networkRight',
            },
          },
        },
        addressing: {
          description: 'Obtain an IP address.',
          meta: cites('D-025', 'D-050'),
          tags: ['link.stepping', 'link.joined'],
          on: {
            'step.succeeded': step('resolving', 'An address was obtained.'),
            'step.failed': failsAndRetries,
            'link.lost': failsAndRetries,
          },
        },
        resolving: {
          description: 'Resolve the name of the server.',
          meta: cites('D-025', 'D-050'),
          tags: ['link.stepping', 'link.joined'],
          on: {
            'step.succeeded': step('dialling', 'The name was resolved.'),
            'step.failed': failsAndRetries,
            'link.lost': failsAndRetries,
          },
        },
        dialling: {
          description: 'TCP three-way handshake.',
          meta: cites('D-008', 'D-025', 'D-050'),
          tags: ['link.stepping', 'link.joined'],
          on: {
            'step.succeeded': step('authenticating', 'The server answered.'),
            'step.failed': failsAndRetries,
            'link.lost': failsAndRetries,
          },
        },
        authenticating: {
          description: 'TLS with certificates on both sides.',
          meta: cites('D-025'),
          tags: ['link.stepping', 'link.joined'],
          on: {
            'step.succeeded': [
              {
                ...step('#enrolling', 'In touch with the impCloud, with a token to present.'),
                guard: 'tokenHeld',
              },
              step('#checkingUpgrade', 'In touch with the impCloud.'),
            ],
            'step.failed': failsAndRetries,
            'link.lost': failsAndRetries,
          },
        },
        refused: {
          id: 'refused',
          description: 'The impCloud did not accept the token. Nothing helps but another try, or another BlinkUp.',
          meta: cites('R9', 'D-087', 'D-091'),
          tags: 'enrolment.refused',
        },
      },
    },

    connected,

    downloadingImage: {
      id: 'downloadingImage',
      description: 'A newer impOS is being fetched; Squirrel does not run.',
      meta: cites('R12', 'R13', 'D-071', 'D-116', 'D-131'),
      tags: ['link.joined', 'link.up', 'update.downloading'],
      entry: ['holdSquirrel', 'requestImage'],
      on: {
        'image.downloaded': {
          target: 'installing',
          description: 'The image is complete.',
          meta: cites('R13', 'D-121'),
        },
        'image.failed': {
          target: '#on',
          reenter: true,
          actions: 'startCold',
          description: 'The download stalled: cold start, and the next connection tries again.',
          meta: cites('R1', 'R13', 'D-124', 'D-125'),
        },
        'link.lost': {
          target: '#on',
          reenter: true,
          actions: 'startCold',
          description: 'The link broke during the download: cold start, and the next connection resumes.',
          meta: cites('R1', 'R13', 'D-121'),
        },
      },
    },
    installing: {
      id: 'installing',
      description: 'The main image is being replaced; until it is complete only the recovery image can boot.',
      meta: cites('R13', 'D-121', 'D-122'),
      tags: 'update.installing',
      entry: 'breakImage',
      on: {
        'install.completed': {
          target: '#on',
          reenter: true,
          actions: ['installImage', 'startCold', 'becauseNewFirmware'],
          description: 'The newer impOS is in place: cold start.',
          meta: cites('R1', 'R13', 'D-018', 'D-035'),
        },
        'install.failed': {
          target: '#on',
          reenter: true,
          actions: 'startCold',
          description: 'The install failed: cold start from the recovery image, and the cycle repeats.',
          meta: cites('R1', 'R13', 'D-018', 'D-124'),
        },
      },
    },
  },
})
