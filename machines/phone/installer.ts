// The installer's app after BlinkUp: when may the installer go on, and what is he told while he waits?
//
// Modelled: three recipes. `probe-10s` is the vendor's advice (S10): ask the agent at once and again while it answers
// 404; no 200 within 10 s means that the imp is upgrading. `fixed-15s` is what a customer does (S11): wait, then ask
// once. `advised` is a proposal (S14): ask at once and again, and be told of an upgrade instead of concluding it; no
// 200 and no advice within the same 10 s means failure. A 200 lets the installer configure the device through its agent.
//
// Two regions: the recipe, and the exchange with the agent, which keeps requests to one at a time. A new outcome of
// BlinkUp starts the recipe afresh; the answer to a request from before that does not count (M-23).
//
// Left out: what is configured, HTTP time-outs (a request is answered as soon as its channels deliver it), retries by
// the installer, who is a person: he may start another BlinkUp at any time.
//
// poller, blinkup -> installer: blinkup.succeeded, blinkup.timedOut, blinkup.failed; poller: upgrade.advised (proposal)
// installer -> agent: http.requested      agent -> installer: http.answered
// environment -> installer: installation.finished
import { assign, emit, raise, setup } from 'xstate'
import type { Configuration } from '../configurations.js'
import { valuesOf } from '../delays.js'
import type { PlanId } from '../device/vocabulary.js'
import { cites, type SourceMeta } from '../party.js'
import { variants, type Party } from '../../model/party.js'
import { type PartyEvent } from '../../model/party.js'
import { held } from '../held.js'

/** What the agent URL answers; `unavailable` stands for held, refused or 5xx (M-22). */
export type HttpStatus = '200' | '404' | 'unavailable'

export interface InstallerInput {
  readonly recipe: 'probe-10s' | 'fixed-15s' | 'advised'
}

export interface InstallerContext {
  /** Constants of this run. */
  readonly given: InstallerInput
  /** Plan of the agent that is asked for: of the last successful BlinkUp, until its agent has answered 200. */
  readonly plan: 'none' | PlanId
}

export type InstallerEvent =
  // poller, blinkup -> installer
  | { type: 'blinkup.succeeded'; plan: PlanId }
  | { type: 'blinkup.timedOut' }
  | { type: 'blinkup.failed'; cause: 'token' | 'cancelled' | 'network' }
  // poller -> installer; would not be present in the product
  | { type: 'upgrade.advised' }
  // agent -> installer
  | { type: 'http.answered'; status: HttpStatus }
  // environment -> installer
  | { type: 'installation.finished' }
  // within the app, from one region to the other
  | { type: 'internal.ask' }
  | { type: 'internal.answer'; status: HttpStatus }

export interface InstallerEmitted {
  type: 'http.requested'
  plan: PlanId
}

/** What properties speak of. */
export type InstallerTag =
  | 'installer.waiting'
  | 'installer.concludedUpgrading'
  | 'installer.advised'
  | 'installer.configuring'
  | 'installer.done'
  | 'installer.failed'

