// Mutants: each operator changes what it says it does, what is judged is judged rightly, and the record is as it should be.
import { readFileSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { setup, emit } from 'xstate'
import type { AnyStateMachine } from 'xstate'
import { mutantsOf, sampleOf } from '../../../cli/commands/mutants.js'
import { properties } from '../../../properties/index.js'
import { isCurrent as isPageCurrent } from '../../../docs/generate/mutants.js'
import { configure } from '../../../machines/configurations.js'
import { alone } from '../../../testing/party/partyGraph.js'
import { withEveryInput } from '../../../testing/party/everyInput.js'
import { edited } from '../../../testing/mutants/machineEdit.js'
import { hunt } from '../../../testing/follow/wholeExploration.js'
import { judgedIn, judgeIn, mutantId, type InWorld, type Judged } from '../../../testing/follow/judge.js'
import { landscapeOf } from '../../../testing/follow/baseGraph.js'
import { mutationsOf, operators, type Operator } from '../../../testing/mutants/operators.js'
import { readRecord, recordText, UnreadableRecord } from '../../../testing/record/record.js'
import { killMatrix, percent, scoreOf, worthOf } from '../../../testing/record/score.js'
import { defaultWorlds, partyNamesOf } from '../../../testing/party/worlds.js'
import { party as partyOf } from '../../checker/worlds.js'
import { specification as ours } from '../../../verification/impSpecification.js'

// A busy machine may take ten times as long as an idle one.
vi.setConfig({ testTimeout: 120_000 })

const bell = setup({
  delays: { rest: 4000 },
  guards: { awake: () => true },
  actions: { ring: emit({ type: 'rings', loud: true }), note: () => undefined },
}).createMachine({
  id: 'bell',
  initial: 'still',
  states: {
    still: { tags: ['quiet'], on: { press: { guard: 'awake', target: 'ringing', actions: ['ring', 'note'] } } },
    ringing: { after: { rest: 'still' }, on: { press: 'broken', hold: {} } },
    broken: {},
  },
})

const party = {
  ...partyOf('bell', bell as AnyStateMachine, ['press', 'hold']),
  says: [
    { type: 'rings', loud: true },
    { type: 'rings', loud: false },
  ],
}

test('every operator makes its changes, each once, and each machine can be made', () => {
  const counts = new Map<Operator, number>()
  for (const { operator } of mutationsOf(party)) counts.set(operator, (counts.get(operator) ?? 0) + 1)
  expect(Object.fromEntries(counts)).toEqual({
    'transition-removed': 4,
    // Not of the transition without target.
    'transition-retargeted': 3,
    'event-swapped': 2,
    'guard-dropped': 1,
    'guard-negated': 1,
    'action-dropped': 1,
    'emit-dropped': 1,
    'emit-changed': 1,
    'emit-doubled': 1,
    'delay-doubled': 1,
    'delay-halved': 1,
    'tag-removed': 1,
  })
  expect([...counts.keys()].sort()).toEqual(Object.keys(operators).sort())
})

test('a mutant differs from its machine in one thing only', () => {
  for (const { edit, operator } of mutationsOf(party)) {
    const before = JSON.stringify(edited(party.machine, () => undefined).config)
    const mutant = edited(party.machine, edit)
    const after = JSON.stringify(mutant.config)
    if (operator.startsWith('delay')) {
      expect(after).toBe(before)
      expect(mutant.implementations.delays['rest']).not.toBe(4000)
    } else expect(after, operator).not.toBe(before)
  }
})

test('every mutant of every machine can be made, and has a name of its own', () => {
  const ids = partyNamesOf(ours).flatMap((name) => {
    const whole = withEveryInput(ours, name)
    return mutationsOf(whole).map((mutation) => {
      edited(whole.machine, mutation.edit)
      return mutantId(name, mutation)
    })
  })
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.length).toBeGreaterThan(1400)
})

test('what says something that nobody expects of it is refused, however it is followed', () => {
  const doorbell = setup({ actions: { ring: emit({ type: 'rings' }) } }).createMachine({
    id: 'bell',
    initial: 'still',
    states: { still: { on: { press: { actions: 'ring' } } } },
  })
  const single = { ...partyOf('bell', doorbell as AnyStateMachine, ['press']), says: [{ type: 'rings' }] }
  const named = {
    scope: 'field',
    configuration: configure(),
    world: alone(single),
    properties: [],
    predicates: {},
  } as const
  const mutation = mutationsOf(single).find(({ operator }) => operator === 'emit-changed')!
  const options = { properties: [], predicates: {}, quantum: 1000 }
  const landscape = landscapeOf(named, [{ party: 'bell', mutation }], options)
  const found = judgeIn(landscape, 'bell', mutation)
  expect(found).toMatchObject({ kind: 'killed', kill: { by: [] } })
  expect(found.kind === 'killed' && found.kill.found).toContain(`'bell' emits {"type":"rings.mutated"`)
})

