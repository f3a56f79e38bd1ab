// The agent by itself: when it starts, what interrupts it, and what its URL answers meanwhile.
import { describe, expect, test } from 'vitest'
import { agent, agentMachine, type AgentInput } from '../../machines/agent.js'
import { configure } from '../../machines/configurations.js'
import type { Party } from '../../model/party.js'
import type { PartyEvent } from '../../model/party.js'
import { reachable } from '../../machines/reachable.js'
import { alphabetFaults } from './alphabets.js'
import { deadTransitions } from './dead.js'
import { undocumented } from './documented.js'
import { listen, live } from './live.js'

const days = 24 * 60 * 60 * 1_000
const readings = ['at-home-server', 'at-enrolment'] as const
const made = (agentStarts: AgentInput['starts'], saves: boolean): Party =>
  agent(configure({ agentStarts }).values, { saves })
const agents = [made('at-home-server', true), made('at-enrolment', true)] as const

const claimed = (plan: 'A' | 'B' = 'A') => ({ type: 'enrolment.claimed', token: 1, plan })
const connected = { type: 'device.connected' }
const disconnected = { type: 'device.disconnected' }
const up = { type: 'agent.startFinished' }
const registered = { type: 'onrequest.registered' }
const published = { type: 'code.published', code: 2 }
const crashed = { type: 'agent.crashed' }
const migrating = { type: 'migration.started' }
const asked = (plan: 'A' | 'B' = 'A') => ({ type: 'http.requested', plan })
const answered = (status: '200' | '404' | 'unavailable') => ({ type: 'http.answered', status })
const running = [claimed(), connected, up] as const
const serving = [...running, registered] as const

type Script = readonly (PartyEvent | number | typeof listen)[]
const use =
  (starts: AgentInput['starts']) =>
  (...script: Script) =>
    live(agentMachine, { starts, saves: true }, ...script)
const tell = use('at-home-server')
const tellAtEnrolment = use('at-enrolment')

describe('the machine of the agent', () => {
  test('describes and sources every state and transition', () => {
    expect(undocumented(agentMachine)).toEqual([])
  })

  test('hears and says exactly its alphabets', () => {
    expect(alphabetFaults(agents)).toEqual([])
  })

  test('has no transition that never happens', () => {
    expect(deadTransitions(agents)).toEqual([])
  })

  test('has few local states', () => {
    const count = ({ machine, inputs, hears }: Party) => reachable(machine, inputs[0], hears).states.length
    expect(readings.map((reading) => count(made(reading, false)))).toEqual([116, 108])
    expect(agents.map(count)).toEqual([452, 420])
  })

  test('takes its reading from the configuration, and saves nothing unless asked to', () => {
    expect(readings.map((agentStarts) => agent(configure({ agentStarts }).values).inputs)).toEqual([
      [{ starts: 'at-home-server', saves: false }],
      [{ starts: 'at-enrolment', saves: false }],
    ])
  })
})

describe('the first start', () => {
  test('needs an activation', () => {
    expect(tell(connected, up, asked())).toMatchObject({ at: 'absent', said: [answered('404')] })
  })

  test('at the home server: a claimed token is not a running agent', () => {
    expect(tell(claimed(), up, asked())).toMatchObject({ at: 'enrolled', said: [answered('404')] })
    expect(tell(claimed(), connected)).toMatchObject({ at: 'instance.device.online + instance.life.down.starting' })
  })

  test('at the enrolment: the instance starts before the device has reached the home server', () => {
    expect(tellAtEnrolment(claimed()).at).toBe('instance.device.offline + instance.life.down.starting')
    expect(tellAtEnrolment(claimed(), up).said).toEqual([{ type: 'agent.started', code: 1 }])
  })

  test('is of the plan that was enrolled last', () => {
    expect(tell(claimed('A'), claimed('B'), connected, up, registered, listen, asked('A'), asked('B')).said).toEqual([
      answered('404'),
      answered('200'),
    ])
  })

  test('is with the code that was published before', () => {
    expect(tell(published, ...running).said).toEqual([{ type: 'agent.started', code: 2 }])
  })
})

