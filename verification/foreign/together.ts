// Several products in one world for other checkers: each is an initial state of it.
import type { World } from '../../model/world.js'
import { UsageError } from '../errors.js'
import { worldKey } from '../plan.js'

/** A product, and its world. */
export interface Member {
  readonly name: string
  readonly world: World
}

const withoutInputs = (world: World): World => ({
  ...world,
  parties: world.parties.map((party) => ({ ...party, inputs: [] })),
})

const product = <T>(lists: readonly (readonly T[])[]): readonly (readonly T[])[] =>
  lists.reduce<readonly (readonly T[])[]>(
    (some, list) => some.flatMap((one) => list.map((each) => [...one, each])),
    [[]],
  )

/**
 * One world of several that differ in what their parties are started with, and in nothing else. Its initial states are
 * those of all of them, so that what is reachable in it is what is reachable in any of them.
 *
 * @param members at least one
 * @throws UsageError where they differ in more, or where their inputs combine to starts that none of them has
 */
export function together(members: readonly Member[]): World {
  const first = members[0]!
  const key = worldKey(withoutInputs(first.world), 1)
  const other = members.find(({ world }) => worldKey(withoutInputs(world), 1) !== key)
  if (other !== undefined) {
    throw new UsageError(
      `--each: ${first.name} and ${other.name} differ in more than what their parties are started with: ` +
        'in links, stimuli or conditions. Leave a dimension out that changes these, and give it a value in --configuration',
    )
  }
  const inputs = first.world.parties.map((_, at) => [
    ...new Map(
      members.flatMap(({ world }) => world.parties[at]!.inputs.map((input) => [JSON.stringify(input), input])),
    ).values(),
  ])
  const startsOf = (world: World): readonly string[] =>
    product(world.parties.map((party) => party.inputs)).map((start) => JSON.stringify(start))
  const starts = new Set(members.flatMap(({ world }) => startsOf(world)))
  const combined = inputs.reduce((count, list) => count * list.length, 1)
  if (combined > starts.size) {
    throw new UsageError(
      `--each: these ${members.length} products have ${starts.size} initial states, but what their parties are started with ` +
        `combines to ${combined}: a dimension that two parties know must have one value, in --configuration`,
    )
  }
  return {
    ...first.world,
    parties: first.world.parties.map((party, at) => ({ ...party, inputs: inputs[at]! })),
  }
}
