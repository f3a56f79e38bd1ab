// The other commands: explain, list, simulate, answers, help; and colours.
import { scopeNames } from '../../../machines/scopes.js'
import { describe, expect, it } from 'vitest'
import { readableWidth, wantsColor } from '../../../report/terminal.js'
import { oneAtATime } from '../../../machines/configurations.js'
import { command } from '../command.js'
import { neverBright, smallSpecification } from '../small-specification.js'

const asked = oneAtATime.length

const escape = '\u001b['

const uncolored = (text: string): string =>
  text
    .split(escape)
    .map((part, index) => (index === 0 ? part : part.replace(/^\d+m/, '')))
    .join('')

describe('impspec explain', () => {
  it('tells claim, sources, formula, expectation, verdicts and the story', async () => {
    const { code, out } = await command(['explain', 'lamp-follows-switch'])
    expect(code).toBe(0)
    expect(out).toContain('The lamp is bright whenever the switch is on.')
    expect(out).toContain('In every step in which toggle is on:\n  lamp is bright')
    expect(out).toContain('fails where power=battery: the battery is empty after 2 s')
    expect(out).toMatch(RegExp(`✓ holds +holds +${asked - 1} +baseline`))
    expect(out).toMatch(/✓ fails +fails +1 +power=battery/)
    expect(out).toMatch(/◷ +│ +after drained ◀ VIOLATION/)
  })

  it('keeps to one configuration', async () => {
    const { out } = await command(['explain', 'lamp-follows-switch', '--configuration', 'baseline'])
    expect(out).toContain('1 verdict from 1 exploration')
    expect(out).not.toContain('VIOLATION')
  })

  it('gives 1 where the verdict differs', async () => {
    const { code, out } = await command(['explain', neverBright.id], smallSpecification([neverBright]))
    expect(code).toBe(1)
    expect(out).toMatch(RegExp(`✗ fails +holds +${asked}`))
  })

  it('prints its stories as Mermaid, or all as JSON', async () => {
    const mermaid = await command(['explain', 'lamp-follows-switch', '--mermaid'])
    expect(mermaid.out).toMatch(/^sequenceDiagram\n/)
    const json = await command(['explain', 'lamp-follows-switch', '--json'])
    const { judgements } = JSON.parse(json.out) as {
      judgements: readonly { readonly configuration: string; readonly story?: unknown }[]
    }
    expect(judgements.filter(({ story }) => story).map(({ configuration }) => configuration)).toEqual(['power=battery'])
  })
})

describe('impspec list', () => {
  it('lists each kind of thing', async () => {
    const { code, out } = await command(['list'])
    expect(code).toBe(0)
    for (const title of ['properties', 'configurations', 'parties', 'rules'])
      expect(out).toMatch(RegExp(`^${title}$`, 'm'))
    expect(out).toMatch(/lamp-follows-switch +power +field +invariant +The lamp follows the switch/)
    expect(out).toMatch(/power +choice +mains/)
    expect(out).toMatch(/toggle +a switch +3 +pressed +turn\.on, turn\.off/)
  })

  it('counts who cites a rule, in the order of the numbers', async () => {
    const { out } = await command(['list', 'rules', '--json'])
    const rules = JSON.parse(out) as readonly { rule: string; citations: number; parties: readonly string[] }[]
    expect(rules.map(({ rule, citations, parties }) => [rule, citations, parties.join()])).toEqual([
      ['R1', 5, 'lamp,toggle'],
      ['R2', 2, 'lamp'],
      ['R10', 1, 'lamp'],
    ])
  })

  it.each(['properties', 'configurations', 'parties', 'rules'])('prints %s as JSON', async (what) => {
    const { out } = await command(['list', what, '--json'])
    expect(JSON.parse(out)).toBeTruthy()
  })
})

describe('impspec simulate', () => {
  it.each(scopeNames)('takes the scope %s, as every command does', async (scope) => {
    const { code, out } = await command(['simulate', '--seed', '1', '--steps', '2', '--scope', scope, '--json'])
    expect([code, (JSON.parse(out) as { scope: string }).scope]).toEqual([0, scope])
  })

  it('prints a timeline, with a table if asked', async () => {
    const plain = await command(['simulate', '--seed', '1'])
    expect(plain.code).toBe(0)
    expect(plain.out).toMatch(/^A random run of 7 steps in baseline, seed 1\.\n/)
    expect(plain.out).toMatch(/├─+▶│/)
    expect(plain.out).not.toContain('sources')
    expect((await command(['simulate', '--seed', '1', '--table'])).out).toContain('sources')
  })

  it('prints JSON and Mermaid', async () => {
    const { out } = await command(['simulate', '--seed', '1', '--steps', '2', '--json'])
    expect((JSON.parse(out) as { steps: readonly unknown[] }).steps).toHaveLength(2)
    expect((await command(['simulate', '--seed', '1', '--mermaid'])).out).toMatch(/^sequenceDiagram\n/)
  })
})

