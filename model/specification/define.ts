// The front door: a specification of one's own, in which a misspelt party, event, predicate or dimension is a type error.
import type { AnyStateMachine, EmittedFrom, EventFrom, InputFrom } from 'xstate'
import { configurationSpace, matches, type ConfigurationPattern, type Values } from '../configuration.js'
import type { Party, PartyEvent, Service } from '../party.js'
import type { Fairness, Predicate } from '../property.js'
import type { Channel, Condition, Link, MeantLooseEnd, Stimulus, World } from '../world.js'
import { checkEvents, checkNames } from './checkNames.js'
import type { SpecificationModule, SpecifiedProperty } from './module.js'
import type { StateQuestion, StepQuestion } from './predicates.js'
import { saidBy } from './said.js'

/** The names of a record. */
export type Name<T> = keyof T & string
/** The types of the events that a machine hears, and of those that it emits. */
export type HeardType<Machine extends AnyStateMachine> = EventFrom<Machine>['type']
export type SaidType<Machine extends AnyStateMachine> = EmittedFrom<Machine>['type']
/** An event of such a type, with its payload spelled out. */
export type Typed<Type extends string> = PartyEvent & { readonly type: Type }

/** Dimensions with their values, the baseline's first: `{ power: ['mains', 'battery'] }`. */
export type Dimensions = Readonly<Record<string, readonly [string, ...string[]]>>
/** A value for each of these dimensions. */
export type ConfigurationOf<Of extends Dimensions> = { readonly [D in keyof Of]: Of[D][number] }

/** Something that is there in some configurations only. */
export interface Sometimes<Of extends Values> {
  /** The configurations in which it is there; all, by default. */
  readonly where?: ConfigurationPattern<Of>
}

/** One party: its machine, and what of its alphabets cannot be read off. */
export interface PartyDefinition<Machine extends AnyStateMachine, Of extends Values> {
  readonly machine: Machine
  /** What it is, for readers; its name by default. */
  readonly title?: string
  /** Possible inputs of the machine, one initial state each; none by default. */
  readonly inputs?: readonly InputFrom<Machine>[] | ((configuration: Of) => readonly InputFrom<Machine>[])
  /** Events that it may be sent beside those of the stimuli and the links, with each payload spelled out. */
  readonly hears?: readonly Typed<HeardType<Machine>>[]
  /** Every event that it can emit, with each payload spelled out; by default as they are written in its machine. */
  readonly says?: readonly Typed<SaidType<Machine>>[]
  /**
   * `ignore` leaves out the actions that do something to the outside, and what is sent to services; every verdict says so.
   * They are refused by default.
   */
  readonly effects?: 'ignore'
  /** What the delays may be that the machine computes, by name; in ms. */
  readonly delays?: Readonly<Record<string, readonly number[]>>
  /** What may come of the promises and callbacks that it invokes, by their ids or the names of their sources. */
  readonly services?: Readonly<Record<string, ServiceDefinition<Machine>>>
}

/** What may come of a service, all as JSON: its outputs, its errors, and the events that it sends. */
export interface ServiceDefinition<Machine extends AnyStateMachine> extends Service {
  readonly says?: readonly Typed<HeardType<Machine>>[]
}

/** Machines, by the names of their parties. */
export type Machines = Readonly<Record<string, AnyStateMachine>>

/** What one party says, another hears: in the same instant, or over a channel. */
export type LinkDefinition<All extends Machines, Channels, Of extends Values> = {
  [From in Name<All>]: {
    [To in Name<All>]: Sometimes<Of> & {
      readonly from: From
      readonly to: To
      /** Event types that both know. */
      readonly says: Heard<All, From, To> | readonly Heard<All, From, To>[]
      readonly channel?: Name<Channels>
    }
  }[Name<All>]
}[Name<All>]
/** The event types that one party says and another hears. */
export type Heard<All extends Machines, From extends Name<All>, To extends Name<All>> = SaidType<All[From]> &
  HeardType<All[To]>

