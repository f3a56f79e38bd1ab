#!/usr/bin/env bash
# packages: spin 6.5.2+dfsg-1 (Debian)
# surprise: SPIN's verifier exits with status 0 when it has found a violation, and when it has given up at its depth limit.
# seen: three runs of `./pan`, over a model that holds, one whose assertion fails, and one whose assertion fails beyond `-m20`: status 0 each time.
#   The last prints `errors: 0`, and one line above the report that says otherwise.
# guessed: a checker that fails a check fails, as TLC, compilers and tests do, so that `spin -a m.pml && cc ... && ./pan` can
#   stand in a continuous build.
# source: neither the manual page of spin nor `./pan --` names exit statuses; seen by running it. Needs a C compiler.
# met: by whoever checks `impspec export --to promela` in a script: read the line `errors:`, and refuse `max search depth too small`.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
debian_packages spin=6.5.2+dfsg-1

verify() {
  local name=$1 assertion=$2
  shift 2
  cat >model.pml <<PROMELA
byte n
active proctype count() { do :: n < 50 -> n++ :: else -> break od; assert($assertion) }
PROMELA
  spin -a model.pml >spin.log
  "${CC:-cc}" -w -DSAFETY -o pan pan.c
  local status=0
  ./pan "$@" >report.txt 2>&1 || status=$?
  echo "$name: exit status $status, $(grep -oE 'errors: [0-9]+' report.txt)$(sed -n 's/^error: /, but also: /p' report.txt)"
}
verify_all() {
  verify 'holds' 'n == 50'
  verify 'fails' 'n < 50'
  verify 'fails, too deep' 'n < 50' -m20
}

as_stated verify_all <<'STATED'
holds: exit status 0, errors: 0
fails: exit status 0, errors: 1
fails, too deep: exit status 0, errors: 0, but also: max search depth too small
STATED
