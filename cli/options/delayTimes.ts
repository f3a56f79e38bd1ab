// --set NAME=VALUE for a role that is judged or driven alone: another time for one of its delays.
import { anyTime, type DelayTimes, type Span } from '../../oracle/belief/delayTimes.js'
import type { RoleCatalogue } from '../../oracle/belief/catalogue.js'
import type { Role } from '../../oracle/belief/role.js'
import { unknown } from '../../verification/configurationNames.js'
import { UsageError } from '../../verification/errors.js'
import { namedIn, valueOf, type WhatIf } from './whatIf.js'

function spanOf(name: string, text: string): Span {
  const value = valueOf(text)
  if (value?.kind === 'free') return anyTime
  if (value?.kind === 'duration') return [value.ms, value.ms]
  if (value?.kind === 'window') return [value.least, value.most]
  throw new UsageError(
    `--set ${name} takes a time in ms, s, min, h or d (30s), a window (0s..2s) or free, not '${text}'`,
  )
}

/** The times that were asked for. @throws UsageError for what is no delay, and for a value that is no time */
export const delayTimes = ({ set = [] }: WhatIf, { delayNames }: Pick<RoleCatalogue, 'delayNames'>): DelayTimes =>
  Object.fromEntries(
    set.map((text) => {
      const [name, value] = namedIn(text)
      if (!delayNames.includes(name)) {
        throw unknown(
          'delay',
          name,
          delayNames,
          `a role that is looked at alone has delays: ${delayNames.join(', ') || 'none'}`,
        )
      }
      return [name, spanOf(name, value)]
    }),
  )

/** Refuses to set what a role does not have. */
export function refuseForeign({ name, table }: Role, times: DelayTimes): void {
  const own = [...new Set(table.timers.map(({ delay }) => delay))]
  for (const delay of Object.keys(times)) {
    if (own.includes(delay)) continue
    const has = own.length === 0 ? 'it has none' : `it has ${own.join(', ')}`
    throw new UsageError(`--set ${delay}: the role '${name}' has no such delay; ${has}`)
  }
}
