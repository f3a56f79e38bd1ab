// Stories as pages tell them: repeats folded, and the end in one sentence.
import { describe, expect, it } from 'vitest'
import { folded, punchline } from '../../docs/draw/tell.js'
import type { Diagram, Row } from '../../docs/draw/story.js'
import type { Story } from '../../model/result.js'

const row = (text: string, more: Partial<Row> = {}): Row => ({
  step: 0,
  time: 0,
  from: 0,
  to: 0,
  kind: 'outside',
  text,
  changes: [`did ${text}`],
  sources: [],
  ...more,
})
const diagram = (rows: readonly Row[], loop?: number): Diagram => ({
  lanes: ['device', 'application'],
  rows,
  ...(loop === undefined ? {} : { loop }),
})
const story = (count: number, loop?: number): Story =>
  ({ steps: new Array(count).fill({}), ...(loop === undefined ? {} : { loop }) }) as unknown as Story

describe('folding', () => {
  it('joins rows that say the same one after the other, and keeps what each of them did', () => {
    const { rows } = folded(diagram([row('a'), row('a', { changes: ['did more'] }), row('a'), row('b'), row('a')]))
    expect(rows.map(({ text, times = 1 }) => [text, times])).toEqual([
      ['a', 3],
      ['b', 1],
      ['a', 1],
    ])
    expect(rows[0]!.changes).toEqual(['did a', 'did more'])
  })

  it('keeps apart what differs in time, in who speaks, or in a mark; and the row at which a loop begins', () => {
    const apart = [
      row('a'),
      row('a', { time: 1 }),
      row('a', { time: 1, to: 1 }),
      row('a', { time: 1, to: 1, mark: 'violation' }),
    ]
    expect(folded(diagram(apart)).rows).toHaveLength(4)
    const { rows, loop } = folded(diagram([row('a'), row('a'), row('a'), row('a')], 2))
    expect([rows.length, loop]).toEqual([2, 1])
  })
})

describe('the sentence above a story', () => {
  it('says what is violated or shown, when, and by which step', () => {
    const rows = [row('a'), row('vm.stopped', { time: 10_000, step: 1, to: 1, kind: 'message', mark: 'violation' })]
    expect(punchline(diagram(rows), story(2))).toBe(
      'Violated at 10 s, in step 2 of 2: application hears vm.stopped from device.',
    )
    expect(punchline(diagram([row('a', { mark: 'witness' })]), story(1))).toBe(
      'Shown at 0 s, in step 1 of 1: device hears a.',
    )
  })

  it('says that an answer never comes, where the run goes round for ever', () => {
    const rows = [row('a', { mark: 'trigger' }), row('b')]
    expect(punchline(diagram(rows, 1), story(2, 1))).toBe(
      'Violated: at 0 s, device hears a; what must follow never does: from step 2 on, the run goes round for ever.',
    )
  })
})
