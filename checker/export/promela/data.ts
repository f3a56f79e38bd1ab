// The tables of a world as C data: what each event does to each local state, and what each local state allows.
import type { Effect, PartyTables, Tables, TransitionRow } from '../tables.js'
import { SpecificationError } from '../../../model/errors.js'
import { Kinds } from '../numbering.js'
import { eventInWords } from '../eventText.js'
import { allowsOf, hex, inComment, words } from './state.js'

/** What becomes of each timer slot: it goes on from a slot, starts with ticks, or is empty. */
export type Move = { readonly from: number } | { readonly start: number }

/** What distinguishes transitions beside the local state that they lead to. */
export interface PartyCode {
  readonly party: PartyTables
  readonly moves: Kinds<readonly Move[]>
  readonly effects: Kinds<readonly Effect[]>
  readonly does: Kinds<readonly number[]>
  readonly rows: readonly (readonly number[])[]
}

const movesOf = ({ slots, locals, timers }: PartyTables, { after, slots: origins }: TransitionRow): readonly Move[] =>
  Array.from({ length: slots }, (_, slot): Move => {
    const origin = origins[slot]
    if (origin === undefined) return { start: 0 }
    return origin >= 0 ? { from: origin } : { start: timers[locals[after]!.timers[slot]!]!.ticks }
  })

const most = 65_534

/** Numbers the kinds of transitions of a party; a row is before, event, after, move, effects and what it does. */
export function codeOf(party: PartyTables): PartyCode {
  const moves = new Kinds<readonly Move[]>(Array.from({ length: party.slots }, (_, from) => ({ from })))
  const effects = new Kinds<readonly Effect[]>([])
  const does = new Kinds<readonly number[]>([])
  const rows = party.transitions.map((transition) => {
    const { before, event, after, idle } = transition
    const move = idle ? 0 : moves.number(movesOf(party, transition))
    return [before, event, after, move, effects.number(transition.effects), does.number(transition.does)]
  })
  const greatest = Math.max(party.locals.length, moves.values.length, effects.values.length, does.values.length)
  if (greatest > most) {
    throw new SpecificationError(
      `party '${party.name}' has tables of ${greatest} rows; at most ${most} can be exported`,
    )
  }
  return { party, moves, effects, does, rows }
}

/** SPIN takes no more than 64 kB of C code at a time. */
const block = 40_000

const inBlocks = (lines: readonly string[]): readonly (readonly string[])[] => {
  const blocks: string[][] = [[]]
  let size = 0
  for (const line of lines) {
    if (size + line.length > block) {
      blocks.push([])
      size = 0
    }
    blocks[blocks.length - 1]!.push(line)
    size += line.length
  }
  return blocks
}

/** An array of C, several values a line. */
const array = (type: string, name: string, values: readonly (number | string)[]): string => {
  const lines: string[] = []
  for (let at = 0; at < values.length; at += 24) lines.push(`  ${values.slice(at, at + 24).join(', ')}`)
  return `static const ${type} ${name}[] = {\n${lines.join(',\n')}\n};`
}

const narrow = (kinds: Kinds<unknown>): string => (kinds.values.length <= 256 ? 'unsigned char' : 'unsigned short')

function transitionLines({ party, rows }: PartyCode): readonly string[] {
  const lines: string[] = []
  rows.forEach((row, index) => {
    const { before, says, event } = party.transitions[index]!
    if (index === 0 || party.transitions[index - 1]!.before !== before) {
      lines.push(`  /* in ${before} */`)
    }
    const said = says.map((one) => ` ! ${eventInWords(party.events[one]!)}`).join('')
    lines.push(`  {${row.join(',')}}, /* ${inComment(eventInWords(party.events[event]!) + said)} */`)
  })
  return lines
}

