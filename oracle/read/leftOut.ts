// What a log can show of a role, derived from the rules of its mapping; all else that the role hears and says is left out.
import type { Shown } from '../belief/roleSettings.js'
import { anyValue, type WrittenEvent } from '../belief/symbol.js'
import type { Mapping } from './mapping.js'
import { referenceIn } from './mapped.js'

type Value = WrittenEvent[string]

/** What a value of a rule may become: one value, those that its texts stand for, or any. */
function valuesOf(written: Value, { values }: Mapping): readonly Value[] {
  const name = referenceIn(written)
  if (name === undefined) return [written]
  const known = values[name]
  return known === undefined ? [anyValue] : [...new Set(Object.values(known))]
}

/** Every event that a rule may give, with each of the values that its fields may have. */
const everyEvent = (event: WrittenEvent, mapping: Mapping): readonly WrittenEvent[] =>
  Object.entries(event).reduce<readonly WrittenEvent[]>(
    (all, [field, written]) =>
      all.flatMap((one) => valuesOf(written, mapping).map((value) => ({ ...one, [field]: value }))),
    [{ type: event.type }],
  )

/** Every way of choosing one thing of each list. */
const choices = <T>(lists: readonly (readonly T[])[]): readonly (readonly T[])[] =>
  lists.reduce<readonly (readonly T[])[]>((all, list) => all.flatMap((one) => list.map((next) => [...one, next])), [[]])

/** Everything that a line can say of a role by some rule of a mapping: for each such line, what it says in turn. */
export const shownBy = (mapping: Mapping, role: string): readonly (readonly Shown[])[] =>
  mapping.rules
    .map(({ events }) => events.filter((one) => one.role === role))
    .filter((events) => events.length > 0)
    .flatMap((events) =>
      choices(
        events.map(({ dir, event, within }) => everyEvent(event, mapping).map((one) => ({ dir, event: one, within }))),
      ),
    )