/** When something may be: while a state predicate holds, or a condition with clauses of its own does. */
export type When<Predicates> = Name<Predicates> | Condition

/** A queue with a latency window; see `Channel`. */
export interface ChannelDefinition<Predicates> {
  /** Messages at most; a further one is an error of the model. */
  readonly capacity: number
  /** Earliest and latest delivery, in ms after sending; at once by default. */
  readonly latency?: { readonly least: number; readonly most: number }
  /** When messages can be in it; what is in it is lost as soon as this does not hold. Always, by default. */
  readonly up?: When<Predicates>
}

/** Something that the environment may do. */
export type StimulusDefinition<All extends Machines, Predicates, Of extends Values> = {
  [To in Name<All>]: Sometimes<Of> & {
    readonly party: To
    readonly event: Typed<HeardType<All[To]>>
    /** Unique; by default the event's type with its payload. */
    readonly id?: string
    /** When it may happen; at any time, by default. */
    readonly when?: When<Predicates>
    /** How often it may happen in one run; without limit, by default. */
    readonly budget?: number
    /** Stimuli of one such name share one budget. */
    readonly budgetName?: string
    readonly description?: string
  }
}[Name<All>]

/** A predicate about one of the parties, in words that the party has. */
export type PredicateOf<All extends Machines> = {
  [Of in Name<All>]: StateQuestion<Of> | StepQuestion<Of, HeardType<All[Of]>, SaidType<All[Of]>>
}[Name<All>]

/** A property; its title is its claim where it has none. */
export type PropertyDefinition<Predicate extends string, Of extends Values> = Omit<
  SpecifiedProperty<Predicate, Of>,
  'title' | 'scope'
> & { readonly title?: string }

/** A loose end of one of the parties. */
export type LooseEndOf<All extends Machines> = {
  [Of in Name<All>]: MeantLooseEnd & { readonly party: Of; readonly event: HeardType<All[Of]> }
}[Name<All>]

/** What a specification consists of. */
export interface Definition<
  All extends Machines,
  Channels extends Readonly<Record<string, ChannelDefinition<Predicates>>>,
  Predicates extends Readonly<Record<string, Predicate>>,
  Of extends Dimensions,
> {
  /** Of the specification, for titles; `specification` by default. */
  readonly name?: string
  readonly parties: { readonly [P in keyof All]: PartyDefinition<All[P], ConfigurationOf<Of>> }
  readonly links?: readonly LinkDefinition<NoInfer<All>, NoInfer<Channels>, ConfigurationOf<NoInfer<Of>>>[]
  readonly channels?: Channels
  /** What the environment may do; nothing else happens to the parties from outside. */
  readonly stimuli: readonly StimulusDefinition<NoInfer<All>, NoInfer<Predicates>, ConfigurationOf<NoInfer<Of>>>[]
  /** Delays that are not timed exactly: such a timer may elapse at any time after one tick, or never. */
  readonly freeDelays?: readonly string[]
  /** In words, printed with every verdict. */
  readonly assumptions?: readonly string[]
  readonly predicates: Predicates & { readonly [N in keyof Predicates]: PredicateOf<NoInfer<All>> }
  readonly properties: readonly PropertyDefinition<Name<NoInfer<Predicates>>, ConfigurationOf<NoInfer<Of>>>[]
  /**
   * Local states of one party at most; 200 000 by default. A party that has more, since its context grows without bound, is
   * explored so far, and what is not decided then is incomplete.
   */
  readonly localStates?: number
  /** Named sets of fairness assumptions, for `impspec bounds --fairness`. */
  readonly fairness?: Readonly<Record<string, readonly Fairness<Name<NoInfer<Predicates>>>[]>>
  /** Variants: dimensions with their values, the baseline's first. None by default. */
  readonly configurations?: Of
  /**
   * Events that a party is sent and reacts to in no state (`unheard`), or waits for and is never sent (`unsent`), where that
   * is meant. Any other such event fails `impspec verify`: it is a name that is misspelt, or a link that is missing.
   */
  readonly looseEnds?: readonly LooseEndOf<NoInfer<All>>[]
}

