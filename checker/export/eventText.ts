// Events in words, for comments and strings of other languages.
import type { PartyEvent } from '../../model/party.js'

/** `power.applied (rescue: false)`. */
export function eventInWords({ type, ...payload }: PartyEvent): string {
  const fields = Object.entries(payload).sort(([one], [other]) => (one < other ? -1 : 1))
  if (fields.length === 0) return type
  return `${type} (${fields.map(([field, value]) => `${field}: ${String(value)}`).join(', ')})`
}
