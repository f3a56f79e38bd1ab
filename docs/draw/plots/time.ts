// Times as ranges: the smallest and the largest that something takes, or that there is no largest.
import { draw, listed, Plot, widest } from './canvas.js'

/** From the smallest to the largest time, in s; without the largest there is no bound. */
export interface Range {
  readonly what: string
  readonly when: string
  readonly least: number
  readonly most?: number
  readonly words: string
}

/**
 * What the measured table of docs/guide/time.md says.
 *
 * @throws Error where it is not there, or a cell is no range in seconds
 */
export function rangesIn(guide: string): readonly Range[] {
  const block = /<!-- measured: the wait of the installer -->\n\n((?:\|.*\n)+)/.exec(guide)?.[1]
  if (block === undefined) throw new Error('docs/guide/time.md has no table that was measured')
  const [heads = [], , ...rows] = block
    .trim()
    .split('\n')
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    )
  return rows.flatMap(([what = '', ...cells]) =>
    cells.map((words, at): Range => {
      const [, least, most] = /^([\d.]+) s to (?:([\d.]+) s|no bound)$/.exec(words) ?? []
      if (least === undefined) throw new Error(`docs/guide/time.md: "${words}" of ${what} is no range in seconds`)
      return {
        what,
        when: heads[at + 1] ?? '',
        least: Number(least),
        ...(most === undefined ? {} : { most: Number(most) }),
        words,
      }
    }),
  )
}

export function timeSentence(ranges: readonly Range[]): string {
  const cases = (some: readonly Range[]): string => {
    const names = [...new Set(some.map(({ what }) => what))]
    return listed(
      names.map((name) => {
        const own = some.filter(({ what }) => what === name)
        const every = own.length === ranges.filter(({ what }) => what === name).length
        return every ? name : `${name} (${own.map(({ when }) => when).join(', ')})`
      }),
    )
  }
  const endless = ranges.filter(({ most }) => most === undefined)
  const bounded = ranges.filter(({ most }) => most !== undefined)
  const longest = Math.max(...bounded.map(({ most }) => most ?? 0))
  return endless.length === 0
    ? `The installer never waits longer than ${longest} s.`
    : `The installer may wait without bound with ${cases(endless)}` +
        (bounded.length === 0 ? '.' : `, and never longer than ${longest} s with ${cases(bounded)}.`)
}

/** What the colours mean. */
export const timeColours = ['var(--plot-4)', 'var(--plot-3)']

export const timeMeanings = (ranges: readonly Range[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...new Set(ranges.map(({ when }) => when))].map((when, at) => [when, timeColours[at % timeColours.length]!]),
  )

/** A bar for each range; where there is no largest time it runs on to the edge, and an arrow says so. */
export function timePlot(ranges: readonly Range[]): string {
  const colours = timeMeanings(ranges)
  const edge = Math.ceil(Math.max(...ranges.map(({ least, most }) => most ?? least)) / 5) * 5 + 5
  const end = ({ most }: Range): number => most ?? edge
  const endless = ranges.filter(({ most }) => most === undefined)
  const colour = ({ when }: Range): string => colours[when]!
  return draw({
    title: 'How long the installer waits: the smallest and the largest time, with and without an update',
    options: {
      width: widest,
      height: 26 * ranges.length + 54,
      marginLeft: 8,
      marginRight: 120,
      marginTop: 6,
      marginBottom: 36,
      x: { domain: [0, edge], label: 'seconds', labelAnchor: 'center', ticks: edge / 5 },
      y: { axis: null, domain: [...new Set(ranges.map(({ when }) => when))], padding: 0.25 },
      fy: { domain: [...new Set(ranges.map(({ what }) => what))], axis: 'left', label: null, padding: 0.12 },
      facet: { marginLeft: 84 },
      marks: [
        Plot.gridX({ stroke: 'var(--frame)', strokeOpacity: 1 }),
        Plot.barX(ranges, {
          fy: 'what',
          y: 'when',
          x1: 'least',
          x2: end,
          fill: colour,
          stroke: colour,
          strokeWidth: 3,
          title: ({ what, when, words }: Range) => `${what}, ${when}: ${words}`,
        }),
        // A range of one time only has no width.
        Plot.tickX(
          ranges.filter(({ least, most }) => least === most),
          { fy: 'what', y: 'when', x: 'least', stroke: colour, strokeWidth: 5 },
        ),
        Plot.dot(endless, { fy: 'what', y: 'when', x: edge, symbol: 'triangle', rotate: 90, r: 6, fill: colour }),
        Plot.text(ranges, { fy: 'what', y: 'when', x: edge, dx: 14, textAnchor: 'start', text: 'words' }),
      ],
    },
  })
}
