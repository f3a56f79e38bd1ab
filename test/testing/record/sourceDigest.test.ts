// What a digest of sources sees, and what it does not.
import { describe, expect, test } from 'vitest'
import { contentDigest, importOf, statementsOf } from '../../../testing/record/sourceDigest.js'

const one = `// One.
import type { World } from './world.js'
import { limit, type Bound } from './limit.js'

/** A bound. */
export interface Size {
  readonly most: number
}

export const half = (size: number): number => {
  // Rounded down.
  return Math.floor(size / 2)
}
export const double = (size: number): number => Math.min(limit, size * 2)
`
const two = "export const limit = 7\nexport { half } from './one.js'\n"
const digest = contentDigest([one, two])

describe('the digest of sources', () => {
  test('is the same when a statement moves, and with other comments, types and addresses', () => {
    const plain = one.replace('  // Rounded down.\n', '')
    const half = statementsOf(one).find((statement) => statement.includes('half'))!
    expect(plain).toContain(half)
    expect(contentDigest([plain.replace(half, ''), half, two])).toBe(digest)
    expect(contentDigest([two, one])).toBe(digest)
    expect(contentDigest([one.replace('A bound', 'A size').replace('most', 'least'), two])).toBe(digest)
    expect(contentDigest([one.replace('./limit.js', '../two/limit.js'), two])).toBe(digest)
  })

  test('changes with what is done', () => {
    for (const [from, to] of [
      ['size / 2', 'size / 3'],
      ['limit, type', 'limit as size, type'],
      ['export const half', 'const half'],
    ] as const) {
      expect(contentDigest([one.replace(from, to), two]), to).not.toBe(digest)
    }
    expect(contentDigest([one, two.replace('7', '8')])).not.toBe(digest)
    expect(contentDigest([one])).not.toBe(digest)
  })

  test('sees from where a name comes that two modules export', () => {
    const three = 'export const limit = 8\n'
    const [here, there] = ['./limit.js', './other.js'].map((from) =>
      contentDigest([one.replace('./limit.js', from), two, three]),
    )
    expect(here).not.toBe(there)
  })

  test('reads imports of every form', () => {
    expect(importOf("import {\n  one,\n  type Two,\n  three as four,\n} from '../a/b.js'")).toEqual({
      names: ['one', 'three as four'],
      from: 'b.js',
    })
    expect(importOf("import all, { one } from 'xstate'")).toEqual({ names: ['all', 'one'], from: 'xstate' })
    expect(importOf('export const one = 1')).toBeUndefined()
  })
})
