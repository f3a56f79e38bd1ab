#!/usr/bin/env bash
# packages: xstate 5.33.3
# surprise: Which of two conflicting transitions wins in a restored actor depends on the order of the keys in the saved JSON.
# seen: the same snapshot, once as it was saved and once with keys sorted (as a database that stores JSON parsed gives it back): the same event
#   leads to different states.
# guessed: a JSON object has no order; the order of regions is a matter of the machine, which is the same in both.
# source: seen by running it. The order of regions decides conflicts as in SCXML, where it is document order.
# met: by whoever stores snapshots in a column of parsed JSON, or with a canonical writer. `impspec` takes regions in the machine's order.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
npm_packages xstate@5.33.3

cat >run.mjs <<'JS'
import { createActor, createMachine } from 'xstate'
const region = (target) => ({ initial: 'idle', states: { idle: { on: { E: target } } } })
const machine = createMachine({
  initial: 'both',
  states: {
    both: { type: 'parallel', states: { z: region('#left'), a: region('#right') } },
    left: { id: 'left' },
    right: { id: 'right' },
  },
})
const saved = createActor(machine).start().getPersistedSnapshot()
const sorted = (value) =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]))
    : value
for (const [name, snapshot] of [['as saved', saved], ['with sorted keys', sorted(saved)]]) {
  const actor = createActor(machine, { snapshot: JSON.parse(JSON.stringify(snapshot)) }).start()
  const before = JSON.stringify(actor.getSnapshot().value)
  actor.send({ type: 'E' })
  console.log(`${name}: ${before} -> ${actor.getSnapshot().value}`)
}
JS

as_stated node run.mjs <<'STATED'
as saved: {"both":{"z":"idle","a":"idle"}} -> left
with sorted keys: {"both":{"a":"idle","z":"idle"}} -> right
STATED
