// Machines without time.
import { createMachine, type AnyStateMachine } from 'xstate'

const timeless = new WeakMap<AnyStateMachine, AnyStateMachine>()

const withoutAfter = (config: unknown): unknown =>
  typeof config !== 'object' || config === null || Array.isArray(config)
    ? config
    : Object.fromEntries(
        Object.entries(config).flatMap(([key, value]) => {
          if (key === 'after') return []
          if (key !== 'states') return [[key, value as unknown]]
          const states = Object.entries(value as object)
          return [[key, Object.fromEntries(states.map(([name, state]) => [name, withoutAfter(state)]))]]
        }),
      )

/** The same machine without its delayed transitions: what waits for a delay waits for ever. */
export function withoutTimers(machine: AnyStateMachine): AnyStateMachine {
  const known = timeless.get(machine)
  if (known) return known
  const made = createMachine(
    withoutAfter(machine.config) as object,
    machine.implementations as object,
  ) as AnyStateMachine
  timeless.set(machine, made)
  return made
}
