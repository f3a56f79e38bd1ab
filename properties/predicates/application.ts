// What can be asked of the application.
import { tagged, heard, said, does, hears, says, enters } from './ask.js'
import type { Predicate } from '../../model/property.js'

const restlessness = new Set([
  'sleep.wanted',
  'sleep.forced',
  'disconnection.wanted',
  'reset.wanted',
  'clearing.wanted',
  'handler.dropped',
])

export const ofTheApplication = {
  applicationRunning: tagged('application', 'is running', 'application.running'),
  busy: tagged('application', 'is busy', 'application.busy'),
  idle: tagged('application', 'is idle', 'application.idle'),
  deferring: tagged('application', 'defers an update', 'application.deferring'),
  declining: tagged('application', 'ignores an update', 'application.declining'),
  defers: enters('application', 'defers an update', 'application.deferring'),
  dropsHandler: says('application', 'drops its handler', 'handler.cleared'),
  asksForRestart: says('application', 'asks for the restart', 'restart.requested'),
  registersHandler: says('application', 'registers its handler', 'handler.registered'),
  sleepsCarelessly: does(
    'application',
    'sleeps without waiting for idle',
    (t) => heard(t, 'sleep.forced') && said(t, 'sleep.requested'),
  ),
  sleepsCarefully: does('application', 'sleeps when idle', (t) => heard(t, 'vm.idle') && said(t, 'sleep.requested')),
  restless: does('application', 'sleeps, disconnects, resets or clears its settings', (t) =>
    restlessness.has(t.event.type),
  ),
  wantsServer: hears('application', 'wants the server', 'connection.wanted'),
  disconnects: says('application', 'disconnects', 'disconnect.requested'),
  resets: says('application', 'calls imp.reset()', 'reset.requested'),
  finishesWork: does('application', 'finishes its work', (t) => heard(t, 'work.finished') && t.before !== t.after),
} satisfies Record<string, Predicate>
