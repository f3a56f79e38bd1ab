// The record of mutants when the specification changes: what is still so is kept, and only what is not is judged again.
import { describe, expect, test } from 'vitest'
import { requestsFor } from '../../../cli/commands/mutants.js'
import { is, step, type PredicateName } from '../../../properties/vocabulary/predicates.js'
import { predicates, properties, type Property } from '../../../properties/index.js'
import { efforts, judgedIn, type Effort, type Judged } from '../../../testing/follow/judge.js'
import { parted, propertyDigests, readSources } from '../../../testing/record/propertyDigest.js'
import { basisNow, readRecord, recordText, type MutantRecord } from '../../../testing/record/record.js'
import { now, renewed, type Now } from '../../../testing/record/renewRecord.js'
import { worldName } from '../../../testing/party/worlds.js'
import { specification as ours } from '../../../verification/impSpecification.js'

const today = now()
const sources = readSources()
const modules = Object.keys(sources).filter((file) => !/(ask|fleet|expected)\.ts$/.test(file))

/** What there would be with other properties. */
const having = (all: readonly Property[]): Now => ({
  ...today,
  properties: all,
  basis: { ...today.basis, properties: propertyDigests(all) },
})

const newOne: Property = {
  id: 'new-one',
  subject: 'factory',
  title: 'New',
  claim: 'New.',
  sources: ['D-102'],
  scope: 'factory',
  pattern: { kind: 'never', what: is('rejected') },
}
const changed = (id: string, change: Partial<Property>): readonly Property[] =>
  properties.map((property) => (property.id === id ? { ...property, ...change } : property))

const mutant = (id: string, party: string, more: Partial<Judged>): Judged => ({
  ...{ id, party, operator: 'tag-removed', place: id, sources: [], fate: 'undecided', followed: 1 },
  ...more,
})
const killed = (id: string, by: readonly string[], scope = 'factory'): Judged =>
  mutant(id, scope === 'factory' ? 'factory' : 'device', {
    fate: 'killed',
    kill: { by, expected: 'holds', found: 'fails', scope, configuration: 'baseline' },
  })

const factoryWorlds = today.worlds.flatMap(({ scope }, at) => (scope === 'factory' ? [at] : []))
const followed = factoryWorlds.at(-1)! + 1
const record: MutantRecord = {
  command: 'impspec mutants',
  ...basisNow(),
  mutants: [
    killed('a', ['led-tells-blessing', 'shipped-means-blessed']),
    killed('b', ['shipped-means-blessed']),
    killed('c', ['power-starts-cold'], 'field'),
    killed('d', []),
    mutant('e', 'factory', { fate: 'equivalent', followed }),
    mutant('f', 'factory', { fate: 'survived', followed, different: ['factory baseline'] }),
    mutant('g', 'device', { followed: 2, different: ['field baseline'] }),
  ],
}
const fates = (one: MutantRecord): readonly string[] => one.mutants.map(({ id, fate }) => `${id} ${fate}`)

