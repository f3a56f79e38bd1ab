#!/usr/bin/env bash
# packages: @dagrejs/dagre 3.1.3
# surprise: dagre cannot lay out an edge to or from a node that has children: it fails with a `TypeError` from deep inside.
# seen: of a compound graph, a transition between two substates is laid out, one to, from or around the composite state is "Cannot set properties of
#   undefined (setting 'rank')" or "(reading 'points')".
# guessed: `compound: true` is there for state charts, where most transitions that matter leave a composite state; a graph that is
#   refused is refused with the names of its nodes.
# source: seen by running it; reported since 2018 (dagrejs/dagre issue 238, open).
# met: by whoever lays out `impspec export --to json` in the browser; the site of this project draws its charts with elkjs.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
npm_packages @dagrejs/dagre@3.1.3

cat >run.mjs <<'JS'
import dagre from '@dagrejs/dagre'
const layOut = (from, to) => {
  const graph = new dagre.graphlib.Graph({ compound: true })
  graph.setGraph({})
  for (const name of ['off', 'on', 'idle', 'busy']) graph.setNode(name, { width: 10, height: 10 })
  for (const name of ['idle', 'busy']) graph.setParent(name, 'on')
  graph.setEdge('idle', 'busy', {})
  graph.setEdge(from, to, {})
  try {
    dagre.layout(graph)
    return `${graph.edge(from, to).points.length} points`
  } catch ({ name, message }) {
    return `${name}: ${message}`
  }
}
for (const [from, to] of [['off', 'idle'], ['busy', 'idle'], ['off', 'on'], ['on', 'off'], ['on', 'on']]) {
  console.log(`${from} -> ${to}: ${layOut(from, to)}`)
}
JS

as_stated node run.mjs <<'STATED'
off -> idle: 4 points
busy -> idle: 3 points
off -> on: TypeError: Cannot set properties of undefined (setting 'rank')
on -> off: TypeError: Cannot set properties of undefined (setting 'rank')
on -> on: TypeError: Cannot read properties of undefined (reading 'points')
STATED
