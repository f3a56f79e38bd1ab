// A drawing as SVG: colours come from the page's theme, and every state and transition is a link.
import { escaped } from '../draw/text.js'
import type { Chart, ChartLine } from './chart.js'
import { lineHeight, titleHeight, type PlacedArrow, type PlacedBox, type PlacedChart } from './layout.js'

const round = (value: number): number => Math.round(value * 10) / 10

/** Where a state or transition is explained: an anchor on the page of its party. */
export type LinkTo = (anchor: string) => string

const linked = (anchor: string, description: string, body: string, link: LinkTo): string =>
  anchor === '' ? body : `<a href="${escaped(link(anchor))}"><title>${escaped(description)}</title>${body}</a>`

/** A line that stands for several transitions has a link for each of them. */
function lineAt({ text, anchor, description, parts }: ChartLine, place: string, link: LinkTo): string {
  if (parts === undefined) return linked(anchor, description, `<text ${place}>${escaped(text)}</text>`, link)
  const links = parts.map((part) => linked(part.anchor, part.description, `<tspan>${escaped(part.text)}</tspan>`, link))
  return `<text ${place}>${links.join(', ')}${escaped(text.slice(text.lastIndexOf(' → ')))}</text>`
}

const linesAt = (lines: readonly ChartLine[], x: number, y: number, link: LinkTo): string =>
  lines.map((line, index) => lineAt(line, `x="${round(x)}" y="${round(y + index * lineHeight)}"`, link)).join('')

function boxSvg({ box, depth, x, y, width, height }: PlacedBox, link: LinkTo): string {
  const [left, top] = [round(x), round(y)]
  const rounding = box.kind === 'outside' ? 16 : 7
  const title = `<text class="title" x="${round(x + width / 2)}" y="${round(y + 17)}">${escaped(box.title)}</text>`
  const frame = `<rect x="${left}" y="${top}" width="${round(width)}" height="${round(height)}" rx="${rounding}"/>`
  const rule =
    box.lines.length > 0 || box.boxes.length > 0
      ? `<path class="rule" d="M${left} ${round(y + titleHeight)}h${round(width)}"/>`
      : ''
  const data = box.kind === 'outside' ? '' : ` data-state="${escaped(box.id)}"`
  return (
    `<g class="box ${box.kind} depth-${depth % 2}"${data}>` +
    linked(box.anchor, box.description, frame + title, link) +
    rule +
    linesAt(box.lines, x + 10, y + titleHeight + 15, link) +
    '</g>'
  )
}

const routeOf = ({ points }: PlacedArrow): string => {
  const corner = 5
  return points
    .map(([x, y], index) => {
      const before = points[index - 1]
      const after = points[index + 1]
      if (!before) return `M${round(x)} ${round(y)}`
      if (!after) return `L${round(x)} ${round(y)}`
      // Corners are rounded, but never by more than half of a leg.
      const leg = (to: readonly [number, number]): [number, number] => {
        const length = Math.hypot(to[0] - x, to[1] - y) || 1
        const reach = Math.min(corner, length / 2)
        return [x + ((to[0] - x) / length) * reach, y + ((to[1] - y) / length) * reach]
      }
      const [a, b] = [leg(before), leg(after)]
      return `L${round(a[0])} ${round(a[1])}Q${round(x)} ${round(y)} ${round(b[0])} ${round(b[1])}`
    })
    .join('')
}

const arrowSvg = (one: PlacedArrow, marker: string, link: LinkTo): string =>
  `<g class="arrow${one.arrow.main ? ' main' : ''}" data-from="${escaped(one.arrow.from)}" data-to="${escaped(one.arrow.to)}">` +
  `<path d="${routeOf(one)}" marker-end="url(#${marker})"/>` +
  linesAt(one.arrow.lines, one.label.x + 3, one.label.y + 12, link) +
  '</g>'

const startSvg = (one: PlacedArrow, marker: string): string => {
  const [[x, y] = [0, 0]] = one.points
  return `<g class="arrow start"><circle cx="${round(x)}" cy="${round(y - 5)}" r="5"/><path d="${routeOf(one)}" marker-end="url(#${marker})"/></g>`
}

/** The drawing as one `<svg>`; its title names the machine, and the table below it is its text alternative. */
export function chartSvg(chart: Chart, placed: PlacedChart, link: LinkTo): string {
  const marker = `tip-${chart.name}`
  const [width, height] = [Math.ceil(placed.width), Math.ceil(placed.height)]
  return (
    `<svg class="chart" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="group" ` +
    `aria-label="${escaped(`State chart of ${chart.name}: ${chart.title}`)}" xmlns="http://www.w3.org/2000/svg">` +
    `<defs><marker id="${marker}" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">` +
    '<path class="tip" d="M0 0.5L8 4L0 7.5z"/></marker></defs>' +
    placed.boxes.map((box) => boxSvg(box, link)).join('') +
    placed.arrows.map((arrow) => arrowSvg(arrow, marker, link)).join('') +
    placed.starts.map((arrow) => startSvg(arrow, marker)).join('') +
    '</svg>'
  )
}
