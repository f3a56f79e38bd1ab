// Coverage as bars: for each party and each criterion, the share of what is to be covered that its suite covers.
import { draw, listed, percentOf, Plot, tint, widest } from './canvas.js'

/** How much of one criterion the suite of one party covers. */
export interface Covered {
  readonly party: string
  readonly criterion: string
  readonly covered: number
  readonly of: number
}

/** A row of a table in Markdown as its cells. */
const cellsOf = (line: string): readonly string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())

/**
 * What docs/generated/coverage.md says under "Criteria".
 *
 * @throws Error where it has no such table, or a cell that is no count
 */
export function coveredIn(page: string): readonly Covered[] {
  const section = /^## Criteria\n\n((?:\|.*\n)+)/m.exec(page)?.[1]
  if (section === undefined) throw new Error('docs/generated/coverage.md has no table under "## Criteria"')
  const [heads = [], , ...rows] = section.trim().split('\n').map(cellsOf)
  return rows.flatMap(([party = '', ...cells]) =>
    cells.flatMap((cell, at) => {
      if (cell === 'none') return []
      const [, covered, of] = /^(\d+) of (\d+)/.exec(cell) ?? []
      if (of === undefined) throw new Error(`docs/generated/coverage.md: "${cell}" of ${party} is no count`)
      return [{ party, criterion: heads[at + 1] ?? '', covered: Number(covered), of: Number(of) }]
    }),
  )
}

export function coverageSentence(all: readonly Covered[]): string {
  const criteria = [...new Set(all.map(({ criterion }) => criterion))]
  const partial = all.filter(({ covered, of }) => covered < of)
  const whole = criteria.filter((name) => !partial.some(({ criterion }) => criterion === name))
  /** Criteria of which something is left open, by the parties in which. */
  const left = new Map<string, string[]>()
  for (const name of criteria.filter((one) => !whole.includes(one))) {
    const parties = all.filter(({ criterion }) => criterion === name).map(({ party }) => party)
    const open = partial.filter(({ criterion }) => criterion === name).map(({ party }) => party)
    const where = open.length === parties.length ? 'in every party' : `in ${listed(open)}`
    left.set(where, [...(left.get(where) ?? []), name])
  }
  const rest = [...left].map(([where, names]) => `${listed(names)} ${where}`)
  return (
    [
      ...(whole.length === 0 ? [] : [`The generated suites cover all ${listed(whole)} of every party`]),
      ...(rest.length === 0 ? [] : [`they leave something open of ${rest.join(', and of ')}`]),
    ].join('; ') + '.'
  )
}

/** A column of bars for each criterion. */
export function coveragePlot(all: readonly Covered[]): string {
  const criteria = [...new Set(all.map(({ criterion }) => criterion))]
  const parties = [...new Set(all.map(({ party }) => party))]
  const share = ({ covered, of }: Covered): number => covered / of
  return draw({
    title: 'Coverage by party and criterion, in percent',
    options: {
      width: widest,
      height: 24 * parties.length + 32,
      marginLeft: 104,
      marginTop: 28,
      marginRight: 4,
      marginBottom: 4,
      x: { domain: [0, 1], axis: null },
      y: { domain: parties, label: null, tickSize: 0, padding: 0.15 },
      fx: { domain: criteria, label: null, axis: 'top', padding: 0.08 },
      marks: [
        Plot.barX(all, { fx: 'criterion', y: 'party', x1: 0, x2: 1, fill: 'var(--plot-none)', fillOpacity: 0.25 }),
        Plot.barX(all, {
          fx: 'criterion',
          y: 'party',
          x1: 0,
          x2: share,
          fill: (one: Covered) => (share(one) === 1 ? 'var(--plot-3)' : 'var(--plot-4)'),
          fillOpacity: 0.55,
          title: ({ party, criterion, covered, of }: Covered) => `${party}, ${criterion}: ${covered} of ${of}`,
        }),
        Plot.text(all, {
          fx: 'criterion',
          y: 'party',
          x: 0.5,
          text: ({ covered, of }: Covered) => `${percentOf(covered, of)} %`,
        }),
      ],
    },
  })
}

/** What the colours mean. */
export const coverageMeanings: Readonly<Record<string, string>> = {
  'all covered': tint('var(--plot-3)', 0.55),
  'part covered': tint('var(--plot-4)', 0.55),
  'not covered': tint('var(--plot-none)', 0.25),
}