describe('a record', () => {
  test('of what is so now stays as it is', () => {
    expect(renewed(record, today)).toEqual(record)
    const real = readRecord('docs/generated/mutants.json')!
    expect(recordText(renewed({ ...real, ...today.basis }, today))).toBe(recordText({ ...real, ...today.basis }))
  })

  test('keeps what was killed when a property is added, and asks the others that one only', () => {
    const { mutants } = renewed(record, having([...properties, newOne]))
    expect(mutants.slice(0, 4)).toEqual(record.mutants.slice(0, 4))
    const worlds = factoryWorlds.map((at) => worldName(today.worlds[at]!))
    const unasked = Object.fromEntries(worlds.map((name) => [name, ['new-one']]))
    expect(mutants[4]).toEqual({ ...record.mutants[4], fate: 'undecided', unasked })
    expect(mutants[5]).toEqual({ ...record.mutants[5], fate: 'undecided', unasked })
    // Nothing in the field is asked what is asked of the factory.
    expect(mutants[6]).toEqual(record.mutants[6])
  })

  test('keeps what is the same where a new property looks at nothing new', () => {
    const another: Property = { ...newOne, pattern: { kind: 'never', what: step('isBlessed'), given: is('shipped') } }
    const { mutants } = renewed(record, having([...properties, another]))
    expect(mutants[4]).toEqual(record.mutants[4])
    expect(mutants[5]).toMatchObject({ fate: 'undecided', unasked: { 'factory baseline': ['new-one'] } })
    const bounded: Property = {
      ...newOne,
      pattern: { kind: 'bounded', trigger: step('isBlessed'), answer: is('shipped'), within: 1 },
    }
    expect(fates(renewed(record, having([...properties, bounded])))).toContain('e undecided')
  })

  test('loses just the kills of a property whose formula, expectation or scope has changed', () => {
    const id = 'shipped-means-blessed'
    const { pattern } = properties.find((one) => one.id === id)!
    const changes: readonly Partial<Property>[] = [
      // The same questions, otherwise asked.
      { pattern: { kind: 'invariant', given: is('blessed'), holds: is('shipped') } },
      { pattern: { ...pattern, given: is('ledGreen') } as Property['pattern'] },
      { exceptions: [{ when: { boot: ['fast'] }, verdict: 'fails', because: 'so' }] },
      { scope: 'field' },
    ]
    for (const change of changes) {
      const found = renewed(record, having(changed(id, change)))
      expect(found.mutants.map(({ id: one }) => one)).not.toContain('b')
      expect(found.mutants[0]).toMatchObject({ id: 'a', fate: 'killed', kill: { by: ['led-tells-blessing'] } })
      expect(fates(found)).toEqual(expect.arrayContaining(['c killed', 'd killed']))
      // What it may have been that told them apart is gone: all is asked again.
      const again = found.mutants.find(({ id: one }) => one === 'f')!
      expect(again.different).toBeUndefined()
      expect(again.unasked!['factory baseline']!.length).toBeGreaterThan(change.scope ? 4 : 5)
    }
    const words = { title: 'Other', claim: 'Other.', sources: [] }
    expect(fates(renewed(record, having(changed(id, words))))).toEqual(fates(record))
  })

  test('loses all when the machines have changed', () => {
    expect(renewed(record, { ...today, basis: { ...today.basis, machines: 'others' } }).mutants).toEqual([])
  })

  test('knows where mutants were followed when worlds are added', () => {
    const worlds = [today.worlds[0]!, ...today.worlds.slice(2)]
    const fewer = { ...record, worlds: worlds.map(worldName) }
    const { mutants } = renewed({ ...fewer, mutants: fewer.mutants.slice(4) }, today)
    // The world of the field is new and has to be followed; those of the factory stand where they stood, or behind.
    expect(mutants.map(({ id, followed: many }) => [id, many])).toEqual([
      ['e', factoryWorlds.at(-1)! + 1],
      ['f', factoryWorlds.at(-1)! + 1],
    ])
  })

  test('leads to requests for what was not asked, and for no more', () => {
    const { mutants } = renewed(record, having([...properties, newOne]))
    const requests = requestsFor(ours, mutants, followed, 'usual')
    const ofFactory = requests.filter(({ ids }) => ids.includes('e') || ids.includes('f'))
    expect(ofFactory.map(({ world, ids, more }) => [world, ids, more])).toEqual(
      factoryWorlds.map((at) => [at, ['e', 'f'], ['new-one']]),
    )
    const others = requests.filter((one) => !ofFactory.includes(one))
    expect(others.every(({ ids, more, world }) => ids.join() === 'g' && more === undefined && world >= 2)).toBe(true)
    expect(requestsFor(ours, record.mutants.slice(4, 6), followed, 'usual')).toEqual([])
  })

  test('is whole again when what is new was asked', () => {
    const { mutants } = renewed(record, having([...properties, newOne]))
    const asked = (one: Judged, kind: 'same' | 'different'): Judged =>
      factoryWorlds.reduce(
        (before, world) => judgedIn(before, { world, name: worldName(today.worlds[world]!), more: true }, { kind }, 1),
        one,
      )
    expect(asked(mutants[4]!, 'same')).toEqual(record.mutants[4])
    expect(asked(mutants[5]!, 'same')).toEqual(record.mutants[5])
    expect(asked(mutants[4]!, 'different').fate).toBe('survived')
    const baseline = { world: 0, name: 'factory baseline' }
    const more = { ...baseline, more: true }
    const partly = judgedIn(mutants[5]!, more, { kind: 'same' }, 1)
    expect(partly.fate).toBe('undecided')
    expect(partly.unasked).not.toHaveProperty('factory baseline')
    // A world that was cut stays so, whatever is asked of its beginning.
    const cut: Judged = { ...record.mutants[5]!, cut: { 'factory baseline': 'quick' } }
    expect(judgedIn(cut, more, { kind: 'same' }, 1).cut).toEqual(cut.cut)
    expect(judgedIn(cut, baseline, { kind: 'same' }, 1).cut).toBeUndefined()
    // It is followed again with more effort only.
    const again = (effort: Effort) => requestsFor(ours, [cut], 1, effort).length
    expect(efforts.map(again)).toEqual([0, 1, 1])
    expect(judgedIn(cut, { ...baseline, effort: 'thorough' }, { kind: 'cut' }, 1).cut).toEqual({
      'factory baseline': 'thorough',
    })
  })
})

