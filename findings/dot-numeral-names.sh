#!/usr/bin/env bash
# packages: dotparser 1.1.1, @dagrejs/graphlib-dot 1.0.2, graphviz 2.42.2-7+deb12u1 (Debian)
# surprise: Nodes that are named by version numbers, `38.1` and `38.10`, are two in Graphviz and one to `dotparser`.
# seen: Graphviz and `@dagrejs/graphlib-dot` find two nodes; `dotparser` reads the names as numbers, and finds an edge from one to itself.
# guessed: DOT has no numbers: a numeral is one of four ways to spell an identifier, and identifiers are equal if their characters are.
# source: the page on the language of Graphviz, by which an ID is a string however it is spelt; seen by running all three.
# met: by whoever draws releases of impOS as a graph; `impspec export --to dot` quotes every name.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
npm_packages dotparser@1.1.1 @dagrejs/graphlib-dot@1.0.2
debian_packages graphviz=2.42.2-7+deb12u1

cat >releases.gv <<'DOT'
digraph { 38.1 -> 38.10 }
DOT
cat >run.mjs <<'JS'
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
const require = createRequire(import.meta.url)
const text = readFileSync('releases.gv', 'utf8')
const [edge] = require('dotparser')(text)[0].children
console.log('dotparser:', edge.edge_list.map(({ id }) => id).join(' -> '))
console.log('graphlib-dot:', require('@dagrejs/graphlib-dot').read(text).nodes().join(' -> '))
JS
read_all() {
  echo "graphviz: $(nop releases.gv | grep -oE '[0-9.]+ -> [0-9.]+')"
  node run.mjs
}

as_stated read_all <<'STATED'
graphviz: 38.1 -> 38.10
dotparser: 38.1 -> 38.1
graphlib-dot: 38.1 -> 38.10
STATED
