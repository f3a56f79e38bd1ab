// The score of a record of mutants: for each machine, each operator and each source, how many are killed.
import type { Judged } from '../follow/judge.js'
import type { SpecifiedProperty } from '../../model/specification/module.js'
import { operators, type Operator } from '../mutants/operators.js'

export interface Score {
  readonly name: string
  readonly mutants: number
  readonly killed: number
  readonly equivalent: number
  readonly survived: number
  readonly undecided: number
}

/** Killed ones among those that are not proved equivalent, in percent: at least so many; 100 where there are none. */
export const percent = ({ killed, survived, undecided }: Pick<Score, 'killed' | 'survived' | 'undecided'>): number =>
  killed + survived + undecided === 0 ? 100 : (100 * killed) / (killed + survived + undecided)

/**
 * Why a mutant is not called killed or equivalent, in words.
 *
 * @param of worlds that there are
 */
export function reasonOf({ followed, different = [], cut = {}, unasked = {} }: Judged, of: number): string {
  return [
    `followed in ${followed} of ${of} worlds`,
    ...(different.length > 0 ? [`different in ${different.join('; ')}`] : []),
    ...(Object.keys(cut).length > 0 ? [`not to the end of ${Object.keys(cut).join('; ')}`] : []),
    ...Object.entries(unasked).map(([world, ids]) => `in ${world} not asked yet: ${ids.join(' ')}`),
  ].join(', ')
}

export function scoreOf(name: string, some: readonly Judged[]): Score {
  const count = (fate: Judged['fate']): number => some.filter((one) => one.fate === fate).length
  return {
    name,
    mutants: some.length,
    killed: count('killed'),
    equivalent: count('equivalent'),
    survived: count('survived'),
    undecided: count('undecided'),
  }
}

const distinct = <T>(all: readonly T[]): T[] => [...new Set(all)]

export const byParty = (judged: readonly Judged[]): readonly Score[] =>
  distinct(judged.map(({ party }) => party)).map((party) =>
    scoreOf(
      party,
      judged.filter((one) => one.party === party),
    ),
  )

export const byOperator = (judged: readonly Judged[]): readonly Score[] =>
  (Object.keys(operators) as Operator[]).map((operator) =>
    scoreOf(
      operator,
      judged.filter((one) => one.operator === operator),
    ),
  )

/** By rule or claim that the changed place cites. */
export const bySource = (judged: readonly Judged[], kind: 'R' | 'S'): readonly Score[] =>
  distinct(judged.flatMap(({ sources }) => sources.filter((source) => new RegExp(`^${kind}\\d+$`).test(source))))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((source) =>
      scoreOf(
        source,
        judged.filter(({ sources }) => sources.includes(source)),
      ),
    )

/** What a property is worth: mutants that it kills, and those that no other property killed where it did. */
export interface Worth {
  readonly property: string
  readonly kills: number
  readonly alone: number
}

export function worthOf(properties: readonly string[], judged: readonly Judged[]): readonly Worth[] {
  const kills = judged.flatMap(({ kill }) => (kill ? [kill.by] : []))
  return properties.map((property) => ({
    property,
    kills: kills.filter((by) => by.includes(property)).length,
    alone: kills.filter((by) => by.length === 1 && by[0] === property).length,
  }))
}

/** A property that says what can happen, or shows by a counterexample what may go wrong: it is there for its story. */
export const isDocumentation = ({ pattern, exceptions = [] }: SpecifiedProperty): boolean =>
  pattern.kind === 'reachable' || exceptions.some(({ verdict }) => verdict === 'fails')

/** A table of numbers. */
export interface Matrix {
  readonly heads: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** Kinds of mistakes by kinds of properties: how many of the mistakes each kind of property kills. */
export function killMatrix(judged: readonly Judged[], properties: readonly SpecifiedProperty[]): Matrix {
  const kindOf = new Map(properties.map(({ id, pattern }) => [id, pattern.kind]))
  const kinds = distinct(properties.map(({ pattern }) => pattern.kind))
  return {
    heads: ['mistake', ...kinds, 'refused by the checker'],
    rows: (Object.keys(operators) as Operator[]).map((operator) => {
      const killed = judged.filter((one) => one.operator === operator).flatMap(({ kill }) => (kill ? [kill.by] : []))
      const cells = [
        ...kinds.map((kind) => killed.filter((by) => by.some((id) => kindOf.get(id) === kind)).length),
        killed.filter((by) => by.length === 0).length,
      ]
      return [operator, ...cells.map(String)]
    }),
  }
}
