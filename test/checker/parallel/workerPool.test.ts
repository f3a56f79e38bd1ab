// The pool: every job has an outcome, whatever its worker does.
import { describe, expect, it } from 'vitest'
import { runPool, siblingModule, type PoolOptions, type PoolState } from '../../../checker/parallel/workerPool.js'
import type { Strange } from './workers/strange.js'

const entry = siblingModule('workers/strange', import.meta.url)

const run = (jobs: readonly Strange[], options: Omit<PoolOptions, 'entry'> = {}) =>
  runPool<string>(jobs, { entry, ...options })

describe('runPool', () => {
  it('gives the outcomes in the order of the jobs', async () => {
    const states: PoolState[] = []
    const outcomes = await run(['answer', 'crash', 'answer'], { workers: 2, onProgress: (state) => states.push(state) })
    expect(outcomes).toEqual([
      { kind: 'done', result: 'answered' },
      { kind: 'crashed', message: 'told to' },
      { kind: 'done', result: 'answered' },
    ])
    expect(states.at(-1)).toEqual({ total: 3, ended: 3, running: [] })
    expect(states.some(({ running }) => running.some((job) => job.states === 7 && job.transitions === 9))).toBe(true)
  })

  it('loses one job with a worker that dies, and does the others', async () => {
    const outcomes = await run(['die', 'exit', 'answer'], { workers: 1 })
    expect(outcomes).toEqual([
      { kind: 'crashed', message: 'RangeError: out of everything' },
      { kind: 'crashed', message: 'the worker ended with exit code 9 and without an answer' },
      { kind: 'done', result: 'answered' },
    ])
  })

  it('takes what an interrupted job has, ends one that does not listen, starts no other', async () => {
    const stopping = new AbortController()
    const began = (state: PoolState): void => {
      if (state.running.filter(({ states }) => states > 0).length === 2) stopping.abort()
    }
    const jobs: Strange[] = ['until-stopped', 'hang', 'answer']
    const outcomes = await run(jobs, { workers: 2, signal: stopping.signal, onProgress: began, patience: 200 })
    expect(outcomes).toEqual([
      { kind: 'done', result: 'stopped' },
      { kind: 'interrupted', progress: { states: 7, transitions: 9 } },
      { kind: 'interrupted', progress: { states: 0, transitions: 0 } },
    ])
  })

  it('starts nothing when it is interrupted before it begins', async () => {
    const outcomes = await run(['answer'], { signal: AbortSignal.abort() })
    expect(outcomes).toEqual([{ kind: 'interrupted', progress: { states: 0, transitions: 0 } }])
  })

  it('shares out the memory that all threads together may use', async () => {
    const outcomes = await run(['memory', 'memory'], { workers: 2, maxMemory: 3001 })
    expect(outcomes).toEqual([
      { kind: 'done', result: '1500' },
      { kind: 'done', result: '1500' },
    ])
  })

  it('takes a thread without memory for a limit, not for a bug, and does the others', async () => {
    const outcomes = await run(['hoard', 'answer'], { workers: 1, maxMemory: 1 })
    expect(outcomes).toEqual([
      { kind: 'interrupted', progress: { states: 7, transitions: 9 }, reason: 'memory' },
      { kind: 'done', result: 'answered' },
    ])
  })

  it('tells of each outcome as soon as it is known', async () => {
    const told: unknown[] = []
    const onSettled = (job: number, { kind }: { kind: string }): void => void told.push([job, kind])
    await run(['answer', 'crash', 'exit'], { workers: 1, onSettled })
    expect(told).toEqual([
      [0, 'done'],
      [1, 'crashed'],
      [2, 'crashed'],
    ])
  })

  it('leaves jobs to the thread that knows what they are about, and asks what is left to ask', async () => {
    const order: number[] = []
    const jobs = Array.from({ length: 8 }, (): Strange => 'answer')
    const options: Partial<PoolOptions> = {
      about: (job) => job % 2,
      asked: (job) => {
        order.push(job)
        return job === 3 ? 'crash' : 'answer'
      },
    }
    const outcomes = await run(jobs, { workers: 1, ...options })
    expect(order).toEqual([0, 2, 4, 6, 1, 3, 5, 7])
    expect(outcomes.map(({ kind }) => kind)).toEqual([
      'done',
      'done',
      'done',
      'crashed',
      'done',
      'done',
      'done',
      'done',
    ])
    order.length = 0
    await run(jobs, { workers: 2, ...options })
    // Each of two threads begins with something of its own.
    expect([...order].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(order.slice(0, 2)).toEqual([0, 1])
  })

  it('has nothing to do for no jobs', async () => {
    expect(await run([])).toEqual([])
  })
})
