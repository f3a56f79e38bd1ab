// The tables of a world as TLA+ constants: what each event does to each local state, what each local state allows.
import type { Effect, PartyTables, Tables, TransitionRow } from '../tables.js'
import { Kinds } from '../numbering.js'
import { eventInWords } from '../eventText.js'
import { inString } from '../names.js'

/** `<<1, 2>>`. */
export const tuple = (items: readonly (number | string)[]): string => `<<${items.join(', ')}>>`
export const setOf = (items: readonly (number | string)[]): string => `{${items.join(', ')}}`

/** Nothing in a comment may open or close one. */
export const inComment = (text: string): string =>
  text.replaceAll('(*', '( *').replaceAll('*)', '* )').replaceAll('\n', ' ')

/** A definition of a tuple, an item a line. */
export const listed = (name: string, items: readonly string[], comments: readonly string[] = []): string => {
  if (items.length === 0) return `${name} == <<>>`
  const lines = items.map((item, index) => {
    const comment = comments[index]
    const comma = index < items.length - 1 ? ',' : ''
    return `  ${item}${comma}${comment === undefined ? '' : ` \\* ${inComment(comment)}`}`
  })
  return `${name} == <<\n${lines.join('\n')}\n>>`
}

/** Numbers are one more than in the tables, since tuples of TLA+ are counted from one. */
const one = (index: number): number => index + 1

/** What becomes of the timers: n > 0 goes on from slot n, n <= 0 starts with -n ticks. */
const moveOf = ({ locals, timers }: PartyTables, { after, slots }: TransitionRow): readonly number[] =>
  slots.map((origin, slot) => (origin >= 0 ? one(origin) : -timers[locals[after]!.timers[slot]!]!.ticks || 0))

const effectOf = (effect: Effect): string =>
  effect.kind === 'queue'
    ? tuple(['"put"', one(effect.channel), one(effect.message)])
    : tuple(['"hear"', one(effect.party), one(effect.event)])

function partyDefinitions(party: PartyTables): readonly string[] {
  const { name, locals, transitions, events, timers } = party
  const moves = new Kinds<readonly number[]>([])
  const effects = new Kinds<readonly Effect[]>([])
  const does = new Kinds<readonly number[]>([])
  const rows = locals.map((): string[] => [])
  for (const transition of transitions) {
    const { before, event, after } = transition
    const move = transition.idle ? locals[before]!.timers.map((_, slot) => one(slot)) : moveOf(party, transition)
    rows[before]!.push(
      tuple([
        one(event),
        one(after),
        one(moves.number(move)),
        one(effects.number(transition.effects)),
        one(does.number(transition.does)),
      ]),
    )
  }
  return [
    listed(
      `Events_${name}`,
      events.map((event) => `"${inString(eventInWords(event))}"`),
    ),
    `\\* By local state: for each event that is met there, event, next local state, timers, what is said, what it does.`,
    listed(
      `Steps_${name}`,
      rows.map(tuple),
      locals.map(({ label }, local) => `${one(local)}: ${label}`),
    ),
    listed(`Moves_${name}`, moves.values.map(tuple)),
    listed(
      `Says_${name}`,
      effects.values.map((list) => tuple(list.map(effectOf))),
    ),
    listed(
      `Does_${name}`,
      does.values.map((list) => setOf(list.map(one))),
    ),
    `\\* By local state: the timers that run in it; the conditions that it allows.`,
    listed(
      `Running_${name}`,
      locals.map((local) => tuple(local.timers.map(one))),
    ),
    listed(
      `Allows_${name}`,
      locals.map(({ allows }) => setOf(allows.map(one))),
    ),
    `\\* The event of a timer has the number of the timer.`,
    listed(
      `Ticks_${name}`,
      timers.map(({ ticks }) => String(ticks)),
      timers.map(({ delay, state, free }) => `${delay} of ${state}${free ? ', free' : ''}`),
    ),
    `Free_${name} == ${setOf(timers.flatMap(({ free }, timer) => (free ? [one(timer)] : [])))}`,
  ]
}

const startTuples = (parties: readonly PartyTables[]): readonly string[] =>
  parties
    .reduce<readonly (readonly number[])[]>(
      (some, { initials }) => some.flatMap((chosen) => initials.map((local) => [...chosen, one(local)])),
      [[]],
    )
    .map(tuple)

/** All tables, and the tuples that gather those of the parties. */
export function tableDefinitions(tables: Tables): readonly string[] {
  const { parties, channels, stimuli, budgets, conditions } = tables
  const gathered = ['Steps', 'Moves', 'Says', 'Does', 'Running', 'Allows', 'Ticks', 'Free'].map(
    (kind) => `${kind} == ${tuple(parties.map(({ name }) => `${kind}_${name}`))}`,
  )
  return [
    ...parties.flatMap((party) => [`\\* ${'-'.repeat(60)} ${inComment(party.title)}`, ...partyDefinitions(party)]),
    `\\* ${'-'.repeat(60)} all parties`,
    `Parties == 1..${parties.length}`,
    ...gathered,
    `\\* Initial local states of the parties.`,
    `Starts == ${setOf(startTuples(parties))}`,
    `Channels == 1..${channels.length}`,
    listed(
      'Capacity',
      channels.map(({ capacity }) => String(capacity)),
      channels.map(({ name }) => name),
    ),
    `Least == ${tuple(channels.map(({ least }) => least))}`,
    `Most == ${tuple(channels.map(({ most }) => most))}`,
    `\\* By channel: the condition under which it keeps messages; 0 for always.`,
    `Up == ${tuple(channels.map(({ up }) => (up === undefined ? 0 : one(up))))}`,
    `\\* By channel and message: who hears it, as which of its events.`,
    listed(
      'Receivers',
      channels.map(({ messages }) =>
        tuple(
          messages.map(({ receivers }) => tuple(receivers.map(({ party, event }) => tuple([one(party), one(event)])))),
        ),
      ),
      channels.map(({ messages }) => messages.map(({ event }) => eventInWords(event)).join('; ')),
    ),
    `\\* Conditions: the parties that must allow it, the channels that must be empty.`,
    listed(
      'Conditions',
      conditions.map(({ parties: asked, empty }) => tuple([setOf(asked.map(one)), setOf(empty.map(one))])),
      conditions.map(({ text }, index) => `${one(index)}: ${text}`),
    ),
    `\\* Stimuli: party, event, condition (0 for none), budget (0 for none).`,
    listed(
      'Stimuli',
      stimuli.map(({ party, event, when, budget }) =>
        tuple([one(party), one(event), when === undefined ? 0 : one(when), budget === undefined ? 0 : one(budget)]),
      ),
      stimuli.map(({ id, description }) => `${id}: ${description}`),
    ),
    listed(
      'Budgets',
      budgets.map(({ initial }) => String(initial)),
      budgets.map(({ name }) => name),
    ),
  ]
}
