// Arithmetic on bits.
import { expect, test } from 'vitest'
import { bitsFor, hashOfWords } from '../../util/bits.js'

test('bits hold every number up to the greatest, and no fewer would', () => {
  expect([0, 1, 2, 3, 4, 255, 256, 2 ** 31, 2 ** 32 - 1].map(bitsFor)).toEqual([1, 1, 2, 2, 3, 8, 9, 32, 32])
})

test('a hash depends on each word, on their order and on the seed, and not on where they stand', () => {
  const words = Uint32Array.of(9, 1, 2, 3)
  const hash = hashOfWords(words, 1, 3)
  expect(hashOfWords(Uint32Array.of(1, 2, 3), 0, 3)).toBe(hash)
  const others = [
    [1, 2, 4],
    [2, 2, 3],
    [1, 3, 2],
    [0, 1, 2],
  ].map((one) => hashOfWords(Uint32Array.from(one), 0, 3))
  expect(new Set([hash, hashOfWords(words, 1, 3, 7), ...others]).size).toBe(6)
})
