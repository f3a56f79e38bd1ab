// impspec causes: what it can be, what it cannot, and that the runs are runs of live actors.
import { describe, expect, it } from 'vitest'
import { causesOf } from '../../../checker/experiment/causes.js'
import type { CauseFound } from '../../../checker/experiment/causes.js'
import { LiveWorld } from '../../../checker/semantics/actorWorld.js'
import { baseline, configure, dimensions } from '../../../machines/configurations.js'
import { facts } from '../../../machines/facts.js'
import { statements } from '../../../machines/sources.js'
import { causesIn, questionOf, suspects } from '../../../verification/experiment/deviceNeverAppears.js'
import { command } from '../command.js'

const found = causesIn(baseline, 2)
const namesOf = (causes: readonly CauseFound[]): readonly string[] =>
  causes.map((one) => one.disturbances.join('+')).sort()

/** A live world after a run, with all that follows in no time. */
function after({ run }: CauseFound): LiveWorld {
  const live = new LiveWorld(questionOf(baseline).world)
  for (const step of run) {
    if (step.kind === 'lack') continue
    const cause = live
      .enabled()
      .find((one) => (step.kind === 'tick' ? one.kind === 'tick' : one.kind === 'stimulus' && one.id === step.id))
    expect(cause, JSON.stringify(step)).toBeDefined()
    live.take(cause!)
    for (;;) {
      const enabled = live.enabled()
      const next = enabled.find(({ kind }) => kind === 'delivery' || kind === 'timer')
      if (next === undefined || enabled.some(({ kind }) => kind === 'tick')) break
      live.take(next)
    }
  }
  return live
}

describe('impspec causes', () => {
  it('finds every cause of one or two things that go wrong, and none that a success rules out', () => {
    expect(namesOf(found)).toEqual([
      'deployment+slow-code',
      'network',
      'no-agent',
      'no-handler',
      'power',
      'release+no-install',
      'release+slow-image',
    ])
    expect(found.map(({ disturbances }) => disturbances.length)).toEqual([1, 1, 1, 1, 2, 2, 2])
  })

  it('tells runs that live actors take: the phone has success, and what is awaited is not there', () => {
    const { seen, awaited } = questionOf(baseline)
    for (const one of found) {
      const live = after(one)
      expect(seen.holds(live.snapshot(seen.party)), one.disturbances.join()).toBe(true)
      expect(
        awaited.every(({ party, holds }) => holds(live.snapshot(party))),
        one.disturbances.join(),
      ).toBe(false)
    }
  })

  it('finds nothing where nothing goes wrong, and more where a product adds to it', () => {
    expect(causesIn(baseline, 0)).toEqual([])
    expect(namesOf(causesIn(configure({ power: 'battery' }).values, 1))).toContain('sleep')
    // An undisturbed device is online in the instant in which the phone has success: only its agent can still be missed.
    const { awaited, ...question } = questionOf(baseline)
    expect(namesOf(causesOf({ ...question, awaited: awaited.slice(0, 1) }, 1))).toEqual([])
  })

  it('suspects what there is, with sources that exist', () => {
    const known = new Set<string>([...facts, ...statements].map(({ id }) => id))
    const worlds = dimensions
      .filter(({ name }) => name === 'power')
      .flatMap(({ values }) => values.map((power) => questionOf(configure({ power: power as 'mains' }).values).world))
    const ids = new Set(worlds.flatMap(({ stimuli }) => stimuli.map(({ id }) => id)))
    for (const { name, happens = [], sources, text, advice } of suspects) {
      expect(
        happens.filter((id) => !ids.has(id)),
        name,
      ).toEqual([])
      expect(
        sources.filter((id) => !known.has(id) && !id.startsWith('M-')),
        name,
      ).toEqual([])
      expect(text).not.toMatch(/\.$/)
      expect(advice).toMatch(/\.$/)
    }
  })

  it('says so in words, with what to do, and what it is not', async () => {
    const { code, out } = await command(['causes', '--together', '1'])
    expect(code).toBe(0)
    expect(out).toContain('the agent code never calls http.onrequest(): it does not appear until something changes')
    expect(out).toContain('What it is not:')
    expect(out.split('What it is not:')[1]).toContain('the WiFi settings are mistyped')
    const json = JSON.parse((await command(['causes', '--together', '1', '--json'])).out) as { causes: unknown[] }
    expect(json.causes).toHaveLength(4)
  })
})
