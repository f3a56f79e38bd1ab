// The Squirrel VM: when it starts (R2..R5), what it may ask for, and who answers a notice of an update (R15..R18).
import { cites } from '../party.js'
import { impOS } from './setup.js'

const start = { target: 'running' } as const

export const vm = impOS.createStateConfig({
  description: 'The virtual machine that runs the device half of the application.',
  meta: cites('R2', 'R4', 'R5'),
  initial: 'deciding',
  states: {
    deciding: {
      description: 'What this start means for Squirrel.',
      meta: cites('R1', 'R2', 'R3', 'R4', 'R5'),
      always: [
        {
          guard: 'recovering',
          target: 'absent',
          description: 'The recovery image runs: it can fetch impOS, not run an application.',
          meta: cites('R13', 'D-121', 'M-05'),
        },
        {
          ...start,
          guard: 'startedUnchecked',
          description: 'Warm boot, or fast boot: a VM starts at once with the code in flash, offline and unchecked.',
          meta: cites('R3', 'R4', 'D-015', 'D-023', 'D-024'),
        },
        {
          guard: 'codeStored',
          target: 'waiting',
          description: 'Cold boot with code: wait for the connection, but not for long.',
          meta: cites('R2', 'D-014'),
        },
        {
          target: 'absent',
          description: 'No stored Squirrel: no VM, and no 10 s rule.',
          meta: cites('R5', 'D-013', 'D-021'),
        },
      ],
    },
    absent: {
      description: 'No VM: there is no application, or only the recovery image runs.',
      meta: cites('R5', 'D-013', 'D-021'),
      on: {
        'internal.codeConfirmed': {
          ...start,
          guard: 'codeStored',
          description: 'The application has just been fetched and confirmed.',
          meta: cites('R5', 'R6', 'D-013'),
        },
      },
    },
    waiting: {
      description: 'The code in flash may start when the server has confirmed it, or after 10 s, whichever is first.',
      meta: cites('R2', 'D-014', 'D-022', 'C-16'),
      tags: 'vm.waiting',
      after: {
        squirrelStart: {
          ...start,
          description: '10 s have passed since impOS began to connect: the code in flash starts, unconfirmed.',
          meta: cites('R2', 'S5', 'D-014', 'D-154', 'C-16'),
        },
      },
      on: {
        'internal.codeConfirmed': {
          ...start,
          description: 'Connected, and the stored code is current.',
          meta: cites('R2', 'R12', 'D-014'),
        },
        'internal.squirrelHeld': {
          target: 'held',
          description: 'impOS or code must be fetched first: OS strictly before Squirrel.',
          meta: cites('R12', 'S15', 'D-116'),
        },
      },
    },
    held: {
      id: 'held',
      description: 'Squirrel has been stopped, or is kept from starting, while an update is fetched.',
      meta: cites('R12', 'R14', 'D-133'),
      tags: 'vm.held',
      on: {
        'internal.codeConfirmed': {
          ...start,
          description: 'The code that is now in flash is confirmed.',
          meta: cites('R12', 'R14', 'D-133'),
        },
        'internal.squirrelReleased': {
          target: 'waiting',
          description: 'The link was lost before the update arrived: what is in flash is whole and will start.',
          meta: cites('R14', 'D-123', 'D-133'),
        },
      },
    },
    running: {
      id: 'running',
      description:
        'A VM exists. Nothing survives from the VM before it: neither memory nor the registration of a handler.',
      meta: cites('R4', 'R18', 'D-014', 'D-015'),
      type: 'parallel',
      entry: ['sayStarted', 'reasonTold'],
      exit: 'sayStopped',
      on: {
        'internal.opened': {
          actions: 'sayOpened',
          description: 'The device is online: the code is told.',
          meta: cites('R12', 'D-006', 'D-049', 'D-188'),
        },
        'internal.squirrelHeld': {
          target: 'held',
          actions: 'becauseSoftwareRestart',
          description: 'An update is applied without asking: the VM is shut down.',
          meta: cites('R15', 'R17', 'D-120', 'D-133'),
        },
        'memory.exhausted': {
          target: '#on',
          reenter: true,
          actions: ['startCold', 'becauseSoftwareReset'],
          description: 'Out of memory: a software reset.',
          meta: cites('R1', 'D-031'),
        },
      },
      states: {
        execution: {
          description: 'Whether Squirrel code is being executed.',
          meta: cites('R22', 'D-044'),
          initial: 'active',
          states: {
            active: {
              description: 'Squirrel is running.',
              meta: cites('R4', 'R22'),
              tags: 'vm.running',
              on: {
                'squirrel.failed': [
                  {
                    guard: 'online',
                    target: '#running',
                    reenter: true,
                    actions: ['becauseSquirrelError', 'tellOpened'],
                    description: 'A run-time error while online: a new VM starts with the same code, and is connected.',
                    meta: cites('R18', 'D-034', 'D-074', 'C-09'),
                  },
                  {
                    target: '#running',
                    reenter: true,
                    actions: 'becauseSquirrelError',
                    description: 'A run-time error: a new VM starts with the same code.',
                    meta: cites('R18', 'D-034', 'D-074', 'C-09'),
                  },
                ],
                'restart.requested': [
                  {
                    guard: 'online',
                    target: '#held',
                    actions: ['tellRestarting', 'becauseSoftwareRestart'],
                    description: 'server.restart() never returns: the VM stops, and what is pending is applied.',
                    meta: cites('R16', 'R19', 'D-143', 'D-151', 'C-13'),
                  },
                  {
                    target: '#running',
                    reenter: true,
                    actions: 'becauseSoftwareRestart',
                    description: 'server.restart() while offline: the stored code is loaded again.',
                    meta: cites('R19', 'D-151', 'M-06'),
                  },
                ],
                'reset.requested': {
                  target: '#on',
                  reenter: true,
                  actions: ['startCold', 'becauseSoftwareReset'],
                  description: 'imp.reset(): a cold start; what is pending is applied.',
                  meta: cites('R1', 'R19', 'D-018', 'D-028', 'D-152', 'C-10'),
                },
                'sleep.requested': [
                  {
                    guard: 'inSession',
                    target: '#asleep',
                    actions: ['closeSession', 'forget'],
                    description:
                      'Deep sleep: the session is closed and the VM ends. Notices not yet processed are lost.',
                    meta: cites('R20', 'S8', 'D-058', 'D-148'),
                  },
                  {
                    target: '#asleep',
                    actions: 'forget',
                    description: 'Deep sleep without a session: an attempt to connect ends unfinished.',
                    meta: cites('R20', 'D-058', 'D-183'),
                  },
                ],
                'connect.requested': {
                  guard: 'blocksUntilOnline',
                  target: 'suspended',
                  description: 'server.connect(), or any call that needs the server, blocks under SUSPEND_ON_ERROR.',
                  meta: cites('R22', 'D-016', 'D-049'),
                },
                'internal.squirrelSuspended': {
                  target: 'suspended',
                  description: 'The connection was lost under SUSPEND_ON_ERROR: the VM stops until it is back.',
                  meta: cites('R22', 'D-044'),
                },
                'idle.reached': {
                  actions: 'sayIdle',
                  description: 'imp.onidle(): impOS has processed everything that the server had sent.',
                  meta: cites('R20', 'D-057'),
                },
                'credentials.stored': {
                  actions: ['storeCredentials', 'tellCredentials'],
                  description:
                    'The application stores WiFi settings, plan ID and token; the next connection uses them.',
                  meta: cites('R7', 'D-093', 'D-095'),
                },
                'wifi.cleared': {
                  actions: 'clearNetwork',
                  description: 'imp.clearconfiguration(CONFIG_WIFI): the enrolment is kept, the session goes on.',
                  meta: cites('R6', 'D-097', 'C-19'),
                },
                'configuration.cleared': {
                  actions: ['clearAll', 'tellWiped'],
                  description:
                    'imp.clearconfiguration(): network settings and enrolment are wiped; the session goes on.',
                  meta: cites('R6', 'D-097', 'C-19'),
                },
              },
            },
            suspended: {
              id: 'suspended',
              description: 'The VM is stopped inside a call until the device is online.',
              meta: cites('R22', 'D-016', 'D-044', 'D-049'),
              tags: 'vm.suspended',
              on: {
                'internal.squirrelResumed': {
                  target: 'active',
                  description: 'Online: the call returns.',
                  meta: cites('R22', 'D-049'),
                },
              },
            },
          },
        },
        shutdownHandler: {
          description: 'Who decides when an update may stop this VM.',
          meta: cites('R15', 'R16', 'R18'),
          initial: 'unregistered',
          states: {
            unregistered: {
              description: 'server.onshutdown() has not been called by this VM: impOS may restart it at any contact.',
              meta: cites('R15', 'R18', 'S4', 'D-139', 'D-140'),
              on: {
                'handler.registered': {
                  target: 'registered',
                  description: 'server.onshutdown(callback)',
                  meta: cites('R18', 'D-134', 'D-139'),
                },
                'internal.notice': [
                  {
                    guard: 'firmwareNotice',
                    target: '#on',
                    reenter: true,
                    actions: ['startOwing', 'becauseSoftwareRestart'],
                    description:
                      'A newer impOS and nobody to ask: restart as if cold-booted; that start fetches it, however late it connects.',
                    meta: cites('R15', 'D-120', 'D-139', 'M-47'),
                  },
                  {
                    target: '#held',
                    actions: ['tellCodeDue', 'becauseSoftwareRestart'],
                    description: 'New code and nobody to ask: the VM is shut down and the code is fetched.',
                    meta: cites('R15', 'D-120', 'D-133', 'D-139'),
                  },
                ],
              },
            },
            registered: {
              description:
                'A handler is registered: updates are asked for politely. The registration dies with this VM.',
              meta: cites('R16', 'R18', 'D-134', 'D-140'),
              tags: 'handler.registered',
              on: {
                'internal.notice': {
                  actions: 'callHandler',
                  description:
                    'The handler is called instead of a restart; the VM goes on until server.restart() or a bypass.',
                  meta: cites('R16', 'S7', 'D-134', 'D-143', 'D-149'),
                },
                'handler.cleared': {
                  target: 'unregistered',
                  description: 'server.onshutdown(null)',
                  meta: cites('R15', 'D-120', 'M-07'),
                },
              },
            },
          },
        },
      },
    },
  },
})
