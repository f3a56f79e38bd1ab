// Logs of others in the simulator: what they are is found out, and each role is judged by what the mapping makes of them.
import { describe, expect, it } from 'vitest'
import { configure } from '../../machines/configurations.js'
import { loadMapping } from '../../oracle/read/mapping.js'
import { examples, formatOf, type NamedMapping } from '../../docs/simulator/foreign.js'
import { reportOn } from '../../docs/simulator/judge.js'
import { impRoles } from '../../verification/imp/roles.js'

// As the page gets them: as JSON.
const mappings = JSON.parse(
  JSON.stringify(impRoles.mappings.map((name) => ({ name, mapping: loadMapping(name, impRoles) }))),
) as readonly NamedMapping[]
const setup = { configuration: configure(), scope: 'field' } as const
const readingOf = (format: string) => {
  const mapping = mappings.find(({ name }) => name === format)?.mapping
  return mapping === undefined ? {} : { mapping }
}

describe('a log of another format', () => {
  it('is recognised by its lines, and what is none of them is not', () => {
    expect(examples.map(({ text }) => formatOf(text, mappings))).toEqual(examples.map(({ format }) => format))
    expect(examples.map(({ format }) => format)).toEqual(expect.arrayContaining([...impRoles.mappings]))
    expect(formatOf('Dear all,\nthe device does not connect.', mappings)).toBe('unknown')
  })

  it.each(examples)('is judged: $title', ({ format, text }) => {
    const report = reportOn(text, setup, readingOf(format))
    expect(report.refused).toBeUndefined()
    if (format === 'trace') expect(report.read?.problem).toBeUndefined()
    else expect(report.verdict).toMatchObject({ verdict: 'pass' })
  })

  it('is told its line where it cannot be read, and how far the reading has come', () => {
    const { text } = examples.find(({ format }) => format === 'impcentral-text')!
    const report = reportOn(`${text}nonsense\n`, setup, readingOf('impcentral-text'))
    expect(report.refused).toMatch(/5/)
    const told: number[] = []
    const moment = (index: number): string => new Date(Date.UTC(2026, 2, 2) + 5000 * index).toISOString()
    const lines = Array.from({ length: 1200 }, (_, index) => `${moment(index)} [Agent] one more reading`).join('\n')
    const { verdict } = reportOn(lines, setup, {
      ...readingOf('impcentral-text'),
      onProgress: (count, all) => told.push(count / all),
    })
    expect(verdict?.verdict).toBe('pass')
    expect(told).toEqual([1000 / 1200])
  })

  it('of more than 2000 lines is not replayed, but judged', () => {
    const line = '{"t":0,"role":"device","dir":"in","event":{"type":"power.applied","rescue":false}}'
    const report = reportOn(`${line}\n${'\n'.repeat(2500)}`, setup)
    expect(report.unread).toContain('more than 2000 lines')
    expect(report.verdict?.verdict).toBe('pass')
  })
})
