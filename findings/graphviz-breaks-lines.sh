#!/usr/bin/env bash
# packages: graphviz 2.42.2-7+deb12u1 (Debian), dotparser 1.1.1, @dagrejs/graphlib-dot 1.0.2, ts-graphviz 3.0.7
# surprise: Graphviz rewrites a long label with a backslash at the line's end, and JavaScript's readers of DOT take both characters into the label.
# seen: a label of 149 characters is 149 long in all three readers; after `dot -Tcanon` it is 151 in each of them.
# guessed: a canonical form is the same graph; and a reader of DOT reads what the reference implementation writes. The continuation is in the
#   grammar, but only names beyond 128 characters meet it, so tests do not.
# source: the page on the language of Graphviz, which has backslash and newline as a continuation within quotes; seen by running all four.
# met: by whoever lays out `impspec export --to dot`, whose tooltips are sentences, with Graphviz, and reads the result in JavaScript.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
npm_packages dotparser@1.1.1 @dagrejs/graphlib-dot@1.0.2 ts-graphviz@3.0.7
debian_packages graphviz=2.42.2-7+deb12u1

cat >run.mjs <<'JS'
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { fromDot } from 'ts-graphviz'
const require = createRequire(import.meta.url)
const label = Array.from({ length: 20 }, (_, i) => `word ${i}`.padEnd(6, '-')).join(' ')
const text = `digraph { a [label="${label}"] }`
const readers = {
  dotparser: (dot) => require('dotparser')(dot)[0].children.find(({ node_id }) => node_id?.id === 'a').attr_list[0].eq,
  'graphlib-dot': (dot) => require('@dagrejs/graphlib-dot').read(dot).node('a').label,
  'ts-graphviz': (dot) => fromDot(dot).getNode('a').attributes.get('label'),
}
const canonical = execFileSync('dot', ['-Tcanon'], { input: text, encoding: 'utf8' })
for (const [name, label] of Object.entries(readers)) {
  console.log(`${name}: ${label(text).length} characters, canonical ${label(canonical).length}, ${JSON.stringify(label(canonical)).match(/.{7}\\\\\\n.{6}/)}`)
}
JS

as_stated node run.mjs <<'STATED'
dotparser: 149 characters, canonical 151, 6 word \\\n17 wor
graphlib-dot: 149 characters, canonical 151, 6 word \\\n17 wor
ts-graphviz: 149 characters, canonical 151, 6 word \\\n17 wor
STATED
