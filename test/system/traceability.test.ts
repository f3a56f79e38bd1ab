// Everything that is claimed is encoded somewhere, everything that is cited exists, and the page that shows it is current.
import { describe, expect, test } from 'vitest'
import { facts } from '../../machines/facts.js'
import { claims, contradictions, rules, statements } from '../../machines/sources.js'
import { citations, decisions, type Citation } from '../../docs/generate/citations.js'
import { isCurrent } from '../../docs/generate/rules.js'

/** Ids that no machine, property or written decision encodes. */
const uncovered = (ids: readonly string[], by: readonly Citation[]): readonly string[] => {
  const covered = new Set(
    by.filter(({ kind }) => ['state', 'transition', 'property', 'decision'].includes(kind)).map(({ cited }) => cited),
  )
  return ids.filter((id) => !covered.has(id))
}

/** Citations of what does not exist. */
const dangling = (existing: readonly string[], by: readonly Citation[]): readonly string[] =>
  by
    .filter(({ cited }) => !existing.includes(cited))
    .map(({ cited, kind, party, place }) => `${cited}, cited by ${kind} ${[party, place].filter(Boolean).join(' ')}`)

const ids = (all: readonly { readonly id: string }[]): readonly string[] => all.map(({ id }) => id)
const existing: readonly string[] = [...ids(facts), ...ids(statements), ...ids(decisions)]
const numbered = (count: number, id: (number: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, index) => id(index + 1))

describe('facts, rules, claims and contradictions', () => {
  test('are numbered without gaps', () => {
    expect(ids(facts)).toEqual(numbered(202, (number) => `D-${String(number).padStart(3, '0')}`))
    expect(ids(rules)).toEqual(numbered(25, (number) => `R${number}`))
    expect(ids(claims)).toEqual(numbered(15, (number) => `S${number}`))
    expect(ids(contradictions)).toEqual(numbered(21, (number) => `C-${String(number).padStart(2, '0')}`))
  })

  test('rest on facts and contradictions that exist', () => {
    expect(
      statements.flatMap(({ id, facts: on }) => on.filter((one) => !existing.includes(one)).map((one) => [id, one])),
    ).toEqual([])
  })
})

test('every rule is encoded by a machine, a property or a decision', () => {
  expect(uncovered(ids(rules), citations)).toEqual([])
})

test('every claim is encoded by a machine, a property or a decision', () => {
  expect(uncovered(ids(claims), citations)).toEqual([])
})

test('every contradiction is encoded by a machine, a property or a decision', () => {
  expect(uncovered(ids(contradictions), citations)).toEqual([])
})

test('every rule and claim is judged: some property cites it', () => {
  const judged = new Set(citations.filter(({ kind }) => kind === 'property').map(({ cited }) => cited))
  expect(ids([...rules, ...claims]).filter((id) => !judged.has(id))).toEqual([])
})

test('what is cited exists', () => {
  expect(dangling(existing, citations)).toEqual([])
})

test('every decision is cited by a machine, a property, a dimension or the prose of one', () => {
  const cited = new Set(citations.filter(({ kind }) => kind !== 'decision').map(({ cited: id }) => id))
  expect(ids(decisions).filter((id) => !cited.has(id))).toEqual([])
})

test('docs/generated/rules.md is current; if not: npm run generate', () => {
  expect(isCurrent()).toBe(true)
})

test('a citation of nothing, and a rule without citation, would be found', () => {
  const planted: readonly Citation[] = [
    { cited: 'R1', kind: 'transition', party: 'device', place: 'off on power.applied', title: '' },
    { cited: 'R2', kind: 'dimension', place: 'boot', title: '' },
    { cited: 'D-999', kind: 'property', place: 'cold-boot', title: '' },
    { cited: 'M-99', kind: 'state', party: 'agent', place: 'absent', title: '' },
  ]
  expect(uncovered(['R1', 'R2', 'R3'], planted)).toEqual(['R2', 'R3'])
  expect(dangling(existing, planted)).toEqual([
    'D-999, cited by property cold-boot',
    'M-99, cited by state agent absent',
  ])
})
