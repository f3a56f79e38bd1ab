// The plan: what is asked, and which of it is one and the same exploration.
import { describe, expect, it } from 'vitest'
import { defaultSelection, plan, selectionOf, wholeSelection, worldKey } from '../../verification/plan.js'
import { slice } from '../../checker/compile/slice.js'
import { baseline, configure, dimensions, oneAtATime } from '../../machines/configurations.js'
import { expectedVerdict } from '../../model/specification/expected.js'
import type { Exception, Property } from '../../properties/language/property.js'
import { followsSwitch, smallSpecification } from '../cli/small-specification.js'

const { system, predicates, properties } = smallSpecification()

const withExceptions = (...exceptions: readonly Exception[]): Property => ({ ...followsSwitch, exceptions })

describe('expectedVerdict', () => {
  const property = withExceptions(
    { when: { power: ['battery'], boot: ['fast'] }, verdict: 'vacuous', because: 'first' },
    { when: { power: ['battery'] }, verdict: 'fails', because: 'second' },
  )
  it.each([
    [{}, 'holds', undefined],
    [{ power: 'battery' }, 'fails', 'second'],
    [{ power: 'battery', boot: 'fast' }, 'vacuous', 'first'],
    [{ boot: 'fast' }, 'holds', undefined],
  ] as const)('in %j: %s', (changes, verdict, because) => {
    const expected = expectedVerdict(property, configure(changes).values)
    expect(expected.verdict).toBe(verdict)
    expect(expected.because).toBe(because)
  })
})

describe('defaultSelection', () => {
  const namesFor = (property: Property): readonly string[] =>
    defaultSelection([property]).map(({ configuration }) => configuration.name)

  it('asks a property that concerns no reading in the baseline and one variant at a time', () => {
    expect(namesFor(followsSwitch)).toEqual(oneAtATime.map(({ name }) => name))
  })

  it('combines the readings that exceptions name, and no others', () => {
    const when = { blinkupRestarts: ['no'], agentStarts: ['at-enrolment'], power: ['battery'] } as const
    const names = namesFor(withExceptions({ when, verdict: 'fails', because: 'why not' }))
    expect(names.filter((name) => name.includes(','))).toEqual(['blinkupRestarts=no,agentStarts=at-enrolment'])
  })

  it('asks each pair once', () => {
    const asked = defaultSelection([followsSwitch, ...properties])
    expect(new Set(asked.map(({ configuration }) => configuration.name)).size).toBe(asked.length)
  })
})

describe('wholeSelection', () => {
  it('is the product of the dimensions', () => {
    expect(wholeSelection([followsSwitch]).length).toBe(
      dimensions.reduce((size, { values }) => size * values.length, 1),
    )
  })
})

describe('plan', () => {
  it('explores once what is the same, and answers for every pair', () => {
    const asked = defaultSelection(properties)
    const jobs = plan(asked, { system, scope: 'field', predicates, slice })
    // The lamp's cone is both parties, on mains or battery; the switch alone is the same on both.
    expect(jobs.map(({ parties, configuration }) => [parties.join(), configuration.name])).toEqual([
      ['lamp,toggle', 'baseline'],
      ['toggle', 'baseline'],
      ['lamp,toggle', 'power=battery'],
    ])
    const pairs = jobs.flatMap(({ answers }) =>
      answers.flatMap(({ property, configurations }) => configurations.map(({ name }) => `${property} in ${name}`)),
    )
    expect(new Set(pairs).size).toBe(pairs.length)
    expect(pairs.length).toBe(asked.reduce((count, one) => count + one.properties.length, 0))
  })

  it('asks each property of the world of its scope', () => {
    const scoped: Property = { ...followsSwitch, id: 'scoped', scope: 'cloud' }
    const seen: unknown[] = []
    const jobs = plan(selectionOf([followsSwitch, scoped], [configure()]), {
      system: (configuration, scope) => {
        seen.push(scope)
        return { ...system(configuration), freeDelays: scope === 'cloud' ? ['drained'] : [] }
      },
      scope: 'field',
      predicates,
      slice,
    })
    expect(seen).toEqual(['field', 'cloud'])
    expect(jobs.map(({ scope, answers }) => [scope, answers.map(({ property }) => property).join()])).toEqual([
      ['field', 'lamp-follows-switch'],
      ['cloud', 'scoped'],
    ])
  })

  it('refuses a property that names an unknown predicate', () => {
    const wrong: Property = { ...followsSwitch, pattern: { kind: 'never', what: { is: 'lampBrigth' } } }
    const asked = selectionOf([wrong], [configure()])
    expect(() => plan(asked, { system, scope: 'field', predicates, slice })).toThrow(/lampBright/)
  })
})

describe('worldKey', () => {
  const world = system(baseline)
  const key = worldKey(world, 1000)

  it('is the same for the same world, made again', () => {
    expect(worldKey(system(baseline), 1000)).toBe(key)
  })

  it.each([
    ['an input', system(configure({ power: 'battery' }).values), 1000],
    ['the quantum', world, 500],
    ['a budget', { ...world, stimuli: world.stimuli.map((one) => ({ ...one, budget: 4 })) }, 1000],
    ['a link', { ...world, links: world.links.slice(1) }, 1000],
    ['the order of links', { ...world, links: world.links.toReversed() }, 1000],
    ['a free delay', { ...world, freeDelays: ['drained'] }, 1000],
    ['a channel', { ...world, channels: [{ name: 'wire', capacity: 1, latency: { least: 0, most: 0 } }] }, 1000],
  ])('differs by %s', (_, other, quantum) => {
    expect(worldKey(other, quantum)).not.toBe(key)
  })

  it('never takes two functions for the same, even of equal text', () => {
    const conditionFor = (value: boolean) => ({ text: 'x', parties: [{ party: 'lamp', holds: () => value }] })
    const when = (value: boolean) => ({
      ...world,
      stimuli: world.stimuli.map((one) => ({ ...one, when: conditionFor(value) })),
    })
    expect(worldKey(when(true), 1000)).not.toBe(worldKey(when(false), 1000))
  })

  it('compares delays by value and implementations by identity', () => {
    const [lamp, ...others] = world.parties
    if (!lamp) throw new Error('there is a lamp')
    const provided = (drained: number) => ({
      ...world,
      parties: [{ ...lamp, machine: lamp.machine.provide({ delays: { drained } }) }, ...others],
    })
    expect(worldKey(provided(2000), 1000)).toBe(key)
    expect(worldKey(provided(3000), 1000)).not.toBe(key)
  })
})
