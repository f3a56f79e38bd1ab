// Experiments: of the machines as they are, one for each reading, and right on live actors of every world.
import { describe, expect, it } from 'vitest'
import type { Plan } from '../../checker/experiment/hands.js'
import { rehearse } from '../../checker/experiment/rehearsal.js'
import { randomFrom } from '../../checker/semantics/randomWalk.js'
import { experimentsPage } from '../../docs/generate/pages/experiments.js'
import { isCurrent, readExperiments, textOf } from '../../docs/generate/experiments.js'
import { combinations, dimensions, readings } from '../../machines/configurations.js'
import { facts } from '../../machines/facts.js'
import { worldWithin } from '../../machines/system.js'
import { instructionsOf } from '../../report/experiment.js'
import { questionOf } from '../../verification/experiment/experiments.js'
import {
  acts,
  chances,
  faults,
  laboratory,
  ledShows,
  outcomes,
  preparations,
  sightings,
  unused,
} from '../../verification/experiment/laboratory.js'
import { parseProduct } from '../../verification/impSpace.js'

const record = readExperiments()
const choices = dimensions.filter(({ kind }) => kind === 'choice').map(({ name }) => name)

/** Everything that may be seen. */
const seenIn = (plan: Plan): readonly string[] => plan.flatMap(({ then }) => then.flatMap(({ seen }) => seen))

/** The same plan with the two answers exchanged. */
const exchanged = (plan: Plan): Plan =>
  plan.map(({ turn, then }) => ({
    turn,
    then: then.map((one) => ('answer' in one ? { ...one, answer: 1 - one.answer } : one)),
  }))

describe('docs/generated/experiments.json', () => {
  it('is of the machines and means of this commit (if not: npm run generate:experiments)', () => {
    expect(isCurrent()).toBe(true)
    expect(textOf(record).split('\n')).toHaveLength(readings.length + 3)
  })

  it('has an experiment that decides each reading', () => {
    expect(record.experiments.map(({ reading }) => reading)).toEqual(readings)
    for (const { reading, plan, worlds } of record.experiments) {
      expect(plan, reading).toBeDefined()
      expect(worlds, reading).toBeGreaterThan(2)
    }
  })

  it('is right on live actors of every world, in whatever order things happen', () => {
    const random = randomFrom(20)
    for (const { reading, configuration, plan } of record.experiments) {
      const question = questionOf(reading, parseProduct(configuration).values)
      question.candidates.forEach(({ answer }, candidate) => {
        for (let run = 0; run < 4; run++) {
          const { answer: found, course } = rehearse(question, candidate, plan!, random)
          expect(found, `${reading}: ${JSON.stringify(course)}`).toBe(answer)
        }
      })
      expect(rehearse(question, 0, exchanged(plan!), random).answer).not.toBe(question.candidates[0]!.answer)
    }
  })

  it('is told on a page, step by step, in words only', () => {
    const { text } = experimentsPage(record)
    for (const { reading, plan, values } of record.experiments) {
      expect(text).toContain(`{#${reading}}`)
      for (const { text: step } of instructionsOf(plan!, values)) expect(step, reading).toMatch(/^[A-Z].*\.$/)
      for (const word of seenIn(plan!)) {
        expect([...sightings.map(({ seen }) => seen), ...ledShows]).toContain(word)
      }
    }
  })
})

describe('the vocabulary of experiments', () => {
  const worlds = combinations(choices.filter((name) => name !== 'codeLoading')).map(({ values }) =>
    worldWithin(values, laboratory),
  )
  const stimuli = new Map(worlds.flatMap((one) => one.stimuli.map((stimulus) => [stimulus.id, stimulus] as const)))

  it('puts every stimulus into one hand, and names none that there is not', () => {
    const types = [...outcomes, ...chances, ...faults, ...unused]
    const handsOf = (id: string, type: string): number =>
      [preparations, acts].filter((all) => id in all).length + types.filter((one) => one === type).length
    const once = [...stimuli.values()].filter(({ id, event }) => event['plan'] !== 'B' && handsOf(id, event.type) !== 1)
    expect(once.map(({ id }) => id)).toEqual([])
    expect([...Object.keys(preparations), ...Object.keys(acts)].filter((id) => !stimuli.has(id))).toEqual([])
    const known = new Set([...stimuli.values()].map(({ event }) => event.type))
    expect(types.filter((type) => !known.has(type))).toEqual([])
  })

  it('sees what parties say, and cites facts', () => {
    const { parties } = worldWithin(combinations([])[0]!.values, laboratory)
    for (const { party, says, sources } of sightings) {
      expect(
        parties.find(({ name }) => name === party)?.says.map(({ type }) => type),
        says,
      ).toContain(says)
      expect(sources.filter((id) => !facts.some((fact) => fact.id === id))).toEqual([])
    }
  })
})
