// Somebody else's machines, tested: what generated suites cover of them, and which mistakes in them his properties notice.
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { chartOf } from '../../testing/mutants/chart.js'
import { edited } from '../../testing/mutants/machineEdit.js'
import type { Judged } from '../../testing/follow/judge.js'
import type { PartyReport } from '../../testing/suites/coverageReport.js'
import checkout from '../../examples/specifications/styles/checkout.js'
import mediaPlayer from '../../examples/specifications/styles/mediaPlayer.js'
import { impspec } from './impspec.js'

const examples = fileURLToPath(new URL('../../examples/specifications/', import.meta.url))
const on = (name: string, ...argv: readonly string[]) => impspec('--specification', `${examples}${name}.ts`, ...argv)

interface Covered {
  readonly parties: readonly PartyReport[]
  readonly sources: readonly unknown[]
  readonly configurations: readonly unknown[]
  readonly alarms: readonly { readonly kind: string; readonly what: string }[]
}

describe('impspec --specification MODULE coverage', () => {
  it('tells what a suite covers of each party, and of no other', async () => {
    const { code, out } = await on('lamp', 'coverage', '--json')
    expect(code).toBe(0)
    const { parties, sources, configurations, alarms } = JSON.parse(out) as Covered
    expect(parties.map(({ party, states }) => [party, states])).toEqual([
      ['lamp', 3],
      ['switch', 2],
    ])
    expect([sources, configurations, alarms]).toEqual([[], [], []])
    const counts = parties.map(({ coverage }) =>
      Object.fromEntries(coverage.map(({ criterion, total, covered }) => [criterion, `${covered}/${total}`])),
    )
    expect(counts).toEqual([
      { states: '3/3', transitions: '3/3', steps: '3/3', ignored: '2/2', guards: '0/0', timers: '3/3', pairs: '7/12' },
      { states: '3/3', transitions: '2/2', steps: '2/2', ignored: '0/0', guards: '0/0', timers: '0/0', pairs: '3/8' },
    ])
    const text = await on('lamp', 'coverage')
    expect(text.out).toContain('Everything is exercised.')
    expect(text.out).not.toMatch(/^(source|dimension) /m)
    const { err } = await on('lamp', 'coverage', '--party', 'device')
    expect(err).toContain('the parties are lamp, switch')
  })

  it('counts neither a history state as one to be in, nor the end of a service as something timed', async () => {
    for (const name of ['styles/mediaPlayer', 'styles/searchBox']) {
      const { code, out } = await on(name, 'coverage', '--json')
      expect([name, (JSON.parse(out) as Covered).alarms, code]).toEqual([name, [], 0])
    }
  })

  it('tells of variants that make no difference, where there are variants', async () => {
    const { out } = await on('twoPhaseCommit', 'coverage', '--party', 'left', '--json')
    expect((JSON.parse(out) as Covered).configurations).toEqual([])
    const { out: all } = await on('twoPhaseCommit', 'coverage')
    expect(all).toMatch(/^dimension +value +scopes that it changes/m)
  })
})

describe('impspec --specification MODULE mutants', () => {
  const judged = async (name: string, ...more: readonly string[]) => {
    const { code, out, err } = await on(name, 'mutants', '--workers', '1', '--json', ...more)
    return { code, err, ...(JSON.parse(out) as { readonly mutants: readonly Judged[]; readonly crashes: unknown[] }) }
  }

  it('judges each mistake by the properties, in threads, and keeps no record', async () => {
    const { code, err, crashes, mutants } = await judged('lamp')
    expect([code, crashes]).toEqual([0, []])
    expect(err).not.toContain('kept in')
    const fateOf = (id: string) => mutants.find((one) => one.id === id)
    expect(fateOf('lamp: transition-removed: bright on turn.off [0]')).toMatchObject({
      fate: 'killed',
      kill: { by: ['dark-when-off'], expected: 'holds' },
    })
    // Two properties fail as it is: what leaves them failing is not noticed by them, and what mends them is.
    expect(fateOf('lamp: transition-removed: dark on turn.on [0]')).toMatchObject({ fate: 'survived' })
    expect(fateOf('lamp: transition-removed: bright after drained [0]')).toMatchObject({
      fate: 'killed',
      kill: { by: ['bright-when-on', 'one-press-suffices'], expected: 'fails', found: 'holds' },
    })
    expect(mutants.filter(({ fate }) => fate === 'undecided')).toEqual([])
  })

  it('follows machines with services, sets and history', async () => {
    for (const name of ['styles/socketClient', 'styles/checkout']) {
      const { code, crashes, mutants } = await judged(name, '--effort', 'quick')
      expect([name, code, crashes]).toEqual([name, 0, []])
      expect(mutants.filter(({ fate }) => fate === 'killed').length).toBeGreaterThan(5)
    }
  })

  it('says what it keeps no record of', async () => {
    const { code, err } = await on('lamp', 'mutants', '--sample', '3')
    expect([code, err]).toEqual([3, expect.stringContaining('a record, which is kept of our specification only')])
    const properties = await on('lamp', 'mutants', '--properties', '--json')
    expect(properties.code).toBe(0)
    expect((JSON.parse(properties.out) as { mutants: unknown[] }).mutants.length).toBeGreaterThan(5)
  })
})

describe('a machine as data', () => {
  it('keeps what is of a class as it is', () => {
    const { machine } = checkout.world().parties[0]!
    const context = (one: typeof machine): object => one.config.context as object
    const sets = (one: typeof machine) => Object.values(context(one)).filter((value) => value instanceof Set)
    expect(sets(machine).length).toBeGreaterThan(0)
    expect(sets(edited(machine, () => undefined))).toEqual(sets(machine))
  })

  it('has history states that nobody is found in', () => {
    const { states } = chartOf(mediaPlayer.world().parties[0]!.machine)
    expect(states.filter(({ transient }) => transient).map(({ id }) => id)).toEqual(['playback.ready.last'])
  })
})
