// The order of the state nodes in a snapshot, on which XState relies: it must not matter.
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
