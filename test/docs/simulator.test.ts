// The simulator without a page: sessions, branches, watched properties, searches, links, logs and tests.
import { compileFunction } from 'node:vm'
import fc from 'fast-check'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import * as checker from '../../checker/index.js'
import type { Cause } from '../../model/result.js'
import { canonical } from '../../util/canonical.js'
import * as machines from '../../machines/index.js'
import { configure } from '../../machines/configurations.js'
import { predicates, properties } from '../../properties/index.js'
import { joinSteps, splitSteps } from '../../docs/draw/run.js'
import { logOf, logText, testText } from '../../docs/simulator/export.js'
import { readRun } from '../../docs/simulator/load.js'
import { explain, LogError, parseLog } from '../../docs/simulator/log.js'
import { judgeOf, search } from '../../docs/simulator/search.js'
import { compare, Session } from '../../docs/simulator/session.js'
import { fromHash, toHash } from '../../docs/simulator/share.js'
import type { Setup } from '../../docs/simulator/simulation.js'

/** The shortest run in which a handler is registered at BlinkUp, and nobody asks it. */
const unasked = splitSteps(
  'power.applied rescue=false; upgradeServer: release.published; blinkup: blinkup.started plan=A network=right; ' +
    'deliver phoneUp; enrolment: request.granted; deliver phoneDown; tick; timer device squirrelStart; ' +
    'blinkup: flash.finished; step.succeeded*5; deliver uplink; deliver downlink; deliver uplink; deliver downlink',
)
const setup: Setup = { configuration: configure({ blinkupRestarts: 'no' }), scope: 'field' }
const open = (of: Setup = setup): Session => new Session({ setup: of, initial: {} })
const standing = (session: Session, id: string): string | undefined =>
  session.now.watched[session.properties.findIndex((property) => property.id === id)]?.standing

/** The same steps in the same order, whoever lists them. */
const ordered = (causes: readonly Cause[]): readonly string[] => causes.map((cause) => canonical(cause)).sort()

describe('a session', () => {
  it('takes steps by name, and says what was possible where a name fits none', () => {
    const session = open()
    expect(session.takeAll(unasked)).toEqual({ count: unasked.length })
    const { stuck } = session.takeAll(['power.applied rescue=false'])
    expect(stuck?.name).toBe('power.applied rescue=false')
    expect(stuck?.possible).toContain('power.cut')
  })

  it('keeps what was done when it steps back, and makes a branch of what is done instead', () => {
    const session = open()
    session.takeAll(['power.applied rescue=false', 'tick'])
    const first = session.tip
    session.back()
    expect(session.tip).toBe(first)
    session.take('power.cut')
    expect(session.tips()).toHaveLength(2)
    expect(session.forward()).toBe(false)
    session.go(first)
    session.back()
    expect(session.forward()).toBe(true)
    expect(session.at).toBe(first)
    session.back()
    session.take('power.cut')
    expect(session.moments).toHaveLength(4)
  })

  it('compares two branches: what they share, and where their ends differ', () => {
    const session = open()
    session.takeAll(['power.applied rescue=false', 'tick'])
    const left = session.tip
    session.back()
    session.take('power.cut')
    const { common, left: ours, right: theirs, parties } = compare(session, left, session.tip)
    expect(common).toBe(1)
    expect([ours, theirs].map((all) => all.map(({ name }) => name))).toEqual([['tick'], ['power.cut']])
    expect(parties.map(({ name }) => name)).toContain('device')
  })

  it('lets time pass up to the next timer, and not further', () => {
    const session = open()
    session.take('power.applied rescue=false')
    expect(session.advance()).toBe(1)
    expect(session.now.time).toBe(10_000)
    expect(session.options().map(({ name }) => name)).toContain('timer device squirrelStart')
    expect(session.advance()).toBe(0)
  })

  it('takes exactly the steps that live actors take', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 60 }), (choices) => {
        const session = open()
        const live = new checker.LiveWorld(machines.system(setup.configuration.values, 'field'))
        for (const choice of choices) {
          const options = session.options()
          expect(ordered(options.map(({ cause }) => cause))).toEqual(ordered(live.enabled()))
          const { name, cause } = options[choice % options.length]!
          session.take(name)
          expect(session.now.step).toEqual(live.take(cause))
        }
      }),
      { numRuns: 25 },
    )
  })
})

describe('watched properties', () => {
  it('are violated by the step that the checker marks, and not before', () => {
    const session = open()
    session.takeAll(unasked.slice(0, -1))
    expect(standing(session, 'politeness-respected-after-blinkup')).toBe('waiting')
    session.take(unasked.at(-1)!)
    expect(standing(session, 'politeness-respected-after-blinkup')).toBe('violated')
    session.back()
    expect(standing(session, 'politeness-respected-after-blinkup')).toBe('waiting')
  })

  it('are undecided while an answer is owed, and satisfied when it has come', () => {
    const session = open()
    session.take('power.applied rescue=false')
    expect(standing(session, 'squirrel-within-ten-seconds')).toBe('owed')
    session.takeAll(['tick', 'timer device squirrelStart'])
    expect(standing(session, 'squirrel-within-ten-seconds')).toBe('kept')
  })
})

