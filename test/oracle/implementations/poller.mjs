// A small poller for the driver's tests, right or wrong in the way that its argument names.
import { createInterface } from 'node:readline'
import { clearTimeout, setTimeout } from 'node:timers'

const [mode = '', note = ''] = process.argv.slice(2)
let [token, left, now, count] = [0, Infinity, 0, 0]
/** ms of the role in one ms, where time is real; 0 where it is virtual. */
let scale = 0
let timer
/** Starts the one timer, or ends it. */
const setLeft = (ms) => {
  left = now + ms
  clearTimeout(timer)
  const wait = mode === 'late' ? ms * 1.2 : ms
  const elapse = () => {
    left = Infinity
    say(`${JSON.stringify({ event: { type: 'blinkup.timedOut' } })}\n`)
  }
  if (scale > 0 && ms < Infinity) timer = setTimeout(elapse, wait / scale)
}
const say = (text) => process.stdout.write(text)
const answer = (id, fields) => say(`${JSON.stringify({ id, ok: true, ...fields })}\n`)

if (mode === 'noise-at-start') say('poller ready\n')
if (mode === 'child') {
  const { spawn } = await import('node:child_process')
  const { writeFileSync } = await import('node:fs')
  const child = spawn('sleep', ['600'], { stdio: 'ignore' })
  writeFileSync(note, String(child.pid))
}
for await (const line of createInterface({ input: process.stdin })) {
  const { id, cmd, protocol, event, ms, time, scale: asked } = JSON.parse(line)
  const outputs = []
  if (cmd === 'hello') {
    if (mode === 'silent') continue
    scale = time === 'real' ? asked : 0
    const real = scale > 0 && mode !== 'virtual' ? { time } : {}
    answer(id, { protocol: mode === 'version' ? 2 : protocol, name: 'small poller', ...real })
    continue
  }
  count++
  if (mode === 'crash' && count === 4) process.exit(7)
  if (mode === 'killed' && count === 4) process.kill(process.pid, 'SIGSEGV')
  if (mode === 'hang' && count === 4) continue
  if (mode === 'noise' && count === 4) say('debug: here\n')
  if (mode === 'half' && count === 4) process.stdout.write('{"id":', () => process.exit(0))
  if (mode === 'half' && count === 4) continue
  if (mode === 'wrong-id') answer(id + 1, {})
  if (mode === 'bad-frame' && count === 4) answer(id, { output: [] })
  if (mode === 'refuse' && cmd === 'advance') say(`${JSON.stringify({ id, ok: false, error: 'no clock' })}\n`)
  if (mode === 'refuse' && cmd === 'advance') continue
  if (mode === 'alien' && cmd === 'send') outputs.push({ event: { type: 'blinkup.ended' } })
  if (mode === 'no-cause' && cmd === 'send') outputs.push({ event: { type: 'blinkup.failed' } })
  if (cmd === 'reset') [token, now] = [0, 0]
  if (cmd === 'reset') setLeft(Infinity)
  if (cmd === 'send' && event.type === 'polling.started') {
    token = event.token
    setLeft(60_000)
  }
  if (cmd === 'send' && event.type === 'phone.offline' && left < Infinity) {
    setLeft(Infinity)
    if (mode === 'slowly' && scale > 0)
      setTimeout(() => say(`${JSON.stringify({ event: { type: 'blinkup.failed', cause: 'network' } })}\n`), 20)
    else if (mode !== 'mute') outputs.push({ event: { type: 'blinkup.failed', cause: 'network' } })
  }
  if (cmd === 'send' && event.type === 'enrolment.claimed' && left < Infinity && event.token === token) {
    if (mode !== 'flaky' || Math.random() < 0.5)
      outputs.push({ event: { type: 'blinkup.succeeded', plan: event.plan } })
    setLeft(Infinity)
  }
  if (cmd === 'advance') {
    const end = now + ms
    const due = mode === 'late' ? left + 1 : left
    if (due <= end) {
      outputs.push({ after: due - now, event: { type: 'blinkup.timedOut' } })
      left = Infinity
    }
    now = end
  }
  answer(id, { outputs })
  if (cmd === 'bye' && mode !== 'stays') break
}
if (mode === 'stays') setInterval(() => undefined, 1000)
else process.exit(0)
