// The device half of the customer's code, as far as the life of the device depends on it.
//
// What is modelled. The code runs from `vm.started` to `vm.stopped` and remembers nothing from one VM to the next. It
// registers a shutdown handler in its first instant, later, or never; it may be busy with something that it does not
// want interrupted; when its handler is called it accepts at once, when it is idle, or never. It connects when it
// wants the server; a battery device also sleeps, either after imp.onidle() as the vendor asks, or carelessly. It may
// call imp.reset(), clear settings, switch BlinkUp on or off (once, or with each connection that comes and goes), and
// take what BlinkUp says over Bluetooth.
//
// Who says what to whom. Everything that it hears comes from the device or from the environment (its own decisions);
// everything that it says is a call of the imp API, which the device hears in the same instant.
//
// What is left out: what the product is for.
import { and, or, setup, stateIn } from 'xstate'
import { hears, says } from './application/vocabulary.js'
import type {
  ApplicationEmitted,
  ApplicationEvent,
  ApplicationInput,
  ApplicationTag,
} from './application/vocabulary.js'
import type { Configuration } from './configurations.js'
import { cites, type SourceMeta } from './party.js'
import { type Party } from '../model/party.js'

export type {
  ApplicationEmitted,
  ApplicationEvent,
  ApplicationInput,
  ApplicationTag,
} from './application/vocabulary.js'

const base = setup({
  types: {
    context: {} as { readonly given: ApplicationInput },
    events: {} as ApplicationEvent,
    emitted: {} as ApplicationEmitted,
    input: {} as ApplicationInput,
    tags: {} as ApplicationTag,
    meta: {} as SourceMeta,
  },
  guards: {
    registersAtStart: ({ context }) => context.given.handler === 'at-start',
    registersLate: ({ context }) => context.given.handler === 'late',
    acceptsAtOnce: ({ context }) => context.given.politeness === 'accepts-at-once',
    acceptsWhenIdle: ({ context }) => context.given.politeness === 'accepts-when-idle',
    onBattery: ({ context }) => context.given.power === 'battery',
    wantsBlinkup: ({ context }) => context.given.enableBlinkup === 'always',
    refusesBlinkup: ({ context }) => context.given.enableBlinkup === 'never',
    wantsBlinkupOffline: ({ context }) => context.given.enableBlinkup === 'while-offline',
    clearsWifiOnly: ({ event }) => event.type === 'clearing.wanted' && event.scope === 'wifi',
  },
})

const squirrel = base.extend({
  guards: {
    acceptsNow: or(['acceptsAtOnce', and(['acceptsWhenIdle', stateIn('#idle')])]),
    handsOver: stateIn('#stored'),
    wantsBlinkupAtStart: or(['wantsBlinkup', 'wantsBlinkupOffline']),
    goesOfflineForBlinkup: and(['onBattery', 'wantsBlinkupOffline']),
  },
  actions: {
    register: base.emit({ type: 'handler.registered' }),
    unregister: base.emit({ type: 'handler.cleared' }),
    restart: base.emit({ type: 'restart.requested' }),
    reset: base.emit({ type: 'reset.requested' }),
    sleep: base.emit({ type: 'sleep.requested' }),
    connect: base.emit({ type: 'connect.requested' }),
    disconnect: base.emit({ type: 'disconnect.requested' }),
    report: base.emit({ type: 'message.sent' }),
    enableBlinkup: base.emit({ type: 'blinkup.enabled' }),
    disableBlinkup: base.emit({ type: 'blinkup.disabled' }),
    clearWifi: base.emit({ type: 'wifi.cleared' }),
    clearAll: base.emit({ type: 'configuration.cleared' }),
    storeCredentials: base.emit(({ event }) => ({
      type: 'credentials.stored',
      ...(event.type === 'packet.flashed'
        ? { token: event.token, plan: event.plan, network: event.network }
        : { token: 1, plan: 'A', network: 'right' }),
    })),
  },
})

