// What a group knows altogether: the verdict on the logs of all devices, were they to end here.
import { UnreadableInput } from '../read/errors.js'
import { LogJudge, type LogVerdict, type Undecided } from '../judge/judge.js'
import { unpacked } from './beliefs.js'
import { valuesIn } from './connect.js'
import type { Group, Judging } from './group.js'
import { keys } from './names.js'

export interface Totals extends Omit<LogVerdict, 'verdict' | 'given'> {
  readonly verdict: LogVerdict['verdict'] | 'unreadable'
  /** Lines that could not be read. */
  readonly unreadable: number
}

/** Undecided subjects and failures that are told in full. */
const told = 100

/**
 * The verdict on everything that is in the bucket; failures in it are those that only the end of the logs brings about.
 *
 * @throws UnreadableInput for a bucket that holds nothing of a judged role
 */
export async function totalsOf({ bucket, durable, stream }: Group, { roles }: Judging): Promise<Totals> {
  let [observations, devices, unreadable, pass, inconclusive, fail] = [0, 0, 0, 0, 0, 0]
  const undecided: Undecided[] = []
  const failures: LogVerdict['failures'][number][] = []
  await valuesIn(bucket, keys.beliefs, (_, value) => {
    const kept = unpacked(value)
    const judge = new LogJudge(`stream ${stream}`, roles, { told })
    judge.restore(kept.judge)
    const verdict = judge.end()
    judge.release()
    observations += verdict.observations
    devices += verdict.devices
    unreadable += kept.unreadable
    pass += verdict.subjects.pass
    inconclusive += verdict.subjects.inconclusive
    fail += verdict.subjects.fail
    undecided.push(...verdict.undecided.slice(0, told - undecided.length))
    failures.push(...verdict.failures.slice(0, told - failures.length))
  })
  if (observations === 0 && unreadable === 0) {
    throw new UnreadableInput(
      `stream ${stream}`,
      0,
      `says nothing of a role that is judged, as far as '${durable}' knows`,
    )
  }
  const verdict = unreadable > 0 ? 'unreadable' : fail > 0 ? 'fail' : inconclusive > 0 ? 'inconclusive' : 'pass'
  return { verdict, observations, devices, subjects: { pass, inconclusive, fail }, unreadable, failures, undecided }
}
