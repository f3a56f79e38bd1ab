// The phone: BlinkUp, polling and the installer's app, each by itself.
import { describe, expect, test } from 'vitest'
import { combinations, configure } from '../../machines/configurations.js'
import { blinkup, blinkupMachine } from '../../machines/phone/blinkup.js'
import { installer, installerMachine } from '../../machines/phone/installer.js'
import type { InstallerInput } from '../../machines/phone/installer.js'
import { poller, pollerMachine } from '../../machines/phone/poller.js'
import type { Party } from '../../model/party.js'
import type { PartyEvent } from '../../model/party.js'
import { reachable } from '../../machines/reachable.js'
import { alphabetFaults } from './alphabets.js'
import { deadTransitions } from './dead.js'
import { undocumented } from './documented.js'
import { listen, live } from './live.js'

const app = (installerApp: InstallerInput['recipe']): Party => installer(configure({ installerApp }).values)
const apps: readonly [Party, ...Party[]] = [app('probe-10s'), app('fixed-15s'), app('advised')]
const pollers: readonly [Party, ...Party[]] = [
  poller(configure().values),
  poller(configure({ installerApp: 'advised' }).values),
]
const localStates = ({ machine, inputs, hears }: Party): number => reachable(machine, inputs[0], hears).states.length

describe.each([
  ['blinkup', [blinkup()] as const],
  ['poller', pollers],
  ['installer', apps],
] satisfies [string, readonly [Party, ...Party[]]][])('the machine of %s', (_, parties) => {
  test('describes and sources every state and transition', () => {
    expect(undocumented(parties[0].machine)).toEqual([])
  })

  test('hears and says exactly its alphabets', () => {
    expect(alphabetFaults(parties)).toEqual([])
  })

  test('has no transition that never happens', () => {
    expect(deadTransitions(parties)).toEqual([])
  })
})

test('local states of the phone', () => {
  expect(localStates(blinkup())).toBe(14)
  expect(pollers.map(localStates)).toEqual([6, 8])
  expect(apps.map(localStates)).toEqual([17, 15, 24])
})

describe('BlinkUp', () => {
  const started = { type: 'blinkup.started', plan: 'A', network: 'right' }
  const issued = { type: 'token.issued', token: 1, plan: 'A' }
  const finished = { type: 'flash.finished' }
  const cancelled = { type: 'flash.cancelled' }
  const tell = (...events: readonly PartyEvent[]) => live(blinkupMachine, undefined, ...events)

  test('is tagged by what the phone does', () => {
    const tags = (...events: readonly PartyEvent[]) => [...tell(...events).state.tags]
    expect(tags()).toEqual([])
    expect(tags(started)).toEqual(['blinkup.requesting'])
    expect(tags(started, issued)).toEqual(['blinkup.flashing'])
    expect(tags({ type: 'clear.started' })).toEqual(['blinkup.clearing'])
  })

  test('asks for a token of the plan, and flashes nothing before it has one', () => {
    const { at, said } = tell(started, finished)
    expect(at).toBe('requestingToken')
    expect(said).toEqual([{ type: 'token.requested', plan: 'A' }])
  })

  test('starts polling, then hands the packet over, in one step', () => {
    const { at, said, state } = tell(started, issued, finished)
    expect(at).toBe('idle')
    expect(said.slice(1)).toEqual([
      { type: 'polling.started', token: 1 },
      { type: 'packet.flashed', token: 1, plan: 'A', network: 'right' },
    ])
    expect(state.context).toEqual({ plan: 'none', network: 'none', token: 'none' })
  })

  test('flashes what the installer typed, wrong or not', () => {
    expect(tell({ ...started, network: 'wrong' }, issued, finished).said.at(-1)).toHaveProperty('network', 'wrong')
  })

  test('uses no token of another plan', () => {
    expect(tell(started, { ...issued, plan: 'B' }).at).toBe('requestingToken')
  })

  test('drops a token that comes after the end', () => {
    expect(tell(started, { type: 'phone.offline' }, issued, finished).said).toEqual([
      { type: 'token.requested', plan: 'A' },
      { type: 'blinkup.failed', cause: 'token' },
    ])
  })

  test('fails when the token is denied', () => {
    const { at, said } = tell(started, { type: 'token.denied' })
    expect(at).toBe('idle')
    expect(said.at(-1)).toEqual({ type: 'blinkup.failed', cause: 'token' })
  })

  test('that is cancelled while flashing hands nothing over and is not polled for', () => {
    const { at, said } = tell(started, issued, cancelled, finished)
    expect(at).toBe('idle')
    expect(said.slice(1)).toEqual([{ type: 'blinkup.failed', cause: 'cancelled' }])
  })

  test('is one at a time', () => {
    expect(tell(started, { ...started, plan: 'B' }).said).toHaveLength(1)
    expect(tell(started, issued, { type: 'clear.started' }).at).toBe('flashing')
  })

  test('to clear needs no token and is not polled for', () => {
    expect(tell({ type: 'clear.started' }, finished)).toMatchObject({ at: 'idle', said: [{ type: 'packet.clear' }] })
  })

  test('to clear says nothing when cancelled', () => {
    expect(tell({ type: 'clear.started' }, cancelled)).toMatchObject({ at: 'idle', said: [] })
  })
})

