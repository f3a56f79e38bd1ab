#!/usr/bin/env bash
# packages: xstate 5.33.3
# surprise: A region that counts what it does not know by `on: { '*': ... }` keeps the parallel state around it from ever being done.
# seen: all regions are final and `onDone` is not taken: `*` also hears XState's own `xstate.done.state...` events, deeper than `onDone` does.
# guessed: a wildcard is for events that are sent to the machine. XState keeps its own events apart by the prefix `xstate.`;
#   that a diagnostic action consumes the completion of an ancestor is far from its text.
# source: seen by running it.
# met: in machines of one's own with regions that finish.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
npm_packages xstate@5.33.3

cat >run.mjs <<'JS'
import { createActor, createMachine } from 'xstate'
const region = { initial: 'busy', states: { busy: { on: { finish: 'finished' } }, finished: { type: 'final' } } }
const run = (more) => {
  const work = { type: 'parallel', onDone: 'complete', states: { first: region, second: { ...region, ...more } } }
  const actor = createActor(createMachine({ id: 'm', initial: 'work', states: { work, complete: {} } })).start()
  actor.send({ type: 'finish' })
  return JSON.stringify(actor.getSnapshot().value)
}
const unknown = []
console.log('without wildcard:', run({}))
console.log('with:', run({ on: { '*': { actions: ({ event }) => unknown.push(event.type) } } }))
const guard = ({ event }) => !event.type.startsWith('xstate.')
console.log('with, guarded:', run({ on: { '*': { guard, actions: () => {} } } }))
console.log('taken for unknown:', unknown.join(', '))
JS

as_stated node run.mjs <<'STATED'
without wildcard: "complete"
with: {"work":{"first":"finished","second":"finished"}}
with, guarded: "complete"
taken for unknown: xstate.done.state.m.work.first, xstate.done.state.m.work.second, xstate.done.state.m.work
STATED
