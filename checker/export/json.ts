// A world as JSON: the machine of each party as it is written, and its table of local states and transitions.
import type { CompiledWorld } from '../compile/compile.js'
import { chartOf } from './chart.js'
import { tablesOf } from './tables.js'

/** Increased when a field changes its meaning or goes away. */
const version = 1

/**
 * JSON text of an explored world, or of one of its parties.
 *
 * @param heading what the world is of, in words
 * @param party only this one
 */
export function jsonOf(world: CompiledWorld, heading: readonly string[], party?: string): string {
  const tables = tablesOf(world)
  const parties = tables.parties.map(({ called, ...table }, index) => ({
    ...table,
    name: called,
    machine: chartOf(world.parties[index]!.party),
  }))
  const channels = tables.channels.map(({ called, ...channel }) => ({ ...channel, name: called }))
  const about = { format: 'impspec-world', version, heading }
  const one = parties.find(({ name }) => name === party)
  if (one)
    return `${JSON.stringify({ ...about, format: 'impspec-party', states: tables.states, steps: tables.steps, ...one })}\n`
  return `${JSON.stringify({ ...about, ...tables, parties, channels })}\n`
}
