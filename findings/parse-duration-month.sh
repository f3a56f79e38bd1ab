#!/usr/bin/env bash
# packages: parse-duration 2.1.9, iso8601-duration 2.1.4
# surprise: `parse-duration` takes ISO 8601 for its own language, so that `P1M`, a month, is a minute.
# seen: `PT10S` is ten seconds and `P1D` a day, as if ISO 8601 were understood; `P1M` is 60,000 ms, `P1M1D` a day and a minute.
# guessed: an error or `null` for a text that is not in its language, as it gives for others; four right answers out of five are what
#   makes the fifth go unnoticed.
# source: the README shows only texts of its own language; seen by running it.
# met: not by users of this project, whose times are numbers with a unit.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
npm_packages parse-duration@2.1.9 iso8601-duration@2.1.4

cat >run.mjs <<'JS'
import duration from 'parse-duration'
import { parse } from 'iso8601-duration'
for (const text of ['PT10S', 'P1D', 'PT1M', 'P1M', 'P1M1D']) {
  const units = Object.entries(parse(text)).filter(([, n]) => n > 0).map(([unit, n]) => `${n} ${unit}`)
  console.log(`${text}: parse-duration ${duration(text) / 1000} s, iso8601-duration ${units.join(' ')}`)
}
JS

as_stated node run.mjs <<'STATED'
PT10S: parse-duration 10 s, iso8601-duration 10 seconds
P1D: parse-duration 86400 s, iso8601-duration 1 days
PT1M: parse-duration 60 s, iso8601-duration 1 minutes
P1M: parse-duration 60 s, iso8601-duration 1 months
P1M1D: parse-duration 86460 s, iso8601-duration 1 months 1 days
STATED
