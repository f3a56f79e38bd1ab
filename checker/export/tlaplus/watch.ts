// Properties in TLA+: monitors as tables over readings of a step; responses with their fairness as temporal formulas.
import type { Fairness, Formula, Property } from '../../../model/property.js'
import type { MonitorTables, Outcome } from '../monitors.js'
import { identifiers, inString } from '../names.js'
import type { Tables } from '../tables.js'
import { inComment, listed, setOf, tuple } from './tables.js'

type Atom = (name: string, when: 'is' | 'was' | 'does') => string

function formulaInTla(formula: Formula, atom: Atom, tick: string): string {
  const inner = (part: Formula): string => formulaInTla(part, atom, tick)
  if ('is' in formula) return atom(formula.is, 'is')
  if ('was' in formula) return atom(formula.was, 'was')
  if ('does' in formula) return atom(formula.does, 'does')
  if ('tick' in formula) return tick
  if ('not' in formula) return `~${inner(formula.not)}`
  const conjunction = 'and' in formula
  const parts = (conjunction ? formula.and : formula.or).map(inner)
  if (parts.length === 0) return conjunction ? 'TRUE' : 'FALSE'
  return `(${parts.join(conjunction ? ' /\\ ' : ' \\/ ')})`
}

const numberOf = (names: readonly string[], name: string): number => {
  const number = names.indexOf(name)
  if (number < 0) throw new Error(`the predicate '${name}' was not observed`)
  return number
}

/** By predicate of states: `Is_name`, which asks a tuple of local states. */
function operatorsOf({ states }: Tables): (name: string) => string {
  const names = identifiers(states)
  return (name) => `Is_${names[numberOf(states, name)]!}`
}

/** By predicate of steps: its number in what a step does. */
const stepNumber = ({ steps }: Tables, name: string): number => numberOf(steps, name) + 1

/** The local states in which a state predicate holds: `Is_name(local)`. */
function predicateDefinitions(tables: Tables): readonly string[] {
  const { states, parties } = tables
  const operator = operatorsOf(tables)
  return states.map((name, number) => {
    const party = parties.findIndex(({ locals }) => locals.some(({ is }) => is.includes(number)))
    // A predicate that never holds belongs to nobody.
    if (party < 0) return `${operator(name)}(l) == FALSE`
    const { locals, name: of } = parties[party]!
    const holding = locals.flatMap(({ is }, local) => (is.includes(number) ? [local + 1] : []))
    return `${operator(name)}(l) == l[${party + 1}] \\in ${setOf(holding)} \\* ${inComment(name)}, of the ${of}`
  })
}

const outcomeInTla = (outcome: Outcome): number =>
  typeof outcome === 'number' ? outcome : outcome === 'violated' ? -1 : -2

/** A reading: the sum of 2^bit over the letters that hold. */
const readingOf = ({ letters }: MonitorTables, atom: Atom): string =>
  letters.map((letter, bit) => `Bit(${2 ** bit}, ${formulaInTla(letter, atom, 'ticked')})`).join(' + ')

/** Predicates, monitors, and which is watched; they stand before the semantics. */
export function monitorDefinitions(tables: Tables, monitors: readonly MonitorTables[]): readonly string[] {
  const operator = operatorsOf(tables)
  const atom: Atom = (name, when) => {
    if (when === 'does') return `${stepNumber(tables, name)} \\in doing`
    return when === 'is' ? `${operator(name)}(now)` : `(~first /\\ ${operator(name)}(before))`
  }
  const cases = monitors.map((monitor, index) => `k = ${index + 1} -> ${readingOf(monitor, atom)}`)
  const responses = monitors.flatMap(({ property }, index) => (property.pattern.kind === 'response' ? [index + 1] : []))
  return [
    '\\* State predicates, by local states; step predicates are numbers in what a step does:',
    ...tables.steps.map((name, number) => `\\*   ${number + 1}: ${name}`),
    ...predicateDefinitions(tables),
    `
CONSTANT Watched   \\* the number of the property whose monitor is part of the state; 0 for none
ASSUME Watched \\in 0..${monitors.length}

\\* Properties that need fairness; for these a state records what led to it.
Responses == ${setOf(responses)}`,
    listed(
      'Titles',
      monitors.map(({ property: { id } }) => `"${inString(id)}"`),
      monitors.map(({ property: { claim } }, index) => `${index + 1}: ${claim}`),
    ),
    listed(
      'Modes',
      monitors.map(({ start }) => String(start)),
    ),
    'Start == IF Watched = 0 THEN 0 ELSE Modes[Watched]',
    '\\* By property, mode and reading: the next mode; -1 violated, -2 witnessed.',
    listed(
      'Outcomes',
      monitors.map(({ outcomes }) => tuple(outcomes.map((row) => tuple(row.map(outcomeInTla))))),
    ),
    `After(m, reading) == IF Watched = 0 \\/ m < 0 THEN m ELSE Outcomes[Watched][m + 1][reading + 1]`,
    'Bit(value, holds) == IF holds THEN value ELSE 0',
    '\\* What the letters of property k answer of a step: local states before and now, what it does, whether time passes.',
    `Reading(k, before, now, doing, ticked, first) ==\n  ${
      cases.length === 0 ? '0' : `CASE ${[...cases, 'OTHER -> 0'].join('\n    [] ')}`
    }`,
  ]
}

function fairnessInTla({ kind, step, text }: Fairness, tables: Tables): string {
  const operator = operatorsOf(tables)
  const atom: Atom = (name, when) => {
    if (when === 'does') return `${stepNumber(tables, name)} \\in did'`
    return `${operator(name)}(${when === 'is' ? "local'" : 'local'})`
  }
  const action = `(Next /\\ ${formulaInTla(step, atom, "0 \\in did'")})`
  const formula =
    kind === 'finite' ? `<>[][~${action}]_vars` : kind === 'strong' ? `SF_vars(${action})` : `WF_vars(${action})`
  return `${formula} \\* ${inComment(text)}`
}

/** Names of TLA+ hold no hyphens. */
export const temporalNames = (properties: readonly Property[]): readonly string[] =>
  identifiers(properties.map(({ id }) => id)).map((name) => `Response_${name}`)

/** Responses: if the run is fair, no answer is owed for ever. They stand behind the semantics. */
export function temporalDefinitions(tables: Tables, properties: readonly Property[]): readonly string[] {
  const names = temporalNames(properties)
  return properties.flatMap((property, index) => {
    if (property.pattern.kind !== 'response') return []
    const fair = property.pattern.fairness.map((one) => `     /\\ ${fairnessInTla(one, tables)}`)
    const promise = '[]<>(mode = 0)'
    if (fair.length === 0) return [`${names[index]!} == ${promise}`]
    return [`${names[index]!} ==\n  (\n${fair.join('\n')}\n  ) => ${promise}`]
  })
}
