// A thread that does the same thing over and over: reckons, or looks at memory at random. Says how long that took.
import { parentPort, workerData } from 'node:worker_threads'

export interface Probe {
  readonly kind: 'arithmetic' | 'memory'
  /** How much of it; 1 takes about a second. */
  readonly share: number
}

/** More than any cache holds. */
const WORDS = 2 ** 26

function arithmetic(rounds: number): number {
  let number = 1
  for (let round = 0; round < rounds; round++) number = Math.imul(number, 48_271) ^ round
  return number
}

function memory(rounds: number, words: Uint32Array): number {
  let number = 1
  for (let round = 0; round < rounds; round++) {
    number = (Math.imul(number, 48_271) + round) | 0
    words[number >>> 6]!++
  }
  return words[0]!
}

const { kind, share } = workerData as Probe
const words = new Uint32Array(kind === 'memory' ? WORDS : 1).fill(1)
const began = performance.now()
const result = kind === 'memory' ? memory(2e7 * share, words) : arithmetic(1e9 * share)
parentPort?.postMessage({ milliseconds: performance.now() - began, result })
