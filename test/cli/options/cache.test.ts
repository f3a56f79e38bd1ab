// Where the cache is, and that the command hands it on.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { cacheFolder } from '../../../cli/options/cache.js'
import { command } from '../command.js'
import { smallSpecification } from '../small-specification.js'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'impspec-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('is what the option says, else the variable, else beside the installed packages, else nowhere', () => {
  const env = { IMPSPEC_CACHE: '/there' }
  expect(cacheFolder({ cache: 'here' }, env, folder)).toBe(join(folder, 'here'))
  expect(cacheFolder({}, env, folder)).toBe('/there')
  expect(cacheFolder({}, {}, folder)).toBeUndefined()
  mkdirSync(join(folder, 'node_modules'))
  expect(cacheFolder({}, { IMPSPEC_CACHE: '' }, folder)).toBe(join(folder, 'node_modules/.cache/imp-lifecycle-spec'))
  expect(cacheFolder({ cache: false }, env, folder)).toBeUndefined()
})

it('is handed on to the explorations, unless it is off; warnings go to stderr', async () => {
  const specification = smallSpecification()
  const given: unknown[] = []
  const run: typeof specification.run = (jobs, options) => {
    given.push('cache' in options ? options.cache : 'none')
    options.onWarning?.('a file is damaged')
    return specification.run(jobs, options)
  }
  const { code, err } = await command(['verify', '--cache', '/kept'], { ...specification, run })
  await command(['verify', '--no-cache'], { ...specification, run })
  expect(given).toEqual(['/kept', 'none'])
  expect(err).toBe('warning: a file is damaged\n')
  expect(code).toBe(0)
})
