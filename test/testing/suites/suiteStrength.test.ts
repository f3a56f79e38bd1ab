// How strong the suites are: a state-identifying one kills all that a tester can tell, others less; property mutants are judged rightly.
import { expect, test, vi } from 'vitest'
import { predicates, properties } from '../../../properties/index.js'
import { propertyMutants } from '../../../testing/propertyMutants/operators.js'
import { allPropertyMutants, judgePropertiesIn, killersFor, together } from '../../../testing/propertyMutants/judge.js'
import { suiteKills, suiteMatrix, suiteNames } from '../../../testing/suites/suiteStrength.js'
import { defaultWorlds, worldName } from '../../../testing/party/worlds.js'
import { specification as ours } from '../../../verification/impSpecification.js'

// A busy machine may take ten times as long as an idle one.
vi.setConfig({ testTimeout: 120_000 })

test.each(['homeServer', 'poller', 'blinkup'])(
  '%s: what a tester can tell, the state-identifying suite kills',
  (name) => {
    const kills = suiteKills(ours, name)
    const different = kills.filter(({ alike }) => !alike)
    expect(different.filter(({ by }) => !by.includes('state-identifying'))).toEqual([])
    expect(kills.filter(({ alike, by }) => alike && by.length > 0)).toEqual([])
    const killed = (suite: (typeof suiteNames)[number]): number =>
      different.filter(({ by }) => by.includes(suite)).length
    // A tour sees what is said on each step, but not where the step leads.
    expect(killed('tour')).toBeLessThan(different.length)
    expect(killed('shortest paths')).toBeLessThanOrEqual(killed('tour'))
    expect(suiteMatrix(kills).rows.at(-1)).toEqual([
      'all',
      ...suiteNames.map((suite) => `${killed(suite)}/${different.length}`),
      String(kills.length - different.length),
    ])
  },
)

test('each property has mutants, each with a name of its own, and none is the property itself', () => {
  const all = allPropertyMutants(ours)
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  expect(new Set(all.map(({ property }) => property)).size).toBe(properties.length)
  const byId = new Map(properties.map((one) => [one.id, JSON.stringify(one.pattern)]))
  expect(all.filter(({ property, mutant }) => byId.get(property) === JSON.stringify(mutant.pattern))).toEqual([])
})

test('a property mutant is told apart by its verdict, or reads every step alike, or is open', () => {
  const named = defaultWorlds(ours).find((world) => worldName(world) === 'factory baseline')!
  const judged = judgePropertiesIn(named, allPropertyMutants(ours))
  const fateOf = (id: string) => judged.find((one) => one.id === id)?.fate
  const [credentials] = properties.filter(({ id }) => id === 'credentials-forgotten')
  for (const { id, operator } of propertyMutants(credentials!, predicates)) {
    expect(operator).toBeTypeOf('string')
    expect(fateOf(id), id).toBeDefined()
  }
  expect(new Set(judged.map(({ fate }) => fate))).toEqual(new Set(['distinguished', 'equivalent', 'open']))
  for (const { fate, original, found } of judged) {
    if (fate === 'distinguished') expect(found).not.toBe(original)
  }
})

test('what was told apart once stays told apart; equivalent is what is so everywhere', () => {
  const base = { id: 'p: negated: x', property: 'p', operator: 'negated' } as const
  const [equivalent, open, told] = [
    { ...base, fate: 'equivalent' },
    { ...base, fate: 'open' },
    { ...base, fate: 'distinguished', world: 'w' },
  ] as const
  expect(together(undefined, equivalent)).toBe(equivalent)
  expect(together(equivalent, open)).toBe(open)
  expect(together(open, equivalent)).toBe(open)
  expect(together(open, told)).toBe(told)
  expect(together(told, open)).toBe(told)
})

test('machine mutants are chosen that are killed by the property, in the world', () => {
  const kill = { by: ['p'], found: 'fails', scope: 'field', configuration: 'baseline' }
  const one = {
    id: 'm',
    party: 'a',
    operator: 'tag-removed',
    place: '',
    sources: [],
    fate: 'killed',
    followed: 1,
  } as const
  const open = [{ property: 'p' }] as unknown as Parameters<typeof killersFor>[1]
  const where = { scope: 'field', configuration: { name: 'baseline' } } as Parameters<typeof killersFor>[0]
  expect(killersFor(where, open, [{ ...one, kill }])).toHaveLength(1)
  expect(killersFor(where, open, [{ ...one, kill: { ...kill, by: ['q'] } }])).toEqual([])
  expect(killersFor(where, open, [{ ...one, kill: { ...kill, scope: 'cloud' } }])).toEqual([])
})
