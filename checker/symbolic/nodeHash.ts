// The hash of a node of a decision diagram.

/** The hash of a node, given its branches. */
export function codeOf(words: Uint32Array, from: number, length: number): number {
  let code = length
  for (let at = from; at < from + length; at++) {
    code = Math.imul(code ^ words[at]!, 0x9e3779b1)
    code ^= code >>> 15
  }
  code = Math.imul(code, 0x85ebca6b)
  return code ^ (code >>> 13)
}
