// Tables that were saved: what is restored behaves as what XState computed, and damaged files are noticed.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { assign, setup, transition } from 'xstate'
import { canonical } from '../../../util/canonical.js'
import { check } from '../../../checker/check.js'
import { PartyTable } from '../../../checker/compile/partyTable.js'
import { TableCache } from '../../../checker/compile/diskCache.js'
import { baseline, oneAtATime } from '../../../machines/configurations.js'
import { variants, type Party } from '../../../model/party.js'
import { system } from '../../../machines/system.js'

/** A party with all that a local state can have: parallel regions, deep history, context, timers, an end with output. */
const sleeper: Party = {
  name: 'sleeper',
  title: 'a sleeper',
  machine: setup({
    types: { context: {} as { readonly naps: number }, events: {} as { type: 'turn' | 'nap' | 'wake' | 'end' } },
    delays: { dream: 1000 },
  }).createMachine({
    id: 'sleeper',
    context: { naps: 0 },
    initial: 'awake',
    output: ({ context }) => ({ naps: context.naps }),
    states: {
      awake: {
        type: 'parallel',
        states: {
          head: {
            initial: 'left',
            states: {
              left: { on: { turn: 'right' } },
              right: { initial: 'low', on: { turn: 'left' }, states: { low: { after: { dream: 'high' } }, high: {} } },
            },
          },
          body: { initial: 'still', states: { still: { after: { dream: 'moving' } }, moving: {} } },
          last: { type: 'history', history: 'deep' },
        },
        on: { nap: 'asleep', end: 'over' },
      },
      asleep: { on: { wake: '#sleeper.awake.last', end: 'over' } },
      over: { type: 'final' },
    },
  }),
  inputs: [undefined],
  hears: ['turn', 'nap', 'wake', 'end'].flatMap((type) => variants(type)),
  says: [],
}

/** Local states and records of a party, by asking for every event in every state, up to a number of records. */
function filled(party: Party, most: number): PartyTable {
  const table = new PartyTable(party)
  for (const input of party.inputs) table.initial(input)
  for (const event of party.hears) table.eventId(event)
  for (let local = 0; local < table.locals.length; local++) {
    for (let event = 0; event < table.events.length && table.records.length < most; event++) {
      const isTimer = event < table.timers.length
      if (!isTimer || table.locals[local]!.timers.includes(event)) table.record(local, event)
    }
  }
  return table
}

const through = (table: PartyTable, party: Party): PartyTable => {
  const other = new PartyTable(party)
  other.absorb(JSON.parse(JSON.stringify(table.saved())) as ReturnType<PartyTable['saved']>)
  return other
}

/** What is equal in equal local states. */
const textOf = ({ locals }: PartyTable, local: number): string => {
  const { snapshot, timers } = locals[local]!
  const parts: readonly unknown[] = [snapshot.value, snapshot.context, snapshot.status, snapshot.output ?? null]
  return canonical([...parts, [...snapshot.tags].sort(), snapshot.getMeta(), timers])
}

/** Asks another table all that one was asked, and compares the answers. */
function follow(table: PartyTable, other: PartyTable, { inputs }: Party): void {
  const counterpart = new Map(inputs.map((input) => [table.initial(input), other.initial(input)]))
  for (const { before, event, after, slots, says } of table.records) {
    const again = other.record(counterpart.get(before)!, other.eventId(table.events[event]!))
    expect(counterpart.get(after) ?? again.after).toBe(again.after)
    counterpart.set(after, again.after)
    expect([again.slots, Array.from(again.says, (said) => other.events[said])]).toEqual([
      slots,
      Array.from(says, (said) => table.events[said]),
    ])
  }
  for (const [one, its] of counterpart) expect(textOf(other, its)).toBe(textOf(table, one))
}

const never = (name: string): never => {
  throw new Error(`no configuration ${name}`)
}

const device = system(baseline, 'field').parties.find(({ name }) => name === 'device')!
const application = system(baseline, 'field').parties.find(({ name }) => name === 'application')!

