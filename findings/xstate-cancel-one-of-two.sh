#!/usr/bin/env bash
# packages: xstate 5.33.3
# surprise: Two delayed events of the same id are both delivered, and `cancel(id)` stops only the second.
# seen: a delayed `raise` with an id is made twice before it is due (a watchdog that is fed): both go off; after `cancel` the first still does.
# guessed: an id names one timer: the second takes the place of the first (as for a debounce), or `cancel` takes both. That
#   one is left that nothing can stop is what nobody wants.
# source: seen by running it.
# met: in machines of one's own that reset a time-out by raising it again.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
npm_packages xstate@5.33.3

cat >run.mjs <<'JS'
import { cancel, createActor, createMachine, raise, SimulatedClock } from 'xstate'
const run = (...events) => {
  const heard = []
  const clock = new SimulatedClock()
  const actor = createActor(createMachine({
    on: {
      feed: { actions: raise(({ event }) => ({ type: 'bark', fed: event.at }), { id: 'watchdog', delay: 100 }) },
      stop: { actions: cancel('watchdog') },
      bark: { actions: ({ event }) => heard.push(`the one fed at ${event.fed} ms barks at ${clock.now()} ms`) },
    },
  }), { clock }).start()
  for (const type of events) {
    actor.send({ type, at: clock.now() })
    clock.increment(40)
  }
  for (let ms = 0; ms < 300; ms++) clock.increment(1)
  return heard.join(', ') || 'no bark'
}
console.log('fed once, stopped:', run('feed', 'stop'))
console.log('fed twice:', run('feed', 'feed'))
console.log('fed twice, stopped:', run('feed', 'feed', 'stop'))
JS

as_stated node run.mjs <<'STATED'
fed once, stopped: no bark
fed twice: the one fed at 0 ms barks at 100 ms, the one fed at 40 ms barks at 140 ms
fed twice, stopped: the one fed at 0 ms barks at 120 ms
STATED
