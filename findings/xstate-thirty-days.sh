#!/usr/bin/env bash
# packages: xstate 5.33.3, @scion-scxml/scxml 4.3.27
# surprise: A delay of 30 days fires within a millisecond, in XState as in an SCXML interpreter, since both hand it to `setTimeout` as it is.
# seen: `after: { 2592000000: ... }` and `<send delay="2592000s">` are both over after 0.1 s; 24 days are waited for.
# guessed: a scheduler of state charts, whose delays are part of the model and have a standard's syntax, keeps long ones itself:
#   SCXML sets no limit, and nothing in either documentation names one.
# source: seen by running them. Node warns on stderr, browsers do not.
# met: by whoever runs the agent's machine live: it is stopped 30 days after its device was last seen.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
npm_packages xstate@5.33.3 @scion-scxml/scxml@4.3.27
scion_module

cat >run.mjs <<'JS'
import { setTimeout } from 'node:timers/promises'
import { createActor, createMachine } from 'xstate'
import { document, start } from './scion.mjs'

const inXState = (days) => {
  const states = { running: { after: { [days * 86_400_000]: 'stopped' } }, stopped: {} }
  const actor = createActor(createMachine({ initial: 'running', states })).start()
  return () => actor.getSnapshot().value
}
const inScxml = async (days) => {
  const chart = await start(document(`
    <state id="running">
      <onentry><send event="timeout" delay="${days * 86_400}s"/></onentry>
      <transition event="timeout" target="stopped"/>
    </state>
    <state id="stopped"/>`))
  return chart.active
}

for (const days of [24, 25, 30]) {
  const states = [inXState(days), await inScxml(days)]
  await setTimeout(100)
  console.log(`${days} days, after 0.1 s: xstate ${states[0]()}, scion ${states[1]()}`)
}
process.exit()
JS

as_stated node run.mjs <<'STATED'
24 days, after 0.1 s: xstate running, scion running
25 days, after 0.1 s: xstate stopped, scion stopped
30 days, after 0.1 s: xstate stopped, scion stopped
STATED
