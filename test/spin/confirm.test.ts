// impspec confirm with the real SPIN, as a user types it.
import { describe, expect, test } from 'vitest'
import { specification } from '../../verification/impSpecification.js'
import { command } from '../cli/command.js'
import { skipped } from './expected.js'

describe.skipIf(skipped)('impspec confirm', () => {
  test.each([
    ['--scope', 'factory'],
    ['--property', 'blessing-follows-test'],
    ['--devices', '1', '--stagger', '1'],
  ])('with %j finds the same', async (...argv) => {
    const { code, out, err } = await command(['confirm', ...argv], specification)
    expect([code, err.includes('error')], out + err).toEqual([0, false])
    expect(out).toContain('✓ SPIN has found the same.')
    expect(out).not.toContain('DIFFERS')
    if (argv.includes('--property'))
      expect(out).toMatch(/✓ same\s+blessing-follows-test, alone\s+its monitor never ends/)
  })
})
