#!/usr/bin/env bash
# packages: ndjson 2.0.0, split2 4.2.0, it-ndjson 2.0.0
# surprise: A line `null`, which is JSON like any other, ends the stream of NDJSON readers on Node's object streams.
# seen: of three records, the second `null`, `ndjson` and `split2(JSON.parse)` give none but the error "stream.push() after EOF"; if `null` is the
#   last line it is missing without an error. `it-ndjson` gives all of them.
# guessed: three values. `0`, `false` and `""` go through; nothing in either README excludes `null`, and the message does not speak of the line.
# source: Node's documentation of object mode says that `null` is the end of a stream; the two packages pass on what they have parsed.
# met: not in `impspec check`, whose lines are objects; by whoever filters its logs with these packages.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
npm_packages ndjson@2.0.0 split2@4.2.0 it-ndjson@2.0.0

cat >run.mjs <<'JS'
import { Readable } from 'node:stream'
import { parse } from 'it-ndjson'
import ndjson from 'ndjson'
import split2 from 'split2'
const collected = async (values) => {
  const all = []
  try {
    for await (const value of values) all.push(value)
  } catch ({ message }) {
    return `${JSON.stringify(all)}, then ${message}`
  }
  return JSON.stringify(all)
}
for (const text of ['{"n":1}\n0\n{"n":3}\n', '{"n":1}\nnull\n{"n":3}\n', '{"n":1}\nnull\n']) {
  console.log(JSON.stringify(text))
  console.log('  ndjson:   ', await collected(Readable.from([text]).pipe(ndjson.parse())))
  console.log('  split2:   ', await collected(Readable.from([text]).pipe(split2(JSON.parse))))
  console.log('  it-ndjson:', await collected(parse([new TextEncoder().encode(text)])))
}
JS

as_stated node run.mjs <<'STATED'
"{\"n\":1}\n0\n{\"n\":3}\n"
  ndjson:    [{"n":1},0,{"n":3}]
  split2:    [{"n":1},0,{"n":3}]
  it-ndjson: [{"n":1},0,{"n":3}]
"{\"n\":1}\nnull\n{\"n\":3}\n"
  ndjson:    [], then stream.push() after EOF
  split2:    [], then stream.push() after EOF
  it-ndjson: [{"n":1},null,{"n":3}]
"{\"n\":1}\nnull\n"
  ndjson:    [{"n":1}]
  split2:    [{"n":1}]
  it-ndjson: [{"n":1},null]
STATED
