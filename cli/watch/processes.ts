// The processes of impspec watch --workers: started, listened to, started again when they die, told to stop.
import { fork, type ChildProcess } from 'node:child_process'
import type { Told } from '../../oracle/watch/verdicts.js'
import type { Progress } from '../../oracle/watch/worker.js'
import type { Hearing } from './hearing.js'

/** What a worker process says. */
type Said =
  | { readonly kind: 'verdict'; readonly told: Told }
  | { readonly kind: 'progress'; readonly progress: readonly Progress[] }
  | { readonly kind: 'trouble'; readonly text: string }

const mark = 'IMPSPEC_WATCH_WORKER'

/** Whether this process was started by another one of the same command. */
export const isChild = (): boolean => process.env[mark] !== undefined && process.send !== undefined

/** The process that has started this one. */
export class Parent implements Hearing {
  readonly signal: AbortSignal

  constructor(own: AbortSignal) {
    const told = new AbortController()
    process.on('message', () => told.abort())
    // Whoever has lost its parent is not needed.
    process.on('disconnect', () => told.abort())
    this.signal = AbortSignal.any([own, told.signal])
  }

  readonly onVerdict = (told: Told): void => this.#say({ kind: 'verdict', told })
  readonly onProgress = (progress: readonly Progress[]): void => this.#say({ kind: 'progress', progress })
  readonly onTrouble = (text: string): void => this.#say({ kind: 'trouble', text })

  /** Says goodbye: an open line to the parent would keep this process from ending. */
  close(): void {
    if (process.connected) process.disconnect()
  }

  #say(said: Said): void {
    if (process.connected) process.send!(said)
  }
}

/** ms after which a process that died is started again. */
const rest = 500

/**
 * Keeps so many worker processes running until they end or are told to.
 *
 * @returns the exit code of the first that ended for a reason of its own
 */
export function superviseWorkers(count: number, signal: AbortSignal, hearing: Hearing): Promise<number> {
  /** How far each process came, those that died included. */
  const latest = new Map<number, readonly Progress[]>()
  const children = new Map<number, ChildProcess>()
  let code = 0
  let ending = false
  const stop = (): void => {
    ending = true
    for (const child of children.values()) if (child.connected) child.send('stop')
  }
  return new Promise((resolve) => {
    const settle = (): void => {
      if (children.size === 0 && (ending || code !== 0 || done === count)) {
        signal.removeEventListener('abort', stop)
        resolve(code)
      }
    }
    let done = 0
    let numbers = 0
    const start = (): void => {
      const number = numbers++
      const child = fork(process.argv[1]!, process.argv.slice(2), {
        env: { ...process.env, [mark]: '1' },
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      })
      children.set(number, child)
      child.on('message', (message) => {
        const said = message as Said
        if (said.kind === 'verdict') hearing.onVerdict(said.told)
        else if (said.kind === 'trouble') hearing.onTrouble(said.text)
        else {
          latest.set(number, said.progress)
          hearing.onProgress([...latest.values()].flat())
        }
      })
      child.on('exit', (ended, killedBy) => {
        children.delete(number)
        // What it had in its hands is in those of others now; what it has done stays done.
        latest.set(
          number,
          (latest.get(number) ?? []).map((one) => ({ ...one, devices: 0, lag: 0, partitions: 0 })),
        )
        if (ended === 0) done++
        else if (killedBy === null && ended !== null) {
          code = code === 0 ? ended : code
          stop()
        } else if (!ending) {
          hearing.onTrouble(`a worker was killed by ${killedBy ?? 'something'}; another is started`)
          setTimeout(() => (ending ? settle() : start()), rest)
          return
        }
        settle()
      })
    }
    signal.addEventListener('abort', stop)
    for (let number = 0; number < count; number++) start()
    if (signal.aborted) stop()
  })
}
