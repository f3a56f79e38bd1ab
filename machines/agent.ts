// The agent: the cloud half of the customer's code, one for each pair of device and plan (R10).
//
// Modelled: the agent of this device, wherever it runs. There is none before the first activation. It is first started
// at the enrolment or when the device reaches its home server (contested: C-04, C-05). From then on it lives on its own:
// it runs on while the device is offline, is stopped after 30 days of that, and may at any time be restarted with new
// code, crash or migrate, each with an interval in which its URL answers nothing useful, and each with the loss of what
// is in its RAM, so that its onrequest handler has to be registered anew. What it has saved survives.
// A BlinkUp with another plan ID makes another agent: the old URL is dead, its data out of reach (D-089).
//
// Left out: what agent code does besides registering a handler, saving data and hearing its device; outgoing requests
// and their credits; messages to the device; the size of saved data; developer agents.
//
// enrolment -> agent: enrolment.claimed          home server -> agent: device.connected, device.disconnected
// deployments -> agent: code.published           device -> agent: message.uplinked
// installer -> agent: http.requested             agent -> installer: http.answered
// environment -> agent: agent.*, onrequest.registered, migration.*, data.saved
import { assign, emit, setup } from 'xstate'
import type { Configuration } from './configurations.js'
import { valuesOf } from './delays.js'
import type { PlanId, Version } from './device/vocabulary.js'
import { cites, type SourceMeta } from './party.js'
import { type Party } from '../model/party.js'
import { held } from './held.js'
import { hears, says } from './agent/vocabulary.js'
import type { AgentContext, AgentEmitted, AgentEvent, AgentInput, AgentTag } from './agent/vocabulary.js'

export { hears, says } from './agent/vocabulary.js'
export type { AgentContext, AgentEmitted, AgentEvent, AgentInput, AgentTag } from './agent/vocabulary.js'

