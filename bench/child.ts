// One job in a process of its own, so that neither memory nor what was learnt carries over: result as JSON on stdout.
import type { World } from '../model/world.js'
import { ltsmin, spin, spinOnCores, tlc } from './engines/exported.js'
import { graph, search, symbolic } from './engines/ours.js'
import { xstateGraph } from './engines/xstateGraph.js'
import { isMeasured, type Job, type Outcome } from './measurement.js'
import { systems } from './systems.js'

type Engine = (world: World, job: Job) => Promise<Outcome>

const engines: Readonly<Record<string, Engine>> = {
  explore: graph,
  'search-1': (world, job) => search(world, { ...job, workers: 1 }),
  'search-n': search,
  symbolic,
  'xstate-graph': xstateGraph,
  spin,
  'spin-n': spinOnCores,
  tlc,
  ltsmin,
}

const job = JSON.parse(process.argv[2]!) as Job
const outcome = await engines[job.engine]!(systems[job.system]!.world(), job)
const peak = process.resourceUsage().maxRSS * 1024
// What ran elsewhere has said its own.
const own = !['spin', 'spin-n', 'tlc', 'ltsmin'].includes(job.engine)
process.stdout.write(JSON.stringify(isMeasured(outcome) && own ? { ...outcome, peak } : outcome))
