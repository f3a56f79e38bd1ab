// Where a reduced graph puts steps off for ever: its last components in which no state has all of its steps.

/** Steps as in `DecidableGraph`: those of a state stand in `targets` from its entry of `rows` up to the next. */
export interface Steps {
  readonly rows: Uint32Array
  readonly targets: Uint32Array
}

/**
 * One state of each strongly connected component that no step leaves and in which no state is marked as `full`. From
 * every state a component that no step leaves can be reached, so if there is none of these, then from every state one
 * is reached all of whose steps are explored.
 *
 * Tarjan's algorithm, without recursion.
 *
 * @param count states; each has a row
 */
export function ignoring({ rows, targets }: Steps, count: number, full: Uint8Array): readonly number[] {
  const found: number[] = []
  /** 0 where not visited, else one more than the number of states visited before. */
  const number = new Uint32Array(count)
  const low = new Uint32Array(count)
  const at = new Uint32Array(count)
  const done = new Uint8Array(count)
  const path: number[] = []
  const open: number[] = []
  let visited = 0
  const enter = (state: number): void => {
    number[state] = low[state] = ++visited
    at[state] = rows[state]!
    path.push(state)
    open.push(state)
  }
  /** Takes a component off the open states. */
  const close = (root: number): void => {
    let from = open.length - 1
    while (open[from] !== root) from--
    const component = open.splice(from)
    let last = true
    let complete = false
    for (const state of component) {
      complete ||= full[state] === 1
      for (let step = rows[state]!; step < rows[state + 1]!; step++) last &&= done[targets[step]!] === 0
    }
    for (const state of component) done[state] = 1
    if (last && !complete) found.push(root)
  }
  for (let start = 0; start < count; start++) {
    if (number[start] !== 0) continue
    enter(start)
    while (path.length > 0) {
      const state = path[path.length - 1]!
      if (at[state]! < rows[state + 1]!) {
        const target = targets[at[state]!++]!
        if (number[target] === 0) enter(target)
        else if (done[target] === 0) low[state] = Math.min(low[state]!, number[target]!)
        continue
      }
      path.pop()
      if (low[state] === number[state]) close(state)
      const below = path[path.length - 1]
      if (below !== undefined && done[state] === 0) low[below] = Math.min(low[below]!, low[state]!)
    }
  }
  return found
}