describe('the digest of a property', () => {
  const differing = (file: string, from: string, to: string): readonly string[] => {
    expect(sources[file]).toContain(from)
    const before = propertyDigests(properties, sources)
    const after = propertyDigests(properties, { ...sources, [file]: sources[file]!.replace(from, to) })
    return properties.flatMap(({ id }) => (before[id] === after[id] ? [] : [id]))
  }
  const file = 'properties/predicates/factory.ts'

  test('is that of the files', () => {
    expect(propertyDigests(properties, sources)).toEqual(propertyDigests())
  })

  test('changes with the predicates that it asks, and with no others', () => {
    expect(differing(file, "code !== 'none'", 'code === 1')).toEqual(['code-after-blessing'])
    expect(differing(file, "  shipped: tagged('factory'", "  shipped: tagged('agent'").length).toBeGreaterThan(1)
    // A new predicate, with the function that makes it, and what is said about them.
    expect(differing(file, 'export const ofThe', '// About it.\nexport const ofThe')).toEqual([])
    expect(differing(file, '{ tagged, remembers', '{ tagged, leaves, remembers')).toEqual([])
    expect(differing(file, '  isShipped:', "  leaves: leaves('factory', 'leaves', 'x'),\n  isShipped:")).toEqual([])
  })

  test('changes with what all predicates share', () => {
    expect(differing('properties/predicates/ask.ts', 'tags.some(', 'tags.every(')).toEqual(
      properties.map(({ id }) => id),
    )
    const device = differing('properties/predicates/device.ts', "hasTag('power.asleep')", "hasTag('power.off')")
    expect(device.length).toBeGreaterThan(100)
    expect(device).not.toContain('shipped-means-blessed')
    const made = differing('properties/predicates/device.ts', "'vm.started', { reason }", "'vm.started'")
    expect(made).toContain('wake-reason-pin')
  })

  test('sees each predicate, or what makes it', () => {
    const texts = modules.map((one) => parted(sources[one]!))
    const all = texts.flatMap(({ entries }) => Object.keys(entries))
    const names = new Set(all)
    // One that is named like another one would hide it.
    expect(all.filter((name, at) => all.indexOf(name) !== at)).toEqual([])
    const others = Object.keys(predicates).filter((name) => !names.has(name as PredicateName))
    expect(others.filter((name) => !/^vmStartsBecause\d+$/.test(name))).toEqual([])
    for (const [at, { entries, rest }] of texts.entries()) {
      const size = Object.values(entries).join('').length + rest.length
      expect(size / sources[modules[at]!]!.length).toBeGreaterThan(0.8)
    }
  })
})
