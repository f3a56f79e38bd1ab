// What each source of steps can read and write, told from links and conditions: which of them can matter to each other.
import type { CompiledCondition, CompiledWorld } from '../compile/compile.js'
import { DELIVERY, STIMULUS, TICK, TIMER } from '../semantics/stepper.js'

/** A set of tasks, one bit each. */
export type TaskSet = Uint32Array

export const has = (set: TaskSet, task: number): boolean => (set[task >> 5]! & (1 << (task & 31))) !== 0
export const put = (set: TaskSet, task: number): void => {
  set[task >> 5]! |= 1 << (task & 31)
}
export const join = (set: TaskSet, other: TaskSet): void => {
  for (let word = 0; word < set.length; word++) set[word]! |= other[word]!
}

/**
 * The tasks of a world, that is, what steps come from: each stimulus, the delivery of each channel, the timers of each
 * party, and the clock. For each place of a state, which tasks may ever read or write it, over-approximated by what a
 * cascade can reach over direct links.
 */
export interface Dependence {
  readonly tasks: number
  readonly tick: number
  /** The task that a step is of: its kind, and the stimulus, channel or party. */
  taskOf(kind: number, subject: number): number
  /** Tasks that may write a party. */
  readonly writers: readonly TaskSet[]
  /** Tasks that may put a message into a channel, and those that may take one from it or lose it. */
  readonly senders: readonly TaskSet[]
  readonly emptiers: readonly TaskSet[]
  /** By field of the unpacked state. */
  readonly spenders: ReadonlyMap<number, TaskSet>
  /** Tasks that may start a timer or send something, which is then as old as the tick says; the clock is one. */
  readonly timed: TaskSet
  /** What conflicts with reading a party, with writing it, with touching a channel. */
  readonly readConflicts: readonly TaskSet[]
  readonly writeConflicts: readonly TaskSet[]
  readonly touchConflicts: readonly TaskSet[]
  /** Nothing runs or grows older: no timers, and no message that may wait. */
  readonly timeless: boolean
}

const clausesOf = (condition: CompiledCondition | undefined): readonly number[] =>
  condition === undefined ? [] : Array.from(condition.clauses).filter((_, at) => at % 3 === 0)

const emptyOf = (condition: CompiledCondition | undefined): readonly number[] =>
  condition === undefined ? [] : Array.from(condition.empty)

/** The tasks of a world and what they may read and write. */
export function dependenceOf(compiled: CompiledWorld): Dependence {
  const { world, parties, channels, stimuli } = compiled
  const tasks = stimuli.length + channels.length + parties.length + 1
  const tick = tasks - 1
  const taskOf = (kind: number, subject: number): number => {
    if (kind === STIMULUS) return subject
    if (kind === DELIVERY) return stimuli.length + subject
    return kind === TIMER ? stimuli.length + channels.length + subject : tick
  }
  const partyAt = new Map(world.parties.map(({ name }, index) => [name, index]))
  const channelAt = new Map(world.channels.map(({ name }, index) => [name, index]))
  const links = world.links.map(({ from, to, channel }) => ({
    from: partyAt.get(from)!,
    to: partyAt.get(to)!,
    channel: channel === undefined ? -1 : channelAt.get(channel)!,
  }))
  const cone = (starts: readonly number[]): readonly number[] => {
    const met = new Set(starts)
    for (const party of met) for (const { from, to, channel } of links) if (from === party && channel < 0) met.add(to)
    return [...met]
  }
  const upReads = channels.map(({ up }) => clausesOf(up))
  const upEmpty = channels.map(({ up }) => emptyOf(up))
  /** A channel, and those that are up or not by whether it is empty. */
  const affects = channels.map((_, channel) => {
    const met = new Set([channel])
    for (const one of met) upEmpty.forEach((empty, other) => (empty.includes(one) ? met.add(other) : undefined))
    return [...met]
  })
  const lostBy = parties.map((_, party) =>
    channels.flatMap((__, channel) => (upReads[channel]!.includes(party) ? [channel] : [])),
  )
  const sets = (count: number): readonly TaskSet[] =>
    Array.from({ length: count }, () => new Uint32Array(Math.ceil(tasks / 32)))
  const [writers, users] = [sets(parties.length), sets(parties.length)]
  const [senders, emptiers, touchers] = [sets(channels.length), sets(channels.length), sets(channels.length)]
  const spenders = new Map<number, TaskSet>()
  const [timed] = sets(1) as [TaskSet]

  const note = (
    task: number,
    starts: readonly number[],
    reads: { readonly parties: readonly number[]; readonly channels: readonly number[] },
    takes: readonly number[],
  ): void => {
    const writes = cone(starts)
    const sends = links.flatMap(({ from, channel }) => (channel >= 0 && writes.includes(from) ? [channel] : []))
    const emptied = new Set([...writes.flatMap((party) => lostBy[party]!), ...takes])
    const touched = new Set([...emptied, ...sends].flatMap((channel) => affects[channel]!))
    for (const channel of touched) if (!sends.includes(channel)) emptied.add(channel)
    for (const party of writes) put(writers[party]!, task)
    const read = [...writes, ...reads.parties, ...[...touched].flatMap((channel) => upReads[channel]!)]
    for (const party of read) put(users[party]!, task)
    for (const channel of sends) put(senders[channel]!, task)
    for (const channel of touched)
      if (!sends.includes(channel) || takes.includes(channel)) put(emptiers[channel]!, task)
    const looks = [...reads.channels, ...[...touched].flatMap((channel) => upEmpty[channel]!)]
    for (const channel of [...touched, ...looks]) put(touchers[channel]!, task)
    if (sends.length > 0 || writes.some((party) => parties[party]!.table.timers.length > 0)) put(timed, task)
  }

  stimuli.forEach(({ party, when, budget }, index) => {
    note(taskOf(STIMULUS, index), [party], { parties: clausesOf(when), channels: emptyOf(when) }, [])
    if (budget < 0) return
    const sharing = spenders.get(budget) ?? sets(1)[0]!
    put(sharing, taskOf(STIMULUS, index))
    spenders.set(budget, sharing)
  })
  channels.forEach((_, index) => {
    const receivers = links.flatMap(({ to, channel }) => (channel === index ? [to] : []))
    note(taskOf(DELIVERY, index), receivers, { parties: [], channels: [] }, [index])
  })
  parties.forEach(({ table }, index) => {
    if (table.timers.length > 0) note(taskOf(TIMER, index), [index], { parties: [], channels: [] }, [])
  })
  put(timed, taskOf(TICK, 0))
  const union = (...all: readonly TaskSet[]): TaskSet => {
    const [together] = sets(1) as [TaskSet]
    for (const one of all) join(together, one)
    return together
  }
  const touchConflicts = channels.map((_, channel) =>
    union(
      ...affects[channel]!.flatMap((one) => [
        touchers[one]!,
        ...upReads[one]!.map((party) => writers[party]!),
        ...upEmpty[one]!.map((other) => touchers[other]!),
      ]),
    ),
  )
  return {
    tasks,
    tick,
    taskOf,
    writers,
    senders,
    emptiers,
    readConflicts: writers,
    writeConflicts: users.map((set, party) => union(set, ...lostBy[party]!.map((channel) => touchConflicts[channel]!))),
    touchConflicts,
    spenders,
    timed,
    timeless: parties.every(({ table }) => table.timers.length === 0) && channels.every(({ most }) => most === 0),
  }
}