export const agentMachine = setup({
  types: {
    context: {} as AgentContext,
    events: {} as AgentEvent,
    emitted: {} as AgentEmitted,
    input: {} as AgentInput,
    tags: {} as AgentTag,
    meta: {} as SourceMeta,
  },
  delays: valuesOf('migrationGap', 'agentLifespan'),
  guards: {
    startsAtEnrolment: ({ context }) => context.given.starts === 'at-enrolment',
    newPlanStartsNow: ({ context, event }) =>
      context.given.starts === 'at-enrolment' && event.type === 'enrolment.claimed' && event.plan !== context.plan,
    newPlan: ({ context, event }) => event.type === 'enrolment.claimed' && event.plan !== context.plan,
    ownUrl: ({ context, event }) => event.type === 'http.requested' && event.plan === context.plan,
    saves: ({ context }) => context.given.saves,
  },
  actions: {
    takePlan: assign((_, { plan }: { plan: PlanId }) => ({ plan })),
    noteCode: assign((_, { code }: { code: Version }) => ({ next: code })),
    takeCode: assign((_, { code }: { code: Version }) => ({ code, next: code })),
    loadCode: assign(({ context }) => ({ code: context.next })),
    saveData: assign(({ context: { plan, data } }) => ({ data: { ...data, [held(plan)]: 'saved' } })),
    answer200: emit({ type: 'http.answered', status: '200' }),
    answer404: emit({ type: 'http.answered', status: '404' }),
    answerUnavailable: emit({ type: 'http.answered', status: 'unavailable' }),
    tellStarted: emit(({ context }) => ({ type: 'agent.started' as const, code: context.code })),
    handleMessage: emit({ type: 'message.handled' }),
  },
}).createMachine({
  id: 'agent',
  context: ({ input }) => ({ given: input, plan: 'none', code: 1, next: 1, data: { A: 'empty', B: 'empty' } }),
  description: 'The agent of this device, from before it exists.',
  meta: cites('R10', 'R11', 'R23', 'D-009'),
  initial: 'absent',
  on: {
    'http.requested': {
      actions: ['answer404'],
      description:
        'No such agent, an old URL, never started, stopped, or running without a handler: 404, and nothing says which.',
      meta: cites('R25', 'D-155', 'D-157', 'D-158', 'D-089'),
    },
    'code.deployed': {
      actions: [{ type: 'noteCode', params: ({ event }) => event }],
      description: 'A deployment alone restarts nobody; the next start of the agent loads it.',
      meta: cites('D-101', 'D-110', 'M-27'),
    },
    'code.published': {
      actions: [{ type: 'takeCode', params: ({ event }) => event }],
      description: 'The agent is not up; it will start with the new code.',
      meta: cites('D-101', 'D-110', 'M-27'),
    },
  },
  states: {
    absent: {
      tags: ['agent.absent'],
      description: 'The device has never been activated: it has no agent.',
      meta: cites('D-094', 'D-155'),
      on: {
        'enrolment.claimed': [
          {
            guard: 'startsAtEnrolment',
            target: 'instance',
            actions: [{ type: 'takePlan', params: ({ event }) => event }],
            description: 'Plan-ID guide: each successful enrolment instantiates the agent.',
            meta: cites('C-04', 'D-088', 'R10'),
          },
          {
            target: 'enrolled',
            actions: [{ type: 'takePlan', params: ({ event }) => event }],
            description: 'Seed: the token is claimed, and the agent ID known to the phone, before any agent runs.',
            meta: cites('C-04', 'R11', 'D-117', 'R10'),
          },
        ],
      },
    },
    enrolled: {
      tags: ['agent.absent', 'agent.enrolled'],
      description: 'The agent has an ID but was never started: the device is still on its way to the home server.',
      meta: cites('R11', 'D-117', 'D-156'),
      on: {
        'device.connected': {
          target: ['#agent.instance.device.online', '#agent.instance.life.down.starting'],
          description: 'The device reaches its home server, where the agent is started for the first time.',
          meta: cites('D-156', 'R12', 'S9'),
        },
        'enrolment.claimed': {
          actions: [{ type: 'takePlan', params: ({ event }) => event }],
          description: 'Another enrolment before the home server was reached: its plan is the one that counts.',
          meta: cites('R10', 'D-087', 'D-089'),
        },
      },
    },
    instance: {
      description: 'There is an instance of the agent on some server.',
      meta: cites('R10', 'R23', 'D-009'),
      on: {
        'enrolment.claimed': [
          {
            guard: 'newPlanStartsNow',
            target: 'instance',
            actions: [{ type: 'takePlan', params: ({ event }) => event }],
            description:
              'New plan, new agent, with its own data; the old URL is dead. It is instantiated at the enrolment.',
            meta: cites('R10', 'C-04', 'D-088', 'D-089'),
          },
          {
            guard: 'newPlan',
            target: 'enrolled',
            actions: [{ type: 'takePlan', params: ({ event }) => event }],
            description: 'New plan, new agent, with its own data; the old URL is dead. It waits for the home server.',
            meta: cites('R10', 'C-04', 'D-089', 'D-156'),
          },
          {
            description: 'Same plan: same agent, same data. It runs on, whatever the device does meanwhile.',
            meta: cites('R10', 'D-089', 'C-05'),
          },
        ],
      },
      type: 'parallel',
      states: {
        device: {
          description: 'Whether the home server has a session with the device.',
          meta: cites('R23', 'D-157'),
          initial: 'offline',
          states: {
            offline: {
              description: 'No session. The agent does not mind, for 30 days.',
              meta: cites('R23', 'D-157'),
              on: {
                'device.connected': {
                  target: 'online',
                  description: 'The device is back.',
                  meta: cites('R23', 'D-157'),
                },
              },
              after: {
                agentLifespan: {
                  target: '#agent.stopped',
                  description: 'The device has been offline for 30 days: the agent is stopped, not deleted.',
                  meta: cites('R23', 'D-157', 'C-17'),
                },
              },
            },
            online: {
              tags: ['agent.deviceOnline'],
              description: 'The device has a session with the home server.',
              meta: cites('R12', 'D-117'),
              on: {
                'device.disconnected': {
                  target: 'offline',
                  description: 'The session has ended; the agent runs on.',
                  meta: cites('R23', 'D-157'),
                },
              },
            },
          },
        },
        life: {
          description: 'What the instance is doing.',
          meta: cites('R23', 'R24', 'D-162'),
          initial: 'down',
          states: {
            down: {
              tags: ['agent.unavailable'],
              description: 'The instance exists but does not run; what was in its RAM is gone.',
              meta: cites('R23', 'D-161', 'D-163', 'M-22'),
              on: {
                'http.requested': {
                  guard: 'ownUrl',
                  actions: ['answerUnavailable'],
                  description: 'Held, refused or 5xx; the sources do not say which.',
                  meta: cites('D-159', 'D-161', 'M-22'),
                },
              },
              initial: 'starting',
              states: {
                starting: {
                  tags: ['agent.starting'],
                  description: 'The instance starts up, with what was saved and nothing else.',
                  meta: cites('R23', 'D-163', 'M-26'),
                  on: {
                    'agent.startFinished': {
                      target: '#running',
                      actions: ['loadCode', 'tellStarted'],
                      description: '“Agent started.”',
                      meta: cites('D-162'),
                    },
                    'agent.crashed': {
                      target: 'crashed',
                      description: 'The code fails before it has got anywhere.',
                      meta: cites('D-172', 'M-27'),
                    },
                    'code.published': {
                      target: 'restarting',
                      actions: [{ type: 'takeCode', params: ({ event }) => event }],
                      description: 'New code overtakes the start.',
                      meta: cites('R24', 'D-170'),
                    },
                  },
                },
                restarting: {
                  tags: ['agent.restarting'],
                  description: 'The instance is started again with the code that was published; its RAM is gone.',
                  meta: cites('R24', 'D-170', 'D-162'),
                  on: {
                    'agent.startFinished': {
                      target: '#running',
                      actions: ['loadCode', 'tellStarted'],
                      description: '“Agent restarted: new_bytecode_version.”',
                      meta: cites('D-162', 'D-170'),
                    },
                    'agent.crashed': {
                      target: 'crashed',
                      description: 'The new code fails before it has got anywhere.',
                      meta: cites('D-172', 'M-27'),
                    },
                  },
                },
                crashed: {
                  tags: ['agent.crashed'],
                  description: 'The cloud restarts the instance; its RAM is gone. No back-off is documented.',
                  meta: cites('D-172', 'D-009', 'M-27'),
                  on: {
                    'agent.startFinished': {
                      target: '#running',
                      actions: ['loadCode', 'tellStarted'],
                      description: 'The instance is up again with the same code.',
                      meta: cites('D-172', 'D-162'),
                    },
                    'code.published': {
                      target: 'restarting',
                      actions: [{ type: 'takeCode', params: ({ event }) => event }],
                      description: 'New code, perhaps the repaired one, is started instead.',
                      meta: cites('R24', 'D-170'),
                    },
                  },
                },
                migrating: {
                  tags: ['agent.migrating'],
                  description: 'Stopped here; code and saved data are moved to another server.',
                  meta: cites('R23', 'D-161', 'M-26'),
                  on: {
                    'migration.finished': {
                      target: 'starting',
                      description: 'Code and data have arrived; the instance starts there.',
                      meta: cites('R23', 'D-161', 'M-26'),
                    },
                  },
                  after: {
                    migrationGap: {
                      target: 'starting',
                      description: 'Moving takes no longer than usual; the start that follows may (no guarantee).',
                      meta: cites('R23', 'D-161', 'M-26'),
                    },
                  },
                },
              },
            },
            running: {
              id: 'running',
              tags: ['agent.running'],
              description: 'The agent’s code runs.',
              meta: cites('R23', 'D-009'),
              on: {
                'code.published': {
                  target: 'down.restarting',
                  actions: [{ type: 'takeCode', params: ({ event }) => event }],
                  description:
                    '“Agent restarted: reload.” The agent has the new code first, its device later or much later.',
                  meta: cites('R24', 'D-170', 'D-171'),
                },
                'agent.crashed': {
                  target: 'down.crashed',
                  description: 'A run-time error, or the heap is exhausted.',
                  meta: cites('D-172', 'D-009'),
                },
                'migration.started': {
                  target: 'down.migrating',
                  description: '“Agent stopped: migrating.” It may happen at any time.',
                  meta: cites('R23', 'D-161', 'D-162'),
                },
                'message.uplinked': {
                  actions: ['handleMessage'],
                  description: 'A message from the device is handled. When no instance runs it is lost.',
                  meta: cites('R24', 'D-167', 'M-27'),
                },
                'data.saved': {
                  guard: 'saves',
                  actions: ['saveData'],
                  description: 'server.save(): survives every restart, at this agent ID.',
                  meta: cites('R23', 'D-002', 'D-163', 'M-25'),
                },
              },
              initial: 'withoutHandler',
              states: {
                withoutHandler: {
                  description: 'No onrequest handler is registered: the URL answers 404, as if there were no agent.',
                  meta: cites('D-158', 'R25'),
                  on: {
                    'onrequest.registered': {
                      target: 'serving',
                      description: 'http.onrequest() is called; code that never does stays where it is.',
                      meta: cites('D-158', 'M-28'),
                    },
                  },
                },
                serving: {
                  tags: ['agent.serving'],
                  description: 'HTTP requests reach the agent’s code.',
                  meta: cites('D-158', 'S10'),
                  on: {
                    'http.requested': {
                      guard: 'ownUrl',
                      actions: ['answer200'],
                      description: 'The handler answers.',
                      meta: cites('D-158', 'D-159', 'S10'),
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
    stopped: {
      tags: ['agent.stopped'],
      description: 'Stopped after 30 days without its device. URL and data are kept; requests get 404.',
      meta: cites('R23', 'D-157', 'C-17'),
      on: {
        'device.connected': {
          target: ['#agent.instance.device.online', '#agent.instance.life.down.starting'],
          description: 'The device returns: the agent is started again, same URL, saved data intact.',
          meta: cites('R23', 'D-157', 'C-17'),
        },
        'enrolment.claimed': [
          {
            guard: 'startsAtEnrolment',
            target: 'instance',
            actions: [{ type: 'takePlan', params: ({ event }) => event }],
            description: 'Plan-ID guide: the enrolment instantiates the agent, the same one or that of a new plan.',
            meta: cites('C-04', 'D-088', 'R10'),
          },
          {
            guard: 'newPlan',
            target: 'enrolled',
            actions: [{ type: 'takePlan', params: ({ event }) => event }],
            description: 'The agent of the new plan has never been started; it waits for the home server.',
            meta: cites('C-04', 'R10', 'R11'),
          },
        ],
      },
    },
  },
})

/**
 * The agent under the configuration's reading of C-04. `saves` says whether its code calls server.save(), which only
 * properties about data ask for; costs a factor of up to 4 in local states. Off by default (M-25).
 */
export const agent = ({ agentStarts }: Configuration, { saves = false }: { readonly saves?: boolean } = {}): Party => ({
  name: 'agent',
  title: 'agent',
  machine: agentMachine,
  inputs: [{ starts: agentStarts, saves } satisfies AgentInput],
  hears,
  says,
})
