// impspec bounds: how long from one thing to another, on the command line.
import { describe, expect, it } from 'vitest'
import { parseFormula } from '../../../cli/options/formula.js'
import { command } from '../command.js'
import { smallSpecification } from '../small-specification.js'

const battery = ['--configuration', 'power=battery']

describe('impspec bounds', () => {
  it('says both times, and tells a story of each', async () => {
    const argv = ['bounds', '--from', 'lampBright', '--to', '!lampBright', '--never', 'switchPressed', ...battery]
    const { code, out } = await command(argv)
    expect(code).toBe(0)
    expect(out).toMatch(
      /^from: lamp is bright\nto: {3}not: lamp is bright\nin power=battery, scope field, parties lamp, toggle/,
    )
    expect(out).toMatch(/^at least {2}2 s\nat most {3}2 s$/m)
    expect(out).toMatch(/The time in every run: 2 s\n[^]*◀ TRIGGER\n[^]*after drained ◀ WITNESS/)
    expect(out).toContain('- between the two never: toggle is pressed')
    expect(out).toContain('Exact to a tick of 2 s; the first occurs in ')
  })

  it('says why there is no largest time', async () => {
    const { code, out } = await command(['bounds', '--from', 'lampBright', '--to', '!lampBright'])
    expect(code).toBe(0)
    expect(out).toMatch(/^at least {2}0 s\nat most {3}unbounded: it may never come$/m)
    expect(out).toContain('from here on it repeats for ever:')
    const fair = await command(['bounds', '--from', 'switchOn', '--to', '!switchOn', '--fairness', 'pressing'])
    expect(fair.out).toContain('- fairness: someone presses')
  })

  it('answers what-if questions', async () => {
    const argv = ['bounds', '--from', 'lampBright', '--to', '!lampBright', '--never', 'switchPressed', ...battery]
    const { out } = await command([...argv, '--set', 'drained=1min', '--json'])
    const { smallest, largest } = JSON.parse(out) as Record<string, { ms: number; story: { steps: unknown[] } }>
    expect([smallest?.ms, largest?.ms]).toEqual([60_000, 60_000])
    expect((await command([...argv, '--mermaid'])).out).toMatch(/^sequenceDiagram\n[^]*\nsequenceDiagram\n/)
  })

  it('gives 1 where there is nothing to measure, and 2 where not all was explored', async () => {
    const never = await command(['bounds', '--from', 'lampBroken', '--to', 'lampBright'])
    expect(never.code).toBe(1)
    expect(never.out).toContain('at least  the first never occurs')
    const argv = ['bounds', '--from', 'lampBright', '--to', '!lampBright', '--max-states', '2']
    const open = await command(argv)
    expect(open.code).toBe(2)
    expect(open.out).toContain('? INCOMPLETE: not all was explored.')
    expect(open.out).toContain('at least so far')
  })

  it.each([
    [
      ['--from', 'lampBrigth', '--to', 'switchOn'],
      /unknown predicate 'lampBrigth': did you mean lampBright, or lampBroken\?/,
    ],
    [['--from', 'xyz', '--to', 'switchOn'], /see: impspec list predicates/],
    [['--from', '(switchOn', '--to', 'switchOn'], /'\(switchOn' is no formula: it ends too early/],
    [['--from', 'switchOn lampBright', '--to', 'switchOn'], /'lampBright' is in the wrong place/],
    [
      ['--from', 'switchOn + 1', '--to', 'switchOn'],
      /names of predicates with !, &, \| and \( \) expected, not '\+ 1'/,
    ],
    [['--from', '', '--to', 'switchOn'], /it ends too early/],
    [['--from', 'switchOn'], /required option '--to <formula>' not specified/],
    [['--from', 'switchOn', '--to', 'switchOn', '--fairness', 'presing'], /did you mean pressing\?/],
    [['--from', 'switchOn', '--to', 'lampBright', '--scope', 'feild'], /unknown scope 'feild': did you mean field\?/],
    [
      ['--from', 'switchOn', '--to', 'lampBright', '--fairness', 'pressing', '--prompt', 'switchPressed'],
      /--prompt and --fairness exclude each other/,
    ],
  ])('%j is refused with 3', async (argv, message) => {
    const { code, out, err } = await command(['bounds', ...argv])
    expect(err).toMatch(message)
    expect([code, out]).toEqual([3, ''])
  })
})

describe('a formula', () => {
  const { predicates } = smallSpecification()
  it('binds ! before & before |', () => {
    expect(parseFormula('!switchOn & lampBright | switchPressed && (switchOn||lampBright)', predicates)).toEqual({
      or: [
        { and: [{ not: { is: 'switchOn' } }, { is: 'lampBright' }] },
        { and: [{ does: 'switchPressed' }, { or: [{ is: 'switchOn' }, { is: 'lampBright' }] }] },
      ],
    })
  })
})
