#!/usr/bin/env bash
# packages: elkjs 0.12.1
# surprise: elkjs lays out a graph with an edge into a composite node without a route for that edge, and without a word.
# seen: the edge from `off` to `idle`, which is within `on`, comes back with an id and no `sections`, and what draws it draws nothing;
#   with `hierarchyHandling: INCLUDE_CHILDREN` it has a route.
# guessed: edges that cannot be laid out are an error, as those to a node that does not exist are ("Referenced shape does not exist").
# source: the option is documented, among many; seen by running it.
# met: by whoever lays out `impspec export --to json`; the site of this project sets the option.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
npm_packages elkjs@0.12.1

cat >run.mjs <<'JS'
import ELK from 'elkjs/lib/elk.bundled.js'
const elk = new ELK()
const node = (id, children = []) => ({ id, width: 30, height: 30, children })
const edges = (...names) => names.map((name) => ({ id: name, sources: [name.split(' -> ')[0]], targets: [name.split(' -> ')[1]] }))
for (const handling of ['INHERIT', 'INCLUDE_CHILDREN']) {
  const graph = await elk.layout({
    id: 'chart',
    layoutOptions: { 'elk.algorithm': 'layered', 'elk.hierarchyHandling': handling },
    children: [node('off'), node('on', [node('idle'), node('busy')])],
    edges: edges('off -> on', 'off -> idle'),
  })
  console.log(`${handling}: ${graph.edges.map(({ id, sections }) => `${id} ${sections ? 'has' : 'lacks'} a route`).join(', ')}`)
}
try {
  await elk.layout({ id: 'chart', children: [node('off')], edges: edges('off -> nowhere') })
} catch ({ message }) {
  console.log(message.split('\n')[0].replace(/@\S+/, '...'))
}
process.exit()
JS

as_stated node run.mjs <<'STATED'
INHERIT: off -> on has a route, off -> idle lacks a route
INCLUDE_CHILDREN: off -> on has a route, off -> idle has a route
org.eclipse.elk.graph.json.JsonImportException: Referenced shape does not exist: nowhere
STATED
