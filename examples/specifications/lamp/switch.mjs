// A switch that speaks the protocol of `impspec test`, with a mistake: it forgets that it has been switched off.
import { createInterface } from 'node:readline'

let pressed = 0

const outputs = {
  hello: () => ({ protocol: 1, name: 'my switch' }),
  reset: () => ((pressed = 0), {}),
  send: ({ event }) => {
    if (event.type !== 'pressed') return { outputs: [] }
    pressed++
    return { outputs: [{ event: { type: pressed === 2 ? 'turn.off' : 'turn.on' } }] }
  },
  advance: () => ({ outputs: [] }),
  bye: () => ({}),
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line)
  process.stdout.write(`${JSON.stringify({ id: request.id, ok: true, ...outputs[request.cmd](request) })}\n`)
  if (request.cmd === 'bye') break
}
