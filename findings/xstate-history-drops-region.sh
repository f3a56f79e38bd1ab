#!/usr/bin/env bash
# packages: xstate 5.33.3
# surprise: A transition from within a parallel state to its own history, before it has ever been left, leaves the neighbouring region for good, and XState's value says that it is still there.
# seen: after `back` the value has `door: 'shut'` as before and `matches` agrees, but the exit action of `shut` has run, its entry has not, and its timer is gone.
# guessed: that nothing happens to the neighbour, or that it is entered anew; in any case that a state in the value has its timers.
# source: XState's history default of a parallel state, which is the state itself, and whose siblings are not entered; seen by running it.
# met: by random machines that are taken through XState and through our tables side by side.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
npm_packages xstate@5.33.3

cat >run.mjs <<'JS'
import { createActor, createMachine, SimulatedClock } from 'xstate'

const done = []
const shut = { entry: () => done.push('shut'), exit: () => done.push('opened'), after: { 1000: 'locked' } }
const door = { initial: 'shut', states: { shut, locked: {} } }
const player = {
  type: 'parallel',
  states: { sound: { on: { back: '#before' } }, picture: {}, before: { id: 'before', type: 'history' } },
}
const clock = new SimulatedClock()
const actor = createActor(createMachine({ type: 'parallel', states: { door, player } }), { clock }).start()
const tell = (what) => {
  const snapshot = actor.getSnapshot()
  console.log(`${what}: door ${snapshot.value.door}, matches ${snapshot.matches({ door: 'shut' })}; ${done.join(' ')}`)
}
tell('start')
actor.send({ type: 'back' })
tell('back')
clock.increment(5000)
tell('5 s later')
JS

as_stated node run.mjs <<'STATED'
start: door shut, matches true; shut
back: door shut, matches true; shut opened
5 s later: door shut, matches true; shut opened
STATED
