// Where everything in a drawing goes: elkjs lays it out, at build time only.
import ELK, { type ElkExtendedEdge, type ElkNode } from 'elkjs'
import type { Chart, ChartArrow, ChartBox, ChartLine } from './chart.js'

export interface Placed {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface PlacedBox extends Placed {
  readonly box: ChartBox
  readonly depth: number
}

export interface PlacedArrow {
  readonly arrow: ChartArrow
  readonly points: readonly (readonly [x: number, y: number])[]
  readonly label: Placed
}

export interface PlacedChart {
  readonly width: number
  readonly height: number
  readonly boxes: readonly PlacedBox[]
  readonly arrows: readonly PlacedArrow[]
  /** From the dot at which a group starts to its first state. */
  readonly starts: readonly PlacedArrow[]
}

/** px; the drawing's font sizes are in `svg.ts`. */
export const lineHeight = 15
export const titleHeight = 24
const margin = 10

/** Room for a text of 12 px in whichever sans-serif font the reader has: wide letters are counted as wide. */
export const textWidth = (text: string, size = 12): number =>
  Array.from(text).reduce((sum, letter) => {
    if ("ijltfr.,:;|()[]' ".includes(letter)) return sum + 0.42
    return sum + (/[mwMW@]/.test(letter) ? 0.98 : /[A-Z→↻]/.test(letter) ? 0.78 : 0.645)
  }, 0) * size

const widest = (lines: readonly ChartLine[]): number => Math.max(0, ...lines.map(({ text }) => textWidth(text, 11.5)))

const elk = new ELK.default()

const options: Readonly<Record<string, string>> = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.spacing.nodeNodeBetweenLayers': '36',
  'elk.layered.spacing.edgeNodeBetweenLayers': '16',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '10',
  'elk.spacing.nodeNode': '24',
  'elk.spacing.edgeNode': '18',
  'elk.spacing.edgeEdge': '12',
  'elk.spacing.edgeLabel': '4',
  'elk.spacing.labelNode': '8',
  'elk.edgeLabels.inline': 'false',
  'elk.padding': '[top=12,left=12,bottom=12,right=12]',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.randomSeed': '1',
}

/** Less room between layers, for drawings that would be too high. */
const dense: Readonly<Record<string, string>> = {
  'elk.layered.spacing.nodeNodeBetweenLayers': '18',
  'elk.layered.spacing.edgeNodeBetweenLayers': '9',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '7',
}

const startId = (box: ChartBox): string => `start ${box.id}`

function nodeOf(box: ChartBox, spacing: Readonly<Record<string, string>>): ElkNode {
  const lines = box.lines.length * lineHeight
  const width = Math.max(64, textWidth(box.title, 13) + 2 * margin + 8, widest(box.lines) + 2 * margin)
  const top = titleHeight + lines + (lines > 0 ? 6 : 0)
  if (box.boxes.length === 0) return { id: box.id, width, height: Math.max(34, top + 8) }
  const start: readonly ElkNode[] = box.initial === undefined ? [] : [{ id: startId(box), width: 10, height: 10 }]
  return {
    id: box.id,
    layoutOptions: {
      ...spacing,
      'elk.padding': `[top=${top + 14},left=14,bottom=14,right=14]`,
      'elk.nodeSize.constraints': 'MINIMUM_SIZE',
      'elk.nodeSize.minimum': `(${Math.ceil(width)},${Math.ceil(top + 30)})`,
    },
    children: [...start, ...box.boxes.map((inner) => nodeOf(inner, spacing))],
  }
}

const edgeOf = ({ from, to, lines }: ChartArrow, index: number): ElkExtendedEdge => ({
  id: `arrow ${index}`,
  sources: [from],
  targets: [to],
  labels: [
    {
      id: `label ${index}`,
      text: lines.map(({ text }) => text).join('\n'),
      width: Math.ceil(widest(lines)) + 6,
      height: lines.length * lineHeight + 4,
    },
  ],
})

const groupsIn = (boxes: readonly ChartBox[]): readonly ChartBox[] =>
  boxes.flatMap((box) => [...(box.initial === undefined ? [] : [box]), ...groupsIn(box.boxes)])

const placed = ({ x = 0, y = 0, width = 0, height = 0 }: Partial<Placed>): Placed => ({ x, y, width, height })

const pointsOf = (edge: ElkExtendedEdge): PlacedArrow['points'] => {
  const section = edge.sections?.[0]
  if (!section) throw new Error(`elk gave no route to '${edge.id}'`)
  return [section.startPoint, ...(section.bendPoints ?? []), section.endPoint].map(({ x, y }) => [x, y] as const)
}

/** Lays a drawing out, its layers one below the other or side by side, with more or less room between them; the same one each time. */
export async function layOut(
  chart: Chart,
  direction: 'DOWN' | 'RIGHT' = 'DOWN',
  isDense = false,
): Promise<PlacedChart> {
  const starts = groupsIn(chart.boxes).map((box): ChartArrow => ({
    from: startId(box),
    to: box.initial ?? '',
    lines: [],
  }))
  const spacing = isDense ? dense : {}
  const graph: ElkNode = {
    id: 'chart',
    layoutOptions: { ...options, ...spacing, 'elk.direction': direction },
    children: chart.boxes.map((box) => nodeOf(box, spacing)),
    edges: [
      ...chart.arrows.map(edgeOf),
      ...starts.map(({ from, to }, index) => ({ id: `start ${index}`, sources: [from], targets: [to] })),
    ],
  }
  const result: ElkNode = await elk.layout(graph)
  const nodes = new Map<string, ElkNode>()
  const note = (node: ElkNode): void => {
    nodes.set(node.id, node)
    node.children?.forEach(note)
  }
  note(result)
  const edges = new Map((result.edges ?? []).map((edge) => [edge.id, edge]))
  const boxesOf = (boxes: readonly ChartBox[], depth: number): readonly PlacedBox[] =>
    boxes.flatMap((box) => [{ box, depth, ...placed(nodes.get(box.id)!) }, ...boxesOf(box.boxes, depth + 1)])
  const place = (arrow: ChartArrow, id: string): PlacedArrow => {
    const edge = edges.get(id)!
    return { arrow, points: pointsOf(edge), label: placed(edge.labels?.[0] ?? {}) }
  }
  return {
    ...placed(result),
    boxes: boxesOf(chart.boxes, 0),
    arrows: chart.arrows.map((arrow, index) => place(arrow, `arrow ${index}`)),
    starts: starts.map((arrow, index) => place(arrow, `start ${index}`)),
  }
}
