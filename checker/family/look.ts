// A first look at a family: which parts of a state its steps look at together, and how many different values these take.
import type { CompiledFamily } from './compileFamily.js'
import { numberIn, Widen, type Layout } from '../nextState/stateLayout.js'
import { DELIVERY, STIMULUS, TIMER } from '../semantics/stepper.js'
import { WorldTeacher, type Lesson } from '../nextState/transitionSource.js'
import { randomFrom, type Random } from '../semantics/randomWalk.js'
import { NotConstant } from './statics.js'

/** States that are looked at. */
const STATES = 3000

/** Products that they are of. */
const PRODUCTS = 12

/**
 * For each kind of step, the components that it was seen to read. Timers and messages are taken whether they are due or
 * not: what is looked for is what belongs together, not what can happen.
 *
 * @throws Widen where the layout has no room for what is met; what was met is not lost
 */
export function readTogether(family: CompiledFamily, layout: Layout): readonly (readonly number[])[] {
  const teacher = new WorldTeacher(layout)
  const { steps, words, parties, components } = teacher.shape
  const reads = steps.map(() => new Set<number>())
  const random = randomFrom(1)
  const seen = new Set<string>()
  const queue: Uint32Array[] = []
  const add = (state: Uint32Array): void => {
    const key = state.join()
    if (seen.has(key)) return
    seen.add(key)
    queue.push(state)
  }
  for (let count = 0; count < PRODUCTS; count++) add(startAt(family, layout, random))
  for (let head = 0; head < queue.length && head < STATES; head++) {
    const state = queue[head]!
    steps.forEach(({ kind, subject, timer }, step) => {
      if (kind === DELIVERY && numberIn(state, 0, components[parties + subject]!) === 0) return
      if (kind === TIMER) {
        const local = layout.room.locals[subject]![numberIn(state, 0, components[subject]!)]!
        if (!family.parties[subject]!.table.locals[local]!.timers.includes(timer)) return
      }
      const lesson = lessonOf(teacher, step, state)
      for (const component of teacher.looked) reads[step]!.add(component)
      if (lesson?.possible !== true || (kind === STIMULUS && queue.length > 2 * STATES)) return
      add(Uint32Array.from({ length: words }, (_, word) => (state[word]! & lesson.keep[word]!) | lesson.set[word]!))
    })
  }
  return reads.map((own) => [...own])
}

/** What a step does; `undefined` where it goes astray, which in a state that no run leads to means nothing. */
function lessonOf(teacher: WorldTeacher, step: number, state: Uint32Array): Lesson | undefined {
  try {
    return teacher.lesson(step, state, 0)
  } catch (error) {
    if (error instanceof Widen || error instanceof NotConstant) throw error
    return undefined
  }
}

/** A start of some product, packed. */
function startAt({ statics, parties, budgets, size }: CompiledFamily, layout: Layout, random: Random) {
  const state = new Int32Array(size)
  statics.sizes.forEach((count, at) => (state[statics.base + at] = Math.floor(random() * count)))
  budgets.forEach(({ field, initial }) => {
    if (field < statics.base) state[field] = initial
  })
  parties.forEach(({ index, table, slotBase, startTicks }) => {
    const start = statics.startIn(index, state)
    state[index] = start
    table.locals[start]!.timers.forEach((timer, slot) => (state[slotBase + slot] = startTicks[timer]!))
  })
  layout.pack(state)
  return layout.packed.slice()
}