describe('on the poller', () => {
  const poller = withEveryInput(ours, 'poller')
  const named = defaultWorlds(ours).find(
    ({ scope, configuration }) => scope === 'polling' && configuration.name === 'baseline',
  )!
  const mutationOf = (operator: Operator, place: string) =>
    mutationsOf(poller).find((one) => one.operator === operator && one.place.startsWith(place))!
  const silent = mutationOf('emit-dropped', 'polling on enrolment.claimed [1]')
  // In the baseline, nobody advises of an upgrade.
  const unmet = mutationOf('transition-removed', 'polling on upgrade.begun')
  const deaf = mutationOf('transition-removed', 'polling on phone.offline')
  const slow = mutationOf('delay-doubled', 'delay pollTimeout')
  const landscape = landscapeOf(
    named,
    [silent, unmet, deaf, slow].map((mutation) => ({ party: 'poller', mutation })),
    // Without the one that notices that the phone is deaf.
    {
      properties: properties.filter(
        ({ id, scope }) => scope === 'polling' && id !== 'phone-may-lose-cloud-while-polling',
      ),
    },
  )

  test('a mistake is noticed, with the property that notices', () => {
    const id = 'poll-ends-within-a-minute'
    const whole = hunt(named, 'poller', edited(poller.machine, silent.edit)).kill
    expect(whole).toMatchObject({ expected: 'holds', found: 'fails', scope: 'polling' })
    for (const mutation of [silent, slow]) {
      const found = judgeIn(landscape, 'poller', mutation)
      expect(found.kind === 'killed' ? found.kill.by : found.kind).toContain(id)
    }
    const found = judgeIn(landscape, 'poller', silent)
    // A first look may be enough to kill it: others that would notice are not waited for.
    expect(whole!.by).toEqual(expect.arrayContaining(found.kind === 'killed' ? [...found.kill.by] : [found.kind]))
    expect(hunt(named, 'poller', poller.machine, { maxStates: 8000 }).kill).toBeUndefined()
  })

  test('what no run comes to is the same, what some run comes to is not', () => {
    expect(judgeIn(landscape, 'poller', unmet)).toEqual({ kind: 'same' })
    expect(judgeIn(landscape, 'poller', deaf)).toEqual({ kind: 'different' })
  })
})

test('what is known of a mutant grows world by world', () => {
  const [poller] = mutantsOf(ours, ['poller'])
  const after = (found: InWorld, at: number, before: Judged) =>
    judgedIn(before, { world: at, name: `world ${at}` }, found, 2)
  const one = after({ kind: 'same' }, 0, poller!)
  expect(one).toMatchObject({ fate: 'undecided', followed: 1 })
  expect(after({ kind: 'same' }, 1, one)).toMatchObject({ fate: 'equivalent', followed: 2 })
  const other = after({ kind: 'different' }, 1, one)
  expect(other).toMatchObject({ fate: 'survived', followed: 2, different: ['world 1'] })
  const cut = after({ kind: 'cut' }, 2, other)
  expect(cut).toMatchObject({ fate: 'undecided', cut: { 'world 2': 'usual' }, different: ['world 1'] })
  expect(after({ kind: 'same' }, 2, cut)).toEqual({ ...other, followed: 3 })
  const kill = { by: ['p'], found: 'fails', scope: 'field', configuration: 'baseline' }
  const dead = after({ kind: 'killed', kill }, 3, cut)
  expect(dead).toMatchObject({ fate: 'killed', kill, followed: 4 })
  expect(dead).not.toHaveProperty('different')
})

describe('the record', () => {
  const file = 'docs/generated/mutants.json'
  const record = readRecord(file)!

  test('is written as it would be written now, and the page says what it says', () => {
    expect(readFileSync(file, 'utf8')).toBe(recordText(record))
    expect(isPageCurrent(), 'run: npm run generate').toBe(true)
  })

  test('speaks of mutants and properties that there are', () => {
    const ids = new Set(
      partyNamesOf(ours).flatMap((name) =>
        mutationsOf(withEveryInput(ours, name)).map((mutation) => mutantId(name, mutation)),
      ),
    )
    expect(record.mutants.filter(({ id }) => !ids.has(id)).map(({ id }) => id)).toEqual([])
    const known = new Set(properties.map(({ id }) => id))
    expect(record.mutants.flatMap(({ kill }) => kill?.by ?? []).filter((id) => !known.has(id))).toEqual([])
  })

  test('that cannot be read is refused, with the reason', () => {
    expect(() => readRecord('package.json')).toThrow(UnreadableRecord)
    expect(readRecord('docs/generated/none.json')).toBeUndefined()
  })
})

test('scores count what is killed among what can be', () => {
  const judged = [
    { fate: 'killed', party: 'a', operator: 'tag-removed', kill: { by: ['p'] } },
    { fate: 'killed', party: 'a', operator: 'tag-removed', kill: { by: ['p', 'q'] } },
    { fate: 'equivalent', party: 'a', operator: 'tag-removed' },
    { fate: 'survived', party: 'a', operator: 'guard-dropped' },
  ].map((one, index) => ({ ...one, id: String(index), place: '', sources: [] })) as unknown as Parameters<
    typeof scoreOf
  >[1]
  expect(scoreOf('a', judged)).toEqual({ name: 'a', mutants: 4, killed: 2, equivalent: 1, survived: 1, undecided: 0 })
  expect(percent({ killed: 2, survived: 1, undecided: 0 })).toBeCloseTo(66.67, 2)
  expect(worthOf(['p', 'q', 'r'], judged)).toEqual([
    { property: 'p', kills: 2, alone: 1 },
    { property: 'q', kills: 1, alone: 0 },
    { property: 'r', kills: 0, alone: 0 },
  ])
  expect(killMatrix(judged, properties).rows.length).toBe(Object.keys(operators).length)
})

test('a sample is the same for the same seed, and in the order of the whole', () => {
  const all = Array.from({ length: 100 }, (_, index) => index)
  const some = sampleOf(all, 10, 3)
  expect(sampleOf(all, 10, 3)).toEqual(some)
  expect(sampleOf(all, 10, 4)).not.toEqual(some)
  expect([...some].sort((a, b) => a - b)).toEqual(some)
})
