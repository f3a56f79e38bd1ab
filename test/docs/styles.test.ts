// Machines in the style of XState's own examples: each has the verdicts that it claims, and none of them by accident.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { check } from '../../checker/check.js'
import { describeDifference, disagreement } from '../../checker/semantics/agreement.js'
import type { SpecificationModule } from '../../model/index.js'
import { moduleAt } from '../../verification/moduleAt.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'styles-'))
  symlinkSync(`${root}node_modules`, join(folder, 'node_modules'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  mkdirSync(join(folder, 'planted'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const text = (name: string): string => readFileSync(`${root}examples/specifications/styles/${name}.ts`, 'utf8')

const verdictsOf = (specification: SpecificationModule): Readonly<Record<string, string>> =>
  Object.fromEntries(
    check(specification.world({}), specification.predicates, specification.properties).verdicts.map(
      ({ property, verdict }) => [property, verdict],
    ),
  )

/** The example with one mistake in it. */
async function planted(name: string, claim: string, right: string, wrong: string): Promise<SpecificationModule> {
  const before = text(name)
  expect(before.split(right)).toHaveLength(2)
  const file = join(folder, 'planted', `${name}-${claim}.ts`)
  writeFileSync(file, before.replace(right, wrong).replaceAll("'../../../model/index.js'", `'${root}model/index.js'`))
  return moduleAt(pathToFileURL(file))
}

/** For each example, each claim with a mistake that breaks it: what is right, and what is written instead. */
const examples: Readonly<Record<string, Readonly<Record<string, readonly [right: string, wrong: string]>>>> = {
  userLoader: {
    'answer-while-loading': [
      "always: { guard: 'triedEnough'",
      "invoke: { src: 'fetchUser', onDone: 'loaded', onError: 'givenUp' }, always: { guard: 'triedEnough'",
    ],
    'loaded-has-user': [', actions: assign({ user: ({ event }) => event.output })', ''],
    'third-failure-gives-up': ["target: 'givenUp'", "target: 'loaded'"],
    'no-stale-error': ['tries + 1, error: undefined', 'tries + 1'],
    'tries-again-in-time': ["after: { pause: 'loading' }", "after: { 9000: 'loading' }"],
  },
  searchBox: {
    'typing-starts-no-search': ["target: '.waiting'", "target: '.searching'"],
    'search-asks-something': ["empty: ({ context: { query } }) => query === ''", 'empty: () => false'],
    'empty-shows-nothing': ["target: 'idle', actions: assign({ results: undefined })", "target: 'idle'"],
    'stale-answers-are-dropped': ["onDone: { target: 'shown'", "onDone: { target: 'waiting'"],
    'searches-after-the-pause': ['after: { 300:', 'after: { 900:'],
  },
  mediaPlayer: {
    'silent-during-a-call': ["'call.began': 'held'", "'call.began': '.paused'"],
    'goes-on-after-a-call': ["'call.ended': 'ready.last'", "'call.ended': 'ready'"],
    'stop-means-stop': ["play: 'playing', stop: 'stopped' }, after", "play: 'playing' }, after"],
    'mute-plays-on': ["on: { pause: 'paused',", "on: { mute: 'paused', pause: 'paused',"],
    'paused-is-not-for-ever': ['after: { 60000:', 'after: { 90000:'],
  },
  checkout: {
    'pays-when-complete': ["guard: 'complete'", "guard: 'addressed'"],
    'no-second-payment': ['paying: {\n', "paying: { on: { pay: 'review' },\n"],
    'no-way-back-while-paying': ['paying: {\n', "paying: { on: { back: 'card' },\n"],
    'declined-card-is-forgotten': ["step !== 'card'", 'step.length > 0'],
    'paid-has-receipt': [', actions: assign({ receipt: ({ event }) => event.output })', ''],
  },
  socketClient: {
    'silence-while-open': [
      'waiting: {',
      "waiting: { entry: raise({ type: 'silent' }, { delay: 1000, id: 'early' }), exit: cancel('early'),",
    ],
    'offline-hears-nothing': ['offline: {', "offline: { invoke: { id: 'old', src: 'socket' },"],
    'reconnects-in-time': ["after: { backOff: 'connecting' }", "after: { 9000: 'connecting' }"],
    'silence-is-noticed': ['patience: 30_000', 'patience: 40_000'],
    'success-resets-the-pause': ["target: 'open', actions: assign({ attempts: 0 })", "target: 'open'"],
    'offline-stays-offline': ['offline: {', "offline: { after: { 1000: 'online' },"],
  },
}

describe('an example in the style of XState', () => {
  it.each(Object.keys(examples))('%s: all of its claims hold, and live actors do what the tables say', async (name) => {
    const specification = await moduleAt(pathToFileURL(`${root}examples/specifications/styles/${name}.ts`))
    const verdicts = verdictsOf(specification)
    expect(verdicts).toEqual(Object.fromEntries(specification.properties.map(({ id }) => [id, 'holds'])))
    for (let seed = 0; seed < 10; seed++) {
      const difference = disagreement(specification.world({}), { seed, steps: 100 })
      expect(difference && describeDifference(difference)).toBeUndefined()
    }
  })

  it.each(
    Object.entries(examples).flatMap(([name, claims]) =>
      Object.entries(claims).map(([claim, [right, wrong]]) => [name, claim, right, wrong] as const),
    ),
  )('%s: a mistake breaks %s', async (name, claim, right, wrong) => {
    expect(verdictsOf(await planted(name, claim, right, wrong))[claim]).toBe('fails')
  })

  it('has a mistake for each of its claims', async () => {
    for (const [name, claims] of Object.entries(examples)) {
      const { properties } = await moduleAt(pathToFileURL(`${root}examples/specifications/styles/${name}.ts`))
      expect(Object.keys(claims).sort()).toEqual(properties.map(({ id }) => id).sort())
    }
  })
})
