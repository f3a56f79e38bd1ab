// The verdict table: a row for each property, a column for the baseline, each dimension, and all mixtures.
import type { Judgement } from '../verification/judgement.js'
import type { ConfigurationSpace, NamedConfiguration } from '../model/configuration.js'
import type { Property } from '../model/property.js'
import type { Painter } from './paint.js'
import { columns, counted, packed } from './text.js'

/** A letter for what came out; the legend under the table gives the words. */
const letters = [
  ['X', 'no answer: refused, or the worker crashed', (one: Judgement) => one.standing === 'crashed'],
  ['!', 'DIFFERS from what is expected', (one: Judgement) => one.standing === 'differs'],
  ['?', 'INCOMPLETE', (one: Judgement) => one.standing === 'incomplete'],
  ['F', 'fails, as expected', (one: Judgement) => one.actual === 'fails'],
  ['V', 'vacuous, as expected', (one: Judgement) => one.actual === 'vacuous'],
  ['H', 'holds, as expected', () => true],
] as const

type Letter = (typeof letters)[number][0] | '·'

const letterOf = (judgement: Judgement): Letter => letters.find(([, , is]) => is(judgement))?.[0] ?? '·'

interface Group {
  readonly head: string
  /** What stands under the head, in the legend. */
  readonly legend: string
  readonly configurations: readonly string[]
  readonly mixed: boolean
}

/** The columns: which configurations stand together. */
export function groupsOf(
  configurations: readonly NamedConfiguration[],
  { baseline, dimensions }: Pick<ConfigurationSpace, 'baseline' | 'dimensions'>,
): readonly Group[] {
  const differing = configurations.map(({ name, values }) => ({
    name,
    values,
    differs: dimensions.filter((dimension) => values[dimension.name] !== baseline[dimension.name]),
  }))
  const base = differing.filter(({ differs }) => differs.length === 0)
  const single = dimensions.flatMap((dimension, index): readonly Group[] => {
    const variants = dimension.values
      .slice(1)
      .flatMap((value) =>
        differing.filter(({ differs, values }) => differs.length === 1 && values[dimension.name] === value),
      )
    if (variants.length === 0) return []
    const values = variants.map((one) => one.values[dimension.name]!)
    return [
      {
        head: String(index + 1),
        legend: `${dimension.name}=${values.join('|')}`,
        configurations: variants.map(({ name }) => name),
        mixed: false,
      },
    ]
  })
  const mixed = differing.filter(({ differs }) => differs.length > 1).map(({ name }) => name)
  return [
    ...(base.length > 0 ? [{ head: 'base', legend: 'baseline', configurations: ['baseline'], mixed: false }] : []),
    ...single,
    ...(mixed.length > 0
      ? [
          {
            head: 'mixed',
            legend:
              mixed.length === 1 ? mixed.join('') : `${counted(mixed.length, 'configuration')} that differ in several`,
            configurations: mixed,
            mixed: true,
          },
        ]
      : []),
  ]
}

/** A letter for each variant of a dimension; for mixtures, how many of each letter. */
function cell(group: Group, judged: ReadonlyMap<string, Judgement>): string {
  const found = group.configurations.map((name): Letter => {
    const judgement = judged.get(name)
    return judgement ? letterOf(judgement) : '·'
  })
  if (!group.mixed) return found.join('')
  const counts = letters
    .map(([letter]) => ({ letter, count: found.filter((one) => one === letter).length }))
    .filter(({ count }) => count > 0)
  return counts.map(({ letter, count }) => `${count}${letter}`).join(' ') || '·'
}

function resultOf(judgements: readonly Judgement[]): string {
  const count = (standing: Judgement['standing']): number =>
    judgements.filter((one) => one.standing === standing).length
  if (count('crashed') > 0) return `✗ CRASHED ${count('crashed')}`
  if (count('differs') > 0) return `✗ DIFFERS ${count('differs')}`
  if (count('incomplete') > 0) return `? INCOMPLETE ${count('incomplete')}`
  return '✓ as expected'
}

/** The verdict table with its legend. */
export function matrix(
  properties: readonly Property[],
  configurations: readonly NamedConfiguration[],
  space: ConfigurationSpace,
  judgements: readonly Judgement[],
  { width, paint }: { readonly width: number; readonly paint: Painter },
): string {
  const groups = groupsOf(configurations, space)
  const rows = properties.map(({ id }) => {
    const own = judgements.filter(({ property }) => property === id)
    const judged = new Map(own.map((judgement) => [judgement.configuration, judgement]))
    return [resultOf(own), id, ...groups.map((group) => cell(group, judged))]
  })
  const table = columns(['result', 'property', ...groups.map(({ head }) => head)], rows, {
    width,
    flexible: [1, groups.length + 1],
    gap: 1,
  })
  const used = new Set(judgements.map(letterOf))
  const gaps = rows.some((row) => row.some((text) => text.includes('·')))
  const legend = [
    ...letters.filter(([letter]) => used.has(letter)).map(([letter, text]) => `${letter} ${text}`),
    ...(gaps ? ['· not asked'] : []),
  ].reverse()
  const heads = groups.map(({ head, legend: text }) => `${head} ${text}`)
  return [paint.table(table), '', packed('letters:', legend, width), packed('columns:', heads, width)].join('\n')
}
