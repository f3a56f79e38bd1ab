#!/usr/bin/env bash
# packages: xstate 5.33.3
# surprise: A delay whose name nothing defines is no error: the transition is taken at once.
# seen: `after: { thirtyDays: ... }` without a delay of that name leaves the state within the first milliseconds, in silence.
# guessed: an error that names the delay. XState refuses to start a machine whose guard is not implemented when the guard is
#   asked, and SCXML makes a wrong delay an `error.execution`; a misspelt delay that fires at once is the opposite of a delay.
# source: the guide to delayed transitions says how to name delays, not what happens to a name without a delay; seen by running it.
# met: in machines that are written without `setup()`, where TypeScript cannot tell.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
npm_packages xstate@5.33.3

cat >run.mjs <<'JS'
import { setTimeout } from 'node:timers/promises'
import { createActor, createMachine } from 'xstate'
const states = { running: { after: { thirtyDays: 'stopped' } }, stopped: {} }
const live = async (delays) => {
  const actor = createActor(createMachine({ initial: 'running', states }, { delays })).start()
  await setTimeout(200)
  const { value } = actor.getSnapshot()
  actor.stop()
  return value
}
console.log('defined, after 0.2 s:', await live({ thirtyDays: 10_000_000 }))
console.log('not defined, after 0.2 s:', await live({}))

const guarded = createActor(createMachine({ initial: 'a', states: { a: { on: { E: { guard: 'unknown', target: 'b' } } }, b: {} } }))
guarded.subscribe({ error: ({ message }) => console.log('a guard, not defined:', message.split('\n')[0]) })
guarded.start()
guarded.send({ type: 'E' })
JS

as_stated node run.mjs <<'STATED'
defined, after 0.2 s: running
not defined, after 0.2 s: stopped
a guard, not defined: Unable to evaluate guard 'unknown' in transition for event 'E' in state node '(machine).a':
STATED
