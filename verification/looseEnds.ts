// The loose ends of a specification, held against those that it declares.
import { looseEndInWords, looseEndsOf } from '../checker/compile/looseEnds.js'
import type { LooseEnd } from '../model/world.js'
import type { Specification } from './specification.js'

/**
 * Every event that is sent or waited for in vain without being declared, and every declaration of what is no loose end, in
 * a sentence each. What is looked at is the baseline, and each configuration that differs from it in one dimension.
 */
export function looseEndsInWords({
  space,
  scopes,
  system,
  looseEnds = [],
}: Pick<Specification, 'space' | 'scopes' | 'system' | 'looseEnds'>): readonly string[] {
  const worlds = space.oneAtATime
    .filter(({ values }) => space.whyImpossible(values) === undefined)
    .flatMap(({ values }) => scopes.map((scope) => system(values, scope)))
  const found = looseEndsOf(worlds)
  const among = (ends: readonly LooseEnd[], { kind, party, event }: LooseEnd): boolean =>
    ends.some((end) => end.kind === kind && end.party === party && end.event === event)
  const inVain = looseEnds.filter((end) => !among(found, end))
  const undeclared = found.filter((end) => !among(looseEnds, end))
  return [
    ...undeclared.map(
      (end) =>
        `${looseEndInWords(end)} If that is meant: looseEnds: [{ kind: '${end.kind}', party: '${end.party}', ` +
        `event: '${end.event}', because: '...' }]`,
    ),
    ...inVain.map(
      ({ kind, party, event }) =>
        `looseEnds declares '${event}' of '${party}' as ${kind}, which it is not: take it out`,
    ),
  ]
}
