// The bench as dots on logarithmic scales: states against seconds and memory, with a line of growth for each engine.
import { draw, listed, Plot } from './canvas.js'

/** What of docs/generated/bench.json is drawn. */
export interface BenchRecord {
  readonly systems: readonly {
    readonly system: string
    readonly measured: readonly {
      readonly engine: string
      readonly states: number
      /** Seconds by the clock. */
      readonly wall: number
      readonly peakBytes: number
    }[]
  }[]
}

/** One engine on one system. */
export interface Point {
  readonly engine: string
  readonly system: string
  readonly states: number
  readonly seconds: number
  /** Memory at most, in MB. */
  readonly megabytes: number
}

export const pointsOf = ({ systems }: BenchRecord): readonly Point[] =>
  systems.flatMap(({ system, measured }) =>
    measured.map(({ engine, states, wall, peakBytes }) => ({
      engine,
      system,
      states,
      seconds: wall,
      megabytes: peakBytes / 2 ** 20,
    })),
  )

const enginesIn = (points: readonly Point[]): readonly string[] => [...new Set(points.map(({ engine }) => engine))]

/** What the colours mean. */
export const engineColours = (points: readonly Point[]): Readonly<Record<string, string>> =>
  Object.fromEntries(enginesIn(points).map((engine, at) => [engine, `var(--plot-${(at % 7) + 1})`]))

type Measure = 'seconds' | 'megabytes'

/**
 * The line through the points of an engine on logarithmic scales, by least squares: `measure = factor * states ^ exponent`.
 * Undefined where there are fewer than two sizes.
 */
export function growthOf(
  points: readonly Point[],
  engine: string,
  measure: Measure,
): { readonly exponent: number; readonly factor: number } | undefined {
  const own = points.filter((one) => one.engine === engine)
  if (new Set(own.map(({ states }) => states)).size < 2) return undefined
  const xs = own.map(({ states }) => Math.log(states))
  const ys = own.map((one) => Math.log(one[measure]))
  const mean = (all: readonly number[]): number => all.reduce((sum, one) => sum + one, 0) / all.length
  const [x, y] = [mean(xs), mean(ys)]
  const exponent =
    xs.reduce((sum, one, at) => sum + (one - x) * (ys[at]! - y), 0) / xs.reduce((sum, one) => sum + (one - x) ** 2, 0)
  return { exponent, factor: Math.exp(y - exponent * x) }
}

/** Both ends of the line of growth of each engine. */
function linesOf(points: readonly Point[], measure: Measure) {
  return enginesIn(points).flatMap((engine) => {
    const growth = growthOf(points, engine, measure)
    if (growth === undefined) return []
    const states = points.filter((one) => one.engine === engine).map((one) => one.states)
    return [Math.min(...states), Math.max(...states)].map((at) => ({
      engine,
      states: at,
      value: growth.factor * at ** growth.exponent,
    }))
  })
}

/** The largest system that more than one engine has explored. */
function largestShared(points: readonly Point[]): readonly Point[] {
  const systems = [...new Set(points.map(({ system }) => system))].map((name) =>
    points.filter(({ system }) => system === name),
  )
  return systems.filter((all) => all.length > 1).reduce((one, all) => (all[0]!.states > one[0]!.states ? all : one))
}

const inOrder = (points: readonly Point[], measure: Measure): readonly Point[] =>
  [...points].sort((one, other) => one[measure] - other[measure])

export function benchSentence(points: readonly Point[]): string {
  const shared = largestShared(points)
  const time = inOrder(shared, 'seconds').map(
    ({ engine, seconds }) => `${engine} took ${seconds.toFixed(seconds < 10 ? 1 : 0)} s`,
  )
  const memory = inOrder(shared, 'megabytes').map(
    ({ engine, megabytes }) => `${Math.round(megabytes).toLocaleString('en-US')} MB (${engine})`,
  )
  return (
    `On the largest system that several engines explored, ${shared[0]!.system} with ${shared[0]!.states.toLocaleString('en-US')} states, ` +
    `${listed(time)}; they held at most ${listed(memory)}.`
  )
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** A power of ten as a label: `0.01`, `100`, `10⁶`. */
function power(value: number): string {
  const exponent = Math.round(Math.log10(value))
  if (Math.abs(exponent) <= 2) return String(Number(`1e${exponent}`))
  return `10${exponent < 0 ? '⁻' : ''}${superscripts[Math.abs(exponent)] ?? ''}`
}

const powers = (values: readonly number[]): readonly number[] => {
  const [low, high] = [Math.floor(Math.log10(Math.min(...values))), Math.ceil(Math.log10(Math.max(...values)))]
  return Array.from({ length: high - low + 1 }, (_, at) => Number(`1e${low + at}`))
}

/** States against one measure, for every engine. */
export function benchPlot(points: readonly Point[], measure: Measure): string {
  const colours = engineColours(points)
  const lines = linesOf(points, measure)
  const xs = powers(points.map(({ states }) => states))
  const ys = powers([...points.map((one) => one[measure]), ...lines.map(({ value }) => value)])
  const colour = ({ engine }: { readonly engine: string }): string => colours[engine]!
  const unit = measure === 'seconds' ? 'seconds' : 'memory at most, MB'
  return draw({
    title: `The bench: states against ${unit}, for each engine, on logarithmic scales`,
    options: {
      width: 320,
      height: 300,
      marginLeft: 44,
      marginRight: 12,
      marginTop: 28,
      marginBottom: 38,
      x: {
        type: 'log',
        domain: [xs[0]!, xs.at(-1)!],
        ticks: xs,
        tickFormat: power,
        label: 'states',
        labelAnchor: 'center',
        labelArrow: 'none',
      },
      y: { type: 'log', domain: [ys[0]!, ys.at(-1)!], ticks: ys, tickFormat: power, label: unit, labelArrow: 'none' },
      marks: [
        Plot.gridX(xs, { stroke: 'var(--frame)', strokeOpacity: 1 }),
        Plot.gridY(ys, { stroke: 'var(--frame)', strokeOpacity: 1 }),
        Plot.line(lines, { x: 'states', y: 'value', z: 'engine', stroke: colour, strokeWidth: 1.4 }),
        Plot.dot(points, {
          x: 'states',
          y: measure,
          fill: colour,
          r: 3.5,
          title: ({ engine, system, states, seconds, megabytes }: Point) =>
            `${engine} on ${system}: ${states} states, ${seconds.toFixed(3)} s, ${megabytes.toFixed(0)} MB`,
        }),
      ],
    },
  })
}
