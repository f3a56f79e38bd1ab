// --each: several products as the initial states of one exported world, and what is refused.
import { describe, expect, it } from 'vitest'
import { system } from '../../../machines/system.js'
import { configure } from '../../../machines/configurations.js'
import { together } from '../../../verification/foreign/together.js'
import { specification } from '../../../verification/impSpecification.js'
import { command } from '../command.js'

const member = (changes: Parameters<typeof configure>[0]) => {
  const { name, values } = configure(changes)
  return { name, world: system(values, 'polling') }
}

describe('several products in one world', () => {
  it('are its initial states', () => {
    const world = together([member({}), member({ codeLoading: 'at-activation' })])
    expect(world.parties.find(({ name }) => name === 'device')!.inputs).toHaveLength(
      2 * member({}).world.parties.find(({ name }) => name === 'device')!.inputs.length,
    )
    expect(together([member({})])).toEqual(member({}).world)
  })

  it('are refused where they differ in more than their starts', () => {
    expect(() => together([member({}), member({ boot: 'fast' })])).toThrow('baseline and boot=fast differ in more')
  })

  it('are refused where their starts combine to products that were not asked for', () => {
    const some = [member({}), member({ codeLoading: 'at-activation', enableBlinkup: 'always' })]
    expect(() => together(some)).toThrow(/have \d+ initial states, but .* combines to \d+/)
  })

  it.each([
    [['confirm', '--scope', 'polling', '--each', 'bot'], /unknown dimension 'bot': did you mean boot/],
    [['export', '--to', 'pins', '--scope', 'polling', '--each', 'boot'], /differ in more than/],
    [['export', '--to', 'pins', '--devices', '1', '--each', 'boot'], /--each is about the products of a scope/],
  ] as const)('%j is wrong usage', async (argv, message) => {
    const { code, out, err } = await command(argv, specification)
    expect([code, out]).toEqual([3, ''])
    expect(err).toMatch(message)
  })

  it('come in one file that says so', async () => {
    const argv = ['export', '--to', 'pins', '--scope', 'factory', '--each', 'codeLoading', 'boot']
    const { code, out } = await command(argv, specification)
    expect(code).toBe(0)
    expect(out).toContain('scope factory, 4 products at once: each value of codeLoading, boot')
    expect(out.match(/"initial state \d+"/g)).toHaveLength(4)
  })
})
