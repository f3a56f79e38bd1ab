// What may happen to the devices of a fleet, beside the roll-out: from next to nothing to all of the life in the field.
import { alike, aMinute, idle, likewise, scopes, type ScopeShape } from '../scopes.js'

/** Phones, and what they need of the cloud, are not of a device that is installed; an agent changes nothing in it. */
const absent = ['enrolment', 'agent', 'blinkup', 'poller', 'installer'] as const

const failures = ['step.failed', 'image.failed', 'install.failed', 'code.failed', 'link.lost'] as const

const wishes = ['connection.wanted', 'reset.wanted', 'squirrel.failed', 'memory.exhausted', 'pin.raised'] as const

const field: ScopeShape = {
  ...scopes.field,
  without: absent,
  never: [...alike.filter((type) => type !== 'check.forced'), 'group.changed', 'report.made'],
  free: [...scopes.field.free, ...aMinute],
  fixed: idle,
  assumptions: [
    'every device is enrolled, has the right WiFi settings and an application, and starts without power; nobody uses BlinkUp',
    likewise,
  ],
}

/** From the smallest to the largest. */
export const fleetLives = {
  calm: {
    ...field,
    title: 'every device is switched on and stays connected',
    never: [...field.never, ...failures, ...wishes, 'power.cut', 'keepalive.expired'],
    assumptions: [...field.assumptions, 'nothing fails, no link is lost, and power is never cut'],
  },
  failing: {
    ...field,
    title: 'steps, downloads and installs may fail, and links may be lost',
    never: [...field.never, ...wishes, 'power.cut'],
    assumptions: [...field.assumptions, 'power is never cut, and no application asks for the server'],
  },
  field: { ...field, title: 'all that can happen in the field' },
} as const satisfies Record<string, ScopeShape>

export type FleetLife = keyof typeof fleetLives

export const fleetLifeNames = Object.keys(fleetLives) as readonly FleetLife[]
