#!/usr/bin/env bash
# packages: @scion-scxml/scxml 4.3.27, xstate 5.33.3
# surprise: In SCXML a parallel state inside a parallel state that finishes last does not finish the outer one; finishing first, it does.
# seen: both parts are final in either order, but `done.state.outer` comes only if the inner parallel state was final before its sibling.
#   XState says it in both orders.
# guessed: done is done: a parallel state is complete when all of its children are, in whichever order they got there.
# source: the standard's procedure raises `done.state` for the parent of a final state and, if that is the child of a parallel
#   state, for the grandparent, and looks no further up (W3C SCXML, appendix D, `enterStates`). SCION follows it to the letter.
# met: by whoever writes an `onDone` of nested parallel states for XState, and takes the chart to an SCXML interpreter.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
npm_packages @scion-scxml/scxml@4.3.27 xstate@5.33.3
scion_module

cat >run.mjs <<'JS'
import { createActor, createMachine } from 'xstate'
import { document, start } from './scion.mjs'

const inScxml = async (events) => {
  const part = (id) => `<state id="${id}"><state id="${id}1"><transition event="end.${id}" target="${id}2"/></state><final id="${id}2"/></state>`
  const chart = await start(document(`
    <parallel id="outer">
      <transition event="done.state.outer" target="complete"/>
      ${part('sibling')}
      <parallel id="inner">${part('nested')}</parallel>
    </parallel>
    <state id="complete"/>`))
  events.forEach(chart.send)
  return chart.active() === 'complete'
}
const inXState = (events) => {
  const part = (id) => ({ initial: 'one', states: { one: { on: { [`end.${id}`]: 'two' } }, two: { type: 'final' } } })
  const inner = { type: 'parallel', states: { nested: part('nested') } }
  const outer = { type: 'parallel', onDone: 'complete', states: { sibling: part('sibling'), inner } }
  const actor = createActor(createMachine({ initial: 'outer', states: { outer, complete: {} } })).start()
  for (const type of events) actor.send({ type })
  return actor.getSnapshot().value === 'complete'
}
for (const events of [['end.nested', 'end.sibling'], ['end.sibling', 'end.nested']]) {
  console.log(`${events.join(', then ')}: complete in scion ${await inScxml(events)}, in xstate ${inXState(events)}`)
}
JS

as_stated node run.mjs <<'STATED'
end.nested, then end.sibling: complete in scion true, in xstate true
end.sibling, then end.nested: complete in scion false, in xstate true
STATED
