// The order of the state nodes in a snapshot, on which XState relies: that of the machine, whatever happened before.
import type { AnyMachineSnapshot, AnyStateNode } from 'xstate'

/** Whether a node comes and goes while its neighbours stay: regions come and go all together. */
const moves = (node: AnyStateNode): boolean => Object.keys(node.states).length === 0 && node.parent?.type !== 'parallel'

/**
 * A snapshot with its nodes in the order of the machine. XState lists them as they were entered, and takes eventless
 * transitions of several regions in that order, so that the past of a run would matter beyond its state.
 *
 * @param backwards the leaves last to first: for whoever wants to know whether their order matters
 */
export function inOrder(snapshot: AnyMachineSnapshot, backwards = false): AnyMachineSnapshot {
  const nodes = [...(snapshot._nodes as AnyStateNode[])].sort((one, other) => one.order - other.order)
  if (!backwards) return { ...snapshot, _nodes: nodes }
  return { ...snapshot, _nodes: [...nodes.filter((node) => !moves(node)), ...nodes.filter(moves).reverse()] }
}