describe('the poller', () => {
  const polling = { type: 'polling.started', token: 1 }
  const claimed = { type: 'enrolment.claimed', token: 1, plan: 'B' }
  const begun = { type: 'upgrade.begun' }
  const tell = (...script: readonly (PartyEvent | number)[]) => live(pollerMachine, { advises: false }, ...script)
  const tellAdvising = (...script: readonly (PartyEvent | number)[]) =>
    live(pollerMachine, { advises: true }, ...script)

  test('is tagged by how far it has come', () => {
    const tags = (...script: readonly (PartyEvent | number)[]) => [...tell(...script).state.tags]
    expect(tags()).toEqual([])
    expect(tags(polling)).toEqual(['poller.polling'])
    expect(tags(polling, claimed)).toEqual(['poller.succeeded'])
    expect(tags(polling, 60_000)).toEqual(['poller.timedOut'])
    expect(tags(polling, { type: 'phone.offline' })).toEqual(['poller.failed'])
  })

  test('reports success with the plan of the claim', () => {
    expect(tell(polling, 59_999, claimed)).toMatchObject({
      at: 'succeeded',
      said: [{ type: 'blinkup.succeeded', plan: 'B' }],
    })
  })

  test('times out after 60 s, not before', () => {
    expect(tell(polling, 59_999)).toMatchObject({ at: 'polling', said: [] })
    expect(tell(polling, 60_000)).toMatchObject({ at: 'timedOut', said: [{ type: 'blinkup.timedOut' }] })
  })

  test('never learns of a claim that comes after the time-out', () => {
    expect(tell(polling, 60_000, claimed)).toMatchObject({ at: 'timedOut', said: [{ type: 'blinkup.timedOut' }] })
  })

  test('takes no other token for its own', () => {
    expect(tell(polling, { ...claimed, token: 2 })).toMatchObject({ at: 'polling', said: [] })
  })

  test('reports an error when the phone is offline', () => {
    expect(tell(polling, { type: 'phone.offline' })).toMatchObject({
      at: 'failed',
      said: [{ type: 'blinkup.failed', cause: 'network' }],
    })
  })

  test('starts afresh for a new BlinkUp, with the full time and without a report on the old one', () => {
    const again = { ...polling, token: 2 }
    expect(tell(polling, 40_000, again, 59_999, claimed)).toMatchObject({ at: 'polling', said: [] })
    expect(tell(polling, 40_000, again, 60_000).said).toEqual([{ type: 'blinkup.timedOut' }])
    expect(tell(polling, 60_000, again, { ...claimed, token: 2 }).at).toBe('succeeded')
  })

  test('keeps a token only while it polls', () => {
    expect(tell(polling, claimed).state.context).toHaveProperty('token', 'none')
    expect(tell(polling).state.context).toHaveProperty('token', 1)
  })

  test('of the product says nothing of an upgrade', () => {
    expect(tell(polling, begun, claimed, begun).said).toEqual([{ type: 'blinkup.succeeded', plan: 'B' }])
  })

  test('of the proposal advises of an upgrade after success, even if it began before, but not after a time-out', () => {
    const advised = { type: 'upgrade.advised' }
    expect(tellAdvising(polling, begun).said).toEqual([])
    expect(tellAdvising(polling, begun, claimed, begun).said).toEqual([
      { type: 'blinkup.succeeded', plan: 'B' },
      advised,
      advised,
    ])
    expect(tellAdvising(polling, claimed).said).toEqual([{ type: 'blinkup.succeeded', plan: 'B' }])
    expect(tellAdvising(begun).said).toEqual([])
    expect(tellAdvising(polling, 60_000, begun).said).toEqual([{ type: 'blinkup.timedOut' }])
  })
})

