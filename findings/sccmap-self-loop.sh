#!/usr/bin/env bash
# packages: graphviz 2.42.2-7+deb12u1 (Debian)
# surprise: Graphviz's own graph tools do not see an edge from a node to itself: `acyclic` calls such a graph acyclic, `sccmap` finds no component.
# seen: `a -> b; b -> b` is acyclic with 0 strong components; of a graph with a cycle of two nodes and a loop, `sccmap` counts one.
# guessed: a loop is the shortest cycle there is. By `-d` sccmap keeps "degenerate components of only one node", so without it those that
#   have no edge are left out; one with a loop has an infinite path through it, and is what a search for cycles is about.
# source: the manual pages of sccmap and acyclic, which do not speak of loops; seen by running them.
# met: by whoever looks for cycles in `impspec export --to dot`, where self-transitions are edges of one node.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
debian_packages graphviz=2.42.2-7+deb12u1

components() {
  local name=$1 text=$2
  echo "$name: $(echo "$text" | sccmap -s 2>&1 | grep -oE '[0-9]+ strong components'), $(echo "$text" | acyclic -n && echo acyclic || echo cyclic)"
}
count_all() {
  components 'a cycle of two, then a loop' 'digraph { a -> b; b -> a; b -> c; c -> c }'
  components 'a loop' 'digraph { a -> b; b -> b }'
  components 'no cycle' 'digraph { a -> b }'
}

as_stated count_all <<'STATED'
a cycle of two, then a loop: 1 strong components, cyclic
a loop: 0 strong components, acyclic
no cycle: 0 strong components, acyclic
STATED
