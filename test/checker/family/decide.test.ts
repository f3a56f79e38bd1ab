// Families of worlds, all products at once, against each product by itself: the same states, steps and verdicts.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { check } from '../../../checker/check.js'
import { FamilyDecider } from '../../../checker/family/decide.js'
import { familyWorldOf, memberOf, type Family } from '../../../checker/family/familyWorld.js'
import { ProductSpace } from '../../../checker/family/products.js'
import { exploreFamily } from '../../../checker/family/space.js'
import { endings } from '../../../checker/symbolic/transducer.js'
import { ModelError, StepFault } from '../../../model/errors.js'
import type { Fairness, Pattern, Predicate } from '../../../model/property.js'
import type { World } from '../../../model/world.js'
import {
  hears,
  inState,
  machineFrom,
  party,
  patterns,
  property,
  stimulus,
  vocabulary,
  worlds,
  type Counted,
} from '../worlds.js'

const quantum = 1000
const dimensions = [
  { name: 'colour', values: ['red', 'green'] },
  { name: 'size', values: ['small', 'medium', 'large'] },
]
const impossible = [
  { name: 'no-large-green', reason: 'for the test', sources: [], where: { colour: ['green'], size: ['large'] } },
]

type Chosen = Readonly<Record<string, string>>

/** Ways in which something may depend on the product. */
const presences: readonly ((chosen: Chosen) => boolean)[] = [
  () => true,
  ({ colour }) => colour === 'red',
  ({ size }) => size !== 'medium',
  ({ colour, size }) => colour === 'green' || size === 'large',
]

/** Makes a world depend on the product: what its parties are given, and which stimuli and links there are. */
function familyOf(base: World, of: readonly number[]): Family {
  const presence = (at: number): ((chosen: Chosen) => boolean) => presences[of[at % of.length]!]!
  const given = (n: number, bold: boolean): object => ({ n, given: { bold } })
  return {
    dimensions,
    impossible,
    parts: [
      ...base.parties.map((party, at) => (chosen: Chosen) => ({
        parties: [
          {
            ...party,
            inputs: [
              given(0, presence(at)(chosen)),
              // More starts in some products, which differ in what they are given, too.
              ...(chosen.size === 'large' ? [given(1, at === 0)] : []),
            ],
          },
        ],
      })),
      () => ({ channels: base.channels }),
      ...base.links.map((link, at) => (chosen: Chosen) => ({ links: presence(at + 1)(chosen) ? [link] : [] })),
      ...base.stimuli.map((one, at) => (chosen: Chosen) => ({ stimuli: presence(at + 2)(chosen) ? [one] : [] })),
    ],
    freeDelays: base.freeDelays,
    assumptions: [],
  }
}

const contextOf = (snapshot: { readonly context: unknown }): Counted => snapshot.context as Counted

/** Predicates, two of which look at what a party was given, and one at whether a state is the same as before. */
const predicates: Readonly<Record<string, Predicate>> = {
  ...vocabulary,
  bFirst: { kind: 'state', party: 'b', text: 'is bold', holds: (snapshot) => contextOf(snapshot).given?.bold === true },
  aSays: {
    kind: 'step',
    party: 'a',
    text: 'says something boldly',
    holds: ({ after, says }) => says.length > 0 && contextOf(after).given?.bold === true,
  },
  bMoves: { kind: 'step', party: 'b', text: 'moves', holds: ({ before, after }) => before !== after },
}

/** What is wrong with what was found of a family. */
async function differences(
  family: Family,
  asked: readonly ReturnType<typeof property>[],
): Promise<unknown[] | undefined> {
  const world = familyWorldOf(family)
  const products = [0, 1, 2, 3, 4].map((index) => ({ index, product: [Math.floor(index / 3), index % 3] }))
  const alone = []
  for (const { index, product } of products) {
    try {
      const result = check(memberOf(world, product), predicates, asked, {
        slice: false,
        quantum,
        maxStates: 400,
        wanted: () => false,
      })
      if (!result.exploration.complete) return undefined
      alone.push({ index, product, result })
    } catch (error) {
      if (!(error instanceof ModelError)) throw error
      await expect(exploreFamily(world, predicates, { quantum })).rejects.toThrow(StepFault)
      return []
    }
  }
  const space = await exploreFamily(world, predicates, { quantum })
  const { diagrams, steps } = space.space
  const decider = new FamilyDecider(space, new ProductSpace(space, world), predicates)
  const verdicts = asked.map((one) => decider.decide(one))
  const { deadlock, zeno } = decider.standstills()
  return alone.flatMap(({ index, product, result: { exploration, verdicts: expected } }) => {
    const own = decider.products.statesOf(index)
    const taken = steps.flatMap((step) => [...endings(diagrams, own, step).values()]).reduce((sum, one) => sum + one, 0)
    const kinds = exploration.timeliness?.standstills.map(({ kind }) => kind) ?? []
    const found = [diagrams.count(own), taken, deadlock.has(index), zeno.has(index)]
    const right = [exploration.states, exploration.transitions, kinds.includes('deadlock'), kinds.includes('zeno')]
    return [
      ...(found.join() === right.join() ? [] : [{ product, found, right }]),
      ...verdicts.flatMap(({ fails, vacuous }, at) => {
        const verdict = fails.has(index) ? 'fails' : vacuous.has(index) ? 'vacuous' : 'holds'
        return verdict === expected[at]!.verdict
          ? []
          : [{ product, pattern: asked[at]!.pattern, verdict, right: expected[at] }]
      }),
    ]
  })
}