const succeeded = { type: 'blinkup.succeeded', plan: 'A' }
const answer = (status: '200' | '404' | 'unavailable') => ({ type: 'http.answered', status })
const advised = { type: 'upgrade.advised' }
const request = (plan = 'A') => ({ type: 'http.requested', plan })
const use =
  (recipe: InstallerInput['recipe']) =>
  (...script: readonly (PartyEvent | number | typeof listen)[]) =>
    live(installerMachine, { recipe }, ...script)

describe('the recipe probe-10s', () => {
  const tell = use('probe-10s')

  test('asks the agent of the plan at once', () => {
    const { state, said } = tell(succeeded)
    expect(said).toEqual([request()])
    expect([...state.tags]).toEqual(['installer.waiting'])
  })

  test.each(['404', 'unavailable'] as const)('asks again 5 s after %s', (status) => {
    expect(tell(succeeded, answer(status), listen, 4_999).said).toEqual([])
    expect(tell(succeeded, answer(status), listen, 5_000).said).toEqual([request()])
  })

  test('never has two requests on their way', () => {
    expect(tell(succeeded, 60_000).said).toEqual([request()])
  })

  test('lets the installer configure on a 200, at the first try or later', () => {
    expect(tell(succeeded, answer('200')).state.hasTag('installer.configuring')).toBe(true)
    expect(tell(succeeded, answer('404'), 5_000, answer('200')).state.hasTag('installer.configuring')).toBe(true)
  })

  test('concludes that the imp is upgrading after 10 s without a 200, whatever is on its way', () => {
    const concluded = (...script: readonly (PartyEvent | number)[]) =>
      tell(succeeded, ...script).state.hasTag('installer.concludedUpgrading')
    expect(concluded(answer('404'), 5_000, answer('404'), 4_999)).toBe(false)
    expect(concluded(answer('404'), 5_000, answer('404'), 5_000)).toBe(true)
    expect(concluded(10_000)).toBe(true)
    expect(concluded(9_999, answer('200'), 10_000)).toBe(false)
  })

  test('goes on asking after the conclusion, until the agent serves', () => {
    const { said, state } = tell(succeeded, 10_000, answer('404'), listen, 5_000, answer('404'), 5_000, answer('200'))
    expect(said).toEqual([request(), request()])
    expect([...state.tags]).toEqual(['installer.configuring'])
  })

  test('hears no advice', () => {
    expect(tell(succeeded, advised).state.hasTag('installer.advised')).toBe(false)
    expect(tell(succeeded, answer('200'), advised).state.hasTag('installer.advised')).toBe(false)
  })
})

describe('the recipe fixed-15s', () => {
  const tell = use('fixed-15s')

  test('keeps the installer waiting all the while', () => {
    expect([...tell(succeeded).state.tags]).toEqual(['installer.waiting'])
    expect([...tell(succeeded, 15_000).state.tags]).toEqual(['installer.waiting'])
  })

  test('asks once, after 15 s', () => {
    expect(tell(succeeded, 14_999).said).toEqual([])
    expect(tell(succeeded, 15_000).said).toEqual([request()])
    expect(tell(succeeded, 15_000, answer('404'), 600_000).said).toEqual([request()])
  })

  test('lets the installer configure on a 200', () => {
    expect(tell(succeeded, 15_000, answer('200')).state.hasTag('installer.configuring')).toBe(true)
  })

  test.each(['404', 'unavailable'] as const)('gives up on %s: the wait was not long enough', (status) => {
    expect([...tell(succeeded, 15_000, answer(status)).state.tags]).toEqual(['installer.failed'])
  })
})

