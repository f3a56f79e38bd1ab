// A teacher in another thread: a kernel that meets something new waits until the thread that has the world answers.
import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads'
import { SpecificationError, StepFault, Unbounded } from '../../model/errors.js'
import { Widen } from './stateLayout.js'
import type { Lesson, Teacher } from './transitionSource.js'

/** One end for each side: questions and answers go over the port, and the flag turns 1 when there is an answer. */
export interface Line {
  readonly port: MessagePort
  readonly flag: Int32Array
}

interface Question {
  readonly ask: keyof Teacher
  readonly about: readonly unknown[]
}

type Answer = { readonly answer: unknown } | { readonly error: string; readonly message: string }

const errors: Readonly<Record<string, new (message: string) => Error>> = {
  Widen,
  StepFault,
  SpecificationError,
  Unbounded,
}

/** Answers questions that come over a line, until its port is closed. */
export function answer({ port, flag }: Line, teacher: Teacher): void {
  port.on('message', ({ ask, about }: Question) => {
    port.postMessage(answerTo(teacher, ask, about))
    Atomics.store(flag, 0, 1)
    Atomics.notify(flag, 0)
  })
}

function answerTo(teacher: Teacher, ask: keyof Teacher, about: readonly unknown[]): Answer {
  try {
    return { answer: (teacher[ask] as (...about: readonly unknown[]) => unknown).apply(teacher, about as unknown[]) }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return { error: error instanceof Unbounded ? 'Unbounded' : error.name, message: error.message }
  }
}

/** Asks over a line. */
export class RemoteTeacher implements Teacher {
  readonly #line: Line
  readonly #words: number

  /** @param words of a packed state */
  constructor(line: Line, words: number) {
    this.#line = line
    this.#words = words
  }

  menu(party: number, number: number): readonly number[] {
    return this.#ask('menu', party, number) as readonly number[]
  }

  clock(party: number, number: number): readonly number[] {
    return this.#ask('clock', party, number) as readonly number[]
  }

  flags(channel: number, content: number): number {
    return this.#ask('flags', channel, content) as number
  }

  aged(channel: number, content: number): number {
    return this.#ask('aged', channel, content) as number
  }

  lesson(step: number, words: Uint32Array, at: number): Lesson {
    return this.#ask('lesson', step, words.slice(at, at + this.#words), 0) as Lesson
  }

  is(party: number, number: number): readonly number[] {
    return this.#ask('is', party, number) as readonly number[]
  }

  change(change: number): readonly number[] {
    return this.#ask('change', change) as readonly number[]
  }

  #ask(ask: keyof Teacher, ...about: readonly unknown[]): unknown {
    const { port, flag } = this.#line
    Atomics.store(flag, 0, 0)
    port.postMessage({ ask, about } satisfies Question)
    // A wake-up may be late, and meant for the question before.
    while (Atomics.load(flag, 0) === 0) Atomics.wait(flag, 0, 0)
    const given = receiveMessageOnPort(port)?.message as Answer
    if ('answer' in given) return given.answer
    const kind = errors[given.error] ?? Error
    throw new kind(given.message)
  }
}
