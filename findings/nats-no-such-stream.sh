#!/usr/bin/env bash
# packages: nats-server 2.9.10-1+b3 (Debian), @nats-io/transport-node 3.3.1, @nats-io/jetstream 3.3.1
# surprise: Publishing to a subject that no stream takes fails with "jetstream is not enabled", on a server where it is.
# seen: `publish('lgos.d1', ...)` beside a stream of `logs.>`: the error `jetstream is not enabled`, while `publish('logs.d1', ...)` is acknowledged.
# guessed: an error about the subject. The server can be asked whether JetStream is enabled, and has just answered a publication.
# source: seen by running it.
# met: by whoever publishes logs for `impspec watch` from programs of his own, and misspells a subject.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
npm_packages @nats-io/transport-node@3.3.1 @nats-io/jetstream@3.3.1
debian_packages nats-server=2.9.10-1+b3
nats_server

cat >run.mjs <<'JS'
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
const connection = await connect({ servers: process.env.NATS_URL })
const manager = await jetstreamManager(connection)
await manager.streams.add({ name: 'logs', subjects: ['logs.>'] })
for (const subject of ['logs.d1', 'lgos.d1']) {
  try {
    const { seq } = await jetstream(connection).publish(subject, 'a line')
    console.log(`${subject}: acknowledged as ${seq}`)
  } catch ({ name, message }) {
    console.log(`${subject}: ${name}: ${message}`)
  }
}
console.log('streams of this account:', (await manager.getAccountInfo()).streams)
await connection.close()
JS

as_stated node run.mjs <<'STATED'
logs.d1: acknowledged as 1
lgos.d1: JetStreamNotEnabled: jetstream is not enabled
streams of this account: 1
STATED
