// Worker processes that are killed at random and started again.
import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Random } from '../../checker/semantics/randomWalk.js'

const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Starts the command as a process. */
export function start(args: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  // Whatever becomes of the test, nothing of it stays behind.
  const end = (): void => void child.kill('SIGKILL')
  process.once('exit', end)
  child.once('exit', () => process.off('exit', end))
  let [out, err] = ['', '']
  child.stdout.on('data', (piece: Buffer) => (out += piece.toString()))
  child.stderr.on('data', (piece: Buffer) => (err += piece.toString()))
  return { child, ended: new Promise((resolve) => child.once('exit', (code) => resolve({ code, out, err }))) }
}

export interface Massacre {
  readonly args: readonly string[]
  readonly workers: number
  readonly random: Random
  /** ms between two kills, least and most. */
  readonly pause: readonly [number, number]
  /** Kills and pauses at most. */
  readonly blows: number
  /** ms for which a worker is stopped now and then, long enough to be held to be dead; then it goes on. */
  readonly freeze: number
}

/** Keeps so many workers running, kills or stops one now and then, and waits until one has ended by itself. */
export async function massacre({ args, workers, random, pause, blows, freeze }: Massacre): Promise<{
  readonly killed: number
  readonly frozen: number
  readonly last: Ended
}> {
  const running = new Map<ChildProcess, Promise<Ended>>()
  let finish: (ended: Ended) => void
  const finished = new Promise<Ended>((resolve) => (finish = resolve))
  const add = (): void => {
    const { child, ended } = start(args)
    running.set(child, ended)
    void ended.then((how) => {
      running.delete(child)
      if (child.signalCode === null) finish(how)
    })
  }
  for (let worker = 0; worker < workers; worker++) add()
  let [killed, frozen] = [0, 0]
  let timer: NodeJS.Timeout
  const strike = (child: ChildProcess): void => {
    if (random() < 0.3) {
      frozen++
      child.kill('SIGSTOP')
      setTimeout(() => child.kill('SIGCONT'), freeze)
    } else {
      killed++
      child.kill('SIGKILL')
      add()
    }
  }
  const next = (): void => {
    timer = setTimeout(
      () => {
        const all = [...running.keys()]
        const child = all[Math.floor(random() * all.length)]
        if (child !== undefined) strike(child)
        if (killed + frozen < blows) next()
      },
      pause[0] + random() * (pause[1] - pause[0]),
    )
  }
  next()
  const last = await finished
  clearTimeout(timer!)
  await Promise.all(running.values())
  return { killed, frozen, last }
}
