// What a reader could not read in a drawing: labels over labels, labels over boxes, lines through labels.
import { lineHeight, titleHeight, type Placed, type PlacedChart } from './layout.js'

interface Named extends Placed {
  readonly name: string
}

const touch = (one: Placed, other: Placed, slack = 1): boolean =>
  one.x + one.width - slack > other.x &&
  other.x + other.width - slack > one.x &&
  one.y + one.height - slack > other.y &&
  other.y + other.height - slack > one.y

const contains = (outer: Placed, inner: Placed): boolean =>
  inner.x >= outer.x - 1 &&
  inner.y >= outer.y - 1 &&
  inner.x + inner.width <= outer.x + outer.width + 1 &&
  inner.y + inner.height <= outer.y + outer.height + 1

/** Each overlap in words; none in a good drawing. */
export function overlaps({ boxes, arrows }: PlacedChart): readonly string[] {
  const labels = arrows
    .filter(({ label }) => label.height > 0)
    .map(({ arrow, label }): Named => ({ ...label, name: `label of ${arrow.from} → ${arrow.to}` }))
  const leaves = boxes
    .filter(({ box }) => box.boxes.length === 0)
    .map(({ box, ...place }): Named => ({ ...place, name: box.id }))
  const heads = boxes
    .filter(({ box }) => box.boxes.length > 0)
    .map(({ box, x, y, width }): Named => ({
      x,
      y,
      width,
      height: titleHeight + box.lines.length * lineHeight,
      name: `head of ${box.id}`,
    }))
  const solid = [...leaves, ...heads]
  const pairs = labels.flatMap((one, index) => [
    ...labels.slice(index + 1).flatMap((other) => (touch(one, other) ? [`${one.name} on ${other.name}`] : [])),
    ...solid.flatMap((other) => (touch(one, other) ? [`${one.name} on ${other.name}`] : [])),
  ])
  const boxed = leaves.flatMap((one, index) =>
    leaves.slice(index + 1).flatMap((other) => (touch(one, other) ? [`${one.name} on ${other.name}`] : [])),
  )
  const borders = labels.flatMap((label) =>
    boxes
      .filter(({ box }) => box.boxes.length > 0)
      .flatMap((group) =>
        touch(label, group) && !contains(group, label) ? [`${label.name} on the border of ${group.box.id}`] : [],
      ),
  )
  const crossed = arrows.flatMap(({ arrow, points }) =>
    points.slice(1).flatMap(([x, y], index) => {
      const [fromX, fromY] = points[index]!
      const leg: Placed = {
        x: Math.min(x, fromX),
        y: Math.min(y, fromY),
        width: Math.abs(x - fromX) + 1,
        height: Math.abs(y - fromY) + 1,
      }
      return labels
        .filter((label) => touch(leg, label, 3))
        .map((label) => `${arrow.from} → ${arrow.to} through ${label.name}`)
    }),
  )
  return [...pairs, ...boxed, ...borders, ...crossed]
}
