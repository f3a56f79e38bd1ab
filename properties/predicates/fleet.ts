// What can be asked of the parties that only a fleet has: the roll-out, the turn of a device, the device group.
import { hears, tagged } from './ask.js'
import type { Predicate } from '../../model/property.js'

export const ofTheTurn = {
  turnRuns: tagged('turn', 'is running', 'turn.runs'),
  turnOver: {
    kind: 'state',
    party: 'turn',
    text: 'is over',
    holds: (snapshot) => snapshot.matches('over'),
  },
  turnComes: hears('turn', 'comes', 'turn.came'),
} satisfies Record<string, Predicate>

export const ofTheRollout = {
  rolloutOpen: tagged('rollout', 'is open to another device', 'rollout.open'),
  groupRestartsForcibly: hears('group', 'is ordered to restart by force', 'restart.forced'),
} satisfies Record<string, Predicate>
