#!/usr/bin/env bash
# packages: graphviz 2.42.2-7+deb12u1 (Debian)
# surprise: Graphviz gives up on a small chart of three nested clusters with labelled edges ("trouble in init_rank"), and draws it with `newrank=true`.
# seen: seven nodes and fifteen transitions: status 1 and an error that names ranks and numbers; without labels, or with `newrank=true`, status 0.
# guessed: what is valid DOT is drawn, well or badly; a failure would depend on size or on an attribute, not on whether edges have a label.
# source: the attribute `newrank` is documented as another algorithm for ranks, not as a cure; seen by running it.
# met: by whoever draws `impspec export --to dot --party device`: `dot -Gnewrank=true` draws it.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
debian_packages graphviz=2.42.2-7+deb12u1

draw() {
  local name=$1 label=$2
  shift 2
  cat >chart.gv <<DOT
digraph {
  subgraph cluster_power {
    off -> off
    subgraph cluster_on {
      held
      subgraph cluster_running { entry; active -> active; paused }
    }
  }
  edge [label="$label"]
  plug -> off; plug -> off; off -> plug; plug -> off; plug -> off; plug -> off
  off -> entry; held -> entry; active -> entry; active -> paused; active -> held
  active -> off; active -> off; active -> asleep; asleep -> off
}
DOT
  local status=0
  dot -Tplain -o drawn.txt "$@" chart.gv 2>error.txt || status=$?
  echo "$name: status $status$(grep -m 1 -o 'Error: .*' error.txt | sed 's/^/, /')"
}
draw_all() {
  draw 'with labels' x
  draw 'without labels' ''
  draw 'with labels and newrank' x -Gnewrank=true
}

as_stated draw_all <<'STATED'
with labels: status 1, Error: trouble in init_rank
without labels: status 0
with labels and newrank: status 0
STATED
