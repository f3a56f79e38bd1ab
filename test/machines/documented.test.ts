// The checks that every machine undergoes, on the machines of the device, its application and the cloud.
import { describe, expect, test } from 'vitest'
import { baseline, combinations, configure, dimensions, type Configuration } from '../../machines/configurations.js'
import type { PartyName } from '../../machines/party.js'
import type { Party } from '../../model/party.js'
import { system } from '../../machines/system.js'
import { alphabetFaults } from './alphabets.js'
import { deadTransitions } from './dead.js'
import { undocumented } from './documented.js'

const partyOf = (name: PartyName, configuration: Configuration): Party => {
  const party = system(configuration, 'field').parties.find((one) => one.name === name)
  if (party === undefined) throw new Error(`The system has no party '${name}'.`)
  return party
}

/** The party in each configuration in which what it is given differs. */
function variantsOf(name: PartyName): readonly [Party, ...Party[]] {
  const shape = (configuration: Configuration): string => JSON.stringify(partyOf(name, configuration).inputs)
  const usual = shape(baseline)
  const heeded = dimensions
    .filter(({ name: dimension, values }) =>
      values.some((value) => shape(configure({ [dimension]: value }).values) !== usual),
    )
    .map(({ name: dimension }) => dimension)
  const [first, ...others] = combinations(heeded).map(({ values }) => partyOf(name, values))
  if (first === undefined) throw new Error('There is at least one configuration.')
  return [first, ...others]
}

const small = ['application', 'upgradeServer', 'enrolment', 'deployments', 'homeServer'] as const

describe.each([...small, 'device'] as const)('the machine of %s', (name) => {
  test('describes and sources every state and transition', () => {
    expect(undocumented(partyOf(name, baseline).machine)).toEqual([])
  })
})

describe.each(small)('the machine of %s', (name) => {
  const parties = variantsOf(name)

  test('hears and says exactly its alphabets', () => {
    expect(alphabetFaults(parties)).toEqual([])
  })

  test('has no transition that never happens', () => {
    expect(deadTransitions(parties)).toEqual([])
  })
})
