// The command on fleets: verdicts, sizes, ratios, and what is refused.
import { describe, expect, it } from 'vitest'
import { command } from '../command.js'

const one = ['fleet', '--devices', '2', '--no-time', '--budget', 'check.forced=0', '--property', 'fleet-gets-os']

describe('impspec fleet', { timeout: 60_000 }, () => {
  it('tells what was explored, of how much, and by which reductions', async () => {
    const { code, out } = await command([...one, '--compare'])
    expect(code).toBe(0)
    expect(out).toMatch(/✓ holds +fleet-gets-os +\d+ +1,933 +\d+\.\d% +symmetry of 2, partial order/)
    expect(out).toContain('- no delay elapses')
  })

  it('switches reductions off, and keeps to a limit', async () => {
    const full = await command([...one, '--no-symmetry', '--no-partial-order', '--json'])
    const { judgements, exitCode } = JSON.parse(full.out) as {
      readonly exitCode: number
      readonly judgements: readonly { readonly actual: string; readonly reduced: Record<string, unknown> }[]
    }
    expect([full.code, exitCode]).toEqual([0, 0])
    expect(judgements[0]).toMatchObject({
      actual: 'holds',
      reduced: { states: 1933, symmetry: [], partialOrder: { on: false, pruned: 0 } },
    })
    const limited = await command([...one.slice(0, -2), '--max-states', '10', '--property', 'os-never-goes-back'])
    expect(limited.code).toBe(2)
    expect(limited.out).toContain('? INCOMPLETE')
  })

  it('expects of a staggered roll-out that the fleet is never upgraded at once', async () => {
    const { code, out } = await command([...one.slice(0, -1), 'fleet-upgrades-together', '--stagger', '1'])
    expect(code).toBe(0)
    expect(out).toContain('✓ fails')
    expect(out).toContain('fleet-upgrades-together fails, as expected: M-41')
  })

  it('refuses what makes no fleet', async () => {
    const refused = async (...argv: readonly string[]): Promise<readonly [number, string]> => {
      const { code, err } = await command(['fleet', ...argv])
      return [code, err]
    }
    expect(await refused('--devices', '0')).toEqual([
      3,
      "error: --devices takes a whole number of at least 1, not '0'\n",
    ])
    expect((await refused())[0]).toBe(3)
    expect((await refused('--devices', '2', '--life', 'clam'))[1]).toContain('did you mean calm?')
    expect((await refused('--devices', '2', '--budget', 'power.cut=1'))[1]).toContain("'power.cut' does not occur")
    expect((await refused('--devices', '2', '--property', 'fleet-get-os'))[1]).toContain('did you mean fleet-gets-os')
  })
})
