// The command on spaces too large for a graph: what it says of both engines, stories of what is not expected, refusals.
import { describe, expect, it } from 'vitest'
import type { Specification } from '../../../verification/specification.js'
import { command } from '../command.js'
import { smallSpecification } from '../small-specification.js'

const one = ['search', '--devices', '2', '--property', 'fleet-gets-os']

describe('impspec search', { timeout: 60_000 }, () => {
  it('keeps sets of states, and says how large their diagram is', async () => {
    const { code, out } = await command(one)
    expect(code).toBe(0)
    expect(out).toMatch(/✓ holds +fleet-gets-os +25 steps from a start/)
    expect(out).toMatch(/7,225 states and 25,227 transitions, in .*; a decision diagram of \d+ nodes/)
    expect(out).toContain('every reachable state; exact storage')
  })

  it('goes state by state where it is told to, and finds the same', async () => {
    const found = async (engine: string): Promise<readonly [unknown, unknown]> => {
      const { out } = await command([...one, '--engine', engine, '--workers', '1', '--json'])
      const { exploration, verdicts } = JSON.parse(out) as {
        readonly exploration: Record<string, unknown>
        readonly verdicts: readonly { readonly story?: unknown }[]
      }
      const { states, transitions, complete, storage } = exploration
      expect(exploration.engine).toBe(engine)
      expect(exploration.depth).toBe(engine === 'explicit' ? 63 : undefined)
      expect(verdicts.map(({ story }) => story !== undefined)).toEqual([engine === 'symbolic'])
      return [{ states, transitions, complete, storage }, verdicts.map(({ story: _, ...verdict }) => verdict)]
    }
    expect(await found('symbolic')).toEqual(await found('explicit'))
  })

  it('tells the story of what is not expected', async () => {
    const small = smallSpecification()
    const [known] = small.properties
    const wrong: Specification = {
      ...small,
      properties: [{ ...known!, pattern: { kind: 'never', what: { is: 'lampBright' } }, exceptions: [] }],
    }
    const { code, out } = await command(['search'], wrong)
    expect(code).toBe(1)
    expect(out).toMatch(new RegExp(`✗ fails +${known!.id} +1 step from a start`))
    expect(out).toContain('pressed')
  })

  it('refuses what makes no sense', async () => {
    const refused = async (...argv: readonly string[]): Promise<readonly [number, string]> => {
      const { code, err } = await command(['search', ...argv])
      return [code, err]
    }
    expect(await refused('--life', 'calm')).toEqual([
      3,
      'error: --life is about a fleet: say how many --devices there are\n',
    ])
    expect((await refused('--engine', 'steam'))[1]).toContain('Allowed choices are symbolic, explicit')
    expect((await refused('--devices', '2', '--life', 'clam'))[1]).toContain('did you mean calm?')
    expect((await refused('--devices', '2', '--budget', 'power.cut=1'))[1]).toContain("'power.cut' does not occur")
  })
})
