// How much more several threads get done than one, on this machine, whatever they do: what no search can exceed.
import { siblingModule, startThread } from '../checker/parallel/workerPool.js'
import type { Probe } from './probe.js'

export interface Scaling {
  readonly threads: number
  /** How many times as much as one thread they reckon, and how many times as often they look at memory at random. */
  readonly arithmetic: number
  readonly memory: number
}

const runOne = (probe: Probe): Promise<number> =>
  new Promise((resolve, reject) => {
    const thread = startThread(siblingModule('probe', import.meta.url), { workerData: probe })
    thread.on('message', ({ milliseconds }: { milliseconds: number }) => resolve(milliseconds))
    thread.on('error', reject)
  })

async function gainOf(probe: Probe, threads: number): Promise<number> {
  const one = await runOne(probe)
  const all = await Promise.all(Array.from({ length: threads }, () => runOne(probe)))
  return (threads * one) / Math.max(...all)
}

/** @param share how much of it is done, 1 takes some seconds */
export const scalingOf = async (threads: number, share = 1): Promise<Scaling> => ({
  threads,
  arithmetic: await gainOf({ kind: 'arithmetic', share }, threads),
  memory: await gainOf({ kind: 'memory', share }, threads),
})

export const scalingInWords = ({ threads, arithmetic, memory }: Scaling): string =>
  `On this machine ${threads} threads that only reckon get ${arithmetic.toFixed(2)} times as much done as one; ` +
  `if they only look at memory at random, ${memory.toFixed(2)} times as much`
