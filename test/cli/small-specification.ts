// A specification of two parties, small enough to know its verdicts by heart: a lamp, and a switch that tells it.
import { assign, emit, setup } from 'xstate'
import { bounds } from '../../checker/graph/timeBounds.js'
import { check } from '../../checker/check.js'
import type { JobResult } from '../../verification/judgement.js'
import type { Outcome } from '../../checker/parallel/workerPool.js'
import { override } from '../../checker/compile/whatIf.js'
import { slice } from '../../checker/compile/slice.js'
import type { Values } from '../../model/configuration.js'
import { cites } from '../../machines/party.js'
import type { World } from '../../model/world.js'
import type { Property } from '../../properties/language/property.js'
import type { Predicate } from '../../model/property.js'
import type { Job } from '../../verification/plan.js'
import type { RunOptions, Specification } from '../../verification/specification.js'
import { impSpace } from '../../verification/impSpace.js'
import { scopeNames } from '../../machines/scopes.js'
import { sampleStory } from '../report/sample-story.js'
import { impRoles } from '../../verification/imp/roles.js'

const lamp = setup({
  types: {
    context: {} as { readonly battery: boolean; readonly lit: boolean },
    input: {} as { readonly battery: boolean },
    events: {} as { type: 'turn.on' } | { type: 'turn.off' },
  },
  delays: { drained: 2000 },
  guards: { onBattery: ({ context }) => context.battery },
}).createMachine({
  id: 'lamp',
  meta: cites('R1'),
  context: ({ input }) => ({ battery: input.battery, lit: false }),
  initial: 'dark',
  states: {
    dark: {
      meta: cites('R1'),
      on: { 'turn.on': { target: 'bright', actions: assign({ lit: true }), meta: cites('R2') } },
    },
    bright: {
      meta: cites('R10'),
      on: { 'turn.off': { target: 'dark', meta: cites('R2') } },
      after: { drained: { guard: 'onBattery', target: 'dark' } },
    },
  },
})

const toggle = setup({
  types: { events: {} as { type: 'pressed' }, emitted: {} as { type: 'turn.on' } | { type: 'turn.off' } },
}).createMachine({
  id: 'toggle',
  meta: cites('R1'),
  initial: 'off',
  states: {
    off: { meta: cites('R1'), on: { pressed: { target: 'on', actions: emit({ type: 'turn.on' }) } } },
    on: { meta: cites('R1'), on: { pressed: { target: 'off', actions: emit({ type: 'turn.off' }) } } },
  },
})

const system = ({ power }: Values): World => ({
  parties: [
    {
      name: 'lamp',
      title: 'a lamp',
      machine: lamp,
      inputs: [{ battery: power === 'battery' }],
      hears: [{ type: 'turn.on' }, { type: 'turn.off' }],
      says: [],
    },
    {
      name: 'toggle',
      title: 'a switch',
      machine: toggle,
      inputs: [undefined],
      hears: [{ type: 'pressed' }],
      says: [{ type: 'turn.on' }, { type: 'turn.off' }],
    },
  ],
  links: [
    { from: 'toggle', says: 'turn.on', to: 'lamp' },
    { from: 'toggle', says: 'turn.off', to: 'lamp' },
  ],
  channels: [],
  stimuli: [
    {
      id: 'pressed',
      party: 'toggle',
      event: { type: 'pressed' },
      description: 'someone presses the switch',
      sources: ['R1'],
      budget: 3,
    },
  ],
  freeDelays: [],
  assumptions: ['nobody steals the lamp'],
})

const inState = (party: string, state: string, text: string): Predicate => ({
  kind: 'state',
  party,
  text,
  holds: (snapshot) => snapshot.matches(state),
})

const predicates: Readonly<Record<string, Predicate>> = {
  lampBright: inState('lamp', 'bright', 'is bright'),
  lampBroken: { kind: 'state', party: 'lamp', text: 'is broken', holds: () => false },
  switchOn: inState('toggle', 'on', 'is on'),
  switchPressed: { kind: 'step', party: 'toggle', text: 'is pressed', holds: ({ event }) => event.type === 'pressed' },
}

