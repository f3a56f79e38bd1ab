#!/usr/bin/env bash
# packages: @dagrejs/graphlib-dot 1.0.2, graphlib-dot 0.6.4
# surprise: In `@dagrejs/graphlib-dot` the second edge between two nodes is named `[object Undefined]1`, and so is a subgraph without a name.
# seen: two transitions between the same states, as every chart has them: the successor of `graphlib-dot`, which named them `edge1` and `sg2`,
#   gives the text of a JavaScript type, with a number that goes on counting from file to file.
# guessed: a release 1.0 reads what 0.6 read, to the same names; and whoever looks for edges by name or draws names finds a bug of his own.
# source: seen by running both.
# met: by whoever reads `impspec export --to dot` in JavaScript.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
npm_packages @dagrejs/graphlib-dot@1.0.2 graphlib-dot@0.6.4

cat >run.mjs <<'JS'
import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
const text = 'digraph { on -> off [label=cut]; on -> off [label=kill]; subgraph { a } }'
for (const name of ['graphlib-dot', '@dagrejs/graphlib-dot']) {
  const graph = require(name).read(text)
  console.log(`${name}: edges ${graph.edges().map(({ name }) => name).join(' and ')}; nodes ${graph.nodes().join(', ')}`)
}
JS

as_stated node run.mjs <<'STATED'
graphlib-dot: edges  and edge1; nodes on, off, sg2, a
@dagrejs/graphlib-dot: edges  and [object Undefined]1; nodes on, off, [object Undefined]2, a
STATED
