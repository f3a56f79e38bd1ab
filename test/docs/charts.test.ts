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
    const layOutAll = () => Promise.all(charts.map(layOut))
    let known: ReturnType<typeof layOutAll> | undefined
    /** The layouts of all charts; computed once. */
    const laidOut = () => (known ??= layOutAll())

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
      const layouts = await laidOut()
      for (const [at, { name: of }] of charts.entries()) expect(overlaps(layouts[at]!), of).toEqual([])
    })

    it('are the same each time, and link to the rows of the page', async () => {
      const draw = (layouts: Awaited<ReturnType<typeof layOutAll>>): readonly string[] =>
        charts.map((chart, at) => chartSvg(chart, layouts[at]!, (anchor) => `page#${anchor}`))
      const drawn = draw(await laidOut())
      expect(draw(await layOutAll())).toEqual(drawn)
      for (const { anchor } of boxesIn(charts[0]!.boxes)) {
        if (anchor !== '') expect(drawn[0]).toContain(`href="page#${anchor}"`)
      }
    })
  },
)
