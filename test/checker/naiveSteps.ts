// The steps of a world as plainly as can be, without any code of the checker: objects, JSON keys, XState calls.
import { initialTransition, transition } from 'xstate'
import type { AnyMachineSnapshot } from 'xstate'
import type { PartyEvent } from '../../model/party.js'
import type { Condition, World } from '../../model/world.js'
import type { LocalTransition } from '../../model/property.js'

interface Message {
  readonly from: string
  readonly event: PartyEvent
  readonly age: number
}

export interface NaiveState {
  readonly snapshots: readonly AnyMachineSnapshot[]
  /** Ticks left, by the event of the timer. */
  readonly timers: readonly Readonly<Record<string, number>>[]
  readonly queues: Readonly<Record<string, readonly Message[]>>
  readonly budgets: Readonly<Record<string, number>>
}

/** A step that may happen: which stimulus, which channel delivers, which timer of which party elapses, or a tick. */
export type NaiveStep =
  | { readonly type: 'stimulus'; readonly id: string }
  | { readonly type: 'delivery'; readonly channel: string }
  | { readonly type: 'timer'; readonly party: string; readonly timer: string }
  | { readonly type: 'tick' }

export type NaiveLocal = LocalTransition & { readonly party: string }

export interface NaiveSteps {
  readonly starts: () => readonly NaiveState[]
  readonly enabled: (state: NaiveState) => readonly NaiveStep[]
  /** Undefined where the step overflows a queue or never ends. */
  readonly take: (
    state: NaiveState,
    step: NaiveStep,
  ) => { readonly state: NaiveState; readonly locals: readonly NaiveLocal[] } | undefined
}

const text = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(text).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const record = value as Record<string, unknown>
  return `{${Object.keys(record)
    .sort()
    .map((key) => `${key}:${text(record[key])}`)
    .join()}}`
}

/** What tells states apart. */
export const keyOf = ({ snapshots, timers, queues, budgets }: NaiveState): string =>
  text([snapshots.map((snapshot) => [snapshot.value as unknown, snapshot.context as unknown]), timers, queues, budgets])

interface Draft {
  snapshots: AnyMachineSnapshot[]
  timers: Record<string, number>[]
  queues: Record<string, Message[]>
  budgets: Record<string, number>
}

const draftOf = ({ snapshots, timers, queues, budgets }: NaiveState): Draft => ({
  snapshots: [...snapshots],
  timers: timers.map((one) => ({ ...one })),
  queues: Object.fromEntries(Object.entries(queues).map(([name, messages]) => [name, [...messages]])),
  budgets: { ...budgets },
})

const without = (timers: Readonly<Record<string, number>>, type: string): Record<string, number> =>
  Object.fromEntries(Object.entries(timers).filter(([other]) => other !== type))

