// What is believed of a role behind a line: counted again from the belief itself, and true of every run that is tried.
import { describe, expect, it } from 'vitest'
import { randomFrom } from '../../../checker/semantics/randomWalk.js'
import { checkOptions } from '../../../cli/options/reading.js'
import type { StatePredicate } from '../../../model/property.js'
import { randomLog, writeLog } from '../../../oracle/driver/reference.js'
import { checkLog } from '../../../oracle/judge/check.js'
import { exactly, type Failure } from '../../../oracle/judge/judge.js'
import { beliefAfter, caseOf } from '../../../oracle/judge/replay.js'
import { bytesOf } from '../../../oracle/read/lines.js'
import { configure } from '../../../machines/configurations.js'
import { predicates } from '../../../properties/vocabulary/predicates.js'
import { consoleOf, written } from '../console.js'
import { line, role, sourceOf } from '../logs.js'
import { impSpace } from '../../../machines/configurations.js'
import { impRoles } from '../../../verification/imp/roles.js'

const vocabulary = Object.fromEntries(
  Object.entries(predicates).filter((entry): entry is [string, StatePredicate] => entry[1].kind === 'state'),
)
const io = { live: false, stderr: { write: () => true } } as never

describe('what is believed of a role', { timeout: 120_000 }, () => {
  const log = (name: string) => ({
    name,
    bytes: bytesOf(new URL(`../../../examples/logs/${name}`, import.meta.url).pathname),
  })

  it.each([
    ['day.log', 'impcentral-text', 5],
    ['day.log', 'impcentral-text', 9],
    ['day.log', 'impcentral-text', undefined],
    ['impcentral-text.log', 'impcentral-text', undefined],
    ['log-stream.jsonl', 'log-stream', undefined],
  ])('is what its hypotheses say: %s by %s, line %s', async (name, mapping, until) => {
    const options = checkOptions({ mapping }, { space: impSpace, roles: () => impRoles }, io)
    const asked = { vocabulary, ...(until === undefined ? {} : { line: until }) }
    const { states = [] } = await checkLog(log(name), { ...options, state: asked })
    expect(states.map(({ role }) => role).sort()).toEqual(['agent', 'device'])
    for (const state of states) {
      // Judged again without a judge.
      const { device, role: named } = state
      const { judged, observations } = await caseOf(log(name), options, { device, role: named, line: 0 } as Failure)
      const belief = beliefAfter(
        judged,
        observations.filter((one) => one.line <= (until ?? Infinity)),
      )
      expect(state.hypotheses).toBe(belief.length)
      const locals = new Set(belief.map(({ local }) => local))
      expect(state.states).toBe(locals.size)
      expect(state.of).toBeGreaterThanOrEqual(locals.size)
      for (const { question, states: so } of state.answers) {
        const holds = (local: number): boolean => vocabulary[question]!.holds(judged.role.table.locals[local]!.snapshot)
        expect([question, so]).toEqual([question, [...locals].filter(holds).length])
      }
    }
  })

  it('is true of every device whose console is looked at', async () => {
    const device = role('device')
    const options = checkOptions(
      { mapping: 'impcentral-text', role: 'device' },
      { space: impSpace, roles: () => impRoles },
      io,
    )
    const told = { certainly: 0, possibly: 0, 'certainly not': 0 }
    for (let seed = 1; seed <= 4; seed++) {
      const lines = consoleOf(device, randomFrom(seed), 200)
      // A step may bring several lines; what is known of the device is where it is behind the last of them.
      const ends = lines.flatMap(({ time }, at) => (time === lines[at + 1]?.time ? [] : [at + 1]))
      for (const end of ends.filter((_, at) => at % 7 === seed % 7)) {
        const { states = [] } = await checkLog(sourceOf(written(lines)), {
          ...options,
          state: { vocabulary, line: end },
        })
        expect(states).toHaveLength(1)
        expect(states[0]!.line).toBe(end)
        const { snapshot } = device.table.locals[lines[end - 1]!.local]!
        for (const { question, answer } of states[0]!.answers) {
          const so = vocabulary[question]!.holds(snapshot)
          expect([seed, end, question, answer]).not.toEqual([seed, end, question, so ? 'certainly not' : 'certainly'])
          told[answer]++
        }
      }
    }
    expect(Math.min(...Object.values(told))).toBeGreaterThan(20)
  })

  it('is what a role is in, where its log shows all of it', async () => {
    const installer = role('installer')
    const entries = randomLog(installer, installer.starts[0]!.local, randomFrom(3), 60)
    const { states = [] } = await checkLog(sourceOf(writeLog(installer, entries)), {
      catalogue: impRoles,
      configurations: () => [configure()],
      settings: () => exactly,
      state: { vocabulary },
    })
    expect(states[0]).toMatchObject({ states: 1, line: entries.length, untold: [] })
    expect(states[0]!.answers.filter(({ answer }) => answer === 'possibly')).toEqual([])
  })

  it('is told behind a line of a log whose newest line comes first', async () => {
    const options = checkOptions(
      { mapping: 'impcentral-text', role: 'agent' },
      { space: impSpace, roles: () => impRoles },
      io,
    )
    const text = [
      '2024-03-04T06:00:00.120Z [Status] Device connected',
      '2024-03-04T06:12:40.052Z [Status] Device disconnected',
      '2024-03-04T06:13:55.871Z [Status] Device connected',
    ]
    const seen = async (lines: readonly string[], line: number): Promise<string | undefined> => {
      const { states = [] } = await checkLog(sourceOf(lines.join('\n')), { ...options, state: { vocabulary, line } })
      return states[0]!.answers.find(({ question }) => question === 'agentSeesDevice')?.answer
    }
    const newestFirst = [...text].reverse()
    const behind = ['possibly', 'certainly not', 'certainly']
    expect([await seen(text, 1), await seen(text, 2), await seen(text, 3)]).toEqual(behind)
    expect([await seen(newestFirst, 3), await seen(newestFirst, 2), await seen(newestFirst, 1)]).toEqual(behind)
  })

  it('needs a line that there is, and something said up to it', async () => {
    const asked = (until: number) =>
      checkLog(sourceOf(line(0, 'poller', 'in', 'phone.offline')), {
        role: 'agent',
        catalogue: impRoles,
        configurations: () => [configure()],
        settings: () => exactly,
        state: { vocabulary, line: until },
      })
    await expect(asked(2)).rejects.toThrow('log:2: is asked for; there is 1 line')
    await expect(asked(1)).rejects.toThrow('says nothing of a role that is judged up to line 1')
  })
})