export const installerMachine = setup({
  types: {
    context: {} as InstallerContext,
    events: {} as InstallerEvent,
    emitted: {} as InstallerEmitted,
    input: {} as InstallerInput,
    tags: {} as InstallerTag,
    meta: {} as SourceMeta,
  },
  delays: valuesOf('probeWindow', 'probeInterval', 'fixedWait'),
  guards: {
    probes: ({ context }) => context.given.recipe === 'probe-10s',
    waitsFirst: ({ context }) => context.given.recipe === 'fixed-15s',
    isAdvised: ({ context }) => context.given.recipe === 'advised',
    agentServes: ({ event }) => event.type === 'internal.answer' && event.status === '200',
  },
  actions: {
    rememberPlan: assign((_, { plan }: { plan: PlanId }) => ({ plan })),
    forgetPlan: assign({ plan: 'none' }),
    ask: raise({ type: 'internal.ask' }),
    passAnswer: raise((_, { status }: { status: HttpStatus }) => ({ type: 'internal.answer' as const, status })),
    request: emit(({ context }) => ({ type: 'http.requested' as const, plan: held(context.plan) })),
  },
}).createMachine({
  id: 'installer',
  context: ({ input }) => ({ given: input, plan: 'none' }),
  description: 'The app between the end of BlinkUp and the end of the installation.',
  meta: cites('S10', 'S11', 'S14', 'D-176', 'M-23'),
  type: 'parallel',
  states: {
    recipe: {
      description: 'What the app does after BlinkUp, and what the installer sees.',
      meta: cites('S10', 'S11', 'S14', 'M-24'),
      initial: 'idle',
      on: {
        'blinkup.succeeded': [
          {
            guard: 'waitsFirst',
            target: '.waiting',
            actions: [{ type: 'rememberPlan', params: ({ event }) => event }],
            description: 'fixed-15s: success; the app waits in case an upgrade is happening.',
            meta: cites('S11', 'D-176'),
          },
          {
            target: '.probing',
            actions: [{ type: 'rememberPlan', params: ({ event }) => event }],
            description: 'probe-10s, advised: success; the app has the agent URL and asks at once.',
            meta: cites('S10', 'S14', 'D-081', 'D-177'),
          },
        ],
        'blinkup.timedOut': {
          target: '.failed',
          description: 'No enrolment in time; whatever went on before is over.',
          meta: cites('D-079', 'D-082', 'M-23'),
        },
        'blinkup.failed': {
          target: '.failed',
          description: 'BlinkUp ended with an error; whatever went on before is over.',
          meta: cites('D-082', 'D-083', 'M-23'),
        },
      },
      states: {
        idle: {
          description: 'No BlinkUp has had an outcome yet.',
          meta: cites('D-075'),
        },
        waiting: {
          tags: ['installer.waiting'],
          description: 'fixed-15s: the wait that is too long without an upgrade and too short with one.',
          meta: cites('S11', 'D-176', 'D-126'),
          after: {
            fixedWait: {
              target: 'askingOnce',
              description: 'The wait is over.',
              meta: cites('S11', 'D-176'),
            },
          },
        },
        askingOnce: {
          tags: ['installer.waiting'],
          description: 'fixed-15s: one request decides.',
          meta: cites('S11', 'M-24'),
          entry: ['ask'],
          on: {
            'internal.answer': [
              {
                guard: 'agentServes',
                target: 'configuring',
                description: 'The agent answers: the installer can go on.',
                meta: cites('S11'),
              },
              {
                target: 'gaveUp',
                description: 'The agent does not answer yet: the wait was not long enough.',
                meta: cites('S11', 'D-126', 'R25', 'M-22'),
              },
            ],
          },
        },
        probing: {
          description: 'probe-10s, advised: the app asks until the agent serves.',
          meta: cites('S10', 'S14', 'D-177'),
          tags: ['installer.waiting'],
          type: 'parallel',
          states: {
            requests: {
              description: 'Ask, and after a pause ask again.',
              meta: cites('S10', 'M-24'),
              initial: 'asking',
              states: {
                asking: {
                  description: 'A request is on its way or waits for its turn.',
                  meta: cites('S10', 'M-23'),
                  entry: ['ask'],
                  on: {
                    'internal.answer': [
                      {
                        guard: 'agentServes',
                        target: '#installer.recipe.configuring',
                        description: 'The agent answers: it has been started at some time, and the installer goes on.',
                        meta: cites('S10', 'D-156', 'D-177'),
                      },
                      {
                        target: 'pausing',
                        description: '404, or nothing usable: neither says why (R25).',
                        meta: cites('S10', 'R25', 'D-158', 'M-22'),
                      },
                    ],
                  },
                },
                pausing: {
                  description: 'A pause between two requests.',
                  meta: cites('S10', 'M-24'),
                  after: {
                    probeInterval: {
                      target: 'asking',
                      description: 'The agent is asked again.',
                      meta: cites('S10', 'M-24'),
                    },
                  },
                },
              },
            },
            verdict: {
              description: 'What the app tells the installer while the agent does not serve.',
              meta: cites('S10', 'S14', 'D-177'),
              initial: 'hoping',
              states: {
                hoping: {
                  description: 'The agent is expected at any moment.',
                  meta: cites('S10', 'R11'),
                  after: {
                    probeWindow: [
                      {
                        guard: 'probes',
                        target: 'concludedUpgrading',
                        description: 'probe-10s: no 200 for 10 s, so the imp must be upgrading; so the recipe says.',
                        meta: cites('S10', 'D-177', 'R25'),
                      },
                      {
                        target: '#installer.recipe.gaveUp',
                        description:
                          'advised: no 200 and no advice for as long, so it is no upgrade that keeps the agent away.',
                        meta: cites('S14', 'M-24'),
                      },
                    ],
                  },
                  on: {
                    'upgrade.advised': {
                      guard: 'isAdvised',
                      target: 'advisedUpgrading',
                      description:
                        'advised: the SDK says that an upgrade has begun; the app shows it and goes on asking.',
                      meta: cites('S14', 'M-21'),
                    },
                  },
                },
                concludedUpgrading: {
                  tags: ['installer.concludedUpgrading'],
                  description: 'probe-10s: the installer is told that the imp is upgrading. It is a guess.',
                  meta: cites('S10', 'D-177', 'R25'),
                },
                advisedUpgrading: {
                  tags: ['installer.concludedUpgrading', 'installer.advised'],
                  description: 'advised: the installer is told that the imp is upgrading, on the cloud’s word.',
                  meta: cites('S14', 'D-085'),
                },
              },
            },
          },
        },
        configuring: {
          tags: ['installer.configuring'],
          description: 'The installer configures the device through its agent.',
          meta: cites('S10', 'S13', 'D-176'),
          entry: ['forgetPlan'],
          initial: 'undisturbed',
          on: {
            'installation.finished': {
              target: 'done',
              description: 'The installer has configured the device.',
              meta: cites('S13', 'M-24'),
            },
          },
          states: {
            undisturbed: {
              description: 'Nothing is known to stand in the way.',
              meta: cites('S13', 'R25'),
              on: {
                'upgrade.advised': {
                  guard: 'isAdvised',
                  target: 'warned',
                  description: 'advised: an agent that existed before has answered, and only now the upgrade begins.',
                  meta: cites('S14', 'C-05', 'M-24'),
                },
              },
            },
            warned: {
              tags: ['installer.advised'],
              description: 'The installer knows that the device will be away for an upgrade.',
              meta: cites('S14', 'C-05', 'M-24'),
            },
          },
        },
        gaveUp: {
          tags: ['installer.failed'],
          description: 'The app tells the installer that the device cannot be reached.',
          meta: cites('S11', 'M-24'),
          on: {
            'internal.answer': {
              guard: 'agentServes',
              target: 'configuring',
              description: 'advised: the last request is answered after all; the app takes back what it said.',
              meta: cites('S14', 'M-24'),
            },
            'upgrade.advised': {
              guard: 'isAdvised',
              target: [
                '#installer.recipe.probing.requests.asking',
                '#installer.recipe.probing.verdict.advisedUpgrading',
              ],
              description: 'advised: the advice came late; the app takes back what it said and asks again.',
              meta: cites('S14', 'M-24'),
            },
          },
        },
        done: {
          tags: ['installer.done'],
          description: 'The installation is finished.',
          meta: cites('S13', 'M-24'),
        },
        failed: {
          tags: ['installer.failed'],
          description: 'BlinkUp has failed or timed out; the installer may start another.',
          meta: cites('D-082', 'D-086'),
          entry: ['forgetPlan'],
        },
      },
    },
    exchange: {
      description: 'One HTTP request to the agent at a time.',
      meta: cites('M-23'),
      initial: 'quiet',
      states: {
        quiet: {
          description: 'No request is on its way.',
          meta: cites('M-23'),
          on: {
            'internal.ask': {
              target: 'awaiting',
              actions: ['request'],
              description: 'The agent’s URL is requested.',
              meta: cites('S10', 'S11', 'D-081', 'M-23'),
            },
          },
        },
        awaiting: {
          description: 'A request is on its way. If the recipe has started afresh since, nobody waits for its answer.',
          meta: cites('M-23'),
          on: {
            'http.answered': {
              target: 'quiet',
              actions: [{ type: 'passAnswer', params: ({ event }) => event }],
              description: 'The answer goes to the recipe.',
              meta: cites('S10', 'S11', 'R25', 'M-22'),
            },
            'internal.ask': {
              target: 'superseded',
              description: 'A recipe that has started afresh wants to ask: first the old request must come back.',
              meta: cites('M-23'),
            },
          },
        },
        superseded: {
          description: 'The answer to an old request is awaited, to be thrown away; then a new request is made.',
          meta: cites('M-23'),
          on: {
            'http.answered': {
              target: 'awaiting',
              actions: ['request'],
              description: 'The old answer is thrown away and the agent of the new plan is asked.',
              meta: cites('M-23', 'R10'),
            },
            'blinkup.succeeded': {
              target: 'awaiting',
              description: 'Yet another outcome: the new request is no longer wanted, unless the recipe asks again.',
              meta: cites('M-23'),
            },
            'blinkup.timedOut': {
              target: 'awaiting',
              description: 'The new request is no longer wanted.',
              meta: cites('M-23'),
            },
            'blinkup.failed': {
              target: 'awaiting',
              description: 'The new request is no longer wanted.',
              meta: cites('M-23'),
            },
          },
        },
      },
    },
  },
})

const plan = ['A', 'B']

export const hears: readonly PartyEvent[] = [
  ...variants('blinkup.succeeded', { plan }),
  ...variants('blinkup.timedOut'),
  ...variants('blinkup.failed', { cause: ['token', 'cancelled', 'network'] }),
  ...variants('upgrade.advised'),
  ...variants('http.answered', { status: ['200', '404', 'unavailable'] }),
  ...variants('installation.finished'),
]

export const says: readonly PartyEvent[] = variants('http.requested', { plan })

/** The installer's app with the recipe of a configuration. */
export const installer = ({ installerApp }: Configuration): Party => ({
  name: 'installer',
  title: "installer's app",
  machine: installerMachine,
  inputs: [{ recipe: installerApp } satisfies InstallerInput],
  hears,
  says,
})
