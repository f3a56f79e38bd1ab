// Plans that decide between worlds: the shortest ones, and only where every run is decided.
import { setup } from 'xstate'
import { describe, expect, it } from 'vitest'
import type { ExperimentQuestion, Plan } from '../../../checker/experiment/hands.js'
import { rehearse } from '../../../checker/experiment/rehearsal.js'
import { experiment } from '../../../checker/experiment/strategy.js'
import { randomFrom } from '../../../checker/semantics/randomWalk.js'
import type { World } from '../../../model/world.js'
import { party, stimulus, world } from '../worlds.js'

interface Input {
  /** Whether a second press makes it beep. */
  readonly beeps: boolean
  /** Whether the first press is confirmed. */
  readonly clicks: boolean
}

const base = setup({
  types: {
    context: {} as Input,
    input: {} as Input,
    events: {} as { type: 'pressed' | 'warmed' | 'flickered' },
    emitted: {} as { type: 'light' | 'beep' | 'click' | 'flicker' },
  },
  delays: { pause: 10_000 },
  guards: {
    beeps: ({ context }) => context.beeps,
    clicks: ({ context }) => context.clicks,
  },
})

const lamp = base
  .extend({
    actions: {
      light: base.emit({ type: 'light' }),
      beep: base.emit({ type: 'beep' }),
      click: base.emit({ type: 'click' }),
      flicker: base.emit({ type: 'flicker' }),
    },
  })
  .createMachine({
    context: ({ input }) => input,
    initial: 'off',
    states: {
      off: { on: { pressed: [{ guard: 'clicks', target: 'waiting', actions: 'click' }, { target: 'waiting' }] } },
      waiting: { after: { pause: 'cold' } },
      cold: { on: { warmed: { target: 'on', actions: 'light' } } },
      on: {
        on: {
          pressed: [{ guard: 'beeps', target: 'over', actions: 'beep' }, { target: 'over' }],
          flickered: { guard: 'beeps', actions: 'flicker' },
        },
      },
      over: {},
    },
  })

const room = (input: Input, stimuli: readonly string[] = ['pressed', 'warmed']): World =>
  world([party('lamp', lamp, ['pressed', 'warmed', 'flickered'], ['light', 'beep', 'click', 'flicker'], [input])], {
    stimuli: stimuli.map((type) => ({
      ...stimulus('lamp', type),
      when: { text: 'it reacts', parties: [{ party: 'lamp', holds: (snapshot) => snapshot.can({ type }) }] },
    })),
  })

const question = (...candidates: readonly (readonly [World, number])[]): ExperimentQuestion => ({
  candidates: candidates.map(([one, answer]) => ({ world: one, answer })),
  handOf: ({ event: { type } }) => (type === 'pressed' ? 'act' : type === 'warmed' ? 'outcome' : 'may'),
  switches: [{ name: 'heating', gates: ['warmed'], breaks: [] }],
  sight: { said: (_, { type }) => type, shown: [] },
  patience: 50_000,
  delay: 20_000,
})

const beeping = { beeps: true, clicks: false }
const silent = { beeps: false, clicks: false }
const bounds = { turns: 8, sets: 10_000 }

/** The turns of a plan in a word each. */
const wordsOf = (plan: Plan): readonly string[] =>
  plan.map(({ turn }) => (turn.kind === 'wait' ? 'wait' : turn.kind === 'switch' ? turn.name : turn.stimulus))

describe('an experiment', () => {
  const asked = question([room(beeping), 0], [room(silent), 1])

  it('is the shortest plan after which the worlds cannot look alike', () => {
    const { plan, turns } = experiment(asked, bounds)
    expect(turns).toBe(3)
    expect(wordsOf(plan!)).toEqual(['lamp.pressed', 'wait', 'lamp.pressed'])
    expect(plan![1]!.then).toEqual([{ seen: ['light'], step: 2 }])
    expect(plan![2]!.then).toEqual([
      { seen: [], answer: 1 },
      { seen: ['beep'], answer: 0 },
    ])
  })

  it('decides in every candidate, also where one of them answers alike and looks different', () => {
    const clicking = question(...asked.candidates.map(({ world: one, answer }) => [one, answer] as const), [
      room({ beeps: true, clicks: true }),
      0,
    ])
    const { plan } = experiment(clicking, bounds)
    const random = randomFrom(3)
    clicking.candidates.forEach(({ answer }, candidate) => {
      for (let run = 0; run < 20; run++) expect(rehearse(clicking, candidate, plan!, random).answer).toBe(answer)
    })
    // The plan for two of them does not know the click.
    const narrow = experiment(asked, bounds).plan!
    expect(rehearse(clicking, 2, narrow, random).answer).toBeUndefined()
  })

  it('is none where a run of one world may look like one of the other; then a hint says what may decide', () => {
    const pressedOnce = (input: Input): World => {
      const whole = room(input, ['pressed', 'warmed', 'flickered'])
      return {
        ...whole,
        stimuli: whole.stimuli.map((one) => (one.id === 'lamp.pressed' ? { ...one, budget: 1 } : one)),
      }
    }
    const asking = question([pressedOnce(beeping), 0], [pressedOnce(silent), 1])
    const { plan, hint, exhausted } = experiment(asking, bounds)
    expect(plan).toBeUndefined()
    expect(exhausted).toBe(true)
    expect(hint?.answer).toBe(0)
    expect(hint?.course.at(-1)?.seen).toEqual(['flicker'])
  })

  it('is not looked for beyond its bounds', () => {
    const { plan, turns, exhausted } = experiment(asked, { ...bounds, turns: 2 })
    expect(plan).toBeUndefined()
    expect(turns).toBe(2)
    expect(exhausted).toBe(false)
  })

  it('waits in vain for what is switched off', () => {
    const off: Plan = [
      { turn: { kind: 'switch', name: 'heating', on: false }, then: [{ seen: [], step: 1 }] },
      { turn: { kind: 'act', stimulus: 'lamp.pressed' }, then: [{ seen: [], step: 2 }] },
      { turn: { kind: 'wait' }, then: [{ seen: [], answer: 0 }] },
    ]
    for (let seed = 0; seed < 10; seed++) expect(rehearse(asked, 0, off, randomFrom(seed)).answer).toBe(0)
  })

  it('refuses channels in which messages take time', () => {
    const slow = { ...room(beeping), channels: [{ name: 'air', capacity: 1, latency: { least: 0, most: 10_000 } }] }
    expect(() => experiment(question([slow, 0], [room(silent), 1]), bounds)).toThrow("channel 'air'")
  })
})
