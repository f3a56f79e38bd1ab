// Events that get nowhere, and events that come from nowhere: a misspelt name makes a property hold for the wrong reason.
import type { AnyStateMachine } from 'xstate'
import type { LooseEnd, World } from '../../model/world.js'
import { stateNodes } from './timers.js'

/** Whether XState takes a descriptor of `on` for an event type: the type itself, `*`, or the start of a type, as `door.*`. */
export function describes(descriptor: string, type: string): boolean {
  if (descriptor === type || descriptor === '*') return true
  if (!descriptor.endsWith('.*')) return false
  const [tokens, heard] = [descriptor.split('.').slice(0, -1), type.split('.')]
  return tokens.every((token, index) => token !== '*' && token === heard[index])
}

const known = new WeakMap<AnyStateMachine, readonly string[]>()

/** What a machine reacts to in any of its states; many worlds have the same machines. */
function descriptorsOf(machine: AnyStateMachine): readonly string[] {
  const descriptors = known.get(machine) ?? [
    ...new Set(stateNodes(machine).flatMap((node) => [...(node.transitions as ReadonlyMap<string, unknown>).keys()])),
  ]
  known.set(machine, descriptors)
  return descriptors
}

const keyOf = ({ kind, party, event }: LooseEnd): string => [kind, party, event].join('\n')

/** The types of the events that a party is sent. */
const sentTo = ({ stimuli, links }: World, party: string): ReadonlySet<string> =>
  new Set([
    ...stimuli.filter((stimulus) => stimulus.party === party).map(({ event }) => event.type),
    ...links.filter(({ to }) => to === party).map(({ says }) => says),
  ])

/** Every event of a world that is sent in vain, or waited for in vain, whether or not that is meant. */
function allIn(world: World): readonly LooseEnd[] {
  return world.parties.flatMap(({ name: party, machine, hears }): readonly LooseEnd[] => {
    const sent = sentTo(world, party)
    const descriptors = descriptorsOf(machine)
    const unheard = [...sent].filter((event) => !descriptors.some((descriptor) => describes(descriptor, event)))
    const unsent = new Set(hears.map(({ type }) => type).filter((event) => !sent.has(event)))
    return [
      ...unheard.map((event) => ({ kind: 'unheard', party, event }) as const),
      ...[...unsent].map((event) => ({ kind: 'unsent', party, event }) as const),
    ]
  })
}

/**
 * The loose ends of a specification: events that a party is sent and reacts to in no state (a stimulus `Go` where it waits
 * for `go`), and events that it waits for and nobody sends. Each is a warning that fails a run.
 *
 * @param worlds its worlds: an event that is sent in vain in one of them is a loose end, and one that is waited for in vain
 *   in each of them that has the party
 */
export function looseEndsOf(worlds: readonly World[]): readonly LooseEnd[] {
  const found = new Map<string, { readonly end: LooseEnd; times: number }>()
  for (const end of worlds.flatMap(allIn)) {
    const entry = found.get(keyOf(end)) ?? { end, times: 0 }
    entry.times++
    found.set(keyOf(end), entry)
  }
  const having = (party: string): number =>
    worlds.filter(({ parties }) => parties.some(({ name }) => name === party)).length
  return [...found.values()]
    .filter(({ end, times }) => end.kind === 'unheard' || times === having(end.party))
    .map(({ end }) => end)
}

/** A loose end in a sentence, with what to do about it. */
export function looseEndInWords({ kind, party, event }: LooseEnd): string {
  return kind === 'unheard'
    ? `'${party}' is sent '${event}', and reacts to it in no state: is it spelt as in the machine?`
    : `'${party}' hears '${event}', and nobody sends it: no stimulus, and no link`
}
