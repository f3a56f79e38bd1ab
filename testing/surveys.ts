// Surveys of all default worlds, kept in files, so that a run that is broken off goes on where it was.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { World } from '../machines/world.js'
import { survey, type Met, type Survey } from './survey.js'
import { worldName, type NamedWorld } from './worlds.js'

/** JSON in which a function is its source text: what changes a machine changes its digest. */
const source = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== 'function') return part
    // What the builders of XState make has its details in properties of the function.
    return { source: String(part), details: Object.entries(part) }
  })

/** A digest of a world: of its machines, inputs, links, channels and stimuli. */
export function digestOf({ parties, links, channels, stimuli, freeDelays }: World): string {
  const machines = parties.map(({ name, inputs, machine }) => [name, inputs, machine.config, machine.implementations])
  return createHash('sha256')
    .update(source([machines, links, channels, stimuli, freeDelays]))
    .digest('hex')
    .slice(0, 16)
}

export interface KeptSurvey extends Survey {
  readonly digest: string
}

const fileOf = (folder: string, world: Pick<NamedWorld, 'scope' | 'configuration'>): string =>
  join(folder, `${worldName(world).replaceAll(/[^\w=,-]+/g, '_')}.json`)

/** The survey of a world, if it has been made and the world has not changed since. */
export function keptSurvey(folder: string, world: NamedWorld): KeptSurvey | undefined {
  const file = fileOf(folder, world)
  if (!existsSync(file)) return undefined
  const kept = JSON.parse(readFileSync(file, 'utf8')) as KeptSurvey
  return kept.digest === digestOf(world.world) ? kept : undefined
}

/** Makes the survey of a world, and keeps it. */
export function makeSurvey(folder: string, world: NamedWorld, options: Parameters<typeof survey>[1] = {}): KeptSurvey {
  const made: KeptSurvey = { ...survey(world.world, options), digest: digestOf(world.world) }
  if (made.complete) {
    mkdirSync(folder, { recursive: true })
    const file = fileOf(folder, world)
    writeFileSync(`${file}.part`, JSON.stringify(made))
    renameSync(`${file}.part`, file)
  }
  return made
}

/** What was met of a party in some worlds, together; and in which of them each local transition was. */
export interface MetIn {
  readonly met: Met
  /** Indices of worlds by local state and event, as `lockstep` names them. */
  readonly worlds: (local: string, event: string) => readonly number[]
}

export function metIn(surveys: readonly (Survey | undefined)[], party: string): MetIn {
  const where = new Map<string, Map<string, number[]>>()
  surveys.forEach((one, world) => {
    for (const [local, events] of Object.entries(one?.met[party] ?? {})) {
      const known = where.get(local) ?? new Map<string, number[]>()
      where.set(local, known)
      for (const event of events) {
        const worlds = known.get(event)
        if (worlds) worlds.push(world)
        else known.set(event, [world])
      }
    }
  })
  return {
    met: Object.fromEntries([...where].map(([local, events]) => [local, [...events.keys()]])),
    worlds: (local, event) =>
      event === ''
        ? [...new Set([...(where.get(local)?.values() ?? [])].flat())]
        : (where.get(local)?.get(event) ?? []),
  }
}
