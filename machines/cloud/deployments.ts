// Deployments and device groups in impCentral: which code a device should run, and how it is told (R17, R21).
//
// What is modelled. Two deployments of one device group: 1, which the device may carry from the factory, and 2, which
// may be created at any moment. A deployment alone changes nothing on running devices (under the other reading of C-12
// it gives notice at once). A conditional restart is polite to a device that runs a deployment at or above the
// group's min_supported_deployment, and forced otherwise; a forced restart and a move to another group ask nobody.
// What a device runs is known from its last query. The agent gets the new code first (R24).
//
// What is left out: deleting deployments (D-113), products and accounts, unassigning (D-109). A second device group
// is one whose deployment is 2: a move to it makes 2 the deployment of this device (M-11).
import { setup } from 'xstate'
import type { Configuration } from '../configurations.js'
import { cites, type SourceMeta } from '../party.js'
import { variants, type Party } from '../../model/party.js'
import type { Version } from '../device/vocabulary.js'

export interface DeploymentsInput {
  readonly deployNotice: Configuration['deployNotice']
}

export interface DeploymentsContext {
  readonly given: DeploymentsInput
  /** The current deployment of the device's group. */
  readonly latest: Version
  /** min_supported_deployment of the group. */
  readonly minimum: Version
  /** What the device said that it runs, when it last asked. */
  readonly running: 'none' | Version
}

export type DeploymentsEvent =
  | { type: 'code.queried'; code: 'none' | Version } // device -> deployments
  | { type: 'deployment.created' } // the customer, through impCentral
  | { type: 'minimum.raised' }
  | { type: 'restart.conditional' }
  | { type: 'restart.forced' }
  | { type: 'group.changed' }

export type DeploymentsEmitted =
  | { type: 'code.answered'; code: Version } // -> device
  | { type: 'code.deployed'; code: Version } // -> agent
  | { type: 'code.published'; code: Version } // -> agent
  | { type: 'notice.issued' } // -> home server
  | { type: 'restart.issued' } // -> home server

const base = setup({
  types: {
    context: {} as DeploymentsContext,
    events: {} as DeploymentsEvent,
    emitted: {} as DeploymentsEmitted,
    input: {} as DeploymentsInput,
    tags: {} as string,
    meta: {} as SourceMeta,
  },
  guards: {
    canDeploy: ({ context }) => context.latest === 1,
    noticesDeploys: ({ context }) => context.latest === 1 && context.given.deployNotice === 'on-deploy',
    canRaise: ({ context }) => context.latest === 2 && context.minimum === 1,
    runsSupported: ({ context }) => context.running !== 'none' && context.running >= context.minimum,
  },
})

const impCentral = base.extend({
  actions: {
    noteRunning: base.assign(({ event }) => (event.type === 'code.queried' ? { running: event.code } : {})),
    answer: base.emit(({ context }) => ({ type: 'code.answered', code: context.latest })),
    deploy: base.assign({ latest: 2 }),
    raiseMinimum: base.assign({ minimum: 2 }),
    announceDeployment: base.emit(({ context }) => ({ type: 'code.deployed', code: context.latest })),
    publish: base.emit(({ context }) => ({ type: 'code.published', code: context.latest })),
    giveNotice: base.emit({ type: 'notice.issued' }),
    orderRestart: base.emit({ type: 'restart.issued' }),
  },
})

export const deploymentsMachine = impCentral.createMachine({
  id: 'deployments',
  description: 'The device group of this device.',
  meta: cites('R21', 'D-101', 'D-110'),
  context: ({ input }) => ({ given: input, latest: 1, minimum: 1, running: 'none' }),
  initial: 'serving',
  states: {
    serving: {
      description: 'The group has a current deployment and a minimum.',
      meta: cites('R21', 'D-101', 'D-113'),
      on: {
        'code.queried': {
          actions: ['noteRunning', 'answer'],
          description: 'A device tells what it runs and is told what it should run.',
          meta: cites('R12', 'D-116'),
        },
        'deployment.created': [
          {
            guard: 'noticesDeploys',
            actions: ['deploy', 'publish', 'giveNotice'],
            description: 'Under this reading a deploy gives notice by itself.',
            meta: cites('R21', 'S7', 'D-145', 'C-12'),
          },
          {
            guard: 'canDeploy',
            actions: ['deploy', 'announceDeployment'],
            description: 'A deployment alone changes nothing on running devices.',
            meta: cites('R21', 'D-110', 'C-12'),
          },
        ],
        'minimum.raised': {
          guard: 'canRaise',
          actions: 'raiseMinimum',
          description: 'min_supported_deployment moves, to a newer deployment only.',
          meta: cites('R21', 'D-113'),
        },
        'restart.conditional': [
          {
            guard: 'runsSupported',
            actions: ['publish', 'giveNotice'],
            description: 'The device runs a supported deployment: it is asked politely.',
            meta: cites('R21', 'D-112'),
          },
          {
            actions: ['publish', 'orderRestart'],
            description: 'The device runs something older than the minimum: it is restarted outright.',
            meta: cites('R17', 'R21', 'D-112'),
          },
        ],
        'restart.forced': {
          actions: ['publish', 'orderRestart'],
          description: 'Build and Force Restart: no handler is asked.',
          meta: cites('R17', 'D-111', 'D-114'),
        },
        'group.changed': {
          guard: 'canDeploy',
          actions: ['deploy', 'publish', 'orderRestart'],
          description: 'The device is moved to a group with a newer deployment: applied at once, no handler is asked.',
          meta: cites('R17', 'D-109', 'D-115', 'D-142'),
        },
      },
    },
  },
})

export const deployments = ({ deployNotice }: Configuration): Party => ({
  name: 'deployments',
  title: 'deployments and device groups (impCentral)',
  machine: deploymentsMachine,
  inputs: [{ deployNotice } satisfies DeploymentsInput],
  hears: [
    ...variants('code.queried', { code: ['none', 1, 2] }),
    ...['deployment.created', 'minimum.raised', 'restart.conditional', 'restart.forced', 'group.changed'].flatMap(
      (type) => variants(type),
    ),
  ],
  says: [
    ...variants('code.answered', { code: [1, 2] }),
    ...variants('code.deployed', { code: [2] }),
    ...variants('code.published', { code: [1, 2] }),
    ...['notice.issued', 'restart.issued'].flatMap((type) => variants(type)),
  ],
})
