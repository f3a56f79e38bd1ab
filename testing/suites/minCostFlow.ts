// The cheapest way to balance a directed graph by taking edges again: a minimum-cost flow (primal-dual, unit costs).

interface Arc {
  readonly to: number
  /** Index of the arc in the other direction. */
  readonly back: number
  readonly cost: number
  room: number
}

class Network {
  readonly arcs: Arc[] = []
  readonly out: number[][]

  constructor(nodes: number) {
    this.out = Array.from({ length: nodes }, () => [])
  }

  add(from: number, to: number, cost: number, room: number): number {
    const index = this.arcs.length
    this.arcs.push({ to, back: index + 1, cost, room }, { to: from, back: index, cost: -cost, room: 0 })
    this.out[from]!.push(index)
    this.out[to]!.push(index + 1)
    return index
  }

  /** Costs from a node over arcs with room (Bellman and Ford, with a queue). */
  distances(from: number): Float64Array {
    const far = new Float64Array(this.out.length).fill(Infinity)
    const waiting = new Uint8Array(this.out.length)
    const queue = [from]
    far[from] = 0
    for (let head = 0; head < queue.length; head++) {
      const node = queue[head]!
      waiting[node] = 0
      for (const index of this.out[node]!) {
        const { to, cost, room } = this.arcs[index]!
        if (room <= 0 || far[node]! + cost >= far[to]!) continue
        far[to] = far[node]! + cost
        if (waiting[to] === 0) queue.push(to)
        waiting[to] = 1
      }
    }
    return far
  }

  /** Sends as much as possible along arcs that are on cheapest ways; how much it was. */
  push(from: number, to: number, far: Float64Array): number {
    const next = new Int32Array(this.out.length)
    const active = new Uint8Array(this.out.length)
    const send = (node: number, most: number): number => {
      if (node === to) return most
      active[node] = 1
      const arcs = this.out[node]!
      let sent = 0
      for (; next[node]! < arcs.length && sent < most; next[node]!++) {
        const arc = this.arcs[arcs[next[node]!]!]!
        if (arc.room <= 0 || active[arc.to] !== 0 || far[node]! + arc.cost !== far[arc.to]!) continue
        const part = send(arc.to, Math.min(most - sent, arc.room))
        arc.room -= part
        this.arcs[arc.back]!.room += part
        sent += part
        if (sent === most) break
      }
      active[node] = 0
      return sent
    }
    return send(from, Infinity)
  }
}

export interface FlowEdge {
  readonly from: number
  readonly to: number
  readonly cost: number
  /** Need not be taken at all. */
  readonly optional?: boolean
}

/**
 * How often each edge must be taken, beyond the once of those that are not optional, so that every node is left as often
 * as it is entered, at least cost.
 *
 * @throws Error where no such way exists: the graph is not strongly connected
 */
export function balance(
  nodes: number,
  edges: readonly FlowEdge[],
): { readonly again: Int32Array; readonly cost: number } {
  const excess = new Int32Array(nodes)
  edges.forEach(({ from, to, optional }) => {
    if (optional) return
    excess[to]!++
    excess[from]!--
  })
  const [source, sink] = [nodes, nodes + 1]
  const network = new Network(nodes + 2)
  const arcs = edges.map(({ from, to, cost }) => network.add(from, to, cost, Infinity))
  let owed = 0
  excess.forEach((surplus, node) => {
    if (surplus > 0) {
      network.add(source, node, 0, surplus)
      owed += surplus
    } else if (surplus < 0) network.add(node, sink, 0, -surplus)
  })
  while (owed > 0) {
    const far = network.distances(source)
    if (far[sink] === Infinity) throw new Error('no closed walk takes every edge: the graph is not strongly connected')
    owed -= network.push(source, sink, far)
  }
  const again = Int32Array.from(arcs, (arc) => network.arcs[arc + 1]!.room)
  return { again, cost: again.reduce((sum, count, edge) => sum + count * edges[edge]!.cost, 0) }
}