describe.each([
  ['sleeper', sleeper, 1000],
  ['device', device, 1500],
  ['application', application, 1000],
])('the table of %s, saved and restored', (_, party, most) => {
  const table = filled(party, most)

  it('says the same, without asking XState', () => {
    const other = through(table, party)
    follow(table, other, party)
    expect(other.transitions.size).toBe(table.transitions.size)
  })

  it('goes on from restored snapshots as from those that XState made', () => {
    const other = new PartyTable(party)
    other.absorb({ ...table.saved(), transitions: [] })
    follow(table, other, party)
    // No new local state: the keys of what is reached from restored snapshots are those that were saved.
    expect(other.saved().cores).toEqual(table.saved().cores)
    expect(other.saved().constants).toEqual(table.saved().constants)
  })

  if (party === sleeper) {
    it('has to do with history, timers and an output', () => {
      const texts = table.saved().cores.join('\n')
      expect(texts).toContain('["sleeper.awake.last",[')
      expect(texts).toMatch(/\ndone\n\n\{"naps":0\}$/m)
      expect(table.timers.length).toBe(2)
    })
  }
})

it('a table takes what it lacks from another one, and keeps what it has', () => {
  const [few, many] = [filled(device, 300), filled(device, 900)]
  const other = new PartyTable(device)
  // Numbered otherwise: the last event first, the last input first.
  for (const event of [...device.hears].reverse()) other.eventId(event)
  for (const input of [...device.inputs].reverse()) other.initial(input)
  for (let event = other.timers.length; event < other.events.length; event++) other.record(0, event)
  const own = other.records.slice()
  other.absorb(few.saved())
  other.absorb(many.saved())
  expect(other.records).toEqual(own)
  const known = other.transitions.size
  // Whatever is asked of it is there, and is what XState says.
  follow(many, other, device)
  expect(other.transitions.size).toBe(known)
  expect(known).toBeGreaterThanOrEqual(many.transitions.size)
})

describe('constants of a context', () => {
  /** The gate opens for the right colour only; what it was given changes when it is painted. */
  const gate = setup({
    types: {
      context: {} as {
        readonly given: { readonly colour: string; readonly size: number }
        readonly seen: string | null
      },
      input: {} as { readonly colour: string; readonly size: number },
      events: {} as { type: 'push' | 'look' | 'paint' | 'weigh' },
    },
  }).createMachine({
    id: 'gate',
    context: ({ input }) => ({ given: input, seen: null }),
    initial: 'closed',
    states: {
      closed: { on: { push: { guard: ({ context }) => context.given.colour === 'green', target: 'open' } } },
      open: {},
    },
    on: {
      look: { actions: assign(({ context }) => ({ seen: context.given.colour })) },
      paint: { actions: assign(({ context }) => ({ given: { ...context.given, colour: 'green' } })) },
      weigh: { actions: assign(({ context }) => ({ seen: JSON.stringify(Object.entries(context.given).sort()) })) },
    },
  })
  const inputs = ['green', 'red', 'blue'].flatMap((colour) => [1, 2, 3].map((size) => ({ colour, size })))
  const party: Party = {
    name: 'gate',
    title: 'a gate',
    machine: gate,
    inputs,
    hears: ['push', 'look', 'paint', 'weigh'].flatMap((type) => variants(type)),
    says: [],
  }

  it('XState is asked once for all that differ in what it does not look at', () => {
    const table = filled({ ...party, inputs: inputs.slice(0, 1) }, 1000)
    const asked = table.transitions.size
    const sized = table.initial(inputs[1])
    const [push, look, paint, weigh] = party.hears.map((event) => table.eventId(event))
    table.record(sized, push!)
    table.record(sized, look!)
    expect(table.transitions.size).toBe(asked)
    // Looked at as a whole, or changed: all of it matters.
    table.record(sized, paint!)
    table.record(sized, weigh!)
    expect(table.transitions.size).toBe(asked + 2)
    const red = table.initial(inputs[3])
    expect(table.locals[table.record(red, push!).after]!.snapshot.value).toBe('closed')
    expect(table.locals[table.record(red, look!).after]!.snapshot.context).toEqual({ given: inputs[3], seen: 'red' })
    expect(table.locals[table.record(red, paint!).after]!.snapshot.context).toEqual({
      given: { colour: 'green', size: 1 },
      seen: null,
    })
  })

  const configured = ['baseline', 'errorPolicy=return-on-error', 'graceAfterBlinkup=2-minutes', 'blinkupRestarts=no']
    .map((name) => oneAtATime.find((one) => one.name === name) ?? never(name))
    .map(({ values }) => system(values, 'field').parties.find(({ name }) => name === 'device')!)
  const devices: Party = { ...configured[0]!, inputs: configured.flatMap((one) => one.inputs) }

  it.each([
    ['gate', party],
    ['device', devices],
  ])('a table that shares answers says of each transition of the %s what XState says', (_, all) => {
    const table = filled(all, 6000)
    for (const { before, event, after } of table.records) {
      const { snapshot } = table.locals[before]!
      const [next] = transition(all.machine, snapshot, table.events[event]!)
      const told = table.locals[after]!.snapshot
      expect([told.value, told.context, told.status]).toEqual([next.value, next.context, next.status])
    }
    expect(table.transitions.size).toBeLessThan(table.records.length)
    expect(table.transitions.saved().some(({ readings }) => readings.length > 0)).toBe(true)
  })
})

