#!/usr/bin/env bash
# packages: mermaid 12.3.0, jsdom 29.1.1
# surprise: In a Mermaid state diagram what stands behind a semicolon in a transition's label becomes states of its own.
# seen: `off --> on : power; led on` has the label `power`, and there are states `;` and `led`; a transition from a state that is called
#   `state` is left out altogether. Neither is an error.
# guessed: a label goes to the end of its line, as the documentation shows it, and as colons, brackets and slashes in it do; or the line is refused.
# source: seen by running the parser.
# met: by whoever edits `impspec export --to mermaid`, whose labels hold no semicolon.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
npm_packages mermaid@12.3.0 jsdom@29.1.1

cat >run.mjs <<'JS'
import { JSDOM } from 'jsdom'
const { window } = new JSDOM('')
Object.assign(globalThis, { window, document: window.document })
const { default: mermaid } = await import('mermaid')
mermaid.initialize({ startOnLoad: false })
for (const line of ['off --> on : power, led on', 'off --> on : power; led on', 'state --> on']) {
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(`stateDiagram-v2\n  ${line}\n`)
  const transitions = db.getRelations().map(({ id1, id2, relationTitle }) => `${id1} -> ${id2} (${relationTitle})`)
  console.log(`${line}\n  states: ${[...db.getStates().keys()].join(' ')}\n  transitions: ${transitions.join(', ')}`)
}
process.exit()
JS

as_stated node run.mjs <<'STATED'
off --> on : power, led on
  states: off on
  transitions: off -> on (power, led on)
off --> on : power; led on
  states: off on ; led
  transitions: off -> on (power)
state --> on
  states: 
  transitions: 
STATED
