// Exports are deterministic, well formed, and say what the machines and the tables say.
import { spawnSync } from 'node:child_process'
import { SaxesParser } from 'saxes'
import { describe, expect, test } from 'vitest'
import { setup } from 'xstate'
import { prepare } from '../../../checker/compile/prepare.js'
import { explore } from '../../../checker/graph/explore.js'
import { chartOf, everyState } from '../../../checker/export/chart.js'
import { dotOf } from '../../../checker/export/dot.js'
import { jsonOf } from '../../../checker/export/json.js'
import { mermaidOf } from '../../../checker/export/mermaid.js'
import { promelaOf } from '../../../checker/export/promela.js'
import { scxmlOf } from '../../../checker/export/scxml.js'
import { tablesOf } from '../../../checker/export/tables.js'
import { tlaplusOf } from '../../../checker/export/tlaplus.js'
import { stateNodes } from '../../../checker/compile/timers.js'
import { baseline } from '../../../machines/configurations.js'
import type { Party } from '../../../model/party.js'
import { system } from '../../../machines/system.js'
import type { World } from '../../../model/world.js'
import { air, airWorld, asked, predicates as airPredicates } from '../air.js'
import { party as partyOf, property } from '../worlds.js'

const parties: readonly Party[] = [...system(baseline, 'installation').parties, ...system(baseline, 'factory').parties]

const explored = (world = air) => {
  const graph = explore(prepare(world, airPredicates, asked, { slice: false }))
  expect(graph.stopped ?? graph.fault).toBeUndefined()
  return graph.world
}

const texts = (of: World): readonly string[] => {
  const world = explored(of)
  const text = { properties: asked, heading: ['a test'] }
  return [promelaOf(world, text), tlaplusOf(world, text).module, jsonOf(world, [])]
}

describe('an export of a world', () => {
  test('is the same whatever was explored before', () => {
    // The tables of machines are shared by worlds: here they have grown in another order before.
    const used = airWorld()
    const more = used.stimuli.map((stimulus) => ({ ...stimulus, budget: 3 })).reverse()
    explored({ ...used, stimuli: more, links: [...used.links].reverse() })
    expect(texts(used)).toEqual(texts(airWorld()))
  })

  test('has tables that refer to each other', () => {
    const tables = tablesOf(explored())
    for (const { locals, events, transitions, timers, slots } of tables.parties) {
      for (const { before, event, after, slots: origins, effects } of transitions) {
        expect(before).toBeLessThan(locals.length)
        expect(after).toBeLessThan(locals.length)
        expect(event).toBeLessThan(events.length)
        expect(origins).toHaveLength(locals[after]!.timers.length)
        for (const effect of effects) {
          const list =
            effect.kind === 'queue' ? tables.channels[effect.channel]!.messages : tables.parties[effect.party]!.events
          expect(list[effect.kind === 'queue' ? effect.message : effect.event]).toBeDefined()
        }
      }
      expect(Math.max(0, ...locals.map((local) => local.timers.length))).toBe(slots)
      for (const local of locals) local.timers.forEach((timer) => expect(timer).toBeLessThan(timers.length))
    }
  })

  test('as JSON has the local states and transitions that the exploration met', () => {
    const world = explored()
    const json = JSON.parse(jsonOf(world, [])) as {
      parties: { name: string; transitions: unknown[]; machine: unknown }[]
      stimuli: { id: string; sources: string[]; party: number; event: number }[]
    }
    expect(json.parties.map(({ transitions }) => transitions.length)).toEqual(
      world.parties.map(({ does }) => does.count),
    )
    const told = json.stimuli.map(({ id, party, event, sources }) => {
      const { name, events } = tablesOf(world).parties[party]!
      return { id, party: name, event: events[event]!, sources }
    })
    const byId = (one: { readonly id: string }, other: { readonly id: string }): number => (one.id < other.id ? -1 : 1)
    expect(told.sort(byId)).toEqual(
      air.stimuli.map(({ id, party, event, sources }) => ({ id, party, event, sources })).sort(byId),
    )
    const alone = JSON.parse(jsonOf(world, [], 'echo')) as { name: string; format: string }
    expect(alone).toMatchObject({ name: 'echo', format: 'impspec-party' })
  })

  test('says which properties it leaves out', () => {
    const response = property(
      { kind: 'response', trigger: { does: 'pings' }, answer: { is: 'resting' }, fairness: [] },
      'late',
    )
    const world = explored()
    const model = promelaOf(world, { properties: [...asked, response], heading: [] })
    expect(model).toContain('Not in this model: responses.')
    expect(model).toMatch(/^ {5}late$/m)
    const { module } = tlaplusOf(world, { properties: [...asked, response], heading: [] })
    expect(module).toContain('Response_late == []<>(mode = 0)')
    expect(module).toContain('Responses == {4}')
  })
})

