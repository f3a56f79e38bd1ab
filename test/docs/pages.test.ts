// The generated pages and their data: of this commit, complete, and with nothing of Node in what browsers get.
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { splitSteps } from '../../docs/draw/run.js'
import { diagramOf } from '../../docs/draw/story.js'
import { folded, punchline } from '../../docs/draw/tell.js'
import { fingerprint } from '../../docs/generate/fingerprint.js'
import { readMeasurements } from '../../docs/generate/pages/evidence.js'
import { matrixCells } from '../../docs/generate/pages/answers.js'
import { assumedIn, killsOf, storySection } from '../../docs/generate/pages/property.js'
import { assumptionText } from '../../report/assumptions.js'
import { isCurrent, readVerdicts } from '../../docs/generate/verdicts.js'
import { simulationOf, storyOf } from '../../docs/generate/stories.js'
import { Session } from '../../docs/simulator/session.js'
import { properties } from '../../properties/index.js'
import { readRecord } from '../../testing/record/record.js'

describe('docs/generated/verdicts.json', () => {
  const verdicts = readVerdicts()

  it('is of the machines and properties of this commit (if not: npm run generate:verdicts)', () => {
    expect(isCurrent()).toBe(true)
    expect(fingerprint(['machines'])).not.toBe(fingerprint(['properties']))
  })

  it('has a verdict as expected for every property, from explorations that came to their end', () => {
    expect(Object.keys(verdicts.properties).sort()).toEqual(properties.map(({ id }) => id).sort())
    for (const [id, { verdicts: all }] of Object.entries(verdicts.properties)) {
      expect(all.length, id).toBeGreaterThan(0)
      expect(
        all.filter(({ asExpected }) => !asExpected),
        id,
      ).toEqual([])
    }
    expect(verdicts.explorations.filter(({ complete }) => !complete)).toEqual([])
  })

  it('assumes of each exploration what its world says', () => {
    for (const one of verdicts.explorations) {
      expect(assumedIn(one).map(assumptionText)).toEqual(one.assumptions.map((index) => verdicts.assumptions[index]))
    }
  })

  it('has stories that the machines still have, and that the simulator judges like the checker', () => {
    let told = 0
    for (const { id, pattern } of properties) {
      const { verdicts: all, stories } = verdicts.properties[id]!
      for (const [index, data] of stories.entries()) {
        // Many configurations share a story.
        const claims = new Set(all.filter(({ story }) => story === index).map(({ verdict }) => verdict))
        expect(claims.size, `verdicts of story ${index} of ${id}`).toBe(1)
        const names = splitSteps(data.steps)
        const story = storyOf(verdicts, data)
        expect(story.steps.length, id).toBe(names.length)
        const ending = claims.has('fails') ? /^Violated(?: at .+, in step \d+ of \d+)?: ./ : /^(?:Shown at|It is so)/
        expect(punchline(folded(diagramOf(story)), story), id).toMatch(ending)
        told++
        if (pattern.kind === 'response') continue
        const simulation = simulationOf(verdicts, data)
        const session = new Session({ setup: simulation.setup, initial: data.initial }, simulation)
        const watched = session.properties.findIndex((property) => property.id === id)
        expect(session.takeAll(names), id).toEqual({ count: names.length })
        expect(session.now.watched[watched]?.standing, id).toBe(claims.has('fails') ? 'violated' : 'witnessed')
        session.back()
        if (names.length > 0) expect(session.now.watched[watched]?.standing, id).not.toMatch(/violated|witnessed/)
      }
    }
    expect(told).toBeGreaterThan(300)
  })
})

describe('the stories of the start page', () => {
  const cells = matrixCells(readVerdicts()).flat()

  it('tell a race by both of its ends, and so by another run than a cell in which nobody is asked', () => {
    const races = cells.filter(({ answer }) => answer === 'race')
    expect(races.length).toBeGreaterThan(5)
    const unasked = new Set(
      cells.filter(({ answer }) => answer === 'not-asked').map(({ stories }) => stories[0]!.caption),
    )
    for (const { stories } of races) {
      expect(stories[0]!.caption).toBe('The handler is asked')
      expect(unasked).not.toContain(stories[0]!.caption)
    }
  })

  it('name a configuration in which they were found', () => {
    const verdicts = readVerdicts()
    for (const { stories, configuration } of cells) {
      for (const { property, index } of stories) {
        const [player = ''] = storySection(verdicts, property, index, configuration)
        const [, toldIn] = /told-in="([^"]*)"/.exec(player) ?? []
        const { verdicts: all } = verdicts.properties[property]!
        const found = all.filter(({ story }) => story === index).flatMap((one) => one.configurations)
        expect(found).toContain(toldIn)
        if (found.includes(configuration)) expect(toldIn).toBe(configuration)
        expect(player).toContain(`#configuration:${toldIn}&amp;`)
      }
    }
  })
})

describe('docs/generated/mutants.json', () => {
  it('is told by the page of each property that kills a mutant', () => {
    const measurements = readMeasurements()
    const { mutants } = readRecord(fileURLToPath(new URL('../../docs/generated/mutants.json', import.meta.url)))!
    const killed = mutants.filter(({ kill }) => (kill?.by.length ?? 0) > 0)
    expect(killed.length).toBeGreaterThan(10)
    for (const { kill, place } of killed) {
      for (const id of kill!.by) expect(killsOf(id, measurements).join('\n')).toContain(place.slice(0, 20))
    }
    expect(killsOf('no-property', measurements).join()).toContain('None of the')
    expect(killsOf('no-property', { judged: 0, kills: new Map() }).join()).toContain('not measured yet')
  })
})

/** Every module that a module brings along, and the packages it names. */
function importsOf(entry: string): { readonly files: ReadonlySet<string>; readonly packages: ReadonlySet<string> } {
  const files = new Set<string>()
  const packages = new Set<string>()
  const agenda = [entry]
  for (let file = agenda.pop(); file !== undefined; file = agenda.pop()) {
    if (files.has(file)) continue
    files.add(file)
    const text = readFileSync(file, 'utf8')
    for (const [, name = ''] of text.matchAll(/^(?:import|export) (?!type )(?:[^;'"]*? from )?'([^']+)'/gm)) {
      if (name.startsWith('.')) agenda.push(resolve(dirname(file), name.replace(/\.js$/, '.ts')))
      else packages.add(name)
    }
  }
  return { files, packages }
}

describe('what browsers get', () => {
  it.each([
    ['search.worker.ts', ['fastest-levenshtein', 'xstate']],
    ['log.worker.ts', ['fastest-levenshtein', 'xstate', 'zod']],
  ])('names no module of Node: %s', (entry, expected) => {
    const { files, packages } = importsOf(fileURLToPath(new URL(`../../docs/simulator/${entry}`, import.meta.url)))
    expect(files.size).toBeGreaterThan(30)
    expect([...packages].sort()).toEqual(expected)
  })
})