describe('the URL', () => {
  test.each<[string, Script, '200' | '404' | 'unavailable']>([
    ['before any activation', [], '404'],
    ['enrolled and not started', [claimed()], '404'],
    ['starting', [claimed(), connected], 'unavailable'],
    ['running without a handler', running, '404'],
    ['running with a handler', serving, '200'],
    ['restarting with new code', [...serving, published], 'unavailable'],
    ['restarted, the handler not yet registered again', [...serving, published, up], '404'],
    ['crashed', [...serving, crashed], 'unavailable'],
    ['migrating', [...serving, migrating], 'unavailable'],
    ['while the device is offline', [...serving, disconnected], '200'],
    ['stopped', [...serving, disconnected, 30 * days], '404'],
  ])('%s: %s answers %s', (_, script, status) => {
    expect(tell(...script, listen, asked()).said).toEqual([answered(status)])
  })

  test.each<[string, Script]>([
    ['starting', [claimed(), connected]],
    ['running', serving],
    ['restarting', [...serving, published]],
    ['crashed', [...serving, crashed]],
    ['migrating', [...serving, migrating]],
  ])('of another plan is dead, also while %s', (_, script) => {
    expect(tell(...script, listen, asked('B')).said).toEqual([answered('404')])
  })

  test('answers every request once, in every local state', () => {
    const { machine, inputs, hears } = made('at-home-server', false)
    const requests = reachable(machine, inputs[0], hears).steps.filter(({ event }) => event.type === 'http.requested')
    expect(requests).toHaveLength(2 * 116)
    expect(requests.filter(({ says }) => says.length !== 1 || says[0]?.type !== 'http.answered')).toEqual([])
  })
})

describe('the tags', () => {
  test.each<[string, Script, readonly string[]]>([
    ['absent', [], ['agent.absent']],
    ['enrolled', [claimed()], ['agent.absent', 'agent.enrolled']],
    ['starting', [claimed(), connected], ['agent.deviceOnline', 'agent.starting', 'agent.unavailable']],
    ['running', running, ['agent.deviceOnline', 'agent.running']],
    ['serving', serving, ['agent.deviceOnline', 'agent.running', 'agent.serving']],
    ['serving alone', [...serving, disconnected], ['agent.running', 'agent.serving']],
    ['restarting', [...running, published], ['agent.deviceOnline', 'agent.restarting', 'agent.unavailable']],
    ['crashed', [...running, crashed], ['agent.crashed', 'agent.deviceOnline', 'agent.unavailable']],
    ['migrating', [...running, migrating], ['agent.deviceOnline', 'agent.migrating', 'agent.unavailable']],
    ['stopped', [...running, disconnected, 30 * days], ['agent.stopped']],
  ])('of an agent that is %s', (_, script, tags) => {
    expect([...tell(...script).state.tags].toSorted()).toEqual(tags)
  })
})

describe('re-enrolment', () => {
  test.each(readings)('with the same plan leaves the agent running (%s)', (reading) => {
    const before = use(reading)(...serving)
    const after = use(reading)(...serving, listen, claimed())
    expect(after).toMatchObject({ at: before.at, said: [] })
  })

  test('with a new plan is a new agent, which waits for the home server', () => {
    expect(tell(...serving, claimed('B'), asked('A'), asked('B'))).toMatchObject({ at: 'enrolled' })
    expect(tell(...serving, listen, claimed('B'), asked('A'), asked('B')).said).toEqual([
      answered('404'),
      answered('404'),
    ])
  })

  test('with a new plan starts the new agent at once under the other reading', () => {
    expect(tellAtEnrolment(...serving, claimed('B')).at).toBe('instance.device.offline + instance.life.down.starting')
  })

  test.each<[string, AgentInput['starts'], Script]>([
    ['running', 'at-home-server', serving],
    ['running', 'at-enrolment', serving],
    ['stopped', 'at-home-server', [...serving, disconnected, 30 * days]],
    ['stopped', 'at-enrolment', [...serving, disconnected, 30 * days]],
  ])('of a device with a %s agent (%s) serves at the new URL, and at that only', (_, starts, before) => {
    const after = use(starts)(...before, claimed('B'), connected, up, registered, listen, asked('A'), asked('B'))
    expect(after.said).toEqual([answered('404'), answered('200')])
  })

  test('finds the data of the same plan, none for a new one, and that of a former one again', () => {
    const saved = [...running, { type: 'data.saved' }]
    const data = (...script: Script) => (tell(...script).state.context as { readonly data: unknown }).data
    expect(data(...running)).toEqual({ A: 'empty', B: 'empty' })
    expect(data(...saved, claimed())).toEqual({ A: 'saved', B: 'empty' })
    expect(data(...saved, claimed('B'), connected, up, claimed('A'))).toEqual({ A: 'saved', B: 'empty' })
  })

  test('of a stopped agent starts it again only under the reading "at the enrolment"', () => {
    const stopped = [...serving, disconnected, 30 * days]
    expect(tell(...stopped, claimed()).at).toBe('stopped')
    expect(tell(...stopped, claimed('B')).at).toBe('enrolled')
    expect(tellAtEnrolment(...stopped, claimed()).at).toBe('instance.device.offline + instance.life.down.starting')
  })
})

