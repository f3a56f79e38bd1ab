#!/usr/bin/env bash
# packages: nats-server 2.9.10-1+b3 (Debian), @nats-io/transport-node 3.3.1, @nats-io/jetstream 3.3.1
# surprise: JetStream acknowledges a message as a duplicate of one that was purged, so that a publication that succeeds leaves nothing in the stream.
# seen: published with an id, purged, published again with the same id within two minutes: acknowledged with `duplicate: true` and the old number, and
#   the stream holds no message. The same after the one message is deleted.
# guessed: a purge empties the stream, and with it what is a duplicate; or else the publication of what is not there is refused.
# source: deduplication is documented as a window of time; seen by running it.
# met: by whoever clears the stream of `impspec watch` and publishes the logs anew: `impspec publish` looks what it calls a duplicate up.
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
const client = jetstream(connection)
const takenOut = { purged: (name) => manager.streams.purge(name), deleted: (name) => manager.streams.deleteMessage(name, 1) }
for (const [how, takeOut] of Object.entries(takenOut)) {
  await manager.streams.add({ name: how, subjects: [how] })
  for (const round of ['first', 'second']) {
    const { seq, duplicate } = await client.publish(how, 'a line', { msgID: 'line 1' })
    const { state } = await manager.streams.info(how)
    console.log(`${how}, ${round}: acknowledged as ${seq}, duplicate ${duplicate}; in the stream: ${state.messages}`)
    if (round === 'first') await takeOut(how)
  }
}
await connection.close()
JS

as_stated node run.mjs <<'STATED'
purged, first: acknowledged as 1, duplicate false; in the stream: 1
purged, second: acknowledged as 1, duplicate true; in the stream: 0
deleted, first: acknowledged as 1, duplicate false; in the stream: 1
deleted, second: acknowledged as 1, duplicate true; in the stream: 0
STATED
