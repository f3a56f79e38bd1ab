// A test vector replayed: the role alone takes its steps, and what it says is held against what the vector allows.
import { parseProduct } from '../../verification/impSpace.js'
import { eventInWords, timeInWords } from '../../report/phrases.js'
import { canonical } from '../../util/canonical.js'
import type { PartyEvent } from '../../model/party.js'
import { impRoles, roleNames } from '../../verification/imp/roles.js'
import type { Vector } from '../../oracle/driver/vectors.js'
import { eventName } from '../../testing/party/partyGraph.js'
import type { Read } from './read.js'
import { Simulation, worldOf, type Setup, type State } from './simulation.js'

type VectorStep = Vector['steps'][number]

/** Something that the role said, and how many ms after the step began. */
interface Said {
  readonly event: PartyEvent
  readonly after: number
}

/** One way in which a step may go. */
interface Way {
  readonly state: State
  readonly names: readonly string[]
  readonly said: readonly Said[]
}

const divisor = (one: number, other: number): number => (other === 0 ? one : divisor(other, one % other))

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether a document wants to be a vector. */
export const isVector = (value: unknown): boolean => isRecord(value) && 'impspec-vector' in value

/** What is needed of a vector. @throws Error that names the field and what would be right */
function checked(value: unknown): Vector {
  const vector = value as Omit<Vector, 'impspec-vector'> & { readonly 'impspec-vector': unknown }
  const wrong = (field: string, right: string): Error => new Error(`this vector: the field '${field}' must be ${right}`)
  if (vector['impspec-vector'] !== 1) throw wrong('impspec-vector', '1, the version of the format')
  if (!roleNames.some((name) => name === vector.role)) throw wrong('role', `one of ${roleNames.join(', ')}`)
  if (typeof vector.configuration !== 'string') throw wrong('configuration', 'the name of a configuration')
  if (!Array.isArray(vector.steps)) throw wrong('steps', 'a list')
  ;(vector.steps as readonly unknown[]).forEach((step, index) => {
    const field = `steps.${index}`
    if (!isRecord(step)) throw wrong(field, 'an object')
    const { send, advance, allowed } = step
    if (!('send' in step) && !('advance' in step)) throw wrong(field, 'an object with "send" or "advance"')
    if ('send' in step && !(isRecord(send) && typeof send['type'] === 'string')) {
      throw wrong(`${field}.send`, 'an event with a "type"')
    }
    if ('advance' in step && !(Number.isInteger(advance) && Number(advance) > 0)) {
      throw wrong(`${field}.advance`, 'a whole number of ms, 1 or more')
    }
    const lists: readonly unknown[] = Array.isArray(allowed) ? allowed : []
    const outputs = lists.flatMap((way): readonly unknown[] => (Array.isArray(way) ? way : [undefined]))
    if (lists.length === 0 || !outputs.every((one) => isRecord(one) && isRecord(one['event']))) {
      throw wrong(`${field}.allowed`, 'a list of lists of outputs, each with an "event"')
    }
  })
  return value as Vector
}

/** Whether what was said is one of the ways that a vector allows, within a tick; what is optional may be left out. */
function conforms(said: readonly Said[], allowed: VectorStep['allowed'], quantum: number): boolean {
  return allowed.some((way) => {
    let at = 0
    for (const { event, after } of said) {
      const key = canonical(event)
      const isIt = (one: (typeof way)[number] | undefined): boolean =>
        one !== undefined && canonical(one.event) === key && Math.abs(one.after - after) < quantum
      while (way[at]?.optional === true && !isIt(way[at])) at++
      if (!isIt(way[at++])) return false
    }
    return way.slice(at).every(({ optional }) => optional === true)
  })
}

const inWords = (said: readonly { readonly event: PartyEvent; readonly after: number }[]): string =>
  said.length === 0
    ? 'nothing'
    : said
        .map(({ event, after }) => eventInWords(event) + (after > 0 ? ` after ${timeInWords(after)}` : ''))
        .join(', then ')

function after(simulation: Simulation, way: Way, name: string, elapsed: number): Way {
  const taken = simulation.take(way.state, name)
  if (!taken) throw new Error(`the step '${name}' of a vector cannot be taken`)
  const said = taken.step.happenings.flatMap(({ says }) => says.map((event) => ({ event, after: elapsed })))
  return { state: taken.state, names: [...way.names, name], said: [...way.said, ...said] }
}

