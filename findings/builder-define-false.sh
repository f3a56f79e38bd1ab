#!/usr/bin/env bash
# packages: Builder 4.2.1
# surprise: `pleasebuild -DDEBUG false` builds the debug branch: a value from the command line is text, and every text but the empty one is true.
# seen: with `false`, `0` and `no` the `@if DEBUG` branch is in the output; `@set DEBUG false` in the source leaves it out.
# guessed: Builder's own language has `true`, `false` and numbers, and says that variables may be set in the source or by `-D`; so that the same
#   word means the same in both, as for a C preprocessor, whose `-DDEBUG=0` is 0.
# source: the README of Builder, "Variables" and the options of `pleasebuild`; seen by running it.
# met: by whoever builds Squirrel for an imp with Electric Imp's Builder.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
npm_packages Builder@4.2.1

printf '@if DEBUG\ndebug\n@else\nrelease\n@end\n' >device.nut
{
  echo '@set DEBUG false'
  cat device.nut
} >set.nut
builder() {
  node node_modules/Builder/src/cli.js "$@"
}
build_all() {
  echo "not defined: $(builder device.nut)"
  echo "@set DEBUG false: $(builder set.nut)"
  local value
  for value in true false 0 no; do
    echo "-DDEBUG $value: $(builder -DDEBUG "$value" device.nut)"
  done
}

as_stated build_all <<'STATED'
not defined: release
@set DEBUG false: release
-DDEBUG true: debug
-DDEBUG false: debug
-DDEBUG 0: debug
-DDEBUG no: debug
STATED
