// The state nodes in a snapshot: all of them must be there, and their order, on which XState relies, must not matter.
import type { AnyMachineSnapshot, AnyStateNode } from 'xstate'

/** Whether a node comes and goes while its neighbours stay: regions come and go all together. */
const moves = (node: AnyStateNode): boolean => Object.keys(node.states).length === 0 && node.parent?.type !== 'parallel'

const nodesOf = (snapshot: AnyMachineSnapshot): readonly AnyStateNode[] => snapshot._nodes as AnyStateNode[]

/** A snapshot with its nodes in the order of the machine, as XState has its regions. */
export const inOrder = (snapshot: AnyMachineSnapshot): AnyMachineSnapshot => ({
  ...snapshot,
  _nodes: [...nodesOf(snapshot)].sort((one, other) => one.order - other.order),
})

/**
 * A snapshot with its leaves last to first. XState lists them as they were entered, and takes the eventless transitions of
 * several regions in that order: where it matters, the past of a run matters beyond its state.
 */
export function backwards(snapshot: AnyMachineSnapshot): AnyMachineSnapshot {
  const nodes = nodesOf(snapshot)
  return { ...snapshot, _nodes: [...nodes.filter((node) => !moves(node)), ...nodes.filter(moves).reverse()] }
}

/**
 * The path of a state that is missing in a snapshot, though XState's value of it tells of it; undefined where all are there.
 * A transition to the history of a parallel state that has never been left takes its neighbours along.
 */
export function missing(snapshot: AnyMachineSnapshot): string | undefined {
  const nodes = new Set(nodesOf(snapshot))
  const above = new Set([...nodes].map(({ parent }) => parent))
  const gaps = [...nodes].flatMap((node) => {
    const children = Object.values(node.states).filter(({ type }) => (type as string) !== 'history')
    const gone = children.filter((child) => !nodes.has(child))
    const most = node.type === 'parallel' || children.length === 0 ? 0 : children.length - 1
    return gone.length > most ? gone : []
  })
  // What is below one that is missing may still be there.
  const gap = gaps.find((node) => !above.has(node)) ?? gaps[0]
  return gap?.path.join('.')
}
