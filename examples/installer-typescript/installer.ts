// The installer's app after BlinkUp, as its agent and its user see it, at the protocol of impspec test. It is written
// as an app would be, without the machines of the specification, and implements the role in every configuration: the
// recipe comes with each reset. Faulty variants are chosen by name: installer.ts FAULT.
import { createInterface } from 'node:readline'

type Recipe = 'probe-10s' | 'fixed-15s' | 'advised'
type Phase = 'idle' | 'waiting' | 'asking' | 'configuring' | 'gaveUp' | 'done' | 'failed'

interface Incoming {
  readonly id: number
  readonly cmd: 'hello' | 'reset' | 'send' | 'advance' | 'bye'
  readonly input?: { readonly recipe: Recipe }
  readonly event?: { readonly type: string; readonly plan?: string; readonly status?: string }
  readonly ms?: number
}

const fault = process.argv[2] ?? ''
const windowOf = fault === 'gives-up-after-1s' ? 1_000 : 10_000
const pauseOf = fault === 'pause-1ms-long' ? 5_001 : fault === 'hurries' ? 1_000 : 5_000
const waitOf = fault === 'waits-10s' ? 10_000 : 15_000

class Installer {
  readonly recipe: Recipe
  now = 0
  said: { readonly after: number; readonly event: { readonly type: string; readonly plan: string } }[] = []
  private phase: Phase = 'idle'
  private plan = ''
  /** A request is on its way; `stale` if nobody waits for its answer, `queued` if another is to follow. */
  private request: 'none' | 'current' | 'stale' | 'queued' = 'none'
  private waitEnds = Infinity
  private windowEnds = Infinity
  private pauseEnds = Infinity

  constructor(recipe: Recipe) {
    this.recipe = recipe
  }

  hear({ type, plan, status }: NonNullable<Incoming['event']>): void {
    if (type === 'blinkup.succeeded') this.succeed(plan ?? '')
    else if (type === 'blinkup.timedOut' || type === 'blinkup.failed') this.fail()
    else if (type === 'http.answered') this.answered(status ?? '')
    else if (type === 'upgrade.advised' && this.recipe === 'advised' && this.phase === 'asking') this.advise()
    else if (type === 'upgrade.advised' && this.recipe === 'advised' && this.phase === 'gaveUp') this.askAgain()
    else if (type === 'installation.finished' && this.phase === 'configuring') this.phase = 'done'
  }

  advance(ms: number): void {
    const end = this.now + ms
    for (;;) {
      const next = Math.min(this.waitEnds, this.windowEnds, this.pauseEnds)
      if (next > end) break
      this.now = next
      if (this.waitEnds === next) {
        this.waitEnds = Infinity
        this.phase = 'asking'
        this.ask()
      } else if (this.windowEnds === next) {
        this.windowEnds = Infinity
        if (this.recipe === 'advised' && fault !== 'advised-never-gives-up') this.giveUp()
        if (this.recipe === 'probe-10s' && fault === 'stops-at-window') this.giveUp()
      } else {
        this.pauseEnds = Infinity
        this.ask()
      }
    }
    this.now = end
  }

  private begin(): void {
    this.waitEnds = this.windowEnds = this.pauseEnds = Infinity
  }

  private succeed(plan: string): void {
    if (this.request === 'queued') this.request = 'current'
    this.begin()
    if (fault !== 'asks-first-plan' || this.plan === '') this.plan = plan
    if (this.recipe === 'fixed-15s' && fault !== 'fixed-asks-at-once') {
      this.phase = 'waiting'
      this.waitEnds = this.now + waitOf
      return
    }
    this.phase = 'asking'
    this.windowEnds = this.now + windowOf
    this.ask()
  }

  private fail(): void {
    if (fault === 'goes-on-after-failure') return
    if (this.request === 'queued') this.request = 'current'
    this.begin()
    this.phase = 'failed'
  }

  private ask(): void {
    if (fault === 'two-requests-at-once' || this.request === 'none') {
      this.request = 'current'
      this.say()
    } else this.request = 'queued'
  }

  private say(): void {
    this.said.push({ after: this.now, event: { type: 'http.requested', plan: this.plan } })
  }

  private answered(status: string): void {
    const { request } = this
    if (request === 'none') return
    this.request = 'none'
    if (request === 'queued') {
      if (fault === 'forgets-to-ask-again') return
      this.ask()
      return
    }
    const serves = status === '200' || (fault === 'takes-503-for-200' && status === 'unavailable')
    if (this.phase === 'asking' && this.pauseEnds === Infinity) {
      if (serves && fault !== 'asks-on-after-200') this.configure()
      else if (this.recipe === 'fixed-15s') this.giveUp()
      else if (fault !== 'asks-once') this.pauseEnds = this.now + pauseOf
    } else if (this.phase === 'gaveUp' && serves) this.configure()
  }

  private configure(): void {
    this.begin()
    this.phase = 'configuring'
  }

  private giveUp(): void {
    this.begin()
    this.phase = 'gaveUp'
  }

  private advise(): void {
    this.windowEnds = Infinity
    if (fault === 'advice-stops-asking') this.pauseEnds = Infinity
  }

  private askAgain(): void {
    this.phase = 'asking'
    this.advise()
    this.ask()
  }
}

let installer = new Installer('probe-10s')
for await (const line of createInterface({ input: process.stdin })) {
  const { id, cmd, input, event, ms } = JSON.parse(line) as Incoming
  const began = installer.now
  installer.said = []
  if (cmd === 'reset') installer = new Installer(input?.recipe ?? 'probe-10s')
  if (cmd === 'send' && event !== undefined) installer.hear(event)
  if (cmd === 'advance') installer.advance(ms ?? 0)
  const outputs = installer.said.map((one) => ({ ...one, after: one.after - began }))
  const greeting = cmd === 'hello' ? { protocol: 1, name: "installer's app in TypeScript" } : { outputs }
  process.stdout.write(`${JSON.stringify({ id, ok: true, ...greeting })}\n`)
  if (cmd === 'bye') process.exit(0)
}
