#!/usr/bin/env bash
# packages: xstate 5.33.3, @scion-scxml/scxml 4.3.27
# surprise: Once a composite state has finished, its history leads to its final state: resuming it finishes it again at once, for ever.
# seen: a job runs to its end, `resume` leads to its history state, and the machine is back in `idle` within the step; so in XState and in SCION.
# guessed: the default of the history state, as UML's state machines have it: there history is of the states before the final one. A chart that is
#   drawn in UML resumes the job from its beginning, and the same chart in code never runs it again.
# source: UML 2.5.1, 14.2.3 (history pseudostates: the default transition is taken if the region had reached its final state); seen by running both.
# met: in machines of one's own with history states.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
npm_packages xstate@5.33.3 @scion-scxml/scxml@4.3.27
scion_module

cat >run.mjs <<'JS'
import { createActor, createMachine } from 'xstate'
import { document, start } from './scion.mjs'

const job = {
  initial: 'running',
  onDone: 'idle',
  on: { pause: 'idle' },
  states: { running: { on: { end: 'ended' } }, ended: { type: 'final' }, before: { type: 'history', target: 'running' } },
}
const inXState = (events) => {
  const actor = createActor(createMachine({ initial: 'job', states: { job, idle: { on: { resume: 'job.before' } } } })).start()
  for (const type of events) actor.send({ type })
  return JSON.stringify(actor.getSnapshot().value)
}
const inScxml = async (events) => {
  const chart = await start(document(`
    <state id="job" initial="running">
      <transition event="done.state.job pause" target="idle"/>
      <history id="before"><transition target="running"/></history>
      <state id="running"><transition event="end" target="ended"/></state>
      <final id="ended"/>
    </state>
    <state id="idle"><transition event="resume" target="before"/></state>`))
  events.forEach(chart.send)
  return chart.active()
}
for (const events of [['pause', 'resume'], ['end', 'resume']]) {
  console.log(`${events.join(', ')}: xstate ${inXState(events)}, scion ${await inScxml(events)}`)
}
JS

as_stated node run.mjs <<'STATED'
pause, resume: xstate {"job":"running"}, scion running
end, resume: xstate "idle", scion idle
STATED
