// Conditions on products as people type them: power=battery & handler!=none, or boot=fast.
import type { Case } from '../checker/family/condition.js'
import { dimensions } from '../machines/configurations.js'
import { unknown } from './configurationNames.js'
import { UsageError } from './errors.js'

const FORM = "write it like 'power=battery & handler!=none, or boot=fast|cold'"

/** The values that one part of a case allows, by the name of its dimension. */
function parsePart(part: string, text: string): readonly [name: string, values: readonly string[]] {
  const [, key = '', not = '', given = ''] = /^\s*([\w-]+)\s*(!?)=\s*([^=!]+?)\s*$/.exec(part) ?? []
  if (key === '')
    throw new UsageError(`'${part.trim()}' in the condition '${text}' says nothing of a dimension: ${FORM}`)
  const names = dimensions.map(({ name }) => name)
  const dimension = dimensions.find(({ name }) => name === key)
  if (dimension === undefined) throw unknown('dimension', key, names, `the dimensions are ${names.join(', ')}`)
  const values: readonly string[] = dimension.values
  const named = given.split('|').map((value) => value.trim())
  const wrong = named.find((value) => !values.includes(value))
  if (wrong !== undefined) {
    throw new UsageError(`${key} has no value '${wrong}': its values are ${values.join(', ')}`)
  }
  return [key, values.filter((value) => named.includes(value) === (not === ''))]
}

function parseCase(one: string, text: string): Case {
  const allowed = new Map<string, readonly string[]>()
  for (const part of one.split('&')) {
    const [name, values] = parsePart(part, text)
    allowed.set(
      name,
      values.filter((value) => allowed.get(name)?.includes(value) ?? true),
    )
  }
  return Object.fromEntries(allowed)
}

/**
 * A condition as it is typed, and as verdicts are told: parts joined by `&`, cases by `or`.
 *
 * @throws UsageError where it is not of that form, or names what there is not
 */
export const parseCondition = (text: string): readonly Case[] =>
  text.split(/\s*,?\s+or\s+/).map((one) => parseCase(one, text))
