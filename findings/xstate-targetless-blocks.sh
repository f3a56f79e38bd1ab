#!/usr/bin/env bash
# packages: xstate 5.33.3, @scion-scxml/scxml 4.3.27
# surprise: In XState a transition without target in one region keeps the common ancestor from leaving for another; in SCXML it does not.
# seen: region `r` only notes the event, `p` around both regions leaves on it: XState stays in `p`, SCION leaves.
# guessed: as SCXML has it, which XState says it follows: transitions conflict when what they exit overlaps, and one without target
#   exits nothing, so that the transition which region `s` inherits is taken as well. In XState an action that only logs an event
#   swallows it for all regions.
# source: W3C SCXML, appendix D, `selectTransitions` and `removeConflictingTransitions`; seen by running both.
# met: in machines of one's own with several regions; `impspec` explores what XState does.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
npm_packages @scion-scxml/scxml@4.3.27 xstate@5.33.3
scion_module

cat >run.mjs <<'JS'
import { createActor, createMachine } from 'xstate'
import { document, start } from './scion.mjs'

const chart = await start(document(`
  <parallel id="p">
    <transition event="e" target="q"/>
    <state id="r"><state id="r1"><transition event="e"/></state></state>
    <state id="s"><state id="s1"/></state>
  </parallel>
  <state id="q"/>`))
chart.send('e')
console.log('scion: ', chart.active())

const r = { initial: 'r1', states: { r1: { on: { e: { actions: () => {} } } } } }
const s = { initial: 's1', states: { s1: {} } }
const p = { type: 'parallel', on: { e: 'q' }, states: { r, s } }
const actor = createActor(createMachine({ initial: 'p', states: { p, q: {} } })).start()
actor.send({ type: 'e' })
console.log('xstate:', JSON.stringify(actor.getSnapshot().value))
JS

as_stated node run.mjs <<'STATED'
scion:  q
xstate: {"p":{"r":"r1","s":"s1"}}
STATED
