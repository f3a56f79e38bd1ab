// The drawings: complete, legible, and the same each time.
import { describe, expect, it } from 'vitest'
import { chartsOf, type ChartBox } from '../../docs/generate/chart.js'
import { layOut } from '../../docs/generate/layout.js'
import { parties, viewMachine, withDescendants } from '../../docs/generate/machine.js'
import { overlaps } from '../../docs/generate/overlaps.js'
import { chartSvg } from '../../docs/generate/svg.js'

const boxesIn = (boxes: readonly ChartBox[]): readonly ChartBox[] =>
  boxes.flatMap((box) => [box, ...boxesIn(box.boxes)])

describe.each(parties.map(({ name, machine }) => ({ name, root: viewMachine(machine) })))(
  'the drawings of $name',
  ({ name, root }) => {
    const charts = chartsOf(name, root)
    const states = withDescendants(root)

    it('show every state, and no more than 40 in one', () => {
      const shown = charts.map(({ boxes }) => boxesIn(boxes).filter(({ kind }) => kind !== 'outside'))
      const paths = new Set(shown.flat().map(({ id }) => id))
      expect(states.map(({ path }) => path).filter((path) => path !== '(root)' && !paths.has(path))).toEqual([])
      expect(Math.max(...shown.map(({ length }) => length))).toBeLessThanOrEqual(40)
    })

    it('show every transition', () => {
      const drawn = new Set(
        charts.flatMap(({ boxes, arrows }) =>
          [...boxesIn(boxes), ...arrows].flatMap(({ lines }) => lines.map(({ anchor }) => anchor)),
        ),
      )
      const missing = states.flatMap(({ transitions }) => transitions).filter(({ anchor }) => !drawn.has(anchor))
      expect(missing.map(({ source, label }) => `${source} ${label}`)).toEqual([])
    })

    it('have no label on another, on a box or under a line', async () => {
      for (const chart of charts) expect(overlaps(await layOut(chart)), chart.name).toEqual([])
    })

    it('are the same each time, and link to the rows of the page', async () => {
      const draw = async (): Promise<readonly string[]> =>
        Promise.all(charts.map(async (chart) => chartSvg(chart, await layOut(chart), (anchor) => `page#${anchor}`)))
      const drawn = await draw()
      expect(await draw()).toEqual(drawn)
      for (const { anchor } of boxesIn(charts[0]!.boxes)) {
        if (anchor !== '') expect(drawn[0]).toContain(`href="page#${anchor}"`)
      }
    })
  },
)
