// Sets of cases as bits, held against JavaScript's own sets.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  below,
  GrowingSet,
  isEmpty,
  keyOf,
  onlyMember,
  union,
  type CaseSet,
} from '../../../checker/symbolic/caseSet.js'

const membersOf = ({ from, words }: CaseSet): number[] =>
  Array.from(words).flatMap((word, at) =>
    Array.from({ length: 32 }, (_, bit) => bit)
      .filter((bit) => (word >>> bit) & 1)
      .map((bit) => 32 * (from + at) + bit),
  )

const growing = (members: Iterable<number>): GrowingSet => {
  const set = new GrowingSet()
  for (const member of members) set.add(member)
  return set
}

const setOf = (members: Iterable<number>): CaseSet => growing(members).within(below(300))

const numbers = fc.uniqueArray(fc.nat(299), { maxLength: 40 }).map((all) => all.sort((a, b) => a - b))

describe('a set of cases', () => {
  it('has the members that it was given, whatever is done with it', () => {
    fc.assert(
      fc.property(numbers, numbers, (one, other) => {
        const [a, b] = [setOf(one), growing(other)]
        const both = one.filter((member) => other.includes(member))
        const rest = one.filter((member) => !other.includes(member))
        expect(membersOf(a)).toEqual(one)
        expect(membersOf(b.within(a))).toEqual(both)
        expect(membersOf(b.outside(a))).toEqual(rest)
        expect(b.meets(a)).toBe(both.length > 0)
        expect(membersOf(union(a, setOf(other)))).toEqual([...new Set([...one, ...other])].sort((x, y) => x - y))
        expect(isEmpty(a)).toBe(one.length === 0)
        expect(onlyMember(a)).toBe(one.length === 1 ? one[0] : undefined)
      }),
    )
  })

  it('has the same text as an equal one, and as no other, whichever way it was found', () => {
    fc.assert(
      fc.property(numbers, numbers, (one, other) => {
        const found = growing(other).outside(union(setOf(one), setOf(other)))
        const same = setOf(one.filter((member) => !other.includes(member)))
        expect(keyOf(found)).toBe(keyOf(same))
        expect(keyOf(setOf(one)) === keyOf(setOf(other))).toBe(one.join() === other.join())
      }),
    )
  })

  it('counts up to a limit, at the edges of words too', () => {
    for (const limit of [0, 1, 31, 32, 33, 64, 65]) {
      expect(membersOf(below(limit))).toEqual(Array.from({ length: limit }, (_, member) => member))
    }
  })
})
