// Where cases of a device should lead: online, and through its upgrades, with something that goes wrong after each step.
import type { Course, Journeys, Role } from '../../oracle/belief/role.js'

type Fields = Readonly<Record<string, string | number | boolean>>

/** What a device does next on its way to being online; the first that it reacts to. */
const onward = (os: number, code: number): readonly (readonly [type: string, fields: Fields])[] => [
  ['power.applied', { rescue: false }],
  ['packet.flashed', { token: 1, plan: 'A', network: 'right' }],
  ['image.downloaded', {}],
  ['install.completed', {}],
  ['enrolment.accepted', {}],
  ['upgrade.answered', { os }],
  ['session.opened', {}],
  ['code.downloaded', {}],
  ['code.answered', { code }],
  ['step.succeeded', {}],
]

/** Lets a device get online, whatever it takes. */
function goOnline(role: Role, course: Course, os: number, code: number): void {
  const ids = onward(os, code).map(([type, fields]) => role.table.eventId({ type, ...fields }))
  for (let step = 0; step < 60; step++) {
    const { local } = course.run
    const { snapshot } = role.table.locals[local]!
    if (snapshot.hasTag('link.online')) return
    const unconfigured = (snapshot.context as { readonly network?: string }).network !== 'right'
    const event = ids.find(
      (id) =>
        !role.table.record(local, id).idle &&
        (role.table.events[id]!.type !== 'packet.flashed' || (unconfigured && snapshot.hasTag('blinkup.listening'))),
    )
    if (event === undefined) return
    course.send(event)
  }
}

/** What may go wrong at any step of an upgrade. */
const troubles = [
  'power.cut',
  'link.lost',
  'enrolment.refused',
  'image.failed',
  'install.failed',
  'code.failed',
  'restart.ordered',
  'reset.pressed',
  'packet.flashed',
] as const

/** The two lives of a device in which it is upgraded: activated and brought up to date at once; and politely, later. */
function lives(role: Role, begin: (local: number) => Course, local: number): readonly Course[] {
  const { table } = role
  const outright = begin(local)
  goOnline(role, outright, 2, 2)
  const polite = begin(local)
  goOnline(role, polite, 1, 1)
  polite.send(table.eventId({ type: 'sleep.requested' }))
  polite.advance(polite.run.next - polite.run.time)
  polite.send(table.eventId({ type: 'handler.registered' }))
  polite.send(table.eventId({ type: 'connect.requested' }))
  goOnline(role, polite, 2, 2)
  polite.send(table.eventId({ type: 'restart.requested' }))
  goOnline(role, polite, 2, 2)
  return [outright, polite]
}

/** Something goes wrong after each step of the upgrades of a device, power before all, and it has to recover. */
const sweep: Journeys['sweep'] = (role, begin) => {
  const { table } = role
  return role.starts.flatMap(({ local, input }) =>
    lives(role, begin, local).flatMap(({ steps }) =>
      steps.flatMap((_, index) =>
        troubles.map((trouble) => {
          const course = begin(local)
          for (const step of steps.slice(0, index + 1)) {
            if ('send' in step) course.send(table.eventId(step.send))
            else course.advance(step.advance)
          }
          const fields = trouble === 'packet.flashed' ? { token: 2, plan: 'B', network: 'right' } : {}
          course.send(table.eventId({ type: trouble, ...fields }))
          if (trouble === 'power.cut') {
            course.advance(60_000)
            course.send(table.eventId({ type: 'power.applied', rescue: false }))
          }
          // Long enough for what must not start by itself to start.
          course.advance(15_000)
          goOnline(role, course, 2, 2)
          course.advance(10_000)
          return { input, course }
        }),
      ),
    ),
  )
}

export const deviceJourneys: Journeys = {
  // Much of a device's life begins when it is online, where steps at random seldom lead.
  lead: (role, course, random) => {
    if (random() < 0.7) goOnline(role, course, random() < 0.5 ? 1 : 2, random() < 0.5 ? 1 : 2)
  },
  sweep,
}
