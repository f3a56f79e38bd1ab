// What happens on a connection with the impCloud, in this order (R12): enrol, check impOS, open the session, check the
// code, be online.
import { cites } from '../party.js'
import { impOS } from './setup.js'

export const connected = impOS.createStateConfig({
  description: 'A secure connection with the impCloud stands.',
  meta: cites('R12', 'D-006'),
  tags: ['link.joined', 'link.up'],
  initial: 'checkingUpgrade',
  on: {
    'link.lost': {
      target: 'connecting',
      actions: ['releaseSquirrel', 'dropFetch'],
      description:
        'The connection broke on the way to the home server: connect again; what was not finished is redone.',
      meta: cites('R14', 'R22', 'D-123'),
    },
    'internal.configured': {
      target: 'connecting',
      actions: ['releaseSquirrel', 'dropFetch'],
      description: 'BlinkUp has brought new settings: connect anew with them.',
      meta: cites('R8', 'C-02', 'D-075'),
    },
    'disconnect.requested': [
      {
        guard: 'inSession',
        target: 'offline',
        actions: ['closeSession', 'dropFetch', 'oweNoFailure'],
        description: 'server.disconnect() closes the session; notices on the way are not processed.',
        meta: cites('R20', 'D-053', 'D-148'),
      },
      {
        target: 'offline',
        actions: ['dropFetch', 'oweNoFailure'],
        description: 'server.disconnect() before the session is open: notices on the way are not processed.',
        meta: cites('R20', 'D-053', 'D-148'),
      },
    ],
    'connect.requested': {
      guard: 'returnsOnError',
      actions: 'oweFailure',
      description: 'The application asks for the connection that is being made: it is told if that is lost.',
      meta: cites('R22', 'D-049', 'M-46'),
    },
  },
  states: {
    enrolling: {
      id: 'enrolling',
      description: 'The device presents its one-time token.',
      meta: cites('R9', 'R11', 'D-075', 'D-076'),
      entry: 'presentToken',
      on: {
        'enrolment.accepted': {
          target: 'checkingUpgrade',
          actions: ['spendToken', 'tellEnrolled'],
          description: 'Enrolled: this is the success that the phone polls for, before any upgrade.',
          meta: cites('R9', 'R11', 'S10', 'D-081', 'D-117'),
        },
        'enrolment.refused': {
          target: '#refused',
          description: 'The token is spent, unknown, or of an account that may not enrol this device.',
          meta: cites('R9', 'D-087', 'D-090', 'D-091'),
        },
      },
    },
    checkingUpgrade: {
      id: 'checkingUpgrade',
      description: 'The upgrade server is asked whether there is a newer impOS; this comes before the home server.',
      meta: cites('R12', 'S9', 'D-117', 'D-119'),
      entry: 'queryUpgrade',
      on: {
        'upgrade.answered': [
          {
            guard: 'recovering',
            target: '#downloadingImage',
            actions: 'fetchImage',
            description: 'The main image is broken: fetch it again, whatever its release.',
            meta: cites('R13', 'D-121'),
          },
          {
            guard: 'osWaitsForGrace',
            target: 'openingSession',
            description: 'Proposal: a newer impOS waits, but the installer is still at work.',
            meta: cites('S13'),
          },
          {
            guard: 'osComesOutright',
            target: '#downloadingImage',
            actions: 'fetchImage',
            description:
              'A newer impOS, and no Squirrel whose handler could be asked (or a late cold boot that does not ask).',
            meta: cites('R12', 'R17', 'S1', 'S2', 'S4', 'D-116', 'D-118', 'D-142', 'C-01', 'C-03'),
          },
          {
            guard: 'osIsNewer',
            target: 'openingSession',
            actions: 'noteOs',
            description: 'A newer impOS, and Squirrel is running: it will be given notice once online.',
            meta: cites('R15', 'R16', 'S7', 'D-119', 'D-145'),
          },
          {
            target: 'openingSession',
            description: 'impOS is current.',
            meta: cites('R12', 'D-117'),
          },
        ],
      },
    },
    openingSession: {
      description: 'The home server takes over; the agent runs there.',
      meta: cites('R12', 'S9', 'D-006', 'D-117', 'D-156'),
      tags: 'link.session',
      entry: 'requestSession',
      on: {
        'session.opened': {
          target: 'checkingCode',
          description: 'The session with the home server is open.',
          meta: cites('R12', 'D-117'),
        },
      },
    },
    checkingCode: {
      id: 'checkingCode',
      description: 'Which deployment should this device run?',
      meta: cites('R2', 'R12', 'D-014', 'D-116'),
      tags: 'link.session',
      entry: 'queryCode',
      on: {
        'code.answered': [
          {
            guard: 'codeIsCurrent',
            target: 'online',
            description: 'The stored code is current.',
            meta: cites('R2', 'R12', 'D-014'),
          },
          {
            guard: 'upgradesOutright',
            target: 'downloadingCode',
            actions: 'fetchCode',
            description:
              'Newer code, and no Squirrel whose handler could be asked (or a late cold boot that does not ask).',
            meta: cites('R12', 'R14', 'R17', 'S2', 'D-116', 'D-118', 'C-03'),
          },
          {
            target: 'online',
            actions: 'noteCode',
            description: 'Newer code, and Squirrel is running: it is given notice.',
            meta: cites('R15', 'R16', 'S7', 'D-145', 'D-147'),
          },
        ],
      },
    },
    downloadingCode: {
      description: 'Get Squirrel: the new program is fetched; the stored one stays whole until it is complete.',
      meta: cites('R14', 'D-123', 'D-133'),
      id: 'downloadingCode',
      tags: ['link.session', 'update.code'],
      entry: 'holdSquirrel',
      on: {
        'code.downloaded': {
          target: 'checkingCode',
          actions: ['storeCode', 'becauseNewSquirrel', 'tellCodeStored'],
          description: 'Complete: it replaces the stored program, and is confirmed.',
          meta: cites('R14', 'R19', 'D-033', 'D-116'),
        },
        'code.failed': [
          {
            guard: 'codeStored',
            target: 'online',
            actions: 'dropFetch',
            description: 'Timed out: the old program runs on, the new one is fetched at the next connection.',
            meta: cites('R14', 'D-123', 'D-133'),
          },
          {
            target: '#connecting',
            actions: 'dropFetch',
            description: 'Timed out, and there is no program at all: connect again.',
            meta: cites('R5', 'R14', 'D-123'),
          },
        ],
      },
    },
    online: {
      id: 'online',
      description: 'In session with the home server.',
      meta: cites('R12', 'R20', 'D-006'),
      tags: ['link.session', 'link.online'],
      entry: ['settle', 'tellCodeConfirmed', 'resumeSquirrel', 'tellOpened', 'passOnNotices'],
      on: {
        'update.announced': {
          actions: 'passOnAnnouncement',
          description: 'The cloud tells of new code or of a newer impOS: Squirrel is given notice.',
          meta: cites('R15', 'R16', 'R20', 'S7', 'D-128', 'D-145'),
        },
        'restart.ordered': {
          target: 'checkingUpgrade',
          actions: ['owesCheck', 'holdSquirrel'],
          description:
            'Forced restart or move to another device group: no handler is asked, all that is pending is applied.',
          meta: cites('R1', 'R17', 'R21', 'D-111', 'D-114', 'D-115', 'D-142'),
        },
        'internal.restarting': {
          target: 'checkingUpgrade',
          description: 'server.restart(): impOS looks for what is pending before a new VM starts.',
          meta: cites('R16', 'R19', 'D-151', 'C-13'),
        },
        'internal.codeDue': {
          target: 'checkingCode',
          description: 'New code is fetched at once.',
          meta: cites('R15', 'D-120', 'D-133'),
        },
        'internal.graceEnded': {
          target: 'checkingUpgrade',
          actions: 'oweFailure',
          description: 'Proposal: the time for the installer is over.',
          meta: cites('S13'),
        },
        'message.sent': {
          actions: 'uplinkMessage',
          description: 'agent.send(): only a connected device can say anything.',
          meta: cites('R24', 'D-167'),
        },
        'link.lost': {
          target: '#connecting',
          actions: ['suspendUnlessReturning', 'oweFailure'],
          description: 'The session broke: SUSPEND_ON_ERROR stops the VM; both policies try for a minute to come back.',
          meta: cites('R22', 'D-044', 'D-054', 'D-056', 'C-11'),
        },
        'disconnect.requested': {
          target: '#offline',
          actions: 'closeSession',
          description: 'server.disconnect(): the session is closed, the interface goes down.',
          meta: cites('R20', 'D-053'),
        },
        'internal.configured': {
          target: '#connecting',
          actions: ['closeSession', 'oweFailure'],
          description: 'BlinkUp has brought new settings: connect anew with them.',
          meta: cites('R8', 'C-02', 'D-075'),
        },
      },
    },
  },
})