export const applicationMachine = squirrel.createMachine({
  id: 'application',
  description: "The device half of the customer's application.",
  meta: cites('D-134', 'D-144'),
  context: ({ input }) => ({ given: input }),
  initial: 'stopped',
  states: {
    stopped: {
      description: 'No VM runs this code.',
      meta: cites('R4', 'R5'),
      on: {
        'vm.started': {
          target: 'running',
          description: 'A fresh VM executes the code from its first line.',
          meta: cites('R2', 'R4', 'R18', 'D-015'),
        },
      },
    },
    running: {
      description: 'The code is loaded in a VM.',
      meta: cites('R4', 'R18'),
      tags: 'application.running',
      type: 'parallel',
      on: {
        'vm.stopped': {
          target: 'stopped',
          description: 'The VM is gone, and with it all that the code knew.',
          meta: cites('R18', 'D-139'),
        },
        'connection.wanted': {
          actions: 'connect',
          description: 'server.connect(), or a call that needs the server.',
          meta: cites('R4', 'D-016'),
        },
        'reset.wanted': {
          actions: 'reset',
          description: 'imp.reset(). Done too early, and always, it makes an endless loop.',
          meta: cites('R19', 'D-028', 'D-152'),
        },
        'report.made': {
          actions: 'report',
          description: 'agent.send()',
          meta: cites('R24', 'D-167'),
        },
        'clearing.wanted': [
          {
            guard: 'clearsWifiOnly',
            actions: 'clearWifi',
            description: 'imp.clearconfiguration(CONFIG_WIFI)',
            meta: cites('R6', 'D-097'),
          },
          {
            actions: 'clearAll',
            description: 'imp.clearconfiguration()',
            meta: cites('R6', 'D-097'),
          },
        ],
        'packet.clear': {
          actions: 'clearWifi',
          description:
            'Clear BlinkUp over Bluetooth: the code clears the WiFi settings, and neither disconnects nor resets.',
          meta: cites('R6', 'D-097', 'D-191', 'M-45'),
        },
      },
      states: {
        registration: {
          description: 'server.onshutdown()',
          meta: cites('R18', 'D-134', 'D-139'),
          initial: 'starting',
          states: {
            starting: {
              description: 'The first lines of the code.',
              meta: cites('R18', 'D-139'),
              always: [
                {
                  guard: 'registersAtStart',
                  target: 'registered',
                  actions: 'register',
                  description: 'The handler is registered before anything else is done.',
                  meta: cites('R18', 'D-139'),
                },
                {
                  target: 'unregistered',
                  description: 'The code does other things first, or never registers a handler.',
                  meta: cites('R15', 'D-139'),
                },
              ],
            },
            unregistered: {
              description: 'No handler: an update may stop this code at any contact.',
              meta: cites('R15', 'R18', 'D-139'),
              on: {
                'handler.wanted': {
                  guard: 'registersLate',
                  target: 'registered',
                  actions: 'register',
                  description: 'The handler is registered at last.',
                  meta: cites('R18', 'D-139'),
                },
              },
            },
            registered: {
              description: 'The handler will be asked.',
              meta: cites('R16', 'D-134'),
              on: {
                'handler.dropped': {
                  guard: 'registersLate',
                  target: 'unregistered',
                  actions: 'unregister',
                  description: 'server.onshutdown(null)',
                  meta: cites('R15', 'D-120'),
                },
              },
            },
          },
        },
        work: {
          description: 'What must not be interrupted.',
          meta: cites('S12', 'D-144'),
          initial: 'idle',
          states: {
            idle: {
              id: 'idle',
              description: 'Nothing that an interruption would spoil.',
              meta: cites('D-144'),
              tags: 'application.idle',
              on: {
                'work.started': {
                  guard: 'acceptsWhenIdle',
                  target: 'busy',
                  description: 'Something begins that an interruption would spoil.',
                  meta: cites('S12', 'D-144'),
                },
              },
            },
            busy: {
              description: 'In the middle of something.',
              meta: cites('S12', 'D-144'),
              tags: 'application.busy',
              on: {
                'work.finished': {
                  target: 'idle',
                  description: 'Done.',
                  meta: cites('D-144'),
                },
              },
            },
          },
        },
        deference: {
          description: 'What the handler decides.',
          meta: cites('R16', 'D-143', 'D-144'),
          initial: 'calm',
          states: {
            calm: {
              description: 'No update has been announced to this VM.',
              meta: cites('R16'),
              on: {
                'handler.called': [
                  {
                    guard: 'acceptsNow',
                    actions: 'restart',
                    description: 'The moment suits: server.restart().',
                    meta: cites('R16', 'D-134', 'D-144'),
                  },
                  {
                    guard: 'acceptsWhenIdle',
                    target: 'deferring',
                    description: 'Not now: the update waits until the work is done.',
                    meta: cites('R16', 'S12', 'D-143', 'D-144'),
                  },
                  {
                    target: 'declining',
                    description: 'The handler does nothing: the update stays pending.',
                    meta: cites('R16', 'D-143'),
                  },
                ],
              },
            },
            deferring: {
              description: 'An update waits for the end of the work.',
              meta: cites('R16', 'D-144'),
              tags: 'application.deferring',
              on: {
                'work.finished': {
                  target: 'calm',
                  actions: 'restart',
                  description: 'Done: server.restart().',
                  meta: cites('R16', 'D-144'),
                },
              },
            },
            declining: {
              description: 'An update waits for ever, as far as this code is concerned.',
              meta: cites('R16', 'D-143'),
              tags: 'application.declining',
            },
          },
        },
        handover: {
          description: 'What is done with BlinkUp details that arrive over Bluetooth.',
          meta: cites('R7', 'D-093', 'D-192', 'M-45'),
          initial: 'none',
          on: {
            'packet.flashed': {
              target: '.stored',
              actions: ['storeCredentials', 'disconnect'],
              description: 'The details are stored, and the connection is closed.',
              meta: cites('R7', 'D-093', 'D-095', 'D-192', 'M-45'),
            },
          },
          states: {
            none: {
              description: 'Nobody has handed over details to this VM.',
              meta: cites('D-093'),
            },
            stored: {
              id: 'stored',
              description: 'Waiting for imp.onidle().',
              meta: cites('D-057', 'D-093', 'D-192'),
              on: {
                'vm.idle': {
                  actions: 'reset',
                  description: 'Idle: imp.reset(), so that the device starts with the new details.',
                  meta: cites('D-093', 'D-152', 'D-192', 'M-45'),
                },
              },
            },
          },
        },
        rest: {
          description: 'Sleep and deliberate disconnection, of a device that runs from a battery.',
          meta: cites('R20', 'S8', 'D-146', 'D-148'),
          initial: 'awake',
          states: {
            awake: {
              description: 'No intention to sleep.',
              meta: cites('S8'),
              on: {
                'sleep.wanted': {
                  guard: 'onBattery',
                  target: 'settling',
                  description: 'imp.onidle() is set up to sleep when impOS has nothing left to process.',
                  meta: cites('R20', 'D-053', 'D-057'),
                },
                'sleep.forced': {
                  guard: 'onBattery',
                  actions: 'sleep',
                  description: 'Careless: sleep at once, whatever the server has sent meanwhile.',
                  meta: cites('R20', 'D-148', 'D-183'),
                },
                'disconnection.wanted': {
                  guard: 'onBattery',
                  actions: 'disconnect',
                  description: 'server.disconnect() to save energy.',
                  meta: cites('R20', 'D-053', 'D-148'),
                },
              },
            },
            settling: {
              description: 'Waiting for imp.onidle().',
              meta: cites('R20', 'D-057'),
              on: {
                'vm.idle': [
                  {
                    guard: 'handsOver',
                    target: 'awake',
                    description: 'Idle, and BlinkUp details wait: the reset comes first.',
                    meta: cites('D-093', 'D-192', 'M-45'),
                  },
                  {
                    target: 'awake',
                    actions: 'sleep',
                    description: 'Idle: sleep.',
                    meta: cites('R20', 'D-057', 'D-058'),
                  },
                ],
              },
            },
          },
        },
        sensor: {
          description: 'imp.enableblinkup()',
          meta: cites('R8', 'D-064', 'D-065'),
          initial: 'starting',
          states: {
            starting: {
              description: 'The first lines of the code.',
              meta: cites('R8', 'D-064'),
              always: [
                {
                  guard: 'wantsBlinkupAtStart',
                  target: 'chosen',
                  actions: 'enableBlinkup',
                  description: 'imp.enableblinkup(true): for good, or because there is no connection yet.',
                  meta: cites('R8', 'D-064', 'D-188'),
                },
                {
                  guard: 'refusesBlinkup',
                  target: 'chosen',
                  actions: 'disableBlinkup',
                  description: 'imp.enableblinkup(false)',
                  meta: cites('R8', 'D-065', 'D-178'),
                },
                {
                  target: 'chosen',
                  description: 'imp.enableblinkup() is not called.',
                  meta: cites('R8', 'D-064'),
                },
              ],
            },
            chosen: {
              description: 'Whatever was chosen holds, unless the code goes by its connection.',
              meta: cites('R8', 'D-064', 'D-187', 'D-188'),
              on: {
                'connection.opened': {
                  guard: 'wantsBlinkupOffline',
                  actions: 'disableBlinkup',
                  description: 'Connected: imp.enableblinkup(false).',
                  meta: cites('R8', 'D-187', 'D-188', 'M-43'),
                },
                'connection.failed': {
                  guard: 'wantsBlinkupOffline',
                  actions: 'enableBlinkup',
                  description: 'The connection is lost for good: imp.enableblinkup(true).',
                  meta: cites('R8', 'D-187', 'D-188', 'M-43'),
                },
                'disconnection.wanted': {
                  guard: 'goesOfflineForBlinkup',
                  actions: 'enableBlinkup',
                  description: 'The code disconnects: imp.enableblinkup(true).',
                  meta: cites('R8', 'D-187', 'D-188', 'M-43'),
                },
              },
            },
          },
        },
      },
    },
  },
})

/** The application as a party. */
export const application = ({ handler, politeness, power, enableBlinkup }: Configuration): Party => ({
  name: 'application',
  title: 'device application (Squirrel)',
  machine: applicationMachine,
  inputs: [{ handler, politeness, power, enableBlinkup } satisfies ApplicationInput],
  hears,
  says,
})
