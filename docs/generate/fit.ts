// Drawings that fit a screen: an arrow that makes one too large becomes a line of the state that it leaves, a group a drawing of its own.
import { chartsOf, foldedAtFirst, type Chart, type ChartArrow, type ChartBox, type ChartLine } from './chart.js'
import { layOut, type PlacedChart } from './layout.js'
import type { StateView } from './machine.js'

export interface Drawing {
  readonly chart: Chart
  readonly placed: PlacedChart
}

/** px of a frame that fills a screen of 1440 by 900, below the head of the page and the buttons of the frame. */
export const frame = { width: 1340, height: 766 }

/** px: of the smallest text in a drawing that is shown as large as it was laid out; and as small as it may become. */
const textSize = 11.5
const smallestText = 11

/** By how much a drawing is to be shrunk or blown up to be seen as a whole. */
export const fittingScale = ({ width, height }: PlacedChart): number =>
  Math.min(frame.width / width, frame.height / height)

export const fits = (placed: PlacedChart): boolean => fittingScale(placed) * textSize >= smallestText

/** Events, and states, that a run without failures does not meet. */
const failures = {
  heard:
    /failed|refused|denied|lost|\.cut|timedOut|Timeout|crashed|cancelled|expired|exhausted|rejected|disconnected|forgotten/,
  entered: /^(?:failed|refused|stopped|gaveUp|rejected|crashed|warned|disabled|suspended|superseded|declining|off)$/,
}

/** Whether an arrow is only taken when something goes wrong. */
const isFailure = ({ to, lines }: ChartArrow): boolean =>
  failures.entered.test(nameOf(to)) || lines.every(({ text }) => failures.heard.test(text))

const leaves = ({ to }: ChartArrow): boolean => to.startsWith('outside ')

const nameOf = (id: string): string =>
  id
    .replace(/^outside /, '')
    .split('.')
    .at(-1) ?? id

/** Boxes by their names, and the ones around each. */
function ancestry(boxes: readonly ChartBox[], around: readonly string[] = []): ReadonlyMap<string, readonly string[]> {
  return new Map(
    boxes.flatMap((box) => [[box.id, [box.id, ...around]] as const, ...ancestry(box.boxes, [box.id, ...around])]),
  )
}

const everyBox = (boxes: readonly ChartBox[]): readonly ChartBox[] =>
  boxes.flatMap((box) => [box, ...everyBox(box.boxes)])

interface Arrival {
  readonly arrow: ChartArrow
  readonly from: string
}

/**
 * The arrows of the way that a drawing is about: from where it, and each of its regions, starts, without a failure, to
 * the state that is furthest from there.
 */
function mainWay({ boxes, arrows, initial: first }: Chart): ReadonlySet<ChartArrow> {
  const around = ancestry(boxes)
  const all = new Map(everyBox(boxes).map((box) => [box.id, box]))
  const inner = (id: string): string => {
    const initial = all.get(id)?.initial
    return initial === undefined || !all.has(initial) ? id : inner(initial)
  }
  const begins = (id: string): boolean => all.get(id)?.initial !== undefined
  const starts = [...all.keys()].filter((id) => begins(id) && !around.get(id)?.slice(1).some(begins))
  const way = new Set<ChartArrow>()
  for (const start of first === undefined ? starts : [first]) {
    const arrivals = new Map<string, Arrival | undefined>([[inner(start), undefined]])
    // A map goes on to what is added to it: this is a search in breadth.
    for (const from of arrivals.keys()) {
      for (const arrow of arrows) {
        const to = inner(arrow.to)
        if (!around.get(from)?.includes(arrow.from) || arrivals.has(to) || isFailure(arrow) || leaves(arrow)) continue
        arrivals.set(to, { arrow, from })
      }
    }
    const furthest = [...arrivals.keys()].at(-1) ?? ''
    for (let at = arrivals.get(furthest); at !== undefined; at = arrivals.get(at.from)) way.add(at.arrow)
  }
  return way
}

/** Letters of a line at most: few long lines make a drawing wide, many short ones make it high. */
const lengths = { long: 64, short: 36 }

/** Transitions as few lines: `packet.flashed [updatingOs], packet.clear [updatingOs]`; those that lead to a state, with it. */
function joined(lines: readonly ChartLine[], longest: number, to?: string): readonly ChartLine[] {
  const rows: ChartLine[][] = []
  for (const line of lines) {
    const last = rows.at(-1)
    const length = (last ?? []).reduce((sum, { text }) => sum + text.length + 2, line.text.length)
    if (last !== undefined && length <= longest) last.push(line)
    else rows.push([line])
  }
  return rows.map((parts) => {
    const text = `${parts.map((part) => part.text).join(', ')}${to === undefined ? '' : ` → ${nameOf(to)}`}`
    return { ...parts[0]!, text, parts: parts.flatMap((part) => part.parts ?? [part]) }
  })
}

