// Rules are broken on purpose: the property that guards a rule must notice, and its story must show what was broken.
import { describe, expect, test } from 'vitest'
import { check } from '../../checker/check.js'
import { configure } from '../../machines/configurations.js'
import type { World } from '../../model/world.js'
import { expectedVerdict } from '../../model/specification/expected.js'
import { predicates, properties, type Property } from '../../properties/index.js'
import { breakWorld, enough, quietWorld, type Break } from './breakage.js'
import { breaks } from './breaks/index.js'

const propertyOf = ({ property: id }: Break): Property => {
  const property = properties.find((one) => one.id === id)
  if (property === undefined) throw new Error(`There is no property '${id}'.`)
  return property
}

const judge = (world: World, one: Break) => {
  const { verdicts } = check(world, predicates, [propertyOf(one)], { maxStates: one.maxStates ?? enough })
  return verdicts[0]!
}

describe.each(breaks.map((one) => ({ name: `${one.rule}: the ${one.party} ${one.what}`, one })))('$name', ({ one }) => {
  const property = propertyOf(one)
  const world = quietWorld(one, property.scope ?? 'field')
  const { verdict: expected } = expectedVerdict(property, configure(one.configuration).values)
  // In the quiet world, or in a part of it, a property may not be exercised; it must not come to the opposite verdict.
  const opposite = expected === 'fails' ? 'holds' : 'fails'

  test(`is noticed by ${one.property}`, () => {
    expect(judge(world, one).verdict).not.toBe(opposite)

    const { verdict, story } = judge(breakWorld(world, one.party, one.edit), one)
    expect(verdict).toBe(opposite)
    expect(story && one.shows(story)).toBe(true)
  })
})

test('at least 20 rules are broken, in every machine that a property looks at', () => {
  expect(new Set(breaks.map(({ rule }) => rule)).size).toBeGreaterThanOrEqual(20)
  expect([...new Set(breaks.map(({ party }) => party))].sort()).toEqual([
    'agent',
    'application',
    'blinkup',
    'deployments',
    'device',
    'enrolment',
    'factory',
    'homeServer',
    'installer',
    'poller',
    'upgradeServer',
  ])
})

test('an edit of what is not there is refused', () => {
  const [first] = breaks
  const world = quietWorld(first!, 'field')
  expect(() => breakWorld(world, 'device', ({ on }) => on('power.gone', 'power.applied'))).toThrow(/power\.gone/)
  expect(() => breakWorld(world, 'device', ({ on }) => on('power.off', 'power.raised'))).toThrow(/power\.raised/)
  expect(() => breakWorld(world, 'nobody', () => undefined)).toThrow(/nobody/)
})
