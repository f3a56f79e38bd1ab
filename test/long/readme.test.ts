// README.md shows what the command really prints.
import { expect, test } from 'vitest'
import { readFileSync } from 'node:fs'
import { readmePage } from '../../docs/generate/readme.js'

test('the example of README.md is what the command prints; npm run generate refreshes it', { timeout: 120_000 }, () => {
  const page = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  expect(page).toContain('<!-- example: explain ')
  expect(page).toContain('VIOLATION')
  expect(readmePage()).toBe(page)
})
