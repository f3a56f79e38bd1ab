#!/usr/bin/env bash
# packages: fast-check 4.10.2
# surprise: `fc.commands(..., { maxCommands: 100 })` never makes more than ten commands, however many runs it is given.
# seen: in 10,000 runs the longest sequence has 10 commands, without a maximum and with one of 100; a bug of the eleventh step is not found.
#   `size: 'max'` makes sequences of up to 100.
# guessed: a maximum is raised in order to get longer sequences; that another option holds them at ten, silently, is for whoever reads on.
# source: `maxCommands` is documented as a maximum, and what `size` does to it elsewhere; seen by running it.
# met: by whoever tests an implementation of a party with fast-check beside `impspec test`.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
npm_packages fast-check@4.10.2

cat >run.mjs <<'JS'
import fc from 'fast-check'
class Press {
  check() {
    return true
  }
  run(model, lamp) {
    lamp.presses++
    if (lamp.presses > 10) throw new Error('worn out')
  }
}
for (const constraints of [{}, { maxCommands: 100 }, { maxCommands: 100, size: 'max' }]) {
  let longest = 0
  const commands = fc.commands([fc.constant(new Press())], constraints)
  const count = fc.property(commands, (sequence) => {
    longest = Math.max(longest, [...sequence].length)
  })
  fc.assert(count, { numRuns: 10_000, seed: 1 })
  const property = fc.property(commands, (sequence) => fc.modelRun(() => ({ model: {}, real: { presses: 0 } }), sequence))
  const { failed } = fc.check(property, { numRuns: 10_000, seed: 1 })
  console.log(`${JSON.stringify(constraints)}: at most ${longest} commands, the bug ${failed ? 'found' : 'not found'}`)
}
JS

as_stated node run.mjs <<'STATED'
{}: at most 10 commands, the bug not found
{"maxCommands":100}: at most 10 commands, the bug not found
{"maxCommands":100,"size":"max"}: at most 100 commands, the bug found
STATED