describe('the recipe advised', () => {
  const tell = use('advised')

  test('asks at once, and again every 5 s', () => {
    expect(tell(succeeded, answer('404'), 5_000).said).toEqual([request(), request()])
  })

  test('says that the imp is upgrading when told, and asks for as long as that takes', () => {
    const { state, said } = tell(
      succeeded,
      answer('404'),
      advised,
      5_000,
      answer('404'),
      5_000,
      listen,
      answer('404'),
      5_000,
    )
    expect([...state.tags].toSorted()).toEqual([
      'installer.advised',
      'installer.concludedUpgrading',
      'installer.waiting',
    ])
    expect(said).toEqual([request()])
  })

  test('gives up after 10 s without a 200 and without advice', () => {
    expect(tell(succeeded, answer('404'), 5_000, answer('404'), 4_999).state.hasTag('installer.failed')).toBe(false)
    expect([...tell(succeeded, answer('404'), 5_000, answer('404'), 5_000).state.tags]).toEqual(['installer.failed'])
  })

  test('takes the failure back when advice or a 200 comes late', () => {
    expect(tell(succeeded, answer('404'), 10_000, answer('404'), advised)).toMatchObject({
      at: 'recipe.probing.requests.asking + recipe.probing.verdict.advisedUpgrading + exchange.awaiting',
      said: [request(), request(), request()],
    })
    expect(tell(succeeded, 10_000, answer('200')).state.hasTag('installer.configuring')).toBe(true)
  })

  test('warns an installer who is configuring, and lets him finish', () => {
    const warned = tell(succeeded, answer('200'), advised)
    expect([...warned.state.tags].toSorted()).toEqual(['installer.advised', 'installer.configuring'])
    expect(tell(succeeded, answer('200'), advised, { type: 'installation.finished' }).at).toBe(
      'recipe.done + exchange.quiet',
    )
  })
})

describe.each(['probe-10s', 'fixed-15s', 'advised'] as const)('with the recipe %s the installer', (recipe) => {
  const tell = use(recipe)
  const served = [succeeded, 15_000, answer('200')]

  test.each([
    { type: 'blinkup.timedOut' },
    { type: 'blinkup.failed', cause: 'token' },
    { type: 'blinkup.failed', cause: 'cancelled' },
    { type: 'blinkup.failed', cause: 'network' },
  ])('sees $type $cause as a failure, at any time', (outcome) => {
    expect(tell(outcome)).toMatchObject({ at: 'recipe.failed + exchange.quiet', said: [] })
    expect(tell(succeeded, outcome, listen, 60_000)).toMatchObject({ said: [] })
    expect([...tell(...served, outcome).state.tags]).toEqual(['installer.failed'])
  })

  test('finishes while configuring, and not before', () => {
    expect([...tell(...served, { type: 'installation.finished' }).state.tags]).toEqual(['installer.done'])
    expect(tell(succeeded, { type: 'installation.finished' }).state.hasTag('installer.done')).toBe(false)
  })

  test('may start over with another plan', () => {
    const again = tell(...served, { type: 'installation.finished' }, listen, { ...succeeded, plan: 'B' }, 15_000)
    expect(again.said).toEqual([request('B')])
    expect(again.state.hasTag('installer.done')).toBe(false)
  })

  test('is not misled by the answer to a request from before the new BlinkUp', () => {
    const asked = [succeeded, 15_000] as const
    const { state, said } = tell(...asked, listen, { ...succeeded, plan: 'B' }, 15_000, answer('200'))
    expect(state.hasTag('installer.configuring')).toBe(false)
    expect(said).toEqual([request('B')])
    expect(
      tell(...asked, { ...succeeded, plan: 'B' }, 15_000, answer('200'), answer('200')).state.hasTag(
        'installer.configuring',
      ),
    ).toBe(true)
  })

  test('does not ask for a BlinkUp that has failed since', () => {
    const failed = tell(succeeded, 15_000, succeeded, 15_000, { type: 'blinkup.timedOut' }, listen, answer('404'))
    expect(failed).toMatchObject({ at: 'recipe.failed + exchange.quiet', said: [] })
  })
})

test('the configuration decides the recipe and whether the poller advises', () => {
  const made = combinations(['installerApp']).map(({ values }) => [installer(values).inputs, poller(values).inputs])
  expect(made).toEqual([
    [[{ recipe: 'probe-10s' }], [{ advises: false }]],
    [[{ recipe: 'fixed-15s' }], [{ advises: false }]],
    [[{ recipe: 'advised' }], [{ advises: true }]],
  ])
})
