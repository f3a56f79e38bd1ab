// Which fleet a command is about: how many devices, what happens to them, whether time matters.
import type { Command } from 'commander'
import type { NamedConfiguration } from '../../machines/configurations.js'
import { fleet as fleetOf, fleetLifeNames, type FleetOptions } from '../../machines/fleet/index.js'
import { fleetProperties } from '../../properties/claims/fleet.js'
import { UsageError } from '../../verification/errors.js'
import { pick } from '../../verification/configurationNames.js'
import { wholeNumber } from '../../verification/optionValues.js'

/** Options that say which fleet is meant. */
export interface FleetShapeOptions {
  readonly devices: number
  readonly stagger?: number
  readonly life: string
  readonly orders?: boolean
  readonly budget?: readonly string[]
  readonly time: boolean
}

/** `link.lost=2`: each device loses its link twice at most. */
function budgetsOf(
  texts: readonly string[],
  world: (budgets: FleetOptions['budgets']) => readonly string[],
): Readonly<Record<string, number>> {
  const known = world({})
  return Object.fromEntries(
    texts.map((text) => {
      const [type = '', value, ...more] = text.split('=')
      if (value === undefined || more.length > 0) throw new UsageError(`--budget takes event=number, not '${text}'`)
      if (!known.includes(type)) {
        throw new UsageError(`--budget: '${type}' does not occur in this fleet; there are ${known.join(', ')}`)
      }
      return [type, wholeNumber(`--budget ${type}`, value, 0)]
    }),
  )
}

/**
 * The fleet that is asked for.
 *
 * @throws UsageError for a life or an event that does not exist
 */
export function shapeOf(options: FleetShapeOptions, configuration: NamedConfiguration): FleetOptions {
  const { devices, stagger, orders, time } = options
  const [life] = pick(fleetLifeNames, (name) => name, [options.life], 'life', `there are ${fleetLifeNames.join(', ')}`)
  const shape: FleetOptions = {
    devices,
    life: life!,
    ...(stagger === undefined ? {} : { stagger }),
    ...(orders ? { orders } : {}),
    ...(time ? {} : { timed: false }),
  }
  const events = (): readonly string[] => [
    ...new Set(fleetOf(configuration.values, { ...shape, devices: 1 }).stimuli.map(({ event }) => event.type)),
  ]
  return { ...shape, ...(options.budget ? { budgets: budgetsOf(options.budget, events) } : {}) }
}

/** The properties of a fleet that are asked for; all where none is named. @throws UsageError for one that there is not */
export function fleetPropertiesIn(shape: FleetOptions, names: readonly string[] | undefined) {
  const all = fleetProperties(shape)
  if (names === undefined) return all
  return pick(all, ({ id }) => id, names, 'property of a fleet', `there are ${all.map(({ id }) => id).join(', ')}`)
}

/** The options that say which fleet is meant.
 *
 * @param life what happens to devices unless told
 */
export const withFleet = (command: Command, life?: string): Command =>
  command
    .option('--stagger <k>', 'a newer impOS is offered to so many at a time', (text) =>
      wholeNumber('--stagger', text, 1),
    )
    .option('--life <name>', `what happens to each beside the roll-out: ${fleetLifeNames.join(', ')}`, life)
    .option('--orders', 'code is deployed to the group, and restarts are ordered')
    .option('--budget <event=n...>', 'how often an event may happen to each device: link.lost=1')
