// 10^4 random events for the SCXML of every party, in SCION, beside XState: no difference in states, outputs and timers.
import { describe, expect, test } from 'vitest'
import { prepare } from '../../checker/compile/prepare.js'
import { flatScxmlOf } from '../../checker/export/scxmlFlat.js'
import { explore } from '../../checker/graph/explore.js'
import { baseline } from '../../machines/configurations.js'
import { system } from '../../machines/system.js'
import { withEveryInput } from '../../testing/party/everyInput.js'
import { aloneText, compareAlone, compareInWorld } from '../checker/export/scxml/sideBySide.js'
import { specification as ours } from '../../verification/impSpecification.js'
import { small } from '../testing/parties.js'

describe('as SCXML, a party does what its machine does:', () => {
  test.each(small.map((name) => [name]))('%s, whatever it hears', async (name) => {
    const party = withEveryInput(ours, name)
    const text = aloneText(party)
    const { difference, events, elapsed } = await compareAlone(party, text, { seed: 20261129, steps: 10_000 })
    expect(difference).toBeUndefined()
    expect(events).toBe(10_000)
    expect(elapsed).toEqual([...text.matchAll(/^ +(timer\.\d+): /gm)].map(([, timer]) => timer))
  })

  test('the device, as it gets on in the world of the scope polling', async () => {
    const world = system(baseline, 'polling')
    const { world: explored } = explore(prepare(world, {}, []))
    const text = flatScxmlOf(explored, 'device', [])
    expect(text).toContain('unexplored')
    const { difference, events, states } = await compareInWorld(world, 'device', text, { seed: 1, steps: 25_000 })
    expect(difference).toBeUndefined()
    expect(events).toBeGreaterThan(10_000)
    expect(states).toBeGreaterThan(50)
  })
})
