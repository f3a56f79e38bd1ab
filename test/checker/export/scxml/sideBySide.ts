// The SCXML of a party beside the machine of it: the same events and the same time for both, compared after each.
import { SimulatedClock } from 'xstate'
import type { AnyMachineSnapshot } from 'xstate'
import { flatScxmlOf } from '../../../../checker/export/scxmlFlat.js'
import { compile } from '../../../../checker/compile/compile.js'
import { timersOf, type TimerKind } from '../../../../checker/compile/timers.js'
import { explore } from '../../../../checker/graph/explore.js'
import { LiveWorld } from '../../../../checker/semantics/actorWorld.js'
import { LiveParty } from '../../../../checker/semantics/liveParty.js'
import { pick, randomFrom, type Random } from '../../../../checker/semantics/randomWalk.js'
import type { Party, PartyEvent } from '../../../../model/party.js'
import type { Cause } from '../../../../model/result.js'
import type { World } from '../../../../model/world.js'
import { alone } from '../../../../testing/party/partyGraph.js'
import { canonical } from '../../../../util/canonical.js'
import { sessionsOf, type Session } from './scion.js'

/** What can be seen of a party. */
interface Seen {
  readonly state: string
  readonly timers: readonly string[]
  readonly said: readonly PartyEvent[]
}

/** What was compared, and the first that was not the same. */
export interface Comparison {
  readonly events: number
  /** The timers that have elapsed, by their events. */
  readonly elapsed: readonly string[]
  readonly states: number
  readonly difference?: Difference
}

interface Difference {
  readonly expected: Seen
  readonly actual: Seen
}

/** Which state of the one is which of the other: each is met with one only. */
class Pairs {
  readonly #to = new Map<string, string>()
  readonly #from = new Map<string, string>()

