// The executable SCXML, run by SCION beside XState: no difference in states, outputs and timers.
import { describe, expect, test } from 'vitest'
import { assign, emit, setup } from 'xstate'
import { compile } from '../../../../checker/compile/compile.js'
import { flatScxmlOf } from '../../../../checker/export/scxmlFlat.js'
import { explore } from '../../../../checker/graph/explore.js'
import { baseline } from '../../../../machines/configurations.js'
import { scopeNames, system } from '../../../../machines/system.js'
import type { Party, PartyEvent } from '../../../../model/party.js'
import { alone } from '../../../../testing/party/partyGraph.js'
import { party as partyOf } from '../../worlds.js'
import { sessionsOf } from './scion.js'
import { aloneText, compareAlone } from './sideBySide.js'

const month = 2_592_000_000
const season = 7_776_000_000

/** All that SCXML and XState do not have alike, or that a name can hold. */
const odd: Party = {
  ...partyOf(
    'odd "<&>--',
    setup({
      types: { input: {} as number, context: {} as { readonly n: number }, emitted: {} as PartyEvent },
      delays: { short: 5_000, month, season },
      guards: { ready: ({ context }) => context.n > 1 },
    }).createMachine({
      context: ({ input }) => ({ n: input }),
      type: 'parallel',
      states: {
        one: {
          initial: 'a',
          states: {
            a: {
              after: { month: { target: 'b', actions: emit({ type: 'said', of: 'month', yes: true }) } },
              on: {
                granted: { target: 'b', actions: emit({ type: 'granted', of: "it's", yes: null }) },
                'granted.void': [
                  { guard: 'ready', target: 'a', reenter: true },
                  { actions: assign({ n: ({ context }) => context.n + 1 }) },
                ],
              },
            },
            b: {
              on: { 'timer.0': 'a', 'to "now" <&>--': { actions: emit({ type: 'said', of: 'twice', yes: false }) } },
            },
          },
        },
        two: {
          initial: 'c',
          states: {
            c: { after: { short: 'd' }, on: { field: [{ guard: ({ event }) => 'x' in event, target: 'd' }] } },
            d: { after: { season: 'c' }, on: { granted: 'c', field: { target: 'd', reenter: true } } },
          },
        },
      },
    }),
    [],
    [],
    [0, 1],
  ),
  hears: [
    { type: 'granted' },
    { type: 'granted.void' },
    { type: 'timer.0' },
    { type: 'to "now" <&>--' },
    { type: 'field' },
    { type: 'field', x: 1 },
    { type: 'field', x: '1', 'y z': "'" },
  ],
  says: [
    { type: 'said', of: 'month', yes: true },
    { type: 'said', of: 'twice', yes: false },
    { type: 'granted', of: "it's", yes: null },
  ],
}

const parties = new Map<string, Party>()
for (const scope of [...scopeNames].reverse()) {
  for (const party of system(baseline, scope).parties) parties.set(party.name, party)
}

describe('as SCXML, a party does what its machine does:', () => {
  test.each(['factory', 'enrolment', 'agent', 'poller', 'installer'])('%s', async (name) => {
    const party = parties.get(name)!
    const text = aloneText(party)
    const found = await compareAlone(party, text, { seed: 20261129, steps: 400 })
    expect(found.difference).toBeUndefined()
    expect(found.events).toBe(400)
    // That of the agent is a month, which is longer than a timer of Node.
    expect(found.elapsed.length > 0).toBe(text.includes('timer.0'))
  })

  const text = aloneText(odd)
  const steps = { seed: 1, steps: 1_000 }

  test('one whose names, payloads, inputs and delays are odd', async () => {
    const found = await compareAlone(odd, text, steps)
    expect(found).toEqual({ events: 1_000, elapsed: ['timer_.0', 'timer_.1', 'timer_.2'], states: 12 })
  })

  test.each([
    ['a prefix of a name is enough', / cond="_event\.name === 'granted'"/, ''],
    ['a payload does not matter', / &amp;&amp; \(_event\.data \|\| \{\}\)\.x === 1/, ''],
    ['a timer is not cancelled', /<cancel sendid="timer_\.\d"\/>/, ''],
    ['a delay is too long for the platform', /(id="timer_\.\d+") delay="2147483647ms"/, '$1 delay="2147483648ms"'],
    ['a delay has lost its end', /<send event="timer_\.\d" id="timer_\.\d" delay="(?!5000)\d+ms"\/>/, ''],
    ['a state is another', /target="s5"/, 'target="s6"'],
    ['an output says something else', /expr="'month'"/, 'expr="\'moon\'"'],
    ['an output is missing', /<send event="granted" target="#_parent">\s*<param[^>]*>\s*<param[^>]*>\s*<\/send>/, ''],
    ['an input is another', /input === 1/, 'input === 2'],
  ])('and a file is noticed in which %s', async (_, from, to) => {
    expect(text).toMatch(from)
    const wrong = text.replaceAll(new RegExp(from, 'g'), to)
    const outcome = await compareAlone(odd, wrong, steps).then(
      ({ difference }) => difference,
      (error: unknown) => error,
    )
    expect(outcome).toBeDefined()
  })

  test('with what never happens in its world in a state of its own', async () => {
    const world = alone(odd, { admits: (snapshot, { type }) => type !== 'granted' || snapshot.matches({ one: 'b' }) })
    const some = flatScxmlOf(
      explore(compile({ ...world, freeDelays: ['short', 'month', 'season'] })).world,
      odd.name,
      [],
    )
    expect(aloneText(odd)).not.toContain('unexplored')
    const session = (await sessionsOf(some))(0)
    session.hear({ type: 'granted.void' })
    expect(session.state).not.toBe('unexplored')
    session.hear({ type: 'granted' })
    expect(session.state).toBe('unexplored')
  })
})
