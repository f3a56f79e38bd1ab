#!/usr/bin/env bash
# packages: xstate 5.33.3
# surprise: `SimulatedClock.increment(100)` is not a hundred times `increment(1)`: timers that are set on the way start at the end of the leap.
# seen: a chain of three states, 10 ms each; one leap of 100 ms ends in the second state, a hundred steps of 1 ms in the last.
# guessed: simulated time jumps from timer to timer, as in other fake clocks (`advanceTimersByTime` of Jest and Vitest, Sinon's
#   `tick`), so that 100 ms are 100 ms however they are said.
# source: the guide to delayed transitions does not speak of the simulated clock; seen by running it.
# met: by whoever drives the machines of this package in virtual time with XState's clock. `impspec test` and `impspec vectors`
#   have a clock of their own, which stops at each timer.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
npm_packages xstate@5.33.3

cat >run.mjs <<'JS'
import { createActor, createMachine, SimulatedClock } from 'xstate'
const machine = createMachine({
  initial: 'first',
  states: { first: { after: { 10: 'second' } }, second: { after: { 10: 'third' } }, third: {} },
})
const run = (steps) => {
  const clock = new SimulatedClock()
  const actor = createActor(machine, { clock }).start()
  for (const ms of steps) clock.increment(ms)
  return `${actor.getSnapshot().value} at ${clock.now()} ms`
}
console.log('one leap:', run([100]))
console.log('a hundred steps:', run(Array(100).fill(1)))
JS

as_stated node run.mjs <<'STATED'
one leap: second at 100 ms
a hundred steps: third at 100 ms
STATED
