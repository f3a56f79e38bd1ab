// Runs of a world for fast-check: drawn only from what is enabled, and from what must be ignored; shrunk by leaving out.
import fc from 'fast-check'
import type { CompiledWorld } from '../../checker/compile/compile.js'
import { drawRun, shorter, type DrawOptions, type Run } from '../../testing/runs/randomRun.js'

/** A run with the seed that it was drawn from, by which `impspec replay` shows it again. */
export interface SeededRun extends Run {
  readonly seed: number
}

export class RunArbitrary extends fc.Arbitrary<SeededRun> {
  readonly #world: CompiledWorld
  readonly #options: Omit<DrawOptions, 'seed'>

  constructor(world: CompiledWorld, options: Omit<DrawOptions, 'seed'>) {
    super()
    this.#world = world
    this.#options = options
  }

  override generate(random: fc.Random): fc.Value<SeededRun> {
    const seed = random.nextInt(0, 2 ** 31 - 1)
    const run = drawRun(this.#world, { seed, ...this.#options })
    return new fc.Value({ ...run, seed }, undefined)
  }

  override canShrinkWithoutContext(value: unknown): value is SeededRun {
    return typeof value === 'object' && value !== null && 'causes' in value && 'seed' in value
  }

  override shrink(value: SeededRun): fc.Stream<fc.Value<SeededRun>> {
    const { seed } = value
    function* values(): IterableIterator<fc.Value<SeededRun>> {
      for (const run of shorter(value)) yield new fc.Value({ ...run, seed }, undefined)
    }
    return new fc.Stream(values())
  }
}