/** @param delays in ms by name; @param quantum in ms, of which every delay and latency is a multiple */
export function naiveSteps(world: World, delays: Readonly<Record<string, number>>, quantum: number): NaiveSteps {
  const { parties, links, channels, stimuli, freeDelays } = world
  const places = new Map(parties.map(({ name }, at) => [name, at]))
  const index = (name: string): number => places.get(name)!
  const budgeted = stimuli.flatMap(({ id, budget, budgetName }) =>
    budget === undefined ? [] : [[budgetName ?? id, budget] as const],
  )
  const delayOf = (type: string): string => type.split('.')[2]!
  const ticksOf = (type: string): number => (freeDelays.includes(delayOf(type)) ? 1 : delays[delayOf(type)]! / quantum)

  const act = (draft: Draft, at: number, actions: readonly { type: string; params: unknown }[]): PartyEvent[] => {
    const said: PartyEvent[] = []
    for (const { type, params } of actions) {
      const { event, id, sendId, delay } = params as { event: PartyEvent; id: string; sendId: string; delay?: number }
      if (type === 'xstate.emit') said.push(event)
      if (type === 'xstate.cancel') draft.timers[at] = without(draft.timers[at]!, sendId)
      // What is raised without a delay has been heard within the transition.
      if (type === 'xstate.raise' && delay !== undefined) draft.timers[at]![id] = ticksOf(id)
    }
    return said
  }

  const holds = (condition: Condition | undefined, { snapshots, queues }: NaiveState): boolean =>
    (condition?.parties ?? []).every((clause) => clause.holds(snapshots[index(clause.party)]!)) &&
    (condition?.emptyChannels ?? []).every((name) => queues[name]!.length === 0)

  const cascade = (draft: Draft, first: readonly { to: string; event: PartyEvent }[]): NaiveLocal[] | undefined => {
    const agenda = [...first]
    const locals: NaiveLocal[] = []
    while (agenda.length > 0) {
      const { to, event } = agenda.shift()!
      const at = index(to)
      const before = draft.snapshots[at]!
      const [after, actions] = transition(parties[at]!.machine, before, event)
      draft.snapshots[at] = after
      const said = act(draft, at, actions)
      locals.push({ party: to, before, event, after, says: said })
      for (const one of said) {
        const done: string[] = []
        for (const link of links.filter(({ from, says }) => from === to && says === one.type)) {
          if (link.channel === undefined) {
            agenda.push({ to: link.to, event: one })
          } else if (!done.includes(link.channel)) {
            done.push(link.channel)
            draft.queues[link.channel]!.push({ from: to, event: one, age: 0 })
            const { capacity } = channels.find(({ name }) => name === link.channel)!
            if (draft.queues[link.channel]!.length > capacity) return undefined
          }
        }
      }
      if (locals.length + agenda.length > 64) return undefined
    }
    const down = channels.filter(({ up }) => !holds(up, draft))
    for (const { name } of down) draft.queues[name] = []
    return locals
  }

  const starts = (): readonly NaiveState[] => {
    const choices = parties.reduce<readonly (readonly unknown[])[]>(
      (all, { inputs }) => all.flatMap((chosen) => inputs.map((input) => [...chosen, input])),
      [[]],
    )
    return choices.map((inputs) => {
      const draft: Draft = {
        snapshots: [],
        timers: parties.map(() => ({})),
        queues: Object.fromEntries(channels.map(({ name }) => [name, []])),
        budgets: Object.fromEntries(budgeted),
      }
      parties.forEach(({ machine }, at) => {
        const [snapshot, actions] = initialTransition(machine, inputs[at])
        draft.snapshots.push(snapshot)
        act(draft, at, actions)
      })
      return draft
    })
  }

  const enabled = (state: NaiveState): readonly NaiveStep[] => {
    const steps: NaiveStep[] = []
    for (const { id, budget, budgetName, when } of stimuli) {
      if (!holds(when, state) || (budget !== undefined && state.budgets[budgetName ?? id] === 0)) continue
      steps.push({ type: 'stimulus', id })
    }
    let urgent = false
    for (const { name, latency } of channels) {
      const head = state.queues[name]![0]
      if (!head) continue
      if (head.age * quantum >= latency.most) urgent = true
      if (head.age * quantum >= latency.least) steps.push({ type: 'delivery', channel: name })
    }
    parties.forEach(({ name }, at) => {
      for (const [timer, ticks] of Object.entries(state.timers[at]!)) {
        if (ticks > 0) continue
        if (!freeDelays.includes(delayOf(timer))) urgent = true
        steps.push({ type: 'timer', party: name, timer })
      }
    })
    return urgent ? steps : [...steps, { type: 'tick' }]
  }

  /** What a step says first, and what it takes from the draft. */
  const first = (draft: Draft, step: Exclude<NaiveStep, { type: 'tick' }>): { to: string; event: PartyEvent }[] => {
    if (step.type === 'stimulus') {
      const { id, party, event, budget, budgetName } = stimuli.find((one) => one.id === step.id)!
      if (budget !== undefined) draft.budgets[budgetName ?? id]!--
      return [{ to: party, event }]
    }
    if (step.type === 'delivery') {
      const head = draft.queues[step.channel]!.shift()!
      return links
        .filter(({ channel, from, says }) => {
          return channel === step.channel && from === head.from && says === head.event.type
        })
        .map(({ to }) => ({ to, event: head.event }))
    }
    const at = index(step.party)
    draft.timers[at] = without(draft.timers[at]!, step.timer)
    return [{ to: step.party, event: { type: step.timer } }]
  }

  const take: NaiveSteps['take'] = (state, step) => {
    const draft = draftOf(state)
    if (step.type !== 'tick') {
      const locals = cascade(draft, first(draft, step))
      return locals && { state: draft, locals }
    }
    for (const timers of draft.timers) for (const type in timers) timers[type] = Math.max(0, timers[type]! - 1)
    for (const [name, messages] of Object.entries(draft.queues)) {
      draft.queues[name] = messages.map((message) => ({ ...message, age: message.age + 1 }))
    }
    return { state: draft, locals: [] }
  }

  return { starts, enabled, take }
}
