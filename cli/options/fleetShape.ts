// Which fleet a command is about: how many devices, what happens to them, whether time matters.
import type { NamedConfiguration } from '../../machines/configurations.js'
import { fleet as fleetOf, fleetLifeNames, type FleetOptions } from '../../machines/fleet/index.js'
import { UsageError } from '../../verification/errors.js'
import { pick } from '../../verification/configurationNames.js'
import { wholeNumber } from './values.js'

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
