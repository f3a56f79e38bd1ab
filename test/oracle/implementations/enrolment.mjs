// Answers one case: a token is granted, presented and accepted. Says the last two outputs in the order that is asked for.
import { createInterface } from 'node:readline'

const [order] = process.argv.slice(2)
const both = [{ event: { type: 'enrolment.accepted' } }, { event: { type: 'enrolment.claimed', token: 1, plan: 'A' } }]
const said = {
  'request.granted': [{ event: { type: 'token.issued', token: 1, plan: 'A' } }],
  'enrolment.presented': order === 'reversed' ? both.reverse() : both,
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, cmd, event } = JSON.parse(line)
  const answer = cmd === 'hello' ? { protocol: 1, name: 'enrolment' } : { outputs: said[event?.type] ?? [] }
  process.stdout.write(`${JSON.stringify({ id, ok: true, ...answer })}\n`)
}
