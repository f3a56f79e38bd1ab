// Breaks a machine on purpose: a copy of its config with one thing changed, put into the world in place of the machine.
import { createMachine } from 'xstate'
import type { AnyStateMachine } from 'xstate'
import { configure, type Configuration } from '../../machines/configurations.js'
import type { PartyName, SourceId } from '../../machines/party.js'
import type { PartyEvent } from '../../model/party.js'
import { system, type Scope } from '../../machines/system.js'
import type { World } from '../../model/world.js'
import type { Happening, Story } from '../../model/result.js'
import { copy } from '../../testing/mutants/machineEdit.js'

/** A transition as it stands in a config; what is not listed here is kept as it is. */
export interface TransitionDraft {
  target?: string | readonly string[]
  guard?: string
  actions?: string | readonly unknown[]
  reenter?: boolean
}

type Transitions = Record<string, TransitionDraft | readonly TransitionDraft[] | undefined>

/** A state as it stands in a config. */
export interface StateDraft {
  initial?: string
  entry?: string | readonly string[]
  exit?: string | readonly string[]
  tags?: string | readonly string[]
  on?: Transitions
  after?: Transitions
  always?: TransitionDraft | readonly TransitionDraft[]
  states?: Record<string, StateDraft>
}

/** A machine that may be changed. Paths are dotted, from the root; what is not there is refused, so that no edit is idle. */
export interface Draft {
  readonly state: (path: string) => StateDraft
  readonly on: (path: string, event: string, index?: number) => TransitionDraft
  readonly after: (path: string, delay: string, index?: number) => TransitionDraft
  readonly always: (path: string, index?: number) => TransitionDraft
  /** Named implementations, which may be replaced. */
  readonly guards: Record<string, unknown>
  readonly actions: Record<string, unknown>
}

/** One rule, broken in one place, and who notices. */
export interface Break {
  readonly rule: SourceId
  readonly party: PartyName
  /** Reads after "the party": `starts Squirrel at once in a cold boot`. */
  readonly what: string
  readonly edit: (draft: Draft) => unknown
  /** Id of the property that notices; its scope is the one that is looked at. */
  readonly property: string
  /** What differs from the baseline. */
  readonly configuration?: Partial<Configuration>
  /** Events of the environment among `distractions` without which the break does not show. */
  readonly needs?: readonly string[]
  /** States that are enough to see it; `enough` by default. */
  readonly maxStates?: number
  /** Whether a story tells of the break; some step of it must. */
  readonly shows: (story: Story) => boolean
}

/** States that are looked at, where a break does not say. */
export const enough = 30_000

/**
 * What need not happen for most breaks to show. A run without these is a run of the world with them: a violation in the
 * quieter world is one in the whole.
 */
export const distractions: readonly string[] = [
  'power.restored',
  'reset.pressed',
  'reset.wanted',
  'memory.exhausted',
  'squirrel.failed',
  'step.failed',
  'link.lost',
  'image.failed',
  'install.failed',
  'code.failed',
  'keepalive.expired',
  'check.forced',
  'report.made',
  'work.started',
  'work.finished',
  'release.published',
  'deployment.created',
  'minimum.raised',
  'restart.conditional',
  'restart.forced',
  'group.changed',
  'request.granted.void',
  'request.denied',
  'flash.cancelled',
  'phone.offline',
  'agent.crashed',
  'migration.started',
]

/** The world in which a break is looked for, unbroken. */
export function quietWorld({ configuration, needs = [] }: Break, scope: Scope): World {
  const world = system(configure(configuration).values, scope)
  const happens = ({ type, ...payload }: PartyEvent): boolean =>
    needs.includes(type) || (!distractions.includes(type) && payload['network'] !== 'wrong')
  needs
    .filter((type) => !world.stimuli.some(({ event }) => event.type === type))
    .forEach((type) => there(undefined, `stimulus ${type}`))
  return { ...world, stimuli: world.stimuli.filter(({ event }) => happens(event)) }
}

function there<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} is not there: the edit of a break must follow the machine.`)
  return value
}

const nth = (listed: Transitions[string], index: number, what: string): TransitionDraft =>
  there((Array.isArray(listed) ? (listed as readonly TransitionDraft[]) : [listed as TransitionDraft])[index], what)

/** The machine with an edit made to it. */
export function broken(machine: AnyStateMachine, edit: (draft: Draft) => unknown): AnyStateMachine {
  const root = copy(machine.config) as StateDraft
  const state = (path: string): StateDraft =>
    path
      .split('.')
      .filter(Boolean)
      .reduce((node, key) => there(node.states?.[key], `state ${path} of ${machine.id}`), root)
  const guards = { ...machine.implementations.guards } as Record<string, unknown>
  const actions = { ...machine.implementations.actions } as Record<string, unknown>
  edit({
    state,
    on: (path, event, index = 0) => nth(state(path).on?.[event], index, `${path} on ${event} [${index}]`),
    after: (path, delay, index = 0) => nth(state(path).after?.[delay], index, `${path} after ${delay} [${index}]`),
    always: (path, index = 0) => nth(state(path).always, index, `${path} always [${index}]`),
    guards,
    actions,
  })
  return createMachine(
    root as Parameters<typeof createMachine>[0],
    { ...machine.implementations, guards, actions } as Parameters<typeof createMachine>[1],
  )
}

/** The world with one party broken. */
export function breakWorld(world: World, party: string, edit: (draft: Draft) => unknown): World {
  there(
    world.parties.find(({ name }) => name === party),
    `party ${party}`,
  )
  return {
    ...world,
    parties: world.parties.map((one) => (one.name === party ? { ...one, machine: broken(one.machine, edit) } : one)),
  }
}

/** Whether some macrostep of a story is of one party and of a kind. */
export const tells =
  (party: PartyName, is: (happening: Happening) => boolean) =>
  ({ steps }: Story): boolean =>
    steps.some(({ happenings }) => happenings.some((one) => one.party === party && is(one)))

/** The party hears an event, and does or enters something on it. */
export const onHearing = (party: PartyName, type: string, is: (happening: Happening) => boolean = () => true) =>
  tells(party, (happening) => happening.event.type.startsWith(type) && is(happening))

export const saying =
  (type: string) =>
  ({ says }: Happening): boolean =>
    says.some((event) => event.type === type)

export const entering =
  (path: string) =>
  ({ entered }: Happening): boolean =>
    entered.some((one) => one === path || one.endsWith(`.${path}`))

export const leaving =
  (path: string) =>
  ({ left }: Happening): boolean =>
    left.some((one) => one === path || one.endsWith(`.${path}`))

/** The story ends with the passing of time, within which nothing happened that should have. */
export const ticking = ({ steps }: Story): boolean => steps.at(-1)?.cause.kind === 'tick'

export const silent = ({ says }: Happening): boolean => says.length === 0
