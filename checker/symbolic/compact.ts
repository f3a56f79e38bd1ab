// The nodes of a decision diagram without those that are part of no set that is needed.

/** Where nodes begin: the numbers before it are the set of nothing and that of the one state without a level. */
export const FIRST_NODE = 2

/** Nodes as `Diagrams` keeps them: the number of branches, then of each its value and the node it leads to. */
export interface Compacted {
  readonly words: Uint32Array
  readonly nodes: number
}

/**
 * The nodes that lists of sets need, each behind those that it leads to and near to them.
 *
 * @param held is given the new numbers of its sets
 */
export function compacted(data: Uint32Array, held: Iterable<number[]>): Compacted {
  // By old number: the new one; 0 where it has none yet.
  const moved = new Uint32Array(data.length)
  let nodes = 0
  let words = new Uint32Array(1 << 16)
  let end = FIRST_NODE
  const move = (node: number): number => {
    if (node < FIRST_NODE) return node
    const known = moved[node]!
    if (known !== 0) return known
    const size = 1 + 2 * data[node]!
    // First those that it leads to.
    for (let at = 2; at < size; at += 2) move(data[node + at]!)
    if (end + size > words.length) {
      const grown = new Uint32Array(Math.max(end + size, 2 * words.length))
      grown.set(words)
      words = grown
    }
    const made = end
    words[end++] = data[node]!
    for (let at = 1; at < size; at += 2) {
      words[end++] = data[node + at]!
      words[end++] = move(data[node + at + 1]!)
    }
    nodes++
    return (moved[node] = made)
  }
  for (const sets of held) sets.forEach((set, at) => (sets[at] = move(set)))
  return { words: words.subarray(0, end), nodes }
}
