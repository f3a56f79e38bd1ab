// Surveys of all default worlds, kept in files, so that a run that is broken off goes on where it was.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { survey, type Met, type Survey } from './survey.js'
import { worldName, type NamedWorld } from './worlds.js'

/** The sources cannot be found: the command was not run in the repository. */
export class NoSources extends Error {
  override readonly name = 'NoSources'
}

const digests = new Map<string, string>()

/**
 * A digest of source files: what is kept is valid as long as these are the same. Sources, since what a function does cannot
 * be compared, and its text depends on how it was built.
 *
 * @param folders of the repository, in which the process runs
 * @throws NoSources where there is no such folder
 */
export function sourcesDigest(folders: readonly string[]): string {
  const known = digests.get(folders.join())
  if (known !== undefined) return known
  const hash = createHash('sha256')
  for (const folder of folders) {
    if (!existsSync(folder)) throw new NoSources(`there is no folder '${folder}' here: run this in the repository`)
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
    for (const file of files.map((one) => one.replaceAll('\\', '/')).sort()) {
      hash.update(`${folder}/${file}\n${readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n')}\n`)
    }
  }
  const digest = hash.digest('hex').slice(0, 16)
  digests.set(folders.join(), digest)
  return digest
}

const machinesDigest = (): string => sourcesDigest(['machines'])

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
  return kept.digest === machinesDigest() ? kept : undefined
}

/** Makes the survey of a world, and keeps it. */
export function makeSurvey(folder: string, world: NamedWorld, options: Parameters<typeof survey>[1] = {}): KeptSurvey {
  const made: KeptSurvey = { ...survey(world.world, options), digest: machinesDigest() }
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
