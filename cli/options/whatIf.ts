// --set NAME=VALUE: a what-if question, read from the command line and put to every world that a command looks at.
import type { Command } from 'commander'
import {
  override,
  settableIn,
  SettingError,
  settingInWords,
  type Settable,
  type Setting,
  type SettingValue,
} from '../../checker/compile/whatIf.js'
import { UsageError } from '../../verification/errors.js'
import { unknown } from '../../verification/configurationNames.js'
import type { Specification } from '../../verification/specification.js'

export interface WhatIf {
  /** NAME=VALUE, as they were typed. */
  readonly set?: readonly string[]
}

export const withWhatIf = (command: Command): Command =>
  command.option(
    '--set <name=value>',
    'what if? another delay, latency or budget (squirrelStart=30s); may be repeated',
    (text: string, before: readonly string[] | undefined) => [...(before ?? []), text],
  )

const milliseconds = { ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** `30s`, `500ms`, `2min`, `1h`, `30d`, in ms; undefined for anything else. */
export function durationOf(text: string): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?) ?(ms|s|min|h|d)$/.exec(text) ?? []
  if (number === undefined || unit === undefined) return undefined
  const value = Number(number) * milliseconds[unit as keyof typeof milliseconds]
  return Number.isSafeInteger(value) ? value : undefined
}

export function valueOf(text: string): SettingValue | undefined {
  if (text === 'free') return { kind: 'free' }
  if (text === 'unlimited') return { kind: 'count', times: Infinity }
  if (/^\d{1,3}$/.test(text)) return { kind: 'count', times: Number(text) }
  const [least, most, ...more] = text.split('..').map(durationOf)
  if (least === undefined || more.length > 0) return undefined
  if (!text.includes('..')) return { kind: 'duration', ms: least }
  return most === undefined || most < least ? undefined : { kind: 'window', least, most }
}

/** Everything that can be set in some scope and some configuration; values are those of the first that has it. */
export function everySettable({
  system,
  space,
  scopes,
}: Pick<Specification, 'system' | 'space' | 'scopes'>): readonly Settable[] {
  const worlds = scopes.flatMap((scope) => space.oneAtATime.map(({ values }) => system(values, scope)))
  return [
    ...new Map(
      [...worlds]
        .reverse()
        .flatMap(settableIn)
        .map((one) => [one.name, one]),
    ).values(),
  ].sort((a, b) => (a.kind === b.kind ? 0 : a.kind < b.kind ? 1 : -1))
}

/** Name and value of a setting. */
export function namedIn(text: string): readonly [name: string, value: string] {
  // The name of a stimulus may contain '=' itself.
  const at = text.lastIndexOf('=')
  if (at < 1) throw new UsageError(`--set takes NAME=VALUE (squirrelStart=30s), not '${text}'`)
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()]
}

/**
 * Reads settings as they were typed.
 *
 * @throws UsageError for an unknown name, with the nearest ones, and for a value that is none
 */
export function parseSettings(texts: readonly string[], specification: Specification): readonly Setting[] {
  if (texts.length === 0) return []
  const names = everySettable(specification).map(({ name }) => name)
  return texts.map((text) => {
    const [name, written] = namedIn(text)
    if (!names.includes(name)) throw unknown('setting', name, names, 'see: impspec list settings')
    const value = valueOf(written)
    if (value) return { name, value }
    throw new UsageError(
      `--set ${name} takes a time in ms, s, min, h or d (30s), a window (0s..2s), free, a count (2) or unlimited, not '${written}'`,
    )
  })
}

/** `squirrelStart is 30 s, and power.cut is never`. */
export const settingsInWords = ({ set = [] }: WhatIf, specification: Specification): string =>
  inWords(parseSettings(set, specification))

/** Settings that were read, in words. */
export const inWords = (settings: readonly Setting[]): string =>
  settings.map(({ name, value }) => `${name} is ${settingInWords(value)}`).join(', and ')

/** What is made of worlds with settings. @throws UsageError where a world cannot take them */
export function taking<T>(make: () => T): T {
  try {
    return make()
  } catch (error) {
    throw error instanceof SettingError ? new UsageError(`--set: ${error.message}`) : error
  }
}

/** The specification in which every world has the settings. */
export function withSettings(specification: Specification, { set = [] }: WhatIf): Specification {
  const settings = parseSettings(set, specification)
  if (settings.length === 0) return specification
  return {
    ...specification,
    system: (configuration, scope) => taking(() => override(specification.system(configuration, scope), settings)),
    run: (jobs, options) => specification.run(jobs, { ...options, settings }),
    measure: (request, options) => specification.measure(request, { ...options, settings }),
  }
}