describe('impspec answers', () => {
  it('gives the answer of each reading, its evidence and a story', async () => {
    const { code, out } = await command(['answers'])
    expect(code).toBe(0)
    // Only the configurations that the answer speaks of are looked at.
    expect(out).toMatch(/Where power=mains:\n +Yes\.\n +- lamp-follows-switch: holds in 1\n/)
    expect(out).toMatch(/Where power=battery:\n +For two seconds\.\n +- lamp-follows-switch: fails in 1\n/)
    expect(out).toContain('◀ VIOLATION')
  })

  it('prints JSON', async () => {
    const { out } = await command(['answers', '--json'])
    const { answers } = JSON.parse(out) as {
      answers: readonly { answers: readonly { evidence: readonly unknown[] }[] }[]
    }
    expect(answers[0]?.answers.map(({ evidence }) => evidence.length)).toEqual([1, 1])
  })

  it('takes an answer without its property for a bug', async () => {
    const { code, err } = await command(['answers'], smallSpecification([neverBright]))
    expect(code).toBe(70)
    expect(err).toContain('an answer rests on the property lamp-follows-switch, which does not exist')
  })
})

describe('help', () => {
  it.each([
    '',
    'verify',
    'explain',
    'list',
    'simulate',
    'answers',
    'export',
    'bounds',
    'diff',
    'search',
    'map',
    'vectors',
  ])('%s --help gives 0 and the exit codes', async (name) => {
    const { code, out, err } = await command([...(name ? [name] : []), '--help'])
    expect(code).toBe(0)
    expect(err).toBe('')
    expect(out).toContain('70  a bug of ours')
    if (name) expect(out).toMatch(RegExp(`\\$ impspec ${name}`))
  })

  it.each([
    ['check', /0 {3}pass: every log.*\n.*1 {3}fail: a log says.*\n.*2 {3}inconclusive: a log ends/],
    [
      'test',
      /1 {3}fail: it says.*\n.*2 {3}inconclusive: stopped by Ctrl-C.*\n.*3 {3}wrong usage\n.*4 {3}the command cannot/,
    ],
    ['watch', /1 {3}with --once: fail/],
    ['publish', /0 {3}all lines are in the stream\n.*3 {3}wrong usage/],
  ])('%s --help tells its own exit codes', async (name, text) => {
    const { out } = await command([name, '--help'])
    expect(out).toMatch(text)
    expect(out).not.toContain('verdict differs')
  })

  it.each([
    [['test', '--rolle', 'poller'], '(impspec test --help tells what there is)'],
    [['check'], '(impspec check --help tells what there is)'],
    [['verify', '--everything'], '(impspec verify --help tells what there is)'],
    [['chekc'], '(impspec --help tells what there is)'],
  ])('is named after the error of %j', async (argv, hint) => {
    const { code, err } = await command(argv)
    expect(err).toContain(hint)
    expect(code).toBe(3)
  })

  it('is no success without a command', async () => {
    const { code, err } = await command([])
    expect(code).toBe(3)
    expect(err).toContain('Usage: impspec')
  })
})

describe('colours', () => {
  it('are there only where wanted, and repeat what words say', async () => {
    const plain = await command(['verify'])
    const colored = await command(['verify'], smallSpecification(), { color: true })
    expect(plain.out).not.toContain(escape)
    expect(colored.out).toContain(`${escape}32m✓ as expected`)
    const time = / in [\d.]+\s+s/
    expect(uncolored(colored.out).replace(time, '')).toBe(plain.out.replace(time, ''))
  })

  it.each([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
  ])('%j on a terminal (%s): %s', (env, terminal, wanted) => expect(wantsColor(env, terminal)).toBe(wanted))
})

describe('width', () => {
  it.each([
    [undefined, 100],
    [30, 60],
    [100, 100],
    [400, 120],
  ])('%s columns give %s', (columns, width) => expect(readableWidth(columns)).toBe(width))
})