/** Every way in which some ms may pass: timers of one moment may elapse in any order. */
function elapse(simulation: Simulation, from: Way, ms: number): readonly Way[] {
  const open: (readonly [Way, number])[] = [[from, 0]]
  const done: Way[] = []
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [way, elapsed] = next
    const options = simulation.options(way.state)
    const due = options.filter(({ cause }) => cause.kind === 'timer')
    if (due.length > 0)
      for (const { name } of due.reverse()) open.push([after(simulation, way, name, elapsed), elapsed])
    else if (elapsed === ms) done.push(way)
    else {
      const wait = options.find((option) => option.elapsed > 0)?.elapsed ?? 0
      const timed = simulation.parties(way.state).some(({ timers }) => timers.length > 0)
      const part = timed ? Math.min(wait, ms - elapsed) : ms - elapsed
      open.push([after(simulation, way, `wait ${part}`, elapsed), elapsed + part])
    }
  }
  return done
}

/** Ticks that a timer has room for. */
const mostTicks = 2 ** 31 - 1

/**
 * ms in a tick: of all times of the role and the vector, so that each is met exactly. Where a delay has too many of these
 * (an agent lives for 30 days), as few ms more as it needs; times of the vector are then those of the tick before.
 */
function tickOf(setup: Setup, steps: readonly VectorStep[]): number {
  const { quantum, parties } = worldOf(setup)
  const most = Math.max(1, ...parties.flatMap(({ table }) => table.timers.map(({ milliseconds }) => milliseconds ?? 1)))
  let tick = steps.reduce((ms, step) => ('advance' in step ? divisor(ms, step.advance) : ms), quantum)
  while (most / tick > mostTicks && quantum % (2 * tick) === 0) tick *= 2
  return tick
}

const toldStep = (step: VectorStep): string =>
  'send' in step ? `the role hears ${eventInWords(step.send)}` : `${timeInWords(step.advance)} pass`

/**
 * Takes the steps of a vector with the role alone, as far as what it says is allowed.
 *
 * @throws Error for what is no vector, naming the field
 */
export function readVector(value: unknown): Read {
  const { role: name, configuration: of, input, steps } = checked(value)
  const role = roleNames.find((one) => one === name)!
  const configuration = parseProduct(of)
  const party = impRoles.partyOf(role, configuration.values)
  const wanted = canonical(input ?? null)
  const start = party.inputs.findIndex((one) => canonical(one ?? null) === wanted)
  if (start < 0)
    throw new Error(`this vector: the field 'input' is none that '${role}' is given in ${configuration.name}`)
  const plain: Setup = { configuration, scope: 'field', alone: role }
  const quantum = tickOf(plain, steps)
  const setup: Setup = { ...plain, quantum }
  const initial = start === 0 ? {} : { [role]: start }
  const simulation = new Simulation(setup)
  const heard = new Set(party.hears.map((event) => canonical(event)))
  let time = 0
  let way: Way = { state: simulation.start(initial), names: [], said: [] }
  const read = (rest: Partial<Read> = {}): Read => ({
    shared: { setup, initial, steps: way.names },
    possible: [],
    ...rest,
  })
  for (const [index, step] of steps.entries()) {
    const from: Way = { ...way, said: [] }
    // What no role knows is refused or ignored: the machine has no step for it.
    if ('send' in step && !heard.has(canonical(step.send))) continue
    const passed = 'advance' in step ? step.advance : 0
    const elapsed = (Math.floor((time + passed) / quantum) - Math.floor(time / quantum)) * quantum
    time += passed
    const ways = 'send' in step ? [after(simulation, from, eventName(step.send), 0)] : elapse(simulation, from, elapsed)
    const allowed = ways.find(({ said }) => conforms(said, step.allowed, quantum))
    if (!allowed) {
      return read({
        line: JSON.stringify(step),
        problem: `Step ${index + 1} of ${steps.length}, ${toldStep(step)}: the vector allows ${step.allowed.map((one) => inWords(one)).join('; or ')}.`,
        possible: ways.map(({ said }) => `${role} says ${inWords(said)}`),
      })
    }
    way = allowed
  }
  return read()
}