describe('TableCache', () => {
  let folder: string
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'impspec-'))))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  /** A machine of its own, as another process has it. */
  const fresh = (): Party => ({ ...sleeper, machine: sleeper.machine.provide({}) })
  const worldOf = (party: Party) => ({
    parties: [party],
    links: [],
    channels: [],
    stimuli: party.hears.map((event) => ({
      id: event.type,
      party: party.name,
      event,
      description: '',
      sources: [],
    })),
    freeDelays: [],
    assumptions: [],
  })
  /** One run of a process: load, explore, save. */
  const run = () => {
    const warnings: string[] = []
    const party = fresh()
    const cache = new TableCache(folder, (text) => void warnings.push(text))
    cache.load([party])
    const { exploration } = check(worldOf(party), {}, [], {})
    cache.save([party])
    return { warnings, exploration: { ...exploration, milliseconds: 0 } }
  }
  const onlyFile = (): string => join(folder, readdirSync(folder)[0]!)

  it('gives the next process the same exploration, and has nothing more to write', () => {
    const first = run()
    const written = readFileSync(onlyFile(), 'utf8')
    writeFileSync(onlyFile(), written)
    const second = run()
    expect(second).toEqual(first)
    expect(first.warnings).toEqual([])
    expect(readFileSync(onlyFile(), 'utf8')).toBe(written)
    expect(readdirSync(folder)).toHaveLength(1)
  })

  it.each([
    ['cut off', (text: string) => text.slice(0, -20), /its checksum is wrong/],
    [
      'changed',
      (text: string) => text.replace('"transitions":[{"at":[0', '"transitions":[{"at":[1'),
      /its checksum is wrong/,
    ],
    ['of another machine', (text: string) => text.replace(/"key":"../, '"key":"zz'), /not the table of this machine/],
    ['empty', () => '', /JSON/],
  ])('warns of a file that is %s, and writes it anew', (_, damage, reason) => {
    const first = run()
    const intact = readFileSync(onlyFile(), 'utf8')
    writeFileSync(onlyFile(), damage(intact))
    const second = run()
    expect(second.exploration).toEqual(first.exploration)
    expect(second.warnings).toHaveLength(1)
    expect(second.warnings[0]).toContain(`${onlyFile()} is damaged`)
    expect(second.warnings[0]).toMatch(reason)
    expect(readFileSync(onlyFile(), 'utf8')).toBe(intact)
  })

  it('has another file for another machine', () => {
    const cache = new TableCache(folder, () => undefined)
    const slower: Party = { ...sleeper, machine: sleeper.machine.provide({ delays: { dream: 2000 } }) }
    const [one, same, other] = [fresh(), fresh(), slower].map((party) => cache.pathOf(new PartyTable(party)))
    expect(same).toBe(one)
    expect(other).not.toBe(one)
  })

  it('warns where it cannot write, and goes on', () => {
    rmSync(folder, { recursive: true })
    writeFileSync(folder, '')
    const { warnings, exploration } = run()
    expect(exploration.complete).toBe(true)
    expect(warnings.at(-1)).toMatch(/cannot be written/)
    expect(existsSync(folder)).toBe(true)
  })
})