  match(one: string, other: string): boolean {
    if (!this.#to.has(one)) this.#to.set(one, other)
    if (!this.#from.has(other)) this.#from.set(other, one)
    return this.#to.get(one) === other && this.#from.get(other) === one
  }

  get size(): number {
    return this.#to.size
  }
}

function differenceOf(expected: Seen, actual: Seen): Difference | undefined {
  const textOf = ({ state, timers, said }: Seen): string => canonical([state, [...timers].sort(), said])
  return textOf(expected) === textOf(actual) ? undefined : { expected, actual }
}

const keyOf = ({ value, status, context }: AnyMachineSnapshot, timers: readonly string[]): string =>
  canonical([value, status, context, [...timers].sort()])

/** The event by which the file knows a timer. */
const nameOf = ({ timers }: Session, { delay, state }: TimerKind): string =>
  timers.find((one) => one.delay === delay && one.state === state)!.event

/** The SCXML of a party that may hear anything at any time. */
export function aloneText(party: Party): string {
  const free = [...new Set(timersOf(party).map(({ delay }) => delay))]
  return flatScxmlOf(explore(compile(alone(party, { free }))).world, party.name, [])
}

/** Events of one session; then a new one begins, since some parties come to an end. */
const ofSession = 100

/** Random events and the passing of time, to and beyond timers; of several that are due, any. Each input in turn. */
export async function compareAlone(
  party: Party,
  text: string,
  { seed, steps }: { readonly seed: number; readonly steps: number },
): Promise<Comparison> {
  const random = randomFrom(seed)
  const begin = await sessionsOf(text)
  const pairs = new Pairs()
  const elapsed = new Set<string>()
  let events = 0
  while (events < steps) {
    const input = Math.floor(events / ofSession) % party.inputs.length
    const clock = new SimulatedClock()
    const live = new LiveParty(party, party.inputs[input], { clock, freeDelays: [], quantum: 1 })
    const session = begin(input)
    const wait = (milliseconds: number): void => {
      clock.increment(milliseconds)
      session.pass(milliseconds)
    }
    for (const end = Math.min(steps, events + ofSession); ;) {
      const now = clock.now()
      const names = live.held.map(({ kind }) => nameOf(session, kind))
      const key = keyOf(live.snapshot, names)
      const difference = differenceOf(
        {
          state: key,
          timers: live.held.map(({ at }, index) => `${names[index]!} ${at - now}`),
          said: live.says.splice(0),
        },
        {
          state: pairs.match(key, session.state) ? key : session.state,
          timers: [...session.running].map(([name, left]) => `${name} ${left}`),
          said: session.said.splice(0),
        },
      )
      if (difference) return { events, elapsed: [...elapsed], states: pairs.size, difference }
      if (events === end) break
      const due = live.held.filter((one) => one.due)
      const next = Math.min(...live.held.map(({ at }) => at)) - now
      const draw = random()
      if (due.length > 0 && draw < 0.5) {
        const { kind } = pick(random, due)
        live.release({ ...kind, ...(kind.apart === undefined ? {} : { of: kind.apart }) })
        session.elapse(nameOf(session, kind))
        elapsed.add(nameOf(session, kind))
      } else if (due.length === 0 && live.held.length > 0 && draw < 0.3) {
        wait(draw < 0.15 ? next : Math.floor(random() * next))
      } else {
        const event = pick(random, party.hears)
        live.hear(event)
        session.hear(event)
        events++
      }
    }
  }
  return { events, elapsed: [...elapsed].sort(), states: pairs.size }
}

/** Steps of one walk, after which a world has often little left to do. */
const ofWalk = 200

/** One of each kind of step is as likely as one of another, however many stimuli there are. */
function anyKind(enabled: readonly Cause[], random: Random): Cause {
  const kind = pick(random, [...new Set(enabled.map((cause) => cause.kind))])
  return pick(
    random,
    enabled.filter((cause) => cause.kind === kind),
  )
}

/** A party in a random walk of its world, whose free delays elapse when they like. */
export async function compareInWorld(
  world: World,
  name: string,
  text: string,
  { seed, steps }: { readonly seed: number; readonly steps: number },
): Promise<Comparison> {
  const party = world.parties.find((one) => one.name === name)!
  const kinds = new Map(timersOf(party).map((kind) => [kind.type, kind]))
  const random = randomFrom(seed)
  const begin = await sessionsOf(text)
  const pairs = new Pairs()
  const elapsed = new Set<string>()
  let events = 0
  let live = new LiveWorld(world)
  let session = begin(0)
  for (let step = 0; step < steps; step++) {
    if (step % ofWalk === 0) {
      live = new LiveWorld(world)
      session = begin(0)
    }
    const { cause, happenings } = live.take(anyKind(live.enabled(), random))
    const said: PartyEvent[] = []
    if (cause.kind === 'tick') session.pass(live.quantum)
    for (const { from, event, says } of happenings.filter((one) => one.party === name)) {
      said.push(...says)
      if (from === 'clock') {
        const timer = nameOf(session, kinds.get(event.type)!)
        session.elapse(timer)
        elapsed.add(timer)
      } else {
        session.hear(event)
        events++
      }
    }
    const timers = live.timers(name).map((timer) => ({ ...timer, name: nameOf(session, kinds.get(timer.type)!) }))
    const free = new Set(timers.filter(({ delay }) => world.freeDelays.includes(delay)).map((timer) => timer.name))
    const left = (one: string, milliseconds: number): string => `${one} ${free.has(one) ? 'runs' : milliseconds}`
    const key = keyOf(
      live.snapshot(name),
      timers.map((timer) => timer.name),
    )
    const difference = differenceOf(
      { state: key, timers: timers.map((timer) => left(timer.name, timer.ticks * live.quantum)), said },
      {
        state: pairs.match(key, session.state) ? key : session.state,
        timers: [...session.running].map(([one, milliseconds]) => left(one, milliseconds)),
        said: session.said.splice(0),
      },
    )
    if (difference) return { events, elapsed: [...elapsed], states: pairs.size, difference }
  }
  return { events, elapsed: [...elapsed].sort(), states: pairs.size }
}
