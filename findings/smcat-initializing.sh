#!/usr/bin/env bash
# packages: state-machine-cat 15.0.8
# surprise: The SCXML of state-machine-cat leaves out a state that is called `initializing`, with its transitions, and keeps the transition to it.
# seen: a chart of three states has two in the file, one of them with a transition to `initializing`, which is not there; with the state
#   called `starting` all is well.
# guessed: two initial states are an error. That names which contain `initial` draw a dot is said in the README; that an ordinary state so
#   named, with a transition into it, is then no state is not, and nothing warns.
# source: the README of the package on `initial` and `final`; seen by running it.
# met: by whoever sketches a chart in smcat to compare with `impspec export --to scxml`.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
npm_packages state-machine-cat@15.0.8

convert() {
  for name in starting initializing; do
    cat >chart.smcat <<SMCAT
initial, off, $name, ready;
initial => off;
off => $name: power;
$name => ready: done;
SMCAT
    echo "$name:"
    node_modules/.bin/smcat -T scxml -o - chart.smcat | grep -oE 'initial="[^"]*"|<(state|transition) [^>]*>' | sed 's/^/  /'
  done
}

as_stated convert <<'STATED'
starting:
  initial="off"
  <state id="off">
  <transition event="power" target="starting"/>
  <state id="starting">
  <transition event="done" target="ready"/>
  <state id="ready">
initializing:
  initial="off"
  <state id="off">
  <transition event="power" target="initializing"/>
  <state id="ready">
STATED