/** The widest definition, without the types that tie its names together. */
interface Loose {
  readonly name?: string
  readonly parties: Readonly<Record<string, PartyDefinition<AnyStateMachine, Values>>>
  readonly links?: readonly (Sometimes<Values> & {
    readonly from: string
    readonly to: string
    readonly says: string | readonly string[]
    readonly channel?: string
  })[]
  readonly channels?: Readonly<Record<string, ChannelDefinition<Readonly<Record<string, Predicate>>>>>
  readonly stimuli: readonly (Sometimes<Values> &
    Pick<Stimulus, 'party' | 'event'> &
    Partial<Pick<Stimulus, 'id' | 'budget' | 'budgetName' | 'description'>> & { readonly when?: string | Condition })[]
  readonly freeDelays?: readonly string[]
  readonly assumptions?: readonly string[]
  readonly localStates?: number
  readonly predicates: Readonly<Record<string, Predicate>>
  readonly properties: readonly PropertyDefinition<string, Values>[]
  readonly fairness?: Readonly<Record<string, readonly Fairness[]>>
  readonly configurations?: Dimensions
  readonly looseEnds?: readonly MeantLooseEnd[]
}

const eventName = ({ type, ...payload }: PartyEvent): string => [type, ...Object.values(payload).map(String)].join('.')

const conditionOf = (when: string | Condition, predicates: Loose['predicates']): Condition => {
  if (typeof when !== 'string') return when
  const { party, text, holds } = predicates[when] as StateQuestion<string>
  return { text: `${party} ${text}`, parties: [{ party, holds }] }
}

const each = (events: readonly PartyEvent[]): readonly PartyEvent[] => [
  ...new Map(events.map((event) => [JSON.stringify(Object.entries(event).sort()), event])).values(),
]

const inWords = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value))

/** What is assumed of a party whose machine does more than a party may, in sentences. */
function takenForGranted([name, { machine, effects, services = {} }]: readonly [
  string,
  PartyDefinition<AnyStateMachine, Values>,
]): readonly string[] {
  const actions = Object.entries(machine.implementations.actions as Readonly<Record<string, unknown>>)
  const left = actions
    .filter(([, action]) => typeof action === 'function' && !('resolve' in action))
    .map(([called]) => called)
  return [
    ...(effects === 'ignore'
      ? [`what '${name}' does to the outside is left out${left.length > 0 ? ` (${left.join(', ')})` : ''}`]
      : []),
    ...Object.entries(services).map(([service, { done = [], error = [], says = [] }]) => {
      const outcomes = [
        ...done.map((output) => `is done with ${inWords(output)}`),
        ...error.map((one) => `fails with ${inWords(one)}`),
        ...says.map((event) => `says ${inWords(event)}`),
      ]
      return `'${service}', which '${name}' invokes, ${outcomes.join(', or ')}, one tick later or at any time after, or never`
    }),
  ]
}

