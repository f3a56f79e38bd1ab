// Mutants as bars and as a heat map: how many mistakes in a machine the properties notice, by party and by kind of mistake.
import { byParty, percent, scoreOf, type Score } from '../../../testing/record/score.js'
import type { Judged } from '../../../testing/follow/judge.js'
import { draw, listed, percentOf, Plot, tint, uprightNames, widest } from './canvas.js'

/** In the order of the bar: what is open comes first. */
export const fates = ['survived', 'undecided', 'killed', 'equivalent'] as const

type Fate = (typeof fates)[number]

/** What the colours mean. */
export const fateColours: Readonly<Record<Fate, string>> = {
  survived: 'var(--plot-2)',
  undecided: 'var(--plot-4)',
  killed: 'var(--plot-3)',
  equivalent: 'var(--plot-none)',
}

const openIn = ({ survived, undecided }: Score): number => survived + undecided

/** A score for each party: those with the greatest share of what is open first. */
export const partyScores = (mutants: readonly Judged[]): readonly Score[] =>
  [...byParty(mutants)].sort((one, other) => percent(one) - percent(other) || other.mutants - one.mutants)

export function partySentence(mutants: readonly Judged[]): string {
  const whole = scoreOf('all', mutants)
  const open = partyScores(mutants).filter((one) => openIn(one) > 0)
  const most = [...open].sort((one, other) => openIn(other) - openIn(one))[0]
  const head = `The properties kill ${whole.killed} of ${whole.mutants} mutants`
  if (most === undefined) return `${head}, and none of the others is open.`
  return (
    `${head}; ${openIn(whole)} are open (${whole.survived} survived, ${whole.undecided} are undecided), ` +
    `${openIn(most)} of them in the ${most.name}.`
  )
}

/** Bars by party: the share of each fate, and how many are open. */
export function partyPlot(mutants: readonly Judged[]): string {
  const scores = partyScores(mutants)
  const parts = scores.flatMap((score) =>
    fates.map((fate) => ({ party: score.name, fate, count: score[fate], share: score[fate] / score.mutants })),
  )
  return draw({
    title: 'Mutants by party: the shares that survived, are undecided, are killed, and are equivalent',
    options: {
      width: widest,
      height: 24 * scores.length + 40,
      marginLeft: 104,
      marginRight: 110,
      marginTop: 6,
      marginBottom: 34,
      x: { domain: [0, 100], label: 'mutants, %', labelAnchor: 'center', ticks: 5 },
      y: { domain: scores.map(({ name }) => name), label: null, tickSize: 0, padding: 0.2 },
      marks: [
        Plot.barX(parts, {
          x: ({ share }: (typeof parts)[number]) => 100 * share,
          y: 'party',
          fill: ({ fate }: (typeof parts)[number]) => fateColours[fate],
          title: ({ party, fate, count }: (typeof parts)[number]) => `${party}: ${count} ${fate}`,
        }),
        Plot.text(scores, {
          x: 100,
          y: 'name',
          text: (score: Score) => `${openIn(score)} of ${score.mutants} open`,
          textAnchor: 'start',
          dx: 8,
        }),
        Plot.ruleX([0]),
      ],
    },
  })
}

/** Mutants of one kind in one party. */
export interface Cell {
  readonly operator: string
  readonly party: string
  /** Those that are neither killed nor equivalent. */
  readonly open: number
  /** Those that are not equivalent. */
  readonly of: number
}

/** Kinds of mistakes and parties of which there are mutants that are not equivalent. */
export function openCells(mutants: readonly Judged[]): readonly Cell[] {
  const cells = new Map<string, Cell>()
  for (const { operator, party, fate } of mutants) {
    if (fate === 'equivalent') continue
    const key = `${operator} ${party}`
    const { open, of } = cells.get(key) ?? { open: 0, of: 0 }
    cells.set(key, { operator, party, open: open + (fate === 'killed' ? 0 : 1), of: of + 1 })
  }
  return [...cells.values()]
}

export function kindSentence(mutants: readonly Judged[]): string {
  const totals = new Map<string, Cell>()
  for (const { operator, open, of } of openCells(mutants)) {
    const known = totals.get(operator)
    totals.set(operator, { operator, party: '', open: open + (known?.open ?? 0), of: of + (known?.of ?? 0) })
  }
  const sorted = [...totals.values()].sort((one, other) => other.open / other.of - one.open / one.of)
  const worst = sorted[0]
  if (worst === undefined || worst.open === 0) return 'No kind of mistake is left open in any party.'
  const best = sorted.filter(({ open }) => open === 0).map(({ operator }) => operator)
  const none = best.length === 0 ? '' : `; of ${listed(best)}, none`
  return `Of mutants of the kind ${worst.operator}, ${percentOf(worst.open, worst.of)} % are not killed (${worst.open} of ${worst.of}), more than of any other kind${none}.`
}

/** A heat map: the share of what is not killed, by kind of mistake and party. */
export function kindPlot(mutants: readonly Judged[]): string {
  const cells = openCells(mutants)
  const parties = partyScores(mutants).map(({ name }) => name)
  const kinds = [...new Set(cells.map(({ operator }) => operator))].sort()
  const marginTop = 108
  const marginLeft = 140
  return draw({
    title: 'Mutants that are not killed, in percent, by kind of mistake and party',
    options: {
      width: marginLeft + 42 * parties.length + 10,
      height: marginTop + 24 * kinds.length + 6,
      marginLeft,
      marginTop,
      marginRight: 10,
      marginBottom: 6,
      x: { domain: parties, ...uprightNames, padding: 0.05 },
      y: { domain: kinds, label: null, tickSize: 0, padding: 0.05 },
      marks: [
        Plot.cell(cells, {
          x: 'party',
          y: 'operator',
          fill: ({ open, of }: Cell) => tint('var(--plot-4)', (0.75 * open) / of),
          stroke: 'var(--frame)',
          strokeWidth: 0.6,
          title: ({ operator, party, open, of }: Cell) => `${operator} in ${party}: ${open} of ${of} not killed`,
        }),
        Plot.text(cells, { x: 'party', y: 'operator', text: ({ open, of }: Cell) => percentOf(open, of) }),
      ],
    },
  })
}
