// In which order the parts of a state stand in a diagram: those that steps look at together, near each other.

/** Rounds in which parts are moved. */
const ROUNDS = 60

/** The sum, over all edges, of how far the first of its parts is from the last. */
const spanOf = (edges: readonly (readonly number[])[], places: readonly number[]): number =>
  edges.reduce((sum, edge) => {
    const own = edge.map((part) => places[part]!)
    return sum + Math.max(...own) - Math.min(...own)
  }, 0)

/**
 * Parts in a good order: each is moved to the middle of the edges that it is in, over and over, and the best order of all is
 * kept. (Aloul, Markov and Sakallah, *FORCE: a fast and easy-to-implement variable-ordering heuristic*, 2003.)
 *
 * @param count of parts, which are numbered from 0
 * @param edges parts that belong together, with as many copies as they weigh
 */
export function orderOf(count: number, edges: readonly (readonly number[])[]): readonly number[] {
  const used = edges.filter(({ length }) => length > 1)
  let places = Array.from({ length: count }, (_, part) => part)
  let best = places
  for (let round = 0; round < ROUNDS; round++) {
    const sums = places.map((place) => place)
    const weights = places.map(() => 1)
    for (const edge of used) {
      const middle = edge.reduce((sum, part) => sum + places[part]!, 0) / edge.length
      for (const part of edge) {
        sums[part]! += middle
        weights[part]!++
      }
    }
    const wished = sums.map((sum, part) => sum / weights[part]!)
    const order = places.map((_, part) => part).sort((a, b) => wished[a]! - wished[b]! || a - b)
    const moved = [...places]
    order.forEach((part, place) => (moved[part] = place))
    if (moved.every((place, part) => place === places[part])) break
    places = moved
    if (spanOf(used, places) < spanOf(used, best)) best = places
  }
  return best.map((_, part) => part).sort((a, b) => best[a]! - best[b]!)
}
