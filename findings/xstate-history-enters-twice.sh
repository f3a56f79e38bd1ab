#!/usr/bin/env bash
# packages: xstate 5.33.3
# surprise: A transition to a history state above a parallel state, from within that, enters the parallel state again without leaving it: what it invokes runs twice, and one of the two is never stopped.
# seen: `restore` runs the entry actions a second time and starts a second service; `leave` stops one of them, and the other goes on.
# guessed: that each entry has its exit, so that what a state invokes runs while the state holds, once.
# source: XState's addDescendantStatesToEnter, which adds all ancestors of what is remembered up to the history's parent; seen by running it.
# met: by random machines that are taken through XState and through our tables side by side.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
npm_packages xstate@5.33.3

cat >run.mjs <<'JS'
import { createActor, createMachine, fromCallback } from 'xstate'

let services = 0
const entries = []
const socket = fromCallback(() => {
  services++
  return () => services--
})
const work = {
  type: 'parallel',
  entry: () => entries.push('entry'),
  exit: () => entries.push('exit'),
  invoke: { src: socket },
  states: { left: { on: { restore: '#before' } }, right: {} },
}
const app = { initial: 'work', states: { work, before: { id: 'before', type: 'history', history: 'deep' } } }
const machine = createMachine({ initial: 'app', states: { app, away: {} }, on: { leave: '.away', back: '#before' } })
const actor = createActor(machine).start()
for (const type of ['leave', 'back', 'restore', 'leave']) {
  actor.send({ type })
  console.log(`${type}: ${JSON.stringify(actor.getSnapshot().value)}, ${services} running; ${entries.join(' ')}`)
}
JS

as_stated node run.mjs <<'STATED'
leave: "away", 0 running; entry exit
back: {"app":{"work":{"left":{},"right":{}}}}, 1 running; entry exit entry
restore: {"app":{"work":{"left":{},"right":{}}}}, 2 running; entry exit entry entry
leave: "away", 1 running; entry exit entry entry exit
STATED