/** The drawing with some of its arrows told as lines of the states that they leave. */
function told(chart: Chart, which: (arrow: ChartArrow) => boolean, longest = lengths.long): Chart {
  const gone = chart.arrows.filter(which)
  const kept = chart.arrows.filter((arrow) => !which(arrow))
  const pointed = new Set(kept.map(({ to }) => to))
  const withLines = (box: ChartBox): ChartBox => ({
    ...box,
    lines: [
      ...box.lines,
      ...gone.filter(({ from }) => from === box.id).flatMap(({ to, lines }) => joined(lines, longest, to)),
    ],
    boxes: box.boxes.map(withLines),
  })
  return {
    ...chart,
    boxes: chart.boxes.filter(({ kind, id }) => kind !== 'outside' || pointed.has(id)).map(withLines),
    arrows: kept,
  }
}

/** The drawing with what its states hear in as few lines as can be read: for one that does not fit otherwise. */
function condensed(chart: Chart): Chart {
  const inFewLines = (box: ChartBox): ChartBox => ({
    ...box,
    lines: joined(box.lines, lengths.long),
    boxes: box.boxes.map(inFewLines),
  })
  return { ...chart, boxes: chart.boxes.map(inFewLines) }
}

/** Ways to draw a chart, from all of its arrows to the main way only. */
function variants(chart: Chart): readonly Chart[] {
  const main = mainWay(chart)
  const marked: Chart = { ...chart, arrows: chart.arrows.map((arrow) => ({ ...arrow, main: main.has(arrow) })) }
  const into = new Map<string, number>()
  for (const { to } of chart.arrows) into.set(to, (into.get(to) ?? 0) + 1)
  const failing = (arrow: ChartArrow): boolean => !arrow.main && (leaves(arrow) || isFailure(arrow))
  const isAside = (arrow: ChartArrow): boolean => arrow.main !== true
  return [
    marked,
    told(marked, (arrow) => leaves(arrow)),
    told(marked, failing),
    told(marked, (arrow) => failing(arrow) || (!arrow.main && (into.get(arrow.to) ?? 0) >= 3)),
    told(marked, isAside),
    told(marked, isAside, lengths.short),
  ]
}

/** Ways to lay a drawing out, the roomiest first. */
const manners = [
  ['DOWN', false],
  ['RIGHT', false],
  ['DOWN', true],
] as const

/** The drawing with the most arrows that fits; where none does, the largest that there is. */
async function fitted(chart: Chart): Promise<Drawing> {
  const all = variants(chart)
  // The last two are the smallest: where neither fits, nothing does.
  const smallest = await Promise.all(all.slice(-2).map(largestOf))
  if (!smallest.some(({ placed }) => fits(placed))) return smallest[0]!
  for (const one of all) {
    const drawing = await largestOf(one)
    if (fits(drawing.placed)) return drawing
  }
  return smallest[0]!
}

/** For a chart that does not fit, and has no group to be drawn by itself: the largest drawing of what is told in few lines. */
async function crowded(chart: Chart): Promise<Drawing> {
  const all = await Promise.all(variants(condensed(chart)).map(largestOf))
  return all.reduce((best, one) => (fittingScale(one.placed) > fittingScale(best.placed) ? one : best))
}

/** One drawing laid out in each manner until it fits; where none does, the largest. */
async function largestOf(chart: Chart): Promise<Drawing> {
  let best: PlacedChart | undefined
  for (const [direction, dense] of manners) {
    const placed = await layOut(chart, direction, dense)
    if (best === undefined || fittingScale(placed) > fittingScale(best)) best = placed
    if (fits(best)) break
  }
  return { chart, placed: best! }
}

/** The largest group of a drawing that can be drawn by itself. */
function largestGroup({ boxes, of }: Chart): string | undefined {
  const groups = everyBox(boxes)
    .filter(({ kind, id }) => (kind === 'group' || kind === 'parallel') && id !== of)
    .map(({ id, boxes: inner }) => ({ id, size: everyBox(inner).length }))
    .filter(({ size }) => size >= 2)
  const whole = everyBox(boxes).length
  // What holds nearly everything would only move the trouble.
  const useful = groups.filter(({ size }) => size <= 0.75 * whole)
  return [...(useful.length > 0 ? useful : groups)].sort((one, other) => other.size - one.size)[0]?.id
}

/** The drawings of a machine, each of which fits a screen: an overview, and one for each group that is drawn by itself. */
export async function drawingsOf(party: string, root: StateView): Promise<readonly Drawing[]> {
  const known = new Map<string, Promise<Drawing>>()
  const draw = (chart: Chart): Promise<Drawing> => {
    const key = JSON.stringify(chart)
    const drawing = known.get(key) ?? fitted(chart)
    known.set(key, drawing)
    return drawing
  }
  for (let folds: readonly string[] = foldedAtFirst(root); ;) {
    const charts = chartsOf(party, root, folds)
    const drawings = await Promise.all(charts.map(draw))
    const more = drawings.flatMap(({ chart, placed }) => (fits(placed) ? [] : (largestGroup(chart) ?? [])))
    if (more.length === 0) {
      return Promise.all(drawings.map(async (one, at) => (fits(one.placed) ? one : await crowded(charts[at]!))))
    }
    folds = [...folds, ...more]
  }
}
