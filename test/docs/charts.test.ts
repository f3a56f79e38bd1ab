// The drawings: complete, legible, and the same each time.
import { describe, expect, it } from 'vitest'
import type { ChartBox, ChartLine } from '../../docs/generate/chart.js'
import { drawingsOf, fits, fittingScale } from '../../docs/generate/fit.js'
import { parties, viewMachine, withDescendants } from '../../docs/generate/machine.js'
import { overlaps } from '../../docs/generate/overlaps.js'
import { chartSvg } from '../../docs/generate/svg.js'

const boxesIn = (boxes: readonly ChartBox[]): readonly ChartBox[] =>
  boxes.flatMap((box) => [box, ...boxesIn(box.boxes)])

const anchorsIn = (lines: readonly ChartLine[]): readonly string[] =>
  lines.flatMap((line) => (line.parts ?? [line]).map(({ anchor }) => anchor))

type Drawings = Awaited<ReturnType<typeof drawingsOf>>

describe.each(parties.map(({ name, machine }) => ({ name, root: viewMachine(machine) })))(
  'the drawings of $name',
  ({ name, root }) => {
    const states = withDescendants(root)
    let known: Promise<Drawings> | undefined
    /** All of its drawings; laid out once. */
    const drawings = (): Promise<Drawings> => (known ??= drawingsOf(name, root))

    it('show every state, and no more than 40 in one', async () => {
      const shown = (await drawings()).map(({ chart }) => boxesIn(chart.boxes).filter(({ kind }) => kind !== 'outside'))
      const paths = new Set(shown.flat().map(({ id }) => id))
      expect(states.map(({ path }) => path).filter((path) => path !== '(root)' && !paths.has(path))).toEqual([])
      expect(Math.max(...shown.map(({ length }) => length))).toBeLessThanOrEqual(40)
    })

    it('show every transition', async () => {
      const drawn = new Set(
        (await drawings()).flatMap(({ chart: { boxes, arrows } }) =>
          [...boxesIn(boxes), ...arrows].flatMap(({ lines }) => anchorsIn(lines)),
        ),
      )
      const missing = states.flatMap(({ transitions }) => transitions).filter(({ anchor }) => !drawn.has(anchor))
      expect(missing.map(({ source, label }) => `${source} ${label}`)).toEqual([])
    })

    it('fit a screen of 1440 by 900 as a whole, with text of 11 px at least', async () => {
      for (const { chart, placed } of await drawings()) {
        expect(fits(placed), `${chart.name}: text of ${(11.5 * fittingScale(placed)).toFixed(1)} px`).toBe(true)
      }
    })

    it('have no label on another, on a box or under a line', async () => {
      for (const { chart, placed } of await drawings()) expect(overlaps(placed), chart.name).toEqual([])
    })

    it('have names of their own, are the same each time, and link to the rows of the page', async () => {
      const draw = (all: Drawings): readonly string[] =>
        all.map(({ chart, placed }) => chartSvg(chart, placed, (anchor) => `page#${anchor}`))
      const drawn = draw(await drawings())
      expect(new Set((await drawings()).map(({ chart }) => chart.name)).size).toBe(drawn.length)
      expect(draw(await drawingsOf(name, root))).toEqual(drawn)
      for (const { anchor } of boxesIn((await drawings())[0]!.chart.boxes)) {
        if (anchor !== '') expect(drawn[0]).toContain(`href="page#${anchor}"`)
      }
    })
  },
)

describe('the way without failures', () => {
  it('is marked: from the start of a machine to where it is to come', async () => {
    const of = async (party: string, name: string): Promise<readonly string[]> => {
      const found = parties.find((one) => one.name === party)!
      const { chart } = (await drawingsOf(party, viewMachine(found.machine))).find((one) => one.chart.name === name)!
      return chart.arrows.flatMap(({ from, to, main }) => (main ? [`${from} → ${to}`] : []))
    }
    expect(await of('factory', 'factory')).toEqual(
      expect.arrayContaining(['assembled → enrolling', 'enrolling → dut', 'dut → blessed', 'packed → shipped']),
    )
    expect(await of('poller', 'poller')).toEqual(['(root) → polling', 'polling → succeeded'])
  })
})
