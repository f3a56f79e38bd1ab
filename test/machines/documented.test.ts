// The checks that every machine undergoes, on the machines of the device, its application and the cloud.
import { describe, expect, test } from 'vitest'
import { baseline, combinations, configure, dimensions, type Configuration } from '../../machines/configurations.js'
import type { Party, PartyName } from '../../machines/party.js'
import { system } from '../../machines/system.js'
import { alphabetFaults } from './alphabets.js'
import { deadTransitions } from './dead.js'
import { undocumented } from './documented.js'

const partyOf = (name: PartyName, configuration: Configuration): Party => {
  const party = system(configuration, 'installation').parties.find((one) => one.name === name)
  if (party === undefined) throw new Error(`The system has no party '${name}'.`)
  return party
}
