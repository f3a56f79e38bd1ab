// docs/guide/time.md says what is really measured.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { timePage } from '../../docs/generate/time.js'

test('the wait of the installer is what was measured; npm run generate refreshes it', { timeout: 600_000 }, () => {
  const page = readFileSync(new URL('../../docs/guide/time.md', import.meta.url), 'utf8')
  expect(page).toMatch(/\| `fixed-15s` +\| 15 s to 15 s +\| 15 s to 15 s +\|/)
  expect(page).toMatch(/\| `advised` +\| 0 s to no bound +\| 0 s to 10 s +\|/)
  expect(timePage()).toBe(page)
})