/** What makes the world of a configuration; whatever does not depend on it is made once. */
function worlds(definition: Loose): (configuration: Values) => World {
  const { predicates, freeDelays = [], localStates } = definition
  const assumptions = [
    ...(definition.assumptions ?? []),
    ...Object.entries(definition.parties).flatMap(takenForGranted),
  ]
  const parties = Object.entries(definition.parties)
  const says = new Map(parties.map(([name, { machine, says: told }]) => [name, told ?? saidBy(name, machine)]))
  const channels = Object.entries(definition.channels ?? {}).map(
    ([name, { capacity, latency = { least: 0, most: 0 }, up }]): Channel => ({
      name,
      capacity,
      latency,
      ...(up === undefined ? {} : { up: conditionOf(up, predicates) }),
    }),
  )
  const links = (definition.links ?? []).flatMap(({ where = {}, from, to, says: told, channel }) =>
    (typeof told === 'string' ? [told] : told).map((type) => ({
      where,
      link: { from, says: type, to, ...(channel === undefined ? {} : { channel }) } satisfies Link,
    })),
  )
  const stimuli = definition.stimuli.map(({ where = {}, when, id, description, ...rest }) => ({
    where,
    stimulus: {
      ...rest,
      id: id ?? eventName(rest.event),
      description: description ?? `${rest.party} hears ${eventName(rest.event)}`,
      sources: [],
      ...(when === undefined ? {} : { when: conditionOf(when, predicates) }),
    } satisfies Stimulus,
  }))
  return (configuration) => {
    const here = ({ where }: Sometimes<Values>): boolean => matches(where ?? {}, configuration)
    const linked = links.filter(here).map(({ link }) => link)
    const stimulated = stimuli.filter(here).map(({ stimulus }) => stimulus)
    return {
      parties: parties.map(
        ([name, { machine, title = name, inputs, hears = [], effects, delays, services }]): Party => ({
          name,
          title,
          machine,
          ...(effects === undefined ? {} : { effects }),
          ...(delays === undefined ? {} : { delays }),
          ...(services === undefined ? {} : { services }),
          inputs: (typeof inputs === 'function' ? inputs(configuration) : inputs) ?? [undefined],
          hears: each([
            ...hears,
            ...stimulated.filter(({ party }) => party === name).map(({ event }) => event),
            ...linked
              .filter(({ to }) => to === name)
              .flatMap((link) => says.get(link.from)!.filter(({ type }) => type === link.says)),
          ]),
          says: says.get(name)!,
        }),
      ),
      links: linked,
      channels,
      stimuli: stimulated,
      freeDelays,
      assumptions,
      ...(localStates === undefined ? {} : { localStates }),
    }
  }
}

/** Names where there are none. */
// eslint-disable-next-line @typescript-eslint/no-generated-empty-object-type
type Nothing = Readonly<Record<never, never>>

/**
 * A specification: XState machines that hear each other, what the environment may do to them, and what must hold. The
 * result is what `impspec --specification` takes, and `world()` of it what the functions of the checker take.
 *
 * @throws SpecificationError for a name that does not exist, where the types could not see it
 */
export function defineSpecification<
  const All extends Machines,
  const Predicates extends Readonly<Record<string, Predicate>>,
  const Channels extends Readonly<Record<string, ChannelDefinition<Predicates>>> = Nothing,
  const Of extends Dimensions = Nothing,
>(definition: Definition<All, Channels, Predicates, Of>): DefinedSpecification<ConfigurationOf<Of>> {
  const loose = definition as unknown as Loose
  const { name = 'specification', predicates, properties, fairness = {}, configurations = {}, looseEnds = [] } = loose
  const dimensions = Object.entries(configurations).map(([dimension, values]) => ({
    name: dimension,
    title: dimension,
    kind: 'choice' as const,
    values,
    sources: [],
  }))
  checkNames(loose)
  const { baseline, combinations } = configurationSpace(dimensions)
  const worldOf = worlds(loose)
  checkEvents(
    loose,
    combinations(dimensions.map((one) => one.name)).map(({ values }) => worldOf(values)),
  )
  return {
    name,
    dimensions,
    impossible: [],
    scopes: ['all'],
    scope: 'all',
    world: (configuration = {}) => worldOf({ ...baseline, ...configuration }),
    predicates,
    properties: properties.map((property) => ({ ...property, title: property.title ?? property.claim })),
    fairness,
    looseEnds,
  }
}

/** What `defineSpecification` makes. */
export interface DefinedSpecification<Of extends Values = Values> extends Omit<SpecificationModule, 'world'> {
  /** The world of a configuration; what it does not say is as in the baseline. */
  readonly world: (configuration?: Partial<Of>) => World
}