describe('what holds in a family', () => {
  /** Holds random families against their products, with properties of some kind. */
  async function compared(kind: fc.Arbitrary<Pattern>, numRuns: number): Promise<number> {
    let count = 0
    await fc.assert(
      fc.asyncProperty(
        worlds,
        fc.array(fc.nat({ max: presences.length - 1 }), { minLength: 4, maxLength: 6 }),
        fc.array(kind, { minLength: 8, maxLength: 8 }),
        async (base, of, asked) => {
          const found = await differences(
            familyOf(base, of),
            asked.map((pattern, at) => property(pattern, `p${at}`)),
          )
          if (found === undefined) return
          count++
          expect(found).toEqual([])
        },
      ),
      { numRuns, seed: 11 },
    )
    return count
  }

  test('is what holds in each of its products', async () => {
    expect(await compared(patterns, 60)).toBeGreaterThan(30)
  })

  test('responses included, under fairness of each kind', async () => {
    const fair = patterns.filter((one) => one.kind === 'response' && one.fairness.some(({ kind }) => kind !== 'finite'))
    expect(await compared(fair, 100)).toBeGreaterThan(50)
  })

  test('and the kinds of fairness are told apart', async () => {
    // It may go only while it is ready, and in red products it may cease to be ready, again and again.
    const states = { ready: { on: { go: 'gone', flip: 'busy' } }, busy: { on: { flip: 'ready' } }, gone: {} }
    const machine = machineFrom({ id: 'm', initial: 'ready', states })
    const family: Family = {
      dimensions,
      impossible: [],
      parts: [
        () => ({ parties: [party('a', machine, ['go', 'flip'])], stimuli: [stimulus('a', 'go')] }),
        ({ colour }) => ({ stimuli: colour === 'red' ? [stimulus('a', 'flip')] : [] }),
      ],
      freeDelays: [],
      assumptions: [],
    }
    // An event that is ignored was heard all the same.
    const goes: Predicate = {
      kind: 'step',
      party: 'a',
      text: 'goes',
      holds: ({ before, after }) => before.matches('ready') && after.matches('gone'),
    }
    const own = {
      gone: inState('a', 'gone'),
      ready: inState('a', 'ready'),
      goes,
      flips: hears('a', 'flip'),
    }
    const space = await exploreFamily(familyWorldOf(family), own, { quantum })
    const decider = new FamilyDecider(space, new ProductSpace(space, family), own)
    const failsWith = (...fairness: readonly Fairness['kind'][]): readonly number[] => {
      const kinds: readonly Fairness[] = [
        { text: 'it does not stay busy', kind: 'strong', step: { does: 'flips' } },
        ...fairness.map((kind): Fairness => ({ text: kind, kind, step: { does: 'goes' } })),
      ]
      const pattern: Pattern = { kind: 'response', trigger: { is: 'ready' }, answer: { is: 'gone' }, fairness: kinds }
      return [...decider.decide({ id: 'p', pattern }).fails.members]
    }
    expect(failsWith()).toEqual([1, 1, 1, 1, 1, 1])
    expect(failsWith('weak')).toEqual([1, 1, 1, 0, 0, 0])
    expect(failsWith('strong')).toEqual([0, 0, 0, 0, 0, 0])
    expect(failsWith('finite')).toEqual([1, 1, 1, 1, 1, 1])
  })

  test('and an impossible product has no states', async () => {
    const [base] = fc.sample(worlds, { numRuns: 1, seed: 3 })
    const world = familyWorldOf(familyOf(base!, [0, 1, 2, 3]))
    const space = await exploreFamily(world, predicates, { quantum })
    const { diagrams } = space.space
    const products = new ProductSpace(space, world)
    expect(diagrams.count(products.statesOf(5))).toBe(0)
    expect(products.of(space.reached).members).toEqual(Uint8Array.from([1, 1, 1, 1, 1, 0]))
  })
})