const common = { subject: 'power', sources: ['R1'] } as const

/** On mains the lamp follows the switch; on battery it goes dark by itself. */
export const followsSwitch: Property = {
  ...common,
  id: 'lamp-follows-switch',
  title: 'The lamp follows the switch',
  claim: 'The lamp is bright whenever the switch is on.',
  pattern: { kind: 'invariant', given: { is: 'switchOn' }, holds: { is: 'lampBright' } },
  exceptions: [{ when: { power: ['battery'] }, verdict: 'fails', because: 'the battery is empty after 2 s' }],
}

const switchCanBeOn: Property = {
  ...common,
  id: 'switch-can-be-on',
  title: 'The switch can be on',
  claim: 'There is a run in which the switch is on.',
  pattern: { kind: 'reachable', what: { is: 'switchOn' } },
}

const brokenLampsAreDark: Property = {
  ...common,
  id: 'broken-lamps-are-dark',
  title: 'A broken lamp is dark',
  claim: 'A lamp that is broken is never bright.',
  pattern: { kind: 'invariant', given: { is: 'lampBroken' }, holds: { not: { is: 'lampBright' } } },
  exceptions: [{ when: {}, verdict: 'vacuous', because: 'lamps of this kind do not break' }],
}

/** Wrong on purpose: it claims more than is true, and expects nothing else. */
export const neverBright: Property = {
  ...common,
  id: 'lamp-is-never-bright',
  title: 'The lamp is never bright',
  claim: 'The lamp is never bright.',
  pattern: { kind: 'never', what: { is: 'lampBright' } },
}

/** Jobs in this thread, one after the other; from the first that is interrupted on, none is started. */
export const runHere =
  (from: Pick<Specification, 'properties' | 'predicates' | 'system'>) =>
  (
    jobs: readonly Job[],
    { signal, maxStates, settings = [], onSettled }: RunOptions,
  ): Promise<readonly Outcome<JobResult>[]> =>
    Promise.resolve(
      jobs.map(({ configuration, answers }, job): Outcome<JobResult> => {
        if (signal.aborted) return { kind: 'interrupted', progress: { states: 0, transitions: 0 } }
        const asked = answers.flatMap(({ property }) => from.properties.filter(({ id }) => id === property))
        const options = maxStates === undefined ? {} : { maxStates }
        const outcome: Outcome<JobResult> = {
          kind: 'done',
          result: check(override(from.system(configuration.values), settings), from.predicates, asked, options),
        }
        onSettled?.(job, outcome)
        return outcome
      }),
    )

/** The specification, with the properties given or those whose verdicts are as expected. */
export function smallSpecification(
  properties: readonly Property[] = [followsSwitch, switchCanBeOn, brokenLampsAreDark],
): Specification {
  const parts: Pick<Specification, 'properties' | 'predicates' | 'system'> = { properties, predicates, system }
  return {
    ...parts,
    name: 'a lamp and a switch',
    space: impSpace,
    scopes: scopeNames,
    scope: 'field',
    slice,
    roles: () => impRoles,
    answers: [
      {
        id: 'does-it-follow',
        question: 'Does the lamp follow the switch?',
        answers: [
          { when: { power: ['mains'] }, text: 'Yes.' },
          { when: { power: ['battery'] }, text: 'For two seconds.' },
        ],
        properties: ['lamp-follows-switch'],
      },
    ],
    run: runHere(parts),
    fairness: { pressing: [{ text: 'someone presses', kind: 'strong', step: { does: 'switchPressed' } }] },
    measure: ({ configuration, question }, { settings = [], maxStates }) =>
      Promise.resolve({
        kind: 'done',
        result: bounds(override(parts.system(configuration), settings), predicates, question, {
          ...(maxStates === undefined ? {} : { maxStates }),
        }),
      }),
    walk: (_, { steps }) => ({ ...sampleStory, steps: sampleStory.steps.slice(0, steps) }),
  }
}
