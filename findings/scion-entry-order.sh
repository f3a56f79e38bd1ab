#!/usr/bin/env bash
# packages: @scion-scxml/scxml 4.3.27, xstate 5.33.3
# surprise: SCION enters a parallel state level by level: the second region before the children of the first.
# seen: regions `a` and `b` with a child each are entered as p, a, b, a1, b1.
# guessed: p, a, a1, b, b1. SCXML defines entry order as ancestors first and document order between the rest, and notes that this
#   *is* document order; XState enters so as well. With the interpreter's own order, an entry action of `b` that looks at what the
#   child of `a` has done on its entry sees it not done.
# source: W3C SCXML, 3.13 "entry order"; seen by running it.
# met: by whoever runs `impspec export --to scxml` in SCION and counts on the order in which parallel parts speak.
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
    <state id="a"><state id="a1"/></state>
    <state id="b"><state id="b1"/></state>
  </parallel>`))
console.log('scion: ', chart.entered())

const trace = []
const entered = (id, more = {}) => ({ entry: () => trace.push(id), ...more })
const region = (id) => entered(id, { initial: `${id}1`, states: { [`${id}1`]: entered(`${id}1`) } })
createActor(createMachine(entered('p', { type: 'parallel', states: { a: region('a'), b: region('b') } }))).start()
console.log('xstate:', trace.join(' '))
JS

as_stated node run.mjs <<'STATED'
scion:  p a b a1 b1
xstate: p a a1 b b1
STATED
