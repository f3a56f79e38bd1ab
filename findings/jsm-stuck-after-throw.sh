#!/usr/bin/env bash
# packages: javascript-state-machine 3.1.0
# surprise: After one exception in an observer, a machine of `javascript-state-machine` refuses every transition for ever.
# seen: `onEnterOnline` throws once; the caller catches it; the machine is in `online`, and its next transition "is invalid while previous transition is
#   still in progress", now and at any later time; `can()` says that it may not.
# guessed: an exception of a handler is passed on, and the transition is then over or undone: try/finally. A machine
#   whose `state` has arrived is not on its way.
# source: seen by running it.
# met: not by users of this project.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
npm_packages javascript-state-machine@3.1.0

cat >run.mjs <<'JS'
import StateMachine from 'javascript-state-machine'
let failures = 1
const machine = new StateMachine({
  init: 'offline',
  transitions: [
    { name: 'connect', from: 'offline', to: 'online' },
    { name: 'drop', from: 'online', to: 'offline' },
  ],
  methods: {
    onEnterOnline: () => {
      if (failures-- > 0) throw new Error('the handler failed')
    },
  },
})
const attempt = (name) => {
  try {
    machine[name]()
    return 'done'
  } catch ({ message }) {
    return message
  }
}
for (const name of ['connect', 'drop', 'drop']) {
  console.log(`${machine.state}, can ${name}: ${machine.can(name)}; ${name}: ${attempt(name)}; now ${machine.state}`)
}
JS

as_stated node run.mjs <<'STATED'
offline, can connect: true; connect: the handler failed; now online
online, can drop: false; drop: transition is invalid while previous transition is still in progress; now online
online, can drop: false; drop: transition is invalid while previous transition is still in progress; now online
STATED
