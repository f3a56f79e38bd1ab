// The export of other people's specifications: delayed raises, services, what JSON has no word for, several products.
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { impspec } from './impspec.js'

const at = (path: string): string => fileURLToPath(new URL(`../../${path}.ts`, import.meta.url))
const examples = {
  lamp: 'lamp',
  'styles/socketClient': 'client',
  'styles/userLoader': 'loader',
  'styles/searchBox': 'box',
  'styles/mediaPlayer': 'player',
  'styles/checkout': 'wizard',
  firmwareUpdater: 'device',
  twoPhaseCommit: 'coordinator',
} as const

describe.each(Object.entries(examples))('the example %s', (path, party) => {
  const specification = at(`examples/specifications/${path}`)

  it.each(['promela', 'tlaplus', 'pins', 'json'])('is exported as a world to %s', async (format) => {
    const { code, out, err } = await impspec('--specification', specification, 'export', '--to', format)
    expect([code, err]).toEqual([0, ''])
    if (format === 'json') {
      const { parties } = JSON.parse(out) as { parties: readonly { locals: readonly { label: string }[] }[] }
      const labels = parties.map(({ locals }) => locals.map(({ label }) => label))
      expect(labels.flat().length).toBeGreaterThan(parties.length)
    } else expect(out).toContain('configuration baseline')
  })

  it.each(['mermaid', 'dot', 'scxml', 'scxml-flat', 'json'])('is exported as a party to %s', async (format) => {
    const run = await impspec('--specification', specification, 'export', '--to', format, '--party', party)
    expect([run.code, run.err]).toEqual([0, ''])
    expect(run.out).toContain(party)
  })
})

describe('a specification', () => {
  it('whose contexts hold what JSON has no word for has states that differ in it told apart', async () => {
    const labels = async (path: string, party: string): Promise<readonly string[]> => {
      const argv = ['export', '--to', 'json', '--party', party]
      const { out } = await impspec('--specification', at(`examples/specifications/${path}`), ...argv)
      return (JSON.parse(out) as { locals: readonly { label: string }[] }).locals.map(({ label }) => label)
    }
    expect((await labels('styles/userLoader', 'loader')).some((label) => label.includes('=undefined'))).toBe(true)
    expect((await labels('styles/checkout', 'wizard')).some((label) => label.includes('{"$set":['))).toBe(true)
  })

  it('has its products exported one by one', async () => {
    const specification = at('examples/specifications/firmwareUpdater')
    const { out: list } = await impspec('--specification', specification, 'list', 'configurations', '--json')
    const [{ name, values }] = (JSON.parse(list) as { dimensions: [{ name: string; values: readonly string[] }] })
      .dimensions
    const models = await Promise.all(
      values.map((value) =>
        impspec('--specification', specification, 'export', '--to', 'promela', '--configuration', `${name}=${value}`),
      ),
    )
    expect(models.map(({ code }) => code)).toEqual(values.map(() => 0))
    expect(new Set(models.map(({ out }) => out)).size).toBe(values.length)
    expect(values.length).toBeGreaterThan(1)
  })

  it.each(['promela', 'tlaplus', 'pins', 'json', 'scxml-flat'])(
    'without bound is not exported to %s, and says which field grows',
    async (format) => {
      const party = format === 'scxml-flat' ? ['--party', 'counter'] : []
      const run = await impspec(
        '--specification',
        at('test/cli/specifications/counter'),
        'export',
        '--to',
        format,
        ...party,
      )
      expect([run.code, run.out]).toEqual([2, ''])
      expect(run.err).toContain('INCOMPLETE: stopped after')
      expect(run.err).toContain("its context field 'n' takes")
    },
  )
})
