// What a console shows of a device in a random run of its machine, line by line.
import type { Random } from '../../checker/semantics/randomWalk.js'
import { anEvent, Reference } from '../../oracle/driver/reference.js'
import type { Role } from '../../oracle/belief/role.js'

/** A line of the text of the console. */
export interface ConsoleLine {
  /** ms. */
  readonly time: number
  readonly kind: 'Status' | 'Device' | 'Agent'
  readonly text: string
  /** The local state of the device behind the step that brought the line. */
  readonly local: number
}

const start = Date.parse('2024-03-04T10:00:00.000Z')

export const written = (lines: readonly ConsoleLine[]): string =>
  lines.map(({ time, kind, text }) => `${new Date(start + time).toISOString()} [${kind}] ${text}\n`).join('')

const tagged = (run: Reference, tag: string): boolean => run.role.table.locals[run.local]!.snapshot.hasTag(tag)

/** Status lines that a step of a device brings, by the tags before and after; `ends` and `opens`: what becomes of a session. */
function statusOf(
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
  { ends, opens }: { readonly ends: boolean; readonly opens: boolean },
): readonly string[] {
  const begins = (tag: string): boolean => after.has(tag) && !before.has(tag)
  return [
    ...(ends ? ['Device disconnected'] : []),
    ...(opens ? ['Device connected'] : []),
    ...(begins('update.code') ? ['Downloading new code; 14.43% program storage used'] : []),
    ...(begins('update.downloading') ? ['firmware update triggered'] : []),
  ]
}

/** What a device has to hear to come online, and to do so again with whatever is newer. */
const onward = [
  { type: 'power.applied', rescue: false },
  ...['step.succeeded', 'enrolment.accepted', 'image.downloaded', 'install.completed', 'code.downloaded'].map(
    (type) => ({
      type,
    }),
  ),
  { type: 'upgrade.answered', os: 1 },
  { type: 'session.opened' },
  { type: 'code.answered', code: 1 },
  { type: 'connect.requested' },
  // Last, because it begins all anew.
  { type: 'packet.flashed', token: 1, plan: 'A', network: 'right' },
]

const shown = ['link.online', 'link.session', 'update.code', 'update.downloading']

/**
 * A random life of a device as its console shows it.
 *
 * @param steps - inputs of the device; most of them leave no line
 */
export function consoleOf(role: Role, random: Random, steps: number): readonly ConsoleLine[] {
  const run = new Reference(role, role.starts[0]!.local)
  const ways = onward.map((event) => role.table.eventId(event))
  const lines: ConsoleLine[] = []
  const tags = (): ReadonlySet<string> => new Set(shown.filter((tag) => tagged(run, tag)))
  let open = false
  const doing = (what: () => void, event: string): void => {
    const [before, from] = [tags(), run.local]
    what()
    const after = tags()
    const opens = event === 'session.opened' && run.local !== from
    const ends = open && (opens || !after.has('link.session'))
    open = opens || (open && !ends)
    for (const text of statusOf(before, after, { ends, opens }))
      lines.push({ time: run.time, kind: 'Status', text, local: run.local })
  }
  for (let step = 0; step < steps; step++) {
    const until = run.time + Math.floor(random() * (random() < 0.1 ? 900_000 : 5_000))
    while (run.next <= until) {
      const { next } = run
      run.time = next
      doing(() => run.fire(run.due.indexOf(next)), '')
    }
    run.time = until
    if (tagged(run, 'vm.running') && tagged(run, 'link.online')) {
      lines.push({ time: run.time, kind: 'Device', text: `value ${step}`, local: run.local })
    }
    const way = ways.find((event) => !role.table.record(run.local, event).idle)
    const event = way !== undefined && random() < 0.85 ? way : anEvent(role, run.local, random)
    doing(() => run.hear(event), role.table.events[event]!.type)
  }
  return lines
}
