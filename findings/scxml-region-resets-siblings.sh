#!/usr/bin/env bash
# packages: @scion-scxml/scxml 4.3.27, xstate 5.33.3
# surprise: In SCXML a region's own transition to its own child puts every other region back to its initial state.
# seen: region `b` is in `b2`; `e` moves region `a` to its child `a2`, and `b` is in `b1` again. XState leaves `b` alone.
# guessed: a transition from a region into itself concerns that region. It would if parallel states could be the domain of a
#   transition: but the domain of an external one is the nearest compound state around source and target, which for a region is
#   outside of the parallel state, so all regions are left and entered anew. `type="internal"` mends it.
# source: W3C SCXML, appendix D, `getTransitionDomain` and `findLCCA`; SCION follows it. XState's transitions are internal by default.
# met: by whoever translates a chart from XState by hand; the executable SCXML of this project is flat for this reason.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
npm_packages @scion-scxml/scxml@4.3.27 xstate@5.33.3
scion_module

cat >run.mjs <<'JS'
import { createActor, createMachine } from 'xstate'
import { document, start } from './scion.mjs'

for (const type of ['external', 'internal']) {
  const chart = await start(document(`
    <parallel id="p">
      <state id="a"><transition event="e" target="a2" type="${type}"/><state id="a1"/><state id="a2"/></state>
      <state id="b"><state id="b1"><transition event="f" target="b2"/></state><state id="b2"/></state>
    </parallel>`))
  chart.send('f')
  chart.send('e')
  console.log(`scion, ${type}:`, chart.active())
}
const actor = createActor(createMachine({
  type: 'parallel',
  states: {
    a: { initial: 'a1', on: { e: '.a2' }, states: { a1: {}, a2: {} } },
    b: { initial: 'b1', states: { b1: { on: { f: 'b2' } }, b2: {} } },
  },
})).start()
actor.send({ type: 'f' })
actor.send({ type: 'e' })
console.log('xstate:', Object.values(actor.getSnapshot().value).join(' '))
JS

as_stated node run.mjs <<'STATED'
scion, external: a2 b1
scion, internal: a2 b2
xstate: a2 b2
STATED