describe('interruptions', () => {
  test.each<[string, PartyEvent]>([
    ['new code', published],
    ['a crash', crashed],
    ['a migration', migrating],
  ])('%s costs the handler and keeps what was saved', (_, interruption) => {
    const script = [...serving, { type: 'data.saved' }, interruption, { type: 'migration.finished' }, up]
    const { at, state } = tell(...script)
    expect(at).toBe('instance.device.online + instance.life.running.withoutHandler')
    expect(state.context).toHaveProperty('data.A', 'saved')
  })

  test('new code: the agent tells that it has started with it', () => {
    expect(tell(...serving, listen, published).said).toEqual([])
    expect(tell(...serving, listen, published, up).said).toEqual([{ type: 'agent.started', code: 2 }])
  })

  test('a crash: the agent tells that it has started with the same code', () => {
    expect(tell(...serving, listen, crashed, up).said).toEqual([{ type: 'agent.started', code: 1 }])
  })

  test('the same code published again restarts as well', () => {
    expect(tell(...serving, { ...published, code: 1 }).state.hasTag('agent.restarting')).toBe(true)
  })

  test.each<[string, Script, string]>([
    ['starting', [claimed(), connected], 'agent.restarting'],
    ['crashed', [...running, crashed], 'agent.restarting'],
    ['restarting', [...running, { ...published, code: 1 }], 'agent.restarting'],
    ['migrating', [...running, migrating], 'agent.migrating'],
    ['stopped', [...running, disconnected, 30 * days], 'agent.stopped'],
  ])('code published while %s is what starts next', (_, script, tag) => {
    const { state } = tell(...script, published)
    expect(state.hasTag(tag)).toBe(true)
    expect(tell(...script, listen, published, connected, { type: 'migration.finished' }, up).said).toEqual([
      { type: 'agent.started', code: 2 },
    ])
  })

  test('a migration moves for 5 s at most and then starts for as long as that takes', () => {
    expect(tell(...serving, migrating, 4_999).state.hasTag('agent.migrating')).toBe(true)
    expect(tell(...serving, migrating, 5_000).state.hasTag('agent.starting')).toBe(true)
    expect(tell(...serving, migrating, days).state.hasTag('agent.starting')).toBe(true)
    expect(tell(...serving, migrating, up).state.hasTag('agent.migrating')).toBe(true)
  })

  test('a crash during a start is possible', () => {
    expect(tell(claimed(), connected, crashed).state.hasTag('agent.crashed')).toBe(true)
    expect(tell(...running, published, crashed).state.hasTag('agent.crashed')).toBe(true)
  })

  test.each<[string, Script, number]>([
    ['running', running, 1],
    ['starting', [claimed(), connected], 0],
    ['restarting', [...running, published], 0],
    ['crashed', [...running, crashed], 0],
    ['migrating', [...running, migrating], 0],
    ['stopped', [...running, disconnected, 30 * days], 0],
  ])('a message from the device, the agent %s: handled or lost', (_, script, handled) => {
    expect(tell(...script, listen, { type: 'message.uplinked' }).said).toHaveLength(handled)
  })
})

describe('the life without the device', () => {
  test('lasts 30 days', () => {
    expect(tell(...serving, disconnected, 30 * days - 1).state.hasTag('agent.serving')).toBe(true)
    expect(tell(...serving, disconnected, 30 * days).at).toBe('stopped')
  })

  test('is counted from the last disconnection', () => {
    expect(
      tell(...serving, disconnected, 29 * days, connected, disconnected, 29 * days).state.hasTag('agent.serving'),
    ).toBe(true)
    expect(tell(...serving, 60 * days).state.hasTag('agent.serving')).toBe(true)
  })

  test('starts again when the device returns, at the same URL', () => {
    const back = [...serving, disconnected, 30 * days, connected] as const
    expect(tell(...back).at).toBe('instance.device.online + instance.life.down.starting')
    expect(tell(...back, up, registered, listen, asked()).said).toEqual([answered('200')])
  })
})

test('an agent whose code never saves has empty data for ever', () => {
  const { machine, inputs, hears } = made('at-home-server', false)
  const data = new Set(
    reachable(machine, inputs[0], hears).states.map((state) =>
      JSON.stringify((state.context as { readonly data: unknown }).data),
    ),
  )
  expect([...data]).toEqual(['{"A":"empty","B":"empty"}'])
})
