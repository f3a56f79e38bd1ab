// A world as a model for another tool: explored, and written in the language of that tool.
import { ModelError } from '../model/errors.js'
import type { Predicate, Property } from '../model/property.js'
import type { World } from '../model/world.js'
import { prepare, type PrepareOptions } from './compile/prepare.js'
import { explore, type ExploreOptions, type Graph } from './graph/explore.js'
import { tellFault } from './graph/story.js'
import { jsonOf } from './export/json.js'
import { pinsOf } from './export/pins.js'
import { promelaOf, type ModelText } from './export/promela.js'
import { flatScxmlOf } from './export/scxmlFlat.js'
import { tlaplusOf } from './export/tlaplus.js'

/** A model, and what its tool wants in a file beside it. */
export interface WorldModel {
  readonly text: string
  /** The configuration of TLC, with the ending of its file: `.cfg`. */
  readonly beside?: { readonly extension: string; readonly text: string }
}

/** What a model is made of. */
export interface ModelParts extends ModelText {
  /** Of a TLA+ module; that of its file. `ImpSpec` by default. */
  readonly name?: string
  /** As JSON, only this party; as SCXML, which one: the first by default. */
  readonly party?: string
}

/** Formats of a whole world, which has to be explored first. */
export type WorldFormat = 'promela' | 'tlaplus' | 'pins' | 'json' | 'scxml-flat'

const formats: Readonly<Record<WorldFormat, (graph: Graph, parts: ModelParts) => WorldModel>> = {
  promela: ({ world }, parts) => ({ text: promelaOf(world, parts) }),
  tlaplus: ({ world }, parts) => {
    const { module, config } = tlaplusOf(world, parts, parts.name)
    return { text: module, beside: { extension: '.cfg', text: config } }
  },
  pins: ({ world }, parts) => ({ text: pinsOf(world, parts) }),
  json: ({ world }, { heading, party }) => ({ text: jsonOf(world, heading, party) }),
  'scxml-flat': ({ world }, { heading, party = world.parties[0]!.party.name }) => ({
    text: flatScxmlOf(world, party, heading),
  }),
}

/** The names of all formats. */
export const worldFormats = Object.keys(formats) as readonly WorldFormat[]

/** The model of a world that was explored to its end. */
export const worldModelOf = (to: WorldFormat, graph: Graph, parts: ModelParts): WorldModel => formats[to](graph, parts)

export interface ExportOptions extends ExploreOptions, PrepareOptions {
  readonly to: WorldFormat
  /** Lines for the header of the file: what the model is of. None by default. */
  readonly heading?: readonly string[]
  /** Of a TLA+ module; that of its file. `ImpSpec` by default. */
  readonly name?: string
  /** As JSON, only this party; as SCXML, which one: the first by default. */
  readonly party?: string
}

/**
 * The model of a world, with properties that the other tool is to judge. A model consists of what an exploration of every
 * reachable state has met.
 *
 * @returns undefined where the exploration did not come to its end: a limit, too little memory, or the wish to stop
 * @throws SpecificationError where the world cannot be checked or a formula names what does not exist
 * @throws ModelError where a step goes astray, with the shortest story that leads there
 */
export function exportWorld(
  world: World,
  predicates: Readonly<Record<string, Predicate>>,
  properties: readonly Property[],
  { to, heading = [], name, party, ...options }: ExportOptions,
): WorldModel | undefined {
  const graph = explore(prepare(world, predicates, properties, options), options)
  if (graph.fault) throw new ModelError(graph.fault.message, tellFault(graph, graph.fault.state))
  if (graph.stopped !== undefined) return undefined
  return worldModelOf(to, graph, {
    properties,
    heading,
    ...(name === undefined ? {} : { name }),
    ...(party === undefined ? {} : { party }),
  })
}
