// A run as a link: which world, where it starts, which steps; in names that a reader understands.
import { parseProduct } from '../../verification/impSpace.js'
import { fleetLifeNames, type FleetLife } from '../../machines/fleet/index.js'
import { scopeNames, type Scope } from '../../machines/scopes.js'
import { roleNames } from '../../verification/imp/roles.js'
import { joinSteps, splitSteps } from '../draw/run.js'
import { mostDevices, type Setup } from './simulation.js'

/** What a link says. */
export interface Shared {
  readonly setup: Setup
  readonly initial: Readonly<Record<string, number>>
  readonly steps: readonly string[]
  /** How many of the steps are taken; all by default. */
  readonly at?: number
}

/** Spaces are written `_`, and what links use themselves is encoded. */
const encode = (text: string): string =>
  encodeURIComponent(text.replaceAll(' ', '_')).replaceAll(/%(?:3A|3B|3D|2C|2A|2F)/g, (sign) =>
    decodeURIComponent(sign),
  )
const decode = (text: string): string => decodeURIComponent(text).replaceAll('_', ' ')

/** The part of a link behind `#`. */
export function toHash({ setup, initial, steps, at }: Shared): string {
  const { configuration, scope, parties, quantum, alone, fleet } = setup
  const starts = Object.entries(initial).filter(([, input]) => input !== 0)
  const fields: readonly (readonly [string, string])[] = [
    ['configuration', configuration.name],
    ...(alone === undefined && fleet === undefined ? [['scope', scope] as const] : []),
    ...(alone === undefined ? [] : [['role', alone] as const]),
    ...(fleet === undefined ? [] : [['fleet', `${fleet.devices},${fleet.life}`] as const]),
    ...(parties === undefined ? [] : [['parties', parties.join(',')] as const]),
    ...(quantum === undefined ? [] : [['quantum', String(quantum)] as const]),
    ...(starts.length === 0 ? [] : [['start', starts.map(([party, input]) => `${party}=${input}`).join(',')] as const]),
    ...(steps.length === 0 ? [] : [['run', joinSteps(steps).replaceAll('; ', ';')] as const]),
    ...(at === undefined || at === steps.length ? [] : [['at', String(at)] as const]),
  ]
  return `#${fields.map(([key, value]) => `${key}:${encode(value)}`).join('&')}`
}

function fleetIn(text: string | undefined): Setup['fleet'] {
  if (text === undefined) return undefined
  const [devices = '', life = 'calm'] = text.split(',')
  const count = Number(devices)
  if (!Number.isInteger(count) || count < 1 || count > mostDevices) {
    throw new Error(`a fleet here has 1 to ${mostDevices} devices, not '${devices}'`)
  }
  if (!fleetLifeNames.includes(life as FleetLife)) {
    throw new Error(`a fleet has no life '${life}'; there are ${fleetLifeNames.join(', ')}`)
  }
  return { devices: count, life: life as FleetLife }
}

/**
 * Reads what `toHash` writes.
 *
 * @returns undefined for a link that says nothing
 * @throws Error that says what does not exist
 */
export function fromHash(hash: string): Shared | undefined {
  const fields = new Map(
    hash
      .replace(/^#/, '')
      .split('&')
      .map((part) => {
        const colon = part.indexOf(':')
        return [part.slice(0, colon), decode(part.slice(colon + 1))] as const
      }),
  )
  if (!fields.has('configuration') && !fields.has('run') && !fields.has('scope')) return undefined
  const scope = (fields.get('scope') ?? 'field') as Scope
  if (!scopeNames.includes(scope)) throw new Error(`there is no scope '${scope}'; there are ${scopeNames.join(', ')}`)
  const role = fields.get('role')
  const alone = roleNames.find((name) => name === role)
  if (role !== undefined && alone === undefined) {
    throw new Error(`there is no role '${role}'; there are ${roleNames.join(', ')}`)
  }
  const fleet = fleetIn(fields.get('fleet'))
  const parties = fields.get('parties')
  const quantum = fields.get('quantum')
  const at = fields.get('at')
  return {
    setup: {
      configuration: parseProduct(fields.get('configuration') ?? 'baseline'),
      scope,
      ...(parties === undefined ? {} : { parties: parties.split(',') }),
      ...(quantum === undefined ? {} : { quantum: Number(quantum) }),
      ...(alone === undefined ? {} : { alone }),
      ...(fleet === undefined ? {} : { fleet }),
    },
    initial: Object.fromEntries(
      (fields.get('start') ?? '')
        .split(',')
        .filter((part) => part !== '')
        .map((part) => {
          const [party = '', input = '0'] = part.split('=')
          return [party, Number(input)] as const
        }),
    ),
    steps: splitSteps(fields.get('run') ?? ''),
    ...(at === undefined ? {} : { at: Number(at) }),
  }
}
