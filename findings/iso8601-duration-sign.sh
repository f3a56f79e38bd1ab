#!/usr/bin/env bash
# packages: iso8601-duration 2.1.4, tinyduration 3.4.1
# surprise: `iso8601-duration` reads `-PT1H` as an hour forward: the sign is passed over without an error.
# seen: it gives 3600 s for `-PT1H` and for `PT1H`, and refuses `PT-1H`. `tinyduration` says negative.
# guessed: -3600, or an error. Signs are in ISO 8601-2, in iCalendar's triggers (RFC 5545) and in XML Schema's durations; the README says that they
#   are not supported yet, which reads as an error, as for `PT-1H`, and not as the opposite of what was written.
# source: the README of the package; seen by running both.
# met: not by users of this project, whose times are numbers with a unit.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
npm_packages iso8601-duration@2.1.4 tinyduration@3.4.1

cat >run.mjs <<'JS'
import { parse, toSeconds } from 'iso8601-duration'
import * as tiny from 'tinyduration'
for (const text of ['PT1H', '-PT1H']) {
  console.log(`${text}: iso8601-duration ${toSeconds(parse(text))} s, tinyduration ${JSON.stringify(tiny.parse(text))}`)
}
JS

as_stated node run.mjs <<'STATED'
PT1H: iso8601-duration 3600 s, tinyduration {"hours":1}
-PT1H: iso8601-duration 3600 s, tinyduration {"hours":1,"negative":true}
STATED
