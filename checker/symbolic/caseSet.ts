// Sets of small numbers as bits, without the words at either end in which there is nothing.

/** A set; never changed. */
export interface CaseSet {
  /** The index of its first word; 0 for the empty set. */
  readonly from: number
  readonly words: Uint32Array
}

const nothing: CaseSet = { from: 0, words: new Uint32Array(0) }

/** A set that grows. */
export class GrowingSet {
  #words = new Uint32Array(1)

  add(member: number): void {
    const word = member >>> 5
    if (word >= this.#words.length) {
      const grown = new Uint32Array(Math.max(word + 1, 2 * this.#words.length))
      grown.set(this.#words)
      this.#words = grown
    }
    this.#words[word]! |= 1 << (member & 31)
  }

  /** Those members of a set that are in this one, too. */
  within({ from, words }: CaseSet): CaseSet {
    const own = this.#words
    const length = Math.min(words.length, own.length - from)
    const kept = new Uint32Array(Math.max(0, length))
    for (let at = 0; at < length; at++) kept[at] = words[at]! & own[from + at]!
    return trimmed(from, kept)
  }

  /** Those members of a set that are not in this one. */
  outside({ from, words }: CaseSet): CaseSet {
    const own = this.#words
    const kept = words.slice()
    const length = Math.min(words.length, own.length - from)
    for (let at = 0; at < length; at++) kept[at]! &= ~own[from + at]!
    return trimmed(from, kept)
  }

  /** Whether some member of a set is in this one. */
  meets({ from, words }: CaseSet): boolean {
    const own = this.#words
    const length = Math.min(words.length, own.length - from)
    for (let at = 0; at < length; at++) if ((words[at]! & own[from + at]!) !== 0) return true
    return false
  }
}

/** The numbers below a limit. */
export function below(limit: number): CaseSet {
  const words = new Uint32Array(Math.ceil(limit / 32)).fill(0xffffffff)
  if (limit % 32 !== 0) words[words.length - 1] = 2 ** (limit % 32) - 1
  return trimmed(0, words)
}

export const isEmpty = ({ words }: CaseSet): boolean => words.length === 0

export function union(one: CaseSet, other: CaseSet): CaseSet {
  if (isEmpty(one)) return other
  if (isEmpty(other)) return one
  const from = Math.min(one.from, other.from)
  const words = new Uint32Array(Math.max(one.from + one.words.length, other.from + other.words.length) - from)
  for (const { from: start, words: own } of [one, other]) own.forEach((word, at) => (words[start - from + at]! |= word))
  return { from, words }
}

/** The member of a set that has only one; undefined for others. */
export function onlyMember({ from, words }: CaseSet): number | undefined {
  const word = words[0]
  if (words.length !== 1 || word === undefined || (word & (word - 1)) !== 0) return undefined
  return 32 * from + 31 - Math.clz32(word)
}

/** A text that equal sets share, and no others. */
export const keyOf = ({ from, words }: CaseSet): string => `${from}:${words.join()}`

function trimmed(from: number, words: Uint32Array): CaseSet {
  let first = 0
  let end = words.length
  while (first < end && words[first] === 0) first++
  while (end > first && words[end - 1] === 0) end--
  return first === end ? nothing : { from: from + first, words: words.subarray(first, end) }
}
