#!/usr/bin/env bash
# packages: spin 6.5.2+dfsg-1 (Debian)
# surprise: In SPIN `p -> q -> r` is `(p -> q) -> r`, so a nested implication that is trivially true is reported as violated.
# seen: with all three false, `p -> q -> r` is a violation, and `p -> (q -> r)` is none.
# guessed: implication associates to the right, as in logic books, and where a chain is allowed at all (NuSMV, Spot, Coq, Haskell's types);
#   TLA+ and others refuse it without parentheses.
# source: the manual page of the package says nothing of associativity; seen by running it. Needs a C compiler.
# met: by whoever adds a property to `impspec export --to promela`; the export writes all parentheses.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
debian_packages spin=6.5.2+dfsg-1

verify() {
  cat >model.pml <<PROMELA
bool p, q, r
active proctype idle() { skip }
ltl property { $1 }
PROMELA
  spin -a model.pml >spin.log
  "${CC:-cc}" -w -o pan pan.c
  ./pan -a >report.txt
  echo "$1: read as $(sed -n 's/^ltl property: //p' spin.log), $(grep -oE 'errors: [0-9]+' report.txt)"
}
verify_both() {
  verify 'p -> q -> r'
  verify 'p -> (q -> r)'
}

as_stated verify_both <<'STATED'
p -> q -> r: read as (! ((! (p)) || (q))) || (r), errors: 1
p -> (q -> r): read as (! (p)) || ((! (q)) || (r)), errors: 0
STATED
