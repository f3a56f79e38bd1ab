#!/usr/bin/env bash
# packages: Builder 4.2.1
# surprise: Builder takes lines out of Squirrel's verbatim strings: those that begin with `@` and a space are its comments, also inside of a string.
# seen: of a string of three lines, `@"low battery`, `@ 20:15`, `replace it"`, two are left, and the program still compiles.
# guessed: a preprocessor of a language leaves the language's strings alone, or its mark is one that the language does not begin strings with:
#   `@"` opens the only strings of Squirrel that go over lines.
# source: the README of Builder, "Comments", speaks of lines of the source; seen by running it.
# met: by whoever builds Squirrel for an imp with Electric Imp's Builder: break such a string in two.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
npm_packages Builder@4.2.1

cat >device.nut <<'NUT'
local text = @"low battery
@ 20:15
replace it"
NUT

as_stated node node_modules/Builder/src/cli.js device.nut <<'STATED'
local text = @"low battery
replace it"
STATED
