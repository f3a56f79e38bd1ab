// impspec diff: which verdicts a what-if question changes.
import { describe, expect, it } from 'vitest'
import { oneAtATime } from '../../../machines/configurations.js'
import { command } from '../command.js'

describe('impspec diff', () => {
  it('gives 1, and the story of each change', async () => {
    const { code, out } = await command(['diff', '--set', 'pressed=0'])
    expect(code).toBe(1)
    expect(out).toContain('What if pressed is never?')
    expect(out).toContain(`✗ CHANGES  switch-can-be-on in baseline and ${oneAtATime.length - 1} others: holds → fails`)
    expect(out).toMatch(/as it is, it holds:\n[^]*pressed ◀ WITNESS/)
    expect(out).toContain('✗ CHANGES  lamp-follows-switch in power=battery: fails → vacuous')
    expect(out).toMatch(/after drained ◀ VIOLATION/)
  })

  it('gives 0 where nothing changes, and looks only at worlds that have what is set', async () => {
    const { code, out } = await command(['diff', '--set', 'drained=4s', '--configuration', 'baseline', 'power=battery'])
    expect(code).toBe(0)
    // The switch alone has no delay; the lamp has, with or without a battery.
    expect(out).toContain('0 verdicts of 4 compared change; 2 others cannot, since')
    expect(out).not.toContain('CHANGES')
  })

  it('prints JSON that says both verdicts', async () => {
    const argv = [
      'diff',
      '--set',
      'pressed=0',
      '--property',
      'switch-can-be-on',
      '--configuration',
      'baseline',
      '--json',
    ]
    const { code, out } = await command(argv)
    const { changes, exitCode } = JSON.parse(out) as {
      exitCode: number
      changes: readonly { before: { verdict: string; story: { steps: unknown[] } }; after: { verdict: string } }[]
    }
    expect([code, exitCode]).toEqual([1, 1])
    expect(changes.map(({ before, after }) => [before.verdict, before.story.steps.length, after.verdict])).toEqual([
      ['holds', 1, 'fails'],
    ])
  })

  it('gives 2 where what is open may change', async () => {
    const argv = ['diff', '--set', 'drained=4s', '--max-states', '1', '--property', 'lamp-follows-switch']
    const { code, out } = await command([...argv, '--configuration', 'baseline'])
    expect(code).toBe(2)
    expect(out).toMatch(/\? INCOMPLETE {2}1 verdict cannot be compared\n +lamp-follows-switch baseline/)
  })

  it('takes a delay of no time, which is no Zeno run by itself', async () => {
    const { code, out } = await command(['diff', '--set', 'drained=0s', '--configuration', 'power=battery'])
    expect(code).toBe(0)
    expect(out).not.toContain('ZENO')
  })

  it('asks what is to be different', async () => {
    const { code, err } = await command(['diff'])
    expect(code).toBe(3)
    expect(err).toContain('diff needs --set NAME=VALUE')
  })
})