describe('a search', () => {
  const specification = { properties, predicates }

  it('finds a shortest way to a violation from any state', () => {
    const session = open()
    session.takeAll(unasked.slice(0, 9))
    const index = session.properties.findIndex(({ id }) => id === 'politeness-respected-after-blinkup')
    const goal = { kind: 'property', property: 'politeness-respected-after-blinkup' } as const
    const judge = judgeOf(session.simulation, goal, specification, session.now.watched[index], session.now.state)
    const result = search(session.simulation, session.now.state, judge, { limit: 50_000 })
    expect(result).toMatchObject({ kind: 'found', steps: unasked.slice(9) })
  })

  it('says no where it has seen everything, and that it has not where it has not', () => {
    const session = open({ ...setup, scope: 'factory' })
    const ask = (path: string, limit: number): string => {
      const judge = judgeOf(
        session.simulation,
        { kind: 'state', party: 'factory', path },
        specification,
        undefined,
        session.now.state,
      )
      return search(session.simulation, session.now.state, judge, { limit }).kind
    }
    expect(ask('nowhere', 100_000)).toBe('impossible')
    expect(ask('nowhere', 3)).toBe('gave-up')
    expect(ask('shipped', 100_000)).toBe('found')
  })

  it('finds events that are heard or said', () => {
    const session = open()
    const goal = { kind: 'event', party: 'device', type: 'vm.started' } as const
    const judge = judgeOf(session.simulation, goal, specification, undefined, session.now.state)
    expect(search(session.simulation, session.now.state, judge, { limit: 50_000 })).toMatchObject({
      kind: 'found',
      steps: ['power.applied rescue=false', 'tick', 'timer device squirrelStart'],
    })
  })
})

describe('links', () => {
  it('lead back to where they come from', () => {
    const session = open({ ...setup, parties: ['device', 'application'], quantum: 5000 })
    session.takeAll(['power.applied rescue=false', 'tick', 'tick', 'timer device squirrelStart'])
    session.back()
    const hash = toHash(session.shared())
    expect(hash).toContain('run:power.applied_rescue=false;tick*2;timer_device_squirrelStart')
    expect(fromHash(hash)).toEqual({ ...session.shared() })
  })

  it('say what does not exist', () => {
    expect(() => fromHash('#configuration:handler=never')).toThrow(/handler has no value 'never'/)
    expect(() => fromHash('#scope:everything')).toThrow(/no scope 'everything'; there are factory, field/)
    expect(fromHash('#somewhere')).toBeUndefined()
  })

  it('count what repeats, whatever the names', () => {
    const name = fc.constantFrom('tick', 'deliver uplink', 'blinkup: blinkup.started plan=A network=right', 'x #2')
    fc.assert(
      fc.property(fc.array(name), (names) => {
        expect(splitSteps(joinSteps(names))).toEqual(names)
      }),
    )
  })
})

describe('an exported run', () => {
  const session = open()
  session.takeAll(unasked)
  const story = session.story()

  it('is explained as a log, with the same observations', () => {
    const read = readRun(logText(story), setup)
    expect(read.problem).toBeUndefined()
    const again = new Session(read.shared)
    expect(again.takeAll(read.shared.steps).stuck).toBeUndefined()
    expect(logOf(again.story())).toEqual(logOf(story))
  })

  it('is explained by what one role alone saw', () => {
    const entries = logOf(story).filter(({ role }) => role === 'device')
    expect(explain(session.simulation, session.moments[0]!.state, entries).kind).toBe('explained')
  })

  it('is not explained if it says something wrong, and the line is named with what could have come', () => {
    const entries = [...logOf(story)]
    const at = entries.findIndex(({ event }) => event.type === 'upgrade.queried')
    entries[at] = { ...entries[at]!, event: { type: 'upgrade.queried', os: 2 } }
    const read = readRun(entries.map((entry) => JSON.stringify(entry)).join('\n'), setup)
    expect(read.problem).toContain(`Line ${at + 1} of ${entries.length}`)
    expect(read.possible.join('\n')).toContain('device says upgrade.queried (os: 1)')
  })

  it('is a test that passes, and that fails where the end is another', () => {
    const run = (text: string): void => {
      const module = ts.transpileModule(text.replaceAll(/^import .*$/gm, ''), {
        compilerOptions: { target: ts.ScriptTarget.ES2022 },
      })
      const bodies: (() => void)[] = []
      const names = { ...checker, ...machines, expect, test: (_: string, body: () => void) => bodies.push(body) }
      const execute = compileFunction(module.outputText, Object.keys(names)) as (...values: unknown[]) => void
      execute(...(Object.values(names) as unknown[]))
      expect(bodies).toHaveLength(1)
      bodies[0]!()
    }
    const text = testText(story, setup, session.simulation, session.now.state)
    run(text)
    expect(() => run(text.replace('activation.activated', 'activation.unheardOf'))).toThrow()
  })
})

describe('what is loaded', () => {
  it('is named with line and field where it is no log', () => {
    expect(() => parseLog('{"t":0}')).toThrow(LogError)
    expect(() => parseLog('{"t":0,"role":"device","dir":"in","event":{"type":"x"}}\nnonsense')).toThrow(/line 2/)
    expect(() => parseLog('{"t":"0","role":"device"}')).toThrow(/line 1: the field 't'/)
    expect(() => readRun('{"steps":1}', setup)).toThrow(/holds no story/)
    expect(() => readRun('{"t":0,"role":"robot","dir":"in","event":{"type":"x"}}', setup)).toThrow(/role 'robot'/)
  })

  it('may be what the command prints', () => {
    const session = open({ ...setup, parties: ['device', 'application', 'upgradeServer', 'enrolment', 'blinkup'] })
    session.takeAll(unasked)
    const document = {
      property: { id: 'politeness-respected-after-blinkup' },
      judgements: [{ configuration: 'blinkupRestarts=no', story: session.story() }],
    }
    const { shared } = readRun(JSON.stringify(document), setup)
    expect(shared.steps).toEqual(unasked)
    expect(new Session(shared).takeAll(shared.steps).stuck).toBeUndefined()
  })
})
