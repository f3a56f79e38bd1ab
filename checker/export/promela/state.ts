// The state vector of the Promela model: a bit field for each part of a state, and how C code reads it.
import { bitsFor } from '../../../util/bits.js'
import type { ConditionRow, PartyTables, Tables } from '../tables.js'

/** A field of the state vector. */
export interface Field {
  readonly name: string
  readonly bits: number
  readonly initial: number
  readonly comment: string
  /** Names of its width and its initial value, of a field that `spin -D` may start with more. */
  readonly raised?: { readonly width: string; readonly value: string }
}

/** 0, 1, and so on: so many numbers. */
export const range = (length: number): readonly number[] => Array.from({ length }, (_, index) => index)

export const inComment = (text: string): string => text.replaceAll('*/', '* /').replaceAll('\n', ' ')

export const localOf = (party: PartyTables): string => `at_${party.name}`
export const timerOf = (party: PartyTables, slot: number): string => `timer${slot}_${party.name}`
export const messageOf = (channel: { readonly name: string }, place: number): string => `${channel.name}_${place}`
export const ageOf = (channel: { readonly name: string }, place: number): string => `age${place}_${channel.name}`
export const budgetOf = (index: number): string => `left_${index}`

/** Every field but the mode of a monitor, in a fixed order. */
export function fieldsOf({ parties, channels, budgets }: Tables): readonly Field[] {
  return [
    ...parties.flatMap((party): Field[] => {
      const ticks = Math.max(0, ...party.timers.map((timer) => timer.ticks))
      return [
        {
          name: localOf(party),
          bits: bitsFor(party.locals.length - 1),
          initial: 0,
          comment: `local state of the ${party.name}`,
        },
        ...range(party.slots).map((slot) => ({
          name: timerOf(party, slot),
          bits: bitsFor(ticks),
          initial: 0,
          comment: `ticks that timer slot ${slot} of the ${party.name} has left`,
        })),
      ]
    }),
    ...channels.flatMap((channel): Field[] =>
      range(channel.capacity).flatMap((place) => [
        {
          name: messageOf(channel, place),
          bits: bitsFor(channel.messages.length),
          initial: 0,
          comment: `place ${place} of channel ${channel.name}: 0 is empty, n is message n - 1`,
        },
        ...(channel.most > 0
          ? [{ name: ageOf(channel, place), bits: bitsFor(channel.most), initial: 0, comment: 'its age in ticks' }]
          : []),
      ]),
    ),
    ...budgets.map(({ name, initial }, index) => ({
      name: budgetOf(index),
      bits: bitsFor(initial),
      initial,
      comment: `how often ${name} may still happen`,
      raised: { width: `BITS_${index}`, value: `BUDGET_${index}` },
    })),
  ]
}

/** The declaration of a field; of a budget with what `spin -DBUDGET_n=` makes of its width, which SPIN does not check. */
export function declarationOf({ name, bits, initial, comment, raised }: Field): string {
  if (!raised) return `unsigned ${name} : ${bits}${initial > 0 ? ` = ${initial}` : ''}; /* ${inComment(comment)} */`
  const { width, value } = raised
  const widths = [...new Set([bits, 4, 8, 16].filter((one) => one >= bits))]
  return [
    `#ifndef ${value}`,
    `#define ${value} ${initial} /* ${inComment(comment)} */`,
    '#endif',
    ...widths.flatMap((one, at) => [`${at === 0 ? '#if' : '#elif'} ${value} < ${2 ** one}`, `#define ${width} ${one}`]),
    '#else',
    `#error ${value} is greater than ${2 ** widths.at(-1)! - 1}`,
    '#endif',
    `unsigned ${name} : ${width} = ${value};`,
  ].join('\n')
}

const wordBits = 32

/** Which conditions concern a party, in the order of the bits of its `allows_` words. */
const bitsOfConditions = ({ conditions }: Tables, party: number): readonly number[] =>
  range(conditions.length).filter((index) => conditions[index]!.parties.includes(party))

export const hex = (value: number): string => `0x${(value >>> 0).toString(16)}u`

/** Rows of words from rows of bit numbers. */
export const words = (
  rows: readonly (readonly number[])[],
  bits: readonly number[],
): readonly (readonly number[])[] => {
  const place = new Map(bits.map((bit, at) => [bit, at]))
  return range(Math.ceil(bits.length / wordBits)).map((word) =>
    rows.map((row) =>
      row.reduce((sum, bit) => {
        const at = place.get(bit)
        return at !== undefined && at >> 5 === word ? (sum | (1 << (at & 31))) >>> 0 : sum
      }, 0),
    ),
  )
}

/** The `allows_` words of a party, by local state. */
export const allowsOf = (tables: Tables, party: number): readonly (readonly number[])[] =>
  words(
    tables.parties[party]!.locals.map(({ allows }) => allows),
    bitsOfConditions(tables, party),
  )

/** A C expression: whether a condition holds in the present state. */
export function conditionInC(tables: Tables, index: number): string {
  const { parties, empty }: ConditionRow = tables.conditions[index]!
  const clauses = parties.map((party) => {
    const bit = bitsOfConditions(tables, party).indexOf(index)
    const { name } = tables.parties[party]!
    return `(allows${bit >> 5}_${name}[now.at_${name}] & ${hex(1 << (bit & 31))})`
  })
  const empties = empty.map((channel) => `!now.${messageOf(tables.channels[channel]!, 0)}`)
  return [...clauses, ...empties].join(' && ') || '1'
}
