// The tables of a world as C data for the PINS model: parties, channels, conditions, stimuli, groups, initial states.
import { eventInWords } from '../eventText.js'
import { inString } from '../names.js'
import { codeOf, type PartyCode } from '../promela/data.js'
import { hex, inComment, words } from '../promela/state.js'
import type { Tables } from '../tables.js'
import { placeSize, range, type Group, type Layout } from './layout.js'

/** An array of C, several values a line; an array is never empty. */
const array = (type: string, name: string, values: readonly (number | string)[]): string => {
  const all = values.length === 0 ? [0] : values
  const lines = range(Math.ceil(all.length / 24)).map((line) => `  ${all.slice(24 * line, 24 * line + 24).join(', ')}`)
  return `static const ${type} ${name}[] = {\n${lines.join(',\n')}\n};`
}

/** Lists one after the other, and where each begins; the last is the end of all. */
function inRow<T>(lists: readonly (readonly T[])[]): {
  readonly begins: readonly number[]
  readonly all: readonly T[]
} {
  const begins = lists.reduce<readonly number[]>((all, list) => [...all, all.at(-1)! + list.length], [0])
  return { begins, all: lists.flat() }
}

/** Rows of bits as words, one row after the other; a word at least. */
const bits = (rows: readonly (readonly number[])[], count: number): readonly string[] => {
  const columns = words(rows, range(Math.max(1, count)))
  return rows.flatMap((_, row) => columns.map((column) => hex(column[row]!)))
}

export const wordsFor = (count: number): number => Math.max(1, Math.ceil(count / 32))

/** Text of C in `{ }`, one entry a line. */
const list = (type: string, name: string, entries: readonly string[]): string =>
  `static ${type} ${name}[] = {\n${(entries.length === 0 ? ['{ 0 }'] : entries).map((entry) => `  ${entry}`).join(',\n')}\n};`

function partyData(tables: Tables, { party, moves, effects, does, rows }: PartyCode): string {
  const { name, title, locals, slots, timers, transitions, events } = party
  const said = inRow(
    effects.values.map((kinds) =>
      kinds.map((effect) =>
        effect.kind === 'queue' ? [effect.channel, effect.message] : [-1 - effect.party, effect.event],
      ),
    ),
  )
  const exact = locals.map((local) =>
    local.timers.reduce((all, timer, slot) => (timers[timer]!.free ? all : all | (1 << slot)), 0),
  )
  const row = rows.map((values, index) => {
    const { event, says } = transitions[index]!
    const spoken = says.map((one) => ` ! ${eventInWords(events[one]!)}`).join('')
    return `{${values.join(',')}} /* ${inComment(eventInWords(events[event]!) + spoken)} */`
  })
  return [
    `/* ${inComment(title)}\n   Local states of the ${name}:`,
    ...locals.map(({ label }, local) => `   ${local}: ${inComment(label)}`),
    '*/',
    list('const unsigned short', `row_${name}[][6]`, row).replace('[][6][]', '[][6]'),
    array(
      'int',
      `moves_${name}`,
      moves.values.flatMap((move) => move.map((one) => ('from' in one ? one.from : -1 - one.start))),
    ),
    array('int', `said_${name}`, said.begins),
    array('int', `effect_${name}`, said.all.flat()),
    array(
      'unsigned short',
      `timer_${name}`,
      locals.flatMap((local) => range(slots).map((slot) => local.timers[slot] ?? '0xffff')),
    ),
    array('unsigned char', `exact_${name}`, exact),
    array(
      'unsigned int',
      `allows_${name}`,
      bits(
        locals.map(({ allows }) => allows),
        tables.conditions.length,
      ),
    ),
    array(
      'unsigned int',
      `is_${name}`,
      bits(
        locals.map(({ is }) => is),
        tables.states.length,
      ),
    ),
    array('unsigned int', `does_${name}`, bits(does.values, tables.steps.length)),
  ].join('\n')
}

const kinds: Readonly<Record<Group['kind'], string>> = {
  start: 'START',
  stimulus: 'STIMULUS',
  delivery: 'DELIVERY',
  timer: 'TIMER',
  tick: 'TICK',
}

/** Each initial state as a vector. */
function startsOf({ parties, budgets }: Tables, layout: Layout): readonly string[] {
  const ways = parties.reduce<readonly (readonly number[])[]>(
    (some, { initials }) => some.flatMap((chosen) => initials.map((local) => [...chosen, local])),
    [[]],
  )
  return ways.map((locals) => {
    const vector: (number | string)[] = layout.names.map(() => 0)
    vector[0] = 'RUNNING'
    parties.forEach((party, index) => {
      const local = locals[index]!
      vector[layout.parties[index]!] = local
      party.locals[local]!.timers.forEach((timer, slot) => {
        vector[layout.parties[index]! + 1 + slot] = party.timers[timer]!.ticks
      })
    })
    budgets.forEach((_, index) => (vector[layout.budgets[index]!] = `BUDGET_${index}`))
    return `{ ${vector.join(', ')} }`
  })
}

