#!/usr/bin/env bash
# packages: plantuml 1:1.2020.2+ds-3 (Debian), @scion-scxml/scxml 4.3.27
# surprise: A guard in PlantUML becomes further events in its SCXML: the transition is taken always, and also on the name of its own action.
# seen: `power [ready] / led` is written as one `event` attribute, where SCXML reads a list of events: an interpreter leaves `off` on `power`,
#   whatever `ready` is, and on `led`.
# guessed: UML's label `event [guard] / action`, which PlantUML's manual uses throughout, becomes `event` and `cond`, or is refused.
# source: seen by running PlantUML, and SCION on what it wrote. Needs Java.
# met: by whoever brings a PlantUML chart to an interpreter.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
npm_packages @scion-scxml/scxml@4.3.27
debian_packages plantuml=1:1.2020.2+ds-3
scion_module

cat >chart.puml <<'UML'
@startuml
[*] --> off
off --> on : power [ready] / led
@enduml
UML
java -Djava.awt.headless=true -jar "$folder/debian/usr/share/plantuml/plantuml.jar" -tscxml chart.puml

cat >run.mjs <<'JS'
import { readFileSync } from 'node:fs'
import { start } from './scion.mjs'
const text = readFileSync('chart.scxml', 'utf8')
console.log(/event="[^"]*"/.exec(text)[0])
for (const event of ['power', 'led', 'ready']) {
  const chart = await start(text)
  chart.send(event)
  console.log(`after ${event}:`, chart.active())
}
JS

as_stated node run.mjs <<'STATED'
event="power [ready] / led"
after power: on
after led: on
after ready: off
STATED
