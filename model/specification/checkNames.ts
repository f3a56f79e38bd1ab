// Names in a definition that nothing has, told with the nearest that there are: for JavaScript, and what types do not see.
import type { AnyStateMachine, AnyStateNode } from 'xstate'
import type { ConfigurationPattern } from '../configuration.js'
import { SpecificationError } from '../errors.js'
import { predicatesOf } from '../formula.js'
import { nearest } from '../names.js'
import type { Predicate, Property } from '../property.js'
import type { Condition, LooseEnd, World } from '../world.js'
import type { StateQuestion, StepQuestion } from './predicates.js'

interface Named {
  readonly parties: Readonly<Record<string, { readonly machine: AnyStateMachine }>>
  readonly links?: readonly {
    readonly from: string
    readonly to: string
    readonly says: string | readonly string[]
    readonly channel?: string
    readonly where?: ConfigurationPattern
  }[]
  readonly channels?: Readonly<Record<string, { readonly up?: string | Condition }>>
  readonly stimuli: readonly {
    readonly party: string
    readonly when?: string | Condition
    readonly where?: ConfigurationPattern
  }[]
  readonly freeDelays?: readonly string[]
  readonly predicates: Readonly<Record<string, Predicate>>
  readonly properties: readonly (Pick<Property, 'id' | 'pattern'> & {
    readonly exceptions?: readonly { readonly when: ConfigurationPattern }[]
  })[]
  readonly configurations?: Readonly<Record<string, readonly string[]>>
  readonly looseEnds?: readonly LooseEnd[]
}

const nodesOf = (machine: AnyStateMachine): readonly AnyStateNode[] => {
  const below = (node: AnyStateNode): AnyStateNode[] => [node, ...Object.values(node.states).flatMap(below)]
  return below(machine.root)
}

/** @throws SpecificationError where a name is not among those that there are */
function expect(where: string, what: string, name: string, names: readonly string[], plural = `${what}s`): void {
  if (names.includes(name)) return
  throw new SpecificationError(`${where}: no ${what} '${name}'; ${nearest(name, names, plural)}`)
}

/** @throws SpecificationError for the first name that nothing has, saying where it stands and what is near */
export function checkNames(definition: Named): void {
  const { parties, links = [], channels = {}, stimuli, freeDelays = [], predicates, properties } = definition
  const { configurations = {}, looseEnds = [] } = definition
  const partyNames = Object.keys(parties)
  const party = (where: string, name: string): void => expect(where, 'party', name, partyNames, 'parties')
  const when = (where: string, condition: string | Condition | undefined): void => {
    if (typeof condition !== 'string') return
    const states = Object.keys(predicates).filter((name) => predicates[name]!.kind === 'state')
    expect(where, 'state predicate', condition, states)
  }
  const pattern = (where: string, of: ConfigurationPattern = {}): void => {
    for (const [dimension, values = []] of Object.entries(of)) {
      expect(where, 'dimension', dimension, Object.keys(configurations))
      for (const value of values) expect(where, `value of ${dimension}`, value, configurations[dimension]!, 'values')
    }
  }
  for (const { from, to, channel, where } of links) {
    party(`link from '${from}' to '${to}'`, from)
    party(`link from '${from}' to '${to}'`, to)
    if (channel !== undefined) expect(`link from '${from}' to '${to}'`, 'channel', channel, Object.keys(channels))
    pattern(`link from '${from}' to '${to}'`, where)
  }
  for (const stimulus of stimuli) {
    party('stimulus', stimulus.party)
    when(`stimulus to '${stimulus.party}'`, stimulus.when)
    pattern(`stimulus to '${stimulus.party}'`, stimulus.where)
  }
  for (const { party: of } of looseEnds) party('looseEnds', of)
  for (const [name, { up }] of Object.entries(channels)) when(`channel '${name}'`, up)
  const delays = Object.values(parties).flatMap(({ machine }) => Object.keys(machine.implementations.delays))
  for (const delay of freeDelays) expect('freeDelays', 'delay', delay, delays)
  for (const [name, predicate] of Object.entries(predicates)) {
    party(`predicate '${name}'`, predicate.party)
    const { service } = predicate as StepQuestion<string>
    if (service !== undefined) {
      const invoked = nodesOf(parties[predicate.party]!.machine).flatMap(({ invoke }) =>
        invoke.flatMap(({ id, src }) => [id, src as string]),
      )
      expect(`predicate '${name}', party '${predicate.party}'`, 'service', service, [...new Set(invoked)])
    }
    const { names } = predicate as StateQuestion<string>
    if (names === undefined) continue
    const nodes = nodesOf(parties[predicate.party]!.machine)
    const where = `predicate '${name}', party '${predicate.party}'`
    if ('state' in names) {
      const paths = nodes.map((node) => node.path.join('.')).filter((path) => path !== '')
      expect(where, 'state', names.state, paths)
    } else expect(where, 'tag', names.tag, [...new Set(nodes.flatMap(({ tags }) => tags))])
  }
  for (const property of properties) {
    predicatesOf(property, predicates)
    for (const { when: of } of property.exceptions ?? []) pattern(`property '${property.id}'`, of)
  }
  const twice = properties.find(({ id }, index) => properties.findIndex((one) => one.id === id) !== index)
  if (twice) throw new SpecificationError(`two properties have the id '${twice.id}'`)
}

/**
 * Looks at the events that links and predicates name.
 *
 * @param worlds of all configurations
 * @throws SpecificationError for the first event that its party neither hears nor says in any of them
 */
export function checkEvents(
  { links = [], predicates }: Pick<Named, 'links' | 'predicates'>,
  worlds: readonly World[],
): void {
  const types = (party: string, of: 'hears' | 'says'): readonly string[] => [
    ...new Set(
      worlds
        .flatMap(({ parties }) => parties.filter(({ name }) => name === party))
        // Beside what it is sent, a machine hears what it delays, and what its services say.
        .flatMap((one) => [
          ...one[of].map(({ type }) => type),
          ...(of === 'hears' ? (one.machine.events as string[]) : []),
        ]),
    ),
  ]
  const known = (where: string, party: string, of: 'hears' | 'says', type: string): void => {
    const names = types(party, of)
    if (names.includes(type)) return
    throw new SpecificationError(`${where} ${of} no '${type}'; ${nearest(type, names, 'events')}`)
  }
  for (const { from, to, says } of links) {
    for (const type of typeof says === 'string' ? [says] : says)
      known(`link from '${from}' to '${to}': '${from}'`, from, 'says', type)
  }
  for (const [name, predicate] of Object.entries(predicates)) {
    const { party, hears, says } = predicate as StepQuestion<string, string, string>
    if (hears !== undefined) known(`predicate '${name}', party '${party}': it`, party, 'hears', hears)
    if (says !== undefined) known(`predicate '${name}', party '${party}': it`, party, 'says', says)
  }
}