test('states whose ids differ only in what Mermaid does not take are told apart', () => {
  const machine = setup({}).createMachine({
    initial: 'a',
    states: { a: { initial: 'b', states: { b: {} }, on: { go: 'a_b' } }, a_b: {} },
  })
  const diagram = mermaidOf(partyOf('m', machine, ['go']))
  const names = [...diagram.matchAll(/state "[^"]+" as (\w+)/g)].map(([, name]) => name)
  expect(new Set(names).size).toBe(4)
})

describe('a TLA+ module', () => {
  const response = property(
    {
      kind: 'response',
      trigger: { does: 'pings' },
      answer: { is: 'resting' },
      fairness: [
        { kind: 'strong', text: 'time (of all *) goes on', step: { tick: true } },
        { kind: 'weak', text: 'it pings', step: { does: 'pings' } },
        { kind: 'finite', text: 'it rests', step: { and: [{ is: 'resting' }, { not: { was: 'resting' } }] } },
      ],
    },
    'late-answer',
  )
  const { module, config } = tlaplusOf(
    explored(),
    { properties: [...asked, response], heading: ['a (* test *)'] },
    'Air',
  )
  test('is framed as its file', () => {
    expect(module).toMatch(/^---- MODULE Air ----\n/)
    expect(module).toMatch(/\n====\n$/)
    expect(config).toContain('SPECIFICATION Spec\nCONSTANT Watched = 0\nINVARIANT NoFault')
  })

  test('states fairness with the actions of the property', () => {
    expect(module).toMatch(/SF_vars\(\(Next \/\\ 0 \\in did'\)\)/)
    expect(module).toMatch(/WF_vars\(\(Next \/\\ 1 \\in did'\)\)/)
    expect(module).toMatch(/<>\[\]\[~\(Next \/\\ \(Is_resting\(local'\) \/\\ ~Is_resting\(local\)\)\)\]_vars/)
  })
})

describe.each(parties.map((party) => [party.name, party] as const))('the machine of the %s', (_, party) => {
  const states = everyState(chartOf(party).root)
  const count = stateNodes(party.machine).length

  test('is a chart of all its states', () => {
    expect(states.map(({ id }) => id)).toEqual(stateNodes(party.machine).map(({ id }) => id))
    expect(states.filter(({ kind }) => kind === 'compound').every(({ initial }) => initial !== undefined)).toBe(true)
  })

  test('is well-formed SCXML whose transitions lead to states', () => {
    const parser = new SaxesParser({ xmlns: true })
    const ids: string[] = []
    const targets: string[] = []
    let transitions = 0
    parser.on('error', (error) => {
      throw error
    })
    parser.on('opentag', ({ name, attributes }) => {
      const value = (key: string): string => attributes[key]?.value ?? ''
      if (['state', 'parallel', 'final', 'history'].includes(name)) ids.push(value('id'))
      if (name === 'transition') transitions++
      targets.push(...`${value('target')} ${value('initial')}`.split(' ').filter((id) => id !== ''))
    })
    parser.write(scxmlOf(party)).close()
    expect(ids).toHaveLength(count)
    expect(new Set(ids).size).toBe(count)
    expect(targets.filter((id) => !ids.includes(id))).toEqual([])
    expect(transitions).toBe(states.reduce((sum, one) => sum + one.transitions.length, 0))
  })

  test('is a Graphviz graph whose edges join nodes', () => {
    const lines = dotOf(party).split('\n')
    const nodes = lines.flatMap((line) => /^\s+("[^"]+") \[label/.exec(line)?.[1] ?? [])
    const edges = lines.flatMap((line) => {
      const found = /^\s+("[^"]+") -> ("[^"]+")/.exec(line)
      return found ? [found[1]!, found[2]!] : []
    })
    expect(new Set(nodes).size).toBe(count)
    expect(edges.filter((node) => !nodes.includes(node))).toEqual([])
    expect(lines.filter((line) => line.endsWith('{'))).toHaveLength(lines.filter((line) => line.trim() === '}').length)
  })

  test('is drawn by dot, which finds nothing to complain of', ({ skip }) => {
    const absent = spawnSync('dot', ['-V']).status !== 0
    if (absent && process.env.CI !== 'true') skip('dot is not installed (apt-get install -y graphviz)')
    const { status, stderr, stdout } = spawnSync('dot', ['-Tsvg'], { input: dotOf(party), encoding: 'utf8' })
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toContain('</svg>')
  })

  test('is a Mermaid diagram whose arrows join states', () => {
    const lines = mermaidOf(party).split('\n')
    const names = lines.flatMap((line) => /^\s+state "[^"]+" as (\w+)/.exec(line)?.[1] ?? [])
    const ends = lines.flatMap((line) => {
      const found = /^\s+(\S+) --> (\S+)/.exec(line)
      return found ? [found[1]!, found[2]!] : []
    })
    expect(new Set(names).size).toBe(count)
    expect(ends.filter((name) => name !== '[*]' && !names.includes(name))).toEqual([])
  })
})
