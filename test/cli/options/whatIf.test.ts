// --set: what-if questions on the command line.
import { describe, expect, it } from 'vitest'
import { durationOf } from '../../../cli/options/whatIf.js'
import { command } from '../command.js'

const battery = ['lamp-follows-switch', '--configuration', 'power=battery']

describe('--set', () => {
  it('changes a delay: the story takes longer, and says under which assumption', async () => {
    const { code, out } = await command(['explain', ...battery, '--set', 'drained=1min'])
    expect(code).toBe(0)
    expect(out).toContain('- what if: drained is 1 min instead of 2 s')
    expect(out).toMatch(/^1 min .*after drained ◀ VIOLATION/m)
  })

  it('may be repeated, and changes budgets', async () => {
    const { code, out } = await command(['verify', '--set', 'pressed=0', '--set', 'drained=free'])
    expect(code).toBe(1)
    expect(out).toContain('✗ DIFFERS  switch-can-be-on in baseline')
    expect(out).toContain('- what if: pressed is never instead of at most 3 times')
    expect(out).toContain('- what if: drained is free to elapse at any time instead of 2 s')
  })

  it.each([
    ['drainde=1s', /unknown setting 'drainde': did you mean drained\?/],
    ['nonsense=1s', /unknown setting 'nonsense': see: impspec list settings/],
    ['drained', /--set takes NAME=VALUE/],
    ['drained=soon', /--set drained takes a time in ms, s, min, h or d \(30s\), .* not 'soon'/],
    ['drained=2s..1s', /not '2s\.\.1s'/],
    ['drained=4', /--set: drained is a delay: a time such as 30s expected, or free/],
    ['pressed=4s', /--set: pressed is a budget/],
  ])('%s is refused with 3', async (setting, message) => {
    const { code, out, err } = await command(['verify', '--set', setting])
    expect([code, out]).toEqual([3, ''])
    expect(err).toMatch(message)
  })

  it.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['1.5 min', 90_000],
    ['2h', 7_200_000],
    ['30d', 2_592_000_000],
    ['30', undefined],
    ['0.0001s', undefined],
    ['-1s', undefined],
  ])('%s is %s ms', (text, milliseconds) => expect(durationOf(text)).toBe(milliseconds))

  it('lists what can be set, and the predicates', async () => {
    expect((await command(['list', 'settings'])).out).toMatch(/drained +delay +2 s\n *pressed +budget +at most 3 times/)
    expect((await command(['list', 'predicates'])).out).toMatch(/lampBright +state +lamp is bright/)
  })
})