/** All data of a world in C. */
export function dataOf(tables: Tables, layout: Layout, groups: readonly Group[]): string {
  const { parties, channels, conditions, stimuli, budgets, states } = tables
  const codes = parties.map(codeOf)
  const ownerOf = (predicate: number): number =>
    Math.max(
      0,
      parties.findIndex(({ locals }) => locals.some(({ is }) => is.includes(predicate))),
    )
  const reads = inRow(groups.map((group) => group.reads))
  const writes = inRow(groups.map((group) => group.writes))
  return [
    ...budgets.flatMap(({ name, initial }, index) => [
      `#ifndef BUDGET_${index}`,
      `#define BUDGET_${index} ${initial} /* how often ${inComment(name)} may happen */`,
      '#endif',
    ]),
    `enum { PARTIES = ${parties.length}, CHANNELS = ${channels.length}, GROUPS = ${groups.length}, PREDICATES = ${states.length},`,
    `  VECTOR = ${layout.names.length}, SLOTS_MOST = ${Math.max(0, ...parties.map(({ slots }) => slots))},`,
    `  ALLOWS_WORDS = ${wordsFor(conditions.length)}, IS_WORDS = ${wordsFor(states.length)}, DOES_WORDS = ${wordsFor(tables.steps.length)} };`,
    ...codes.map((code) => partyData(tables, code)),
    list(
      'struct party',
      'parties',
      codes.map(
        ({ party: { name, locals, events, slots }, rows }, index) =>
          `{ ${[layout.parties[index]!, locals.length, Math.max(1, events.length), slots, rows.length].join(', ')}, ` +
          `${['row', 'moves', 'said', 'effect', 'timer', 'exact', 'allows', 'is', 'does'].map((field) => `${field}_${name}`).join(', ')}, 0 }`,
      ),
    ),
    ...channels.flatMap(({ name, messages }) => {
      const receivers = inRow(messages.map((message) => message.receivers.map(({ party, event }) => [party, event])))
      const said = messages.map(
        ({ from, event }, index) =>
          `   ${index + 1}: ${inComment(eventInWords(event))} from the ${parties[from]!.name}`,
      )
      return [
        `/* Messages of channel ${name}:\n${said.join('\n')}\n*/`,
        array('int', `message_${name}`, receivers.begins),
        array('int', `receiver_${name}`, receivers.all.flat()),
      ]
    }),
    list(
      'const struct channel',
      'channels',
      channels.map((channel, index) => {
        const { name, capacity, least, most, up } = channel
        const numbers = [layout.channels[index]!, capacity, placeSize(channel), least, most, up ?? -1]
        return `{ ${numbers.join(', ')}, message_${name}, receiver_${name} }`
      }),
    ),
    ...conditions.flatMap((condition, index) => [
      `/* ${inComment(condition.text)} */`,
      array('int', `asked_${index}`, [...condition.parties, -1]),
      array('int', `empty_${index}`, [...condition.empty, -1]),
    ]),
    list(
      'const struct condition',
      'conditions',
      conditions.map((_, index) => `{ asked_${index}, empty_${index} }`),
    ),
    list(
      'const struct stimulus',
      'stimuli',
      stimuli.map(
        ({ description, party, event, when, budget }) =>
          `{ ${party}, ${event}, ${when ?? -1}, ${budget === undefined ? -1 : layout.budgets[budget]!} } /* ${inComment(description)} */`,
      ),
    ),
    list(
      'const struct group',
      'groups',
      groups.map(
        ({ kind, subject, slot, comment }) => `{ ${kinds[kind]}, ${subject}, ${slot}, "${inString(comment)}" }`,
      ),
    ),
    array('int', 'reads_of', reads.begins),
    array('unsigned short', 'reads', reads.all),
    array('int', 'writes_of', writes.begins),
    array('unsigned short', 'writes', writes.all),
    list(
      'const char *const',
      'names',
      layout.names.map((name) => `"${inString(name)}"`),
    ),
    list(
      'const struct { const char *name; int party; }',
      'predicates',
      states.map((name, index) => `{ "${inString(name)}", ${ownerOf(index)} }`),
    ),
    `static const int starts[][VECTOR] = {\n${startsOf(tables, layout)
      .map((start) => `  ${start}`)
      .join(',\n')}\n};`,
  ].join('\n')
}
