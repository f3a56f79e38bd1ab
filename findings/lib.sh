#!/usr/bin/env bash
# What the findings share: a folder that is gone afterwards, packages of pinned versions in it, and the comparison.
# Exit codes of a finding: 0 as stated, 1 something has changed (a diff says what), 69 a package could not be had.
set -euo pipefail

folder=$(mktemp -d)
server=
clean_up() {
  if [[ -n $server ]]; then kill "$server"; fi
  rm -rf "$folder"
}
trap clean_up EXIT

# The head of the script, which says what is found, is the head of its output.
sed -n '2,/^[^#]/ s/^# \{0,1\}//p' "$0"
echo
cd "$folder"

unavailable() {
  echo "$1 could not be installed: this finding cannot be tried here." >&2
  exit 69
}

# npm_packages NAME@VERSION...: installs them, without their scripts, into the folder.
npm_packages() {
  echo '{ "private": true, "type": "module" }' >package.json
  npm install --save-exact --ignore-scripts --legacy-peer-deps --no-audit --no-fund --loglevel=error "$@" >install.log 2>&1 ||
    unavailable "$*"
}

# debian_packages NAME=VERSION...: unpacks them into the folder, and puts what they hold before what the machine has.
debian_packages() {
  local package
  for package in "$@"; do
    apt-get -o APT::Sandbox::User=root -qq download "$package" >install.log 2>&1 || unavailable "$package"
  done
  for package in ./*.deb; do
    dpkg -x "$package" debian
  done
  rm ./*.deb
  export PATH="$folder/debian/usr/bin:$folder/debian/usr/sbin:$PATH"
  export PYTHONPATH="$folder/debian/usr/lib/python3/dist-packages"
}

# as_stated COMMAND...: runs the command, whose output must be what is read from standard input, line by line.
as_stated() {
  cat >expected.txt
  "$@" >observed.txt 2>stderr.txt || echo "exit status $?" >>observed.txt
  cat observed.txt
  if ! diff -u --label stated --label observed expected.txt observed.txt >difference.txt; then
    cat difference.txt stderr.txt
    echo 'changed: this is no longer as stated'
    exit 1
  fi
  echo 'as stated'
}

# scion_module: writes scion.mjs, whose start(TEXT) runs a chart in @scion-scxml/scxml. Of the chart it is known which
# states are active (`active()`), and which were entered since this was last asked (`entered()`).
scion_module() {
  cat >scion.mjs <<'JS'
import scxml from '@scion-scxml/scxml'
const factoryOf = (text) =>
  new Promise((resolve, reject) => {
    const prepared = (error, factory) => (error ? reject(error) : resolve(factory))
    const read = (error, model) => (error ? reject(error) : model.prepare(prepared))
    scxml.documentStringToModel('chart.scxml', text, read, {})
  })
export const document = (content) =>
  `<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="ecmascript">${content}</scxml>`
export const start = async (text) => {
  const chart = new scxml.core.Statechart(await factoryOf(text))
  const trace = []
  chart.registerListener({ onEntry: (id) => trace.push(id) })
  chart.start()
  return {
    send: (name) => chart.gen({ name }),
    active: () => chart.getConfiguration().sort().join(' '),
    entered: () => trace.splice(0).filter((id) => !id.startsWith('$')).join(' '),
  }
}
JS
}

# nats_server: starts the server with JetStream on a port that is free, whose address is then in NATS_URL.
nats_server() {
  nats-server -js -sd jetstream -a 127.0.0.1 -p -1 --ports_file_dir "$folder" >server.log 2>&1 &
  server=$!
  local try
  for ((try = 0; try < 100; try++)); do
    if NATS_URL=$(grep -ohE '127\.0\.0\.1:[0-9]+' "$folder"/*.ports 2>>server.log); then
      export NATS_URL
      return
    fi
    sleep 0.1
  done
  unavailable 'a NATS server'
}
