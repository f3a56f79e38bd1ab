// Judges one log in a process of its own, so that its memory is its own: the result as JSON on stdout.
import { configure } from '../../machines/configurations.js'
import { checkLog } from '../../oracle/judge/check.js'
import { exactly, type RoleSettings } from '../../oracle/judge/judge.js'
import { bytesOf } from '../../oracle/read/lines.js'
import { timed } from '../measurement.js'
import type { Judged } from './rates.js'
import { impRoles } from '../../verification/imp/roles.js'

const [path, settings, runs] = JSON.parse(process.argv[2]!) as readonly [string, Partial<RoleSettings>, number]
const samples: Judged['samples'][number][] = []
let lines = 0
let fail = 0
for (let run = 0; run < runs; run++) {
  const { result, sample } = await timed(() =>
    checkLog(
      { name: path, bytes: bytesOf(path) },
      { catalogue: impRoles, configurations: () => [configure()], settings: () => ({ ...exactly, ...settings }) },
    ),
  )
  samples.push(sample)
  lines = result.lines
  fail = result.subjects.fail
}
const judged: Judged = { lines, fail, samples, peak: process.resourceUsage().maxRSS * 1024 }
process.stdout.write(JSON.stringify(judged))
