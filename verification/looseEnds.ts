// The loose ends of our own specification that are meant: events that are sent or waited for in vain.
import type { LooseEnd } from '../model/world.js'

export const looseEnds: readonly LooseEnd[] = [
  // The BlinkUp SDK would give up; the environment takes the connection from the phone while it polls only.
  { kind: 'unsent', party: 'blinkup', event: 'phone.offline' },
]
