// The recorded agreement with SPIN: of this commit, an agreement, and what the page shows.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { configure } from '../../machines/configurations.js'
import { differences, isCurrentSpin, readSpin, spinPage, spinWorlds } from '../../docs/generate/spin.js'

describe('docs/generated/spin.json', () => {
  const record = readSpin()!

  it('is of the machines, properties and exporter of this commit (if not: npm run generate:spin)', () => {
    expect(isCurrentSpin(record)).toBe(true)
    expect(isCurrentSpin({ ...record, fingerprint: 'another' })).toBe(false)
  })

  it('holds every world that SPIN explores, and both agree on each', () => {
    const named = spinWorlds.map(([scope, changes]) => `${scope} ${configure(changes).name}`)
    expect(record.worlds.map(({ scope, configuration }) => `${scope} ${configuration}`)).toEqual(named)
    for (const world of record.worlds) {
      expect(differences(world), world.configuration).toEqual([])
      expect(world.ours.states).toBeGreaterThan(10)
      expect(Object.keys(world.spin.verdicts).length).toBeGreaterThan(0)
    }
  })

  it('is told in docs/generated/spin.md', () => {
    expect(readFileSync(new URL('../../docs/generated/spin.md', import.meta.url), 'utf8')).toBe(spinPage(record))
  })

  it('would tell a disagreement', () => {
    const [one] = record.worlds
    const { ours, spin } = one!
    const [id] = Object.keys(ours.verdicts)
    const verdicts = { ...spin.verdicts, [id!]: { verdict: 'fails', exercised: 0 } }
    expect(differences({ ...one!, spin: { ...spin, states: spin.states + 1, verdicts } })).toEqual([
      `states: ${spin.states} and ${spin.states + 1}`,
      `${id!}: ${ours.verdicts[id!]!.verdict}, exercised ${ours.verdicts[id!]!.exercised} times and fails, exercised 0 times`,
    ])
  })
})
