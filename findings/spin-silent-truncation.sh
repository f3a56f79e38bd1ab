#!/usr/bin/env bash
# packages: spin 6.5.2+dfsg-1 (Debian)
# surprise: A value that is too large for its field is an error in SPIN's simulation, and nothing at all in its verification.
# seen: `unsigned left : 1 = 2` begins as 0, and a `byte` at 255 goes on to 0; `spin` prints errors, the verifier that it writes takes both
#   in silence, and finds the assertion that the counter is small to hold.
# guessed: that the exhaustive search is the stricter of the two: what a simulation reports on one path is reported if it occurs on any.
# source: seen by running both. Needs a C compiler.
# met: by whoever raises a budget in `impspec export --to promela`: widen its field as well.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
debian_packages spin=6.5.2+dfsg-1

cat >model.pml <<'PROMELA'
unsigned left : 1 = 2
byte n = 255
active proctype count() { n++; assert(left == 0 && n == 0) }
PROMELA
run_both() {
  echo 'simulation:'
  spin model.pml | grep -o 'Error: .*'
  spin -a model.pml
  "${CC:-cc}" -w -DSAFETY -o pan pan.c
  echo "verification: $(./pan | grep -oE 'errors: [0-9]+')"
}

as_stated run_both <<'STATED'
simulation:
Error: value (256->0 (8)) truncated in assignment
Error: value (2->0 (5)) truncated in assignment
verification: errors: 0
STATED
