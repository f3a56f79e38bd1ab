#!/usr/bin/env bash
# packages: spin 6.5.2+dfsg-1 (Debian)
# surprise: Of several `ltl` properties in a model the verifier checks one, and `errors: 0` is about that one alone.
# seen: a model with a property that holds and a property that fails: `./pan -a` says `errors: 0`. `./pan -a -N second` finds the violation.
# guessed: named properties of one file are all checked, as NuSMV's `LTLSPEC`s and TLC's `PROPERTY`s are; or the report says how many were not.
# source: `./pan --` lists `-N` as a way to choose a claim; nothing is said of the others in a report. Seen by running it. Needs a C compiler.
# met: by whoever adds properties to `impspec export --to promela`, whose own are monitors that one run decides together.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
debian_packages spin=6.5.2+dfsg-1

cat >model.pml <<'PROMELA'
byte n
active proctype one() { n = 1 }
ltl first { [] (n < 5) }
ltl second { [] (n == 0) }
PROMELA
verify_all() {
  spin -a model.pml >spin.log
  "${CC:-cc}" -w -o pan pan.c
  ./pan -a | grep -oE 'ltl formula [a-z]+|errors: [0-9]+'
  echo
  ./pan -a -N second | grep -oE 'ltl formula [a-z]+|errors: [0-9]+'
}

as_stated verify_all <<'STATED'
ltl formula first
errors: 0

ltl formula second
errors: 1
STATED
