// impspec experiment: instructions for the bench, and what it says where there are none.
import { describe, expect, it } from 'vitest'
import { command } from '../command.js'

describe('impspec experiment', () => {
  it('tells how to find out which reading is right', async () => {
    const { code, out } = await command([
      'experiment',
      '--reading',
      'disabledBlinkup',
      '--configuration',
      'enableBlinkup=never',
    ])
    expect(code).toBe(0)
    expect(out).toContain('decided with enableBlinkup=never in 2 turns at most')
    expect(out).toContain('1. Switch the power on.')
    expect(out).toContain('disabledBlinkup=on-without-settings')
    expect(out).toContain('What is taken for granted:')
  })

  it('says how far it has looked where nothing decides, and what may', async () => {
    const asked = ['experiment', '--reading', 'blinkupRestarts', '--configuration', 'handler=none', '--turns', '2']
    const { code, out } = await command([...asked, '--json'])
    expect(code).toBe(1)
    const [found] = (JSON.parse(out) as { experiments: { turns: number; exhausted: boolean; plan?: unknown }[] })
      .experiments
    expect(found).toMatchObject({ reading: 'blinkupRestarts', turns: 2, exhausted: false })
    expect(found?.plan).toBeUndefined()
    expect((await command(asked)).out).toContain('no run of at most 2 turns decides it with handler=none')
  })

  it('refuses what cannot be asked, and says what can', async () => {
    const refusals: readonly (readonly [argv: readonly string[], says: string])[] = [
      [['--reading', 'lateConection'], 'did you mean lateConnection?'],
      [
        ['--reading', 'lateConnection', '--configuration', 'lateConnection=asked-politely'],
        'names lateConnection, which is what is open',
      ],
      [
        ['--reading', 'disabledBlinkup', '--configuration', 'baseline'],
        'disabledBlinkup makes no difference in baseline',
      ],
      [['--turns', '0'], '--turns takes a whole number of at least 1'],
    ]
    for (const [argv, says] of refusals) {
      const { code, err } = await command(['experiment', ...argv])
      expect(code, says).toBe(3)
      expect(err).toContain(says)
    }
  })
})