/** `c_decl` blocks with all that is known of one party. */
function partyData(tables: Tables, index: number, code: PartyCode): readonly string[] {
  const { party, moves, effects } = code
  const { name } = party
  const slots = Math.max(1, party.slots)
  const lists = inBlocks(transitionLines(code))
  const timers = party.locals.flatMap((local) => Array.from({ length: slots }, (_, slot) => local.timers[slot] ?? 0))
  const exact = party.locals.map((local) =>
    local.timers.reduce((bits, timer, slot) => (party.timers[timer]!.free ? bits : bits | (1 << slot)), 0),
  )
  const locals = party.locals.map(({ label }, local) => `   ${local}: ${inComment(label)}`)
  const data = [
    ...(party.slots > 0
      ? [
          `/* By local state: how many timers run. */\n${array(
            'unsigned char',
            `timers_${name}`,
            party.locals.map((local) => local.timers.length),
          )}`,
          `/* By local state: the event of each timer slot. */\n${array('unsigned short', `timer_${name}`, timers)}`,
          `/* By local state: a bit for each timer slot that is exact. */\n${array('unsigned char', `exact_${name}`, exact)}`,
        ]
      : []),
    ...allowsOf(tables, index).map((row, word) =>
      [
        '/* By local state: a bit for each condition that it allows. */',
        array('unsigned int', `allows${word}_${name}`, row.map(hex)),
      ].join('\n'),
    ),
  ]
  return [
    `/* ${'-'.repeat(100)}\n   ${inComment(party.title)}\n   Local states of the ${name}:\n${locals.join('\n')}\n*/`,
    `c_decl {
\\#define locals_${name} ${party.locals.length}
\\#define events_${name} ${Math.max(1, party.events.length)}
/* What an event does to a local state: the next one, what becomes of the timers, what is said. */
static struct { unsigned short after; ${narrow(moves)} moves; ${narrow(effects)} effects; } steps_${name}[locals_${name}][events_${name}];
\\#ifdef WATCHED
/* Which combination of step predicates holds for it. */
static unsigned short does_${name}[locals_${name}][events_${name}];
\\#endif
}`,
    ...lists.map(
      (lines, part) => `c_decl {
/* before, event, after, timers, what is said, predicates; a line each: what is heard ! what is said */
static const unsigned short transitions${part}_${name}[][6] = {
${lines.join('\n')}
};
}`,
    ),
    ...data.map((text) => `c_decl {\n${text}\n}`),
    `c_decl {
__attribute__((constructor)) static void fill_${name}(void) {
  memset(steps_${name}, 0xff, sizeof steps_${name});
${lists
  .map(
    (
      _,
      part,
    ) => `  for (size_t i = 0; i < sizeof transitions${part}_${name} / sizeof transitions${part}_${name}[0]; i++) {
    const unsigned short *t = transitions${part}_${name}[i];
    steps_${name}[t[0]][t[1]].after = t[2];
    steps_${name}[t[0]][t[1]].moves = t[3];
    steps_${name}[t[0]][t[1]].effects = t[4];
\\#ifdef WATCHED
    does_${name}[t[0]][t[1]] = t[5];
\\#endif
  }`,
  )
  .join('\n')}
}
}`,
    ...observedData(code),
  ]
}

/** State predicates by local state and step predicates by combination: of this party, what is observed at all. */
function observedData({ party, does }: PartyCode): readonly string[] {
  const states = words(
    party.locals.map(({ is }) => is),
    observedBits(party.locals.map(({ is }) => is)),
  )
  const steps = words(does.values, observedBits(does.values))
  const data = [
    ...states.map((row, word) => array('unsigned int', `is${word}_${party.name}`, row.map(hex))),
    ...steps.map((row, word) => array('unsigned int', `kinds${word}_${party.name}`, row.map(hex))),
  ]
  return data.map((text) => `c_decl {\n\\#ifdef WATCHED\n/* Predicates, a bit each. */\n${text}\n\\#endif\n}`)
}

/** The predicates that hold somewhere, ascending. */
export const observedBits = (rows: readonly (readonly number[])[]): readonly number[] =>
  [...new Set(rows.flat())].sort((a, b) => a - b)

/** All data of a world, and the code of its parties. */
export function dataOf(tables: Tables): { readonly codes: readonly PartyCode[]; readonly blocks: readonly string[] } {
  const codes = tables.parties.map(codeOf)
  return { codes, blocks: codes.flatMap((code, index) => partyData(tables, index, code)) }
}
