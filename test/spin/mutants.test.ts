// Exporters that are wrong in one place each: SPIN's counts or verdicts must tell.
import { beforeAll, describe, expect, test } from 'vitest'
import { prepare } from '../../checker/compile/prepare.js'
import { explore } from '../../checker/graph/explore.js'
import { promelaOf } from '../../checker/export/promela.js'
import { air, asked, predicates } from '../checker/air.js'
import { expectedOf } from '../../verification/foreign/expected.js'
import { skipped } from './expected.js'
import { explorePromela } from '../../verification/foreign/spin.js'

interface Mutant {
  readonly what: string
  readonly from: RegExp
  readonly to: string
}

const mutants: readonly Mutant[] = [
  { what: 'time passes although something is urgent', from: /c_expr \{ !\([^}]*\}/, to: 'c_expr { 1 }' },
  { what: 'a timer stands still', from: /now\.timer0_beacon--/, to: ';' },
  { what: 'a message does not grow older', from: /now\.age0_air\+\+/, to: ';' },
  { what: 'a message arrives too early', from: / && now\.age0_air >= 1 \}/, to: ' }' },
  { what: 'what is in a channel survives its end', from: /if \(down_air\)/, to: 'if (0)' },
  { what: 'a budget is not spent', from: /now\.left_1--;/, to: '' },
  { what: 'a budget is greater than it is', from: /(#define BUDGET_0) 2/, to: '$1 3' },
  {
    what: 'a free timer is exact',
    from: /(exact_beacon\[\] = \{\s*)([^}]*)/,
    to: '$1 255, 255, 255, 255, 255, 255, 255',
  },
  { what: 'a transition leads elsewhere', from: /(\{0,\d+),1,/, to: '$1,0,' },
  { what: 'something said is not heard', from: /put_air\(1\); /, to: '' },
  { what: 'a timer starts with a tick too few', from: /now\.timer0_beacon = 3;/, to: 'now.timer0_beacon = 2;' },
  { what: 'the monitor misses a letter', from: /reading \|= 2/, to: 'reading |= 0' },
  { what: 'a state predicate holds nowhere', from: /(is0_echo\[\] = \{\s*)[^}]*/, to: '$1 0, 0, 0, 0' },
  { what: 'a step predicate holds nowhere', from: /did0_beacon \|= kinds0_beacon\[kinds\];/, to: '' },
  { what: 'the step before is not looked at', from: /was_beacon = now\.at_beacon;/, to: 'was_beacon = 0;' },
]

describe.skipIf(skipped)('SPIN notices an exporter in which', () => {
  const graph = explore(prepare(air, predicates, asked, { slice: false }))
  const model = promelaOf(graph.world, { properties: asked, heading: [] })
  const expected = expectedOf(graph, asked)

  beforeAll(async () => {
    expect(graph.fault).toBeUndefined()
    const [report] = await explorePromela(model, [['JUDGE']], { optimize: '-O0' })
    expect(report).toMatchObject(expected)
  })

  test.each(mutants)('$what', async ({ from, to }) => {
    const wrong = model.replace(from, to)
    expect(wrong).not.toBe(model)
    const [report] = await explorePromela(wrong, [['JUDGE']], { optimize: '-O0' })
    expect(report).not.toMatchObject(expected)
  })
})
