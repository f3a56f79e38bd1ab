// Edge classes: what was put in is what comes out, and equal classes are one; transition tables say what monitors say.
import { expect, test } from 'vitest'
import { EdgeClasses } from '../../../checker/monitor/edgeClasses.js'
import { END, monitorOf, outcomeAt, outcomesOf } from '../../../checker/monitor/monitor.js'
import { Allowance } from '../../../checker/store/tupleSet.js'

test('a class is numbered once, and knows its labels and whether it is a tick', () => {
  const classes = new EdgeClasses(new Allowance(Infinity))
  const all = [
    [1, 2, true, 3],
    [1, 2, false, 3],
    [3, 2, false, 1],
  ] as const
  expect(all.map(([before, does, tick, after]) => classes.number(before, does, tick, after))).toEqual([0, 1, 2])
  expect(classes.number(...all[1])).toBe(1)
  expect(
    all.map((_, one) => [classes.before(one), classes.does(one), classes.isTick(one), classes.after(one)]),
  ).toEqual(all)
})

test('a transition table says of each mode and reading what the monitor says', () => {
  const monitor = monitorOf(
    { kind: 'precedence', after: { does: 'a' }, first: { does: 'b' }, then: { does: 'c' } },
    1000,
  )
  const outcomes = outcomesOf(monitor)
  let ends = 0
  for (let mode = 0; mode < monitor.modes; mode++) {
    for (let reading = 0; reading < 1 << monitor.letters.length; reading++) {
      const outcome = monitor.next(mode, reading)
      expect(outcomeAt(outcomes, mode, reading)).toBe(typeof outcome === 'number' ? outcome : END)
      if (typeof outcome !== 'number') ends++
    }
  }
  expect(ends).toBeGreaterThan(0)
})
