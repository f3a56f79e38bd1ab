// What rests on one forum thread alone is found by its sources, and said.
import { expect, test } from 'vitest'
import { facts } from '../../machines/facts.js'
import { onThreadAlone, threadFacts, threadNote } from '../../report/threadAlone.js'

test('facts that have another source do not rest on the thread alone', () => {
  const ids = threadFacts.map(({ id }) => id)
  expect(ids).toContain('D-116')
  expect(ids).toContain('D-117')
  expect(facts.find(({ id }) => id === 'D-118')?.source).toMatch(/seed; DC/)
  expect(ids).not.toContain('D-118')
})

test('a rule or a claim rests on the thread alone if all of its facts do', () => {
  expect(onThreadAlone(['R12', 'S6', 'S1', 'R1', 'D-014', 'D-117'])).toEqual(['R12', 'S6', 'D-117'])
})

test('the note names what is in tension with it, and is absent where there is nothing to say', () => {
  expect(threadNote(['R12', 'D-014'])).toBe('R12 rests on the thread alone; D-200 is in tension with it')
  expect(threadNote(['D-140', 'D-141'])).toBe('D-140, D-141 rest on the thread alone')
  expect(threadNote(['R1', 'D-014'])).toBeUndefined()
})
