// How many changes of single lines would be refused.
import { describe, expect, it } from 'vitest'
import { configure } from '../../../machines/configurations.js'
import { exactly } from '../../../oracle/judge/judge.js'
import { strengths } from '../../../oracle/judge/strength.js'
import { line, sourceOf } from '../logs.js'
import { impRoles } from '../../../verification/imp/roles.js'

const options = {
  catalogue: impRoles,
  configurations: () => [configure()],
  settings: () => exactly,
  sample: 50,
  seed: 1,
}
const started = line(0, 'poller', 'in', 'polling.started', { token: 1 })
const busy = (time: number) => line(time, 'poller', 'is', 'poller.polling')
const timedOut = line(60_000, 'poller', 'out', 'blinkup.timedOut')

describe('the strength of a log', () => {
  it('is the share of changed logs that are refused; what says nothing new is not dropped', async () => {
    const [one] = await strengths(sourceOf(started + busy(10) + busy(20) + timedOut), options)
    expect(one).toMatchObject({ role: 'poller', device: 'd1', lines: 4, idle: 2 })
    // Without its start a poller does not poll. A log may end anywhere, so that its last line is not dropped.
    expect(one!.changes.dropped).toEqual({ tried: 1, refused: 1, same: 0 })
    expect(one!.changes.swapped.refused).toBe(one!.changes.swapped.tried)
    // A state that is seen at another time of its minute changes nothing.
    const { tried, refused, same } = one!.changes.moved
    expect(same).toBeGreaterThan(0)
    expect(refused).toBeGreaterThan(0)
    expect(refused + same).toBeLessThanOrEqual(tried)
  })

  it('is that of a log that is passed', async () => {
    await expect(strengths(sourceOf(started + timedOut + busy(60_001)), options)).rejects.toThrow(
      'is no log that the poller passes',
    )
    await expect(strengths(sourceOf(''), options)).rejects.toThrow('says nothing of a role')
  })
})
