// What a pass is worth: a log in which nothing could have failed is never passed.
import { describe, expect, it } from 'vitest'
import { judge, line } from '../logs.js'

const started = line(0, 'poller', 'in', 'polling.started', { token: 1 })
const succeeded = line(5, 'poller', 'out', 'blinkup.succeeded', { plan: 'A' })

describe('a pass', () => {
  it('is worth the lines in whose place another would have been refused', async () => {
    const report = await judge(
      started + line(5, 'poller', 'in', 'enrolment.claimed', { token: 1, plan: 'A' }) + succeeded,
    )
    expect(report.verdict).toBe('pass')
    expect(report.worth).toEqual({ poller: { lines: 3, telling: 3 } })
  })

  it('is none where whatever the log can show was possible all the time', async () => {
    const shown = [[{ dir: 'is' as const, event: { type: 'poller.polling' } }]]
    const seen = [1, 2, 3].map((at) => line(at, 'poller', 'is', 'poller.polling')).join('')
    const worthless = await judge(seen, { start: 'unknown', shown })
    expect(worthless.verdict).toBe('inconclusive')
    expect(worthless.subjects).toEqual({ pass: 0, inconclusive: 1, fail: 0 })
    expect(worthless.undecided[0]!.reason).toMatch(/^no line of it could have failed/)
    expect(worthless.worth).toEqual({ poller: { lines: 3, telling: 0 } })
  })

  it('counts a line without which the next one would have been refused', async () => {
    // Nothing can come in the place of an input, as inputs are all that this log shows; but without it the state is wrong.
    const shown = [
      [{ dir: 'in' as const, event: { type: 'polling.started', token: 1 } }],
      [{ dir: 'in' as const, event: { type: 'polling.started', token: 2 } }],
    ]
    const log = started + line(1, 'poller', 'is', 'poller.polling')
    expect((await judge(log, { shown })).worth).toEqual({ poller: { lines: 2, telling: 1 } })
    expect((await judge(started + started.replace('"t":0', '"t":1'), { shown })).verdict).toBe('inconclusive')
  })

  it('is told of each role and each device of a log', async () => {
    const other = line(0, 'poller', 'in', 'polling.started', { token: 2 }, 'd2')
    const report = await judge(started + other)
    expect(report.worth).toEqual({ poller: { lines: 2, telling: 2 } })
  })
})
