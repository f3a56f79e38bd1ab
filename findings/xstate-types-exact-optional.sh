#!/usr/bin/env bash
# packages: xstate 5.33.3, typescript 6.0.3
# surprise: XState's own declarations do not check under `exactOptionalPropertyTypes`: a program of one import fails in files that are not its own.
# seen: `import * as xstate from 'xstate'` gives errors TS2344 in `setup.d.ts` as soon as libraries are checked; with `skipLibCheck` there is none.
# guessed: the declarations of a library that is written for strict TypeScript check under each of its strict options, or the README names the one
#   that they do not. `skipLibCheck` hides it, with every other mistake in declarations.
# source: seen by running it.
# met: by whoever writes machines of his own with the options of this project and `skipLibCheck: false`.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
npm_packages xstate@5.33.3 typescript@6.0.3

cat >program.ts <<'TS'
import * as xstate from 'xstate'
export const names = Object.keys(xstate)
TS
check() {
  local options=(--noEmit --strict --module nodenext "$@")
  local errors
  errors=$(node node_modules/typescript/bin/tsc "${options[@]}" program.ts | grep -oE '[^/]+\.d\.ts\([0-9]+|error TS[0-9]+' | paste -d ' ' - - | sed 's/($//; s/(/ line /' | sort | uniq -c | sed 's/^ *//') || true
  echo "$*: ${errors:-no errors}"
}
check_all() {
  check --skipLibCheck false
  check --skipLibCheck true --exactOptionalPropertyTypes
  check --skipLibCheck false --exactOptionalPropertyTypes
}

as_stated check_all <<'STATED'
--skipLibCheck false: no errors
--skipLibCheck true --exactOptionalPropertyTypes: no errors
--skipLibCheck false --exactOptionalPropertyTypes: 1 setup.d.ts line 111 error TS2344
1 setup.d.ts line 113 error TS2344
3 setup.d.ts line 114 error TS2344
STATED
