#!/usr/bin/env bash
# packages: yaml 2.9.1, js-yaml 5.5.0, python3-yaml 6.0-3+b2 (Debian)
# surprise: A device ID of sixteen hexadecimal digits is infinity in one YAML reader, and text in two others, if its only letter is an `e`.
# seen: of `23456e7890123456`, `yaml` makes an infinite number, and `js-yaml` and PyYAML keep the text; of `2345600000000e12`, `yaml` and `js-yaml`
#   make a number, and PyYAML keeps the text.
# guessed: that readers of one standard agree on which scalars are numbers. By YAML 1.2's pattern both are floats; PyYAML, with 1.1's, wants a point; and
#   js-yaml takes a number only if it is finite.
# source: YAML 1.2.2, 10.3.2 (tag resolution); seen by running all three. Needs python3.
# met: by whoever lists device IDs in YAML: quote them.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
npm_packages yaml@2.9.1 js-yaml@5.5.0
debian_packages python3-yaml=6.0-3+b2

printf 'device: %s\n' 23456e7890123456 >far.yaml
printf 'device: %s\n' 2345600000000e12 >near.yaml
cat >run.mjs <<'JS'
import { readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { parse } from 'yaml'
for (const file of ['far.yaml', 'near.yaml']) {
  const text = readFileSync(file, 'utf8')
  const said = ({ device }) => `${typeof device} ${device}`
  console.log(`${text.trim()}: yaml ${said(parse(text))}, js-yaml ${said(load(text))}`)
}
JS
read_all() {
  node run.mjs
  python3 - <<'PYTHON'
import yaml
for name in ["far.yaml", "near.yaml"]:
    text = open(name).read()
    device = yaml.safe_load(text)["device"]
    print(f"{text.strip()}: PyYAML {type(device).__name__} {device}")
PYTHON
}

as_stated read_all <<'STATED'
device: 23456e7890123456: yaml number Infinity, js-yaml string 23456e7890123456
device: 2345600000000e12: yaml number 2.3456e+24, js-yaml number 2.3456e+24
device: 23456e7890123456: PyYAML str 23456e7890123456
device: 2345600000000e12: PyYAML str 2345600000000e12
STATED
