// Logs in memory, and their verdicts.
import { checkLog, type CheckReport } from '../../oracle/judge/check.js'
import { exactly, type RoleSettings } from '../../oracle/judge/judge.js'
import type { Source } from '../../oracle/read/lines.js'
import { type Direction, type Role } from '../../oracle/belief/role.js'
import { roleOf } from '../../oracle/belief/catalogue.js'
import { impRoles } from '../../verification/imp/roles.js'
import { configure, type Configuration } from '../../machines/configurations.js'
import type { RoleName } from '../../verification/imp/roles.js'
import { writeLog, type Entry } from '../../oracle/driver/reference.js'

export const role = (name: RoleName, changes: Partial<Configuration> = {}): Role =>
  roleOf(impRoles, name, [configure(changes)])

/** A source that comes in pieces of some bytes. */
export const sourceOf = (text: string | Uint8Array, piece = 1 << 16, name = 'log'): Source => ({
  name,
  // eslint wants an await in it; pieces come as those of a file do.
  bytes: (async function* () {
    const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
    for (let from = 0; from < bytes.length; from += piece)
      yield await Promise.resolve(bytes.subarray(from, from + piece))
  })(),
})

export interface How extends Partial<RoleSettings> {
  readonly role?: RoleName
  readonly configuration?: Partial<Configuration>
  readonly piece?: number
}

/** Judges a text. */
export function judge(text: string | Uint8Array, how: How = {}): Promise<CheckReport> {
  const { role: only, configuration = {}, piece, ...settings } = how
  return checkLog(sourceOf(text, piece), {
    ...(only === undefined ? {} : { role: only }),
    catalogue: impRoles,
    configurations: () => [configure(configuration)],
    settings: () => ({ ...exactly, ...settings }),
  })
}

export const judgeEntries = (role: Role, entries: readonly Entry[], how: How = {}): Promise<CheckReport> =>
  judge(writeLog(role, entries), how)

/** A line of our own format. */
export const line = (
  t: number,
  role: string,
  dir: Direction,
  type: string,
  fields: Readonly<Record<string, string | number | boolean | null>> = {},
  device = 'd1',
): string => `${JSON.stringify({ t, device, role, dir, event: { type, ...fields } })}\n`
