// Arithmetic on bits.

/** How many bits hold every number from 0 up to the greatest; at least one. */
export const bitsFor = (greatest: number): number => Math.max(1, 32 - Math.clz32(greatest))

/**
 * A hash of 32 bits of some words (multiply and xor-shift, as in the finalizer of MurmurHash3).
 *
 * @param seed hashes of different seeds have nothing to do with each other
 */
export function hashOfWords(words: Uint32Array, from: number, width: number, seed = 0x9e3779b9): number {
  let code = seed
  for (let word = 0; word < width; word++) {
    code = Math.imul(code ^ words[from + word]!, 0x85ebca6b)
    code ^= code >>> 15
  }
  code = Math.imul(code, 0xc2b2ae35)
  return code ^ (code >>> 16)
}
