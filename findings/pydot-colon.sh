#!/usr/bin/env bash
# packages: python3-pydot 1.4.2-1 (Debian), python3-pyparsing 3.0.9-1 (Debian)
# surprise: pydot quotes a node's name that holds a dot or a space, and cuts one that holds a colon: `power:on` and `power:off` are written as one node.
# seen: two nodes and the edge between them come out as `power;` twice, and an edge between two ports of it, which is an edge to itself.
# guessed: a name is quoted where it has to be, as pydot does for every other character; what is behind the colon is a port in an edge of DOT, and
#   a node that is declared has none.
# source: seen by running it. Needs python3.
# met: by whoever draws events or states of his own with pydot, or with networkx, which writes DOT by it.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
debian_packages python3-pydot=1.4.2-1 python3-pyparsing=3.0.9-1

cat >run.py <<'PYTHON'
import pydot
for names in [("power.on", "power.off"), ("power on", "power off"), ("power:on", "power:off"), ('"power:on"', '"power:off"')]:
    graph = pydot.Dot("chart", graph_type="digraph")
    for name in names:
        graph.add_node(pydot.Node(name))
    graph.add_edge(pydot.Edge(*names))
    print(" ".join(graph.to_string().split()))
PYTHON

as_stated python3 run.py <<'STATED'
digraph chart { "power.on"; "power.off"; "power.on" -> "power.off"; }
digraph chart { "power on"; "power off"; "power on" -> "power off"; }
digraph chart { power; power; power:on -> power:off; }
digraph chart { "power:on"; "power:off"; "power:on" -> "power:off"; }
STATED
