// Outputs of one instant: unordered where different parties hear them, unless a rule orders them.
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { configure } from '../../../machines/configurations.js'
import { rules } from '../../../machines/sources.js'
import type { PartyEvent } from '../../../model/party.js'
import { sweepOf } from '../../../oracle/driver/cases.js'
import { Driver } from '../../../oracle/driver/drive.js'
import { orderOf as orderFrom } from '../../../oracle/belief/order.js'
import { Reference } from '../../../oracle/driver/reference.js'
import { impRoles, type RoleName } from '../../../verification/imp/roles.js'
import { vectorsOf } from '../../../oracle/driver/vectors.js'
import { judge, line, role } from '../logs.js'

const orderOf = (role: string) => orderFrom(role, impRoles.hearersOf(role), impRoles.ruledOrders)

/** Inputs after which a role says two things at once. */
const told: readonly (readonly [RoleName, readonly PartyEvent[], string])[] = [
  [
    'enrolment',
    [
      { type: 'token.requested', plan: 'A' },
      { type: 'request.granted' },
      { type: 'enrolment.presented', token: 1, plan: 'A' },
    ],
    'enrolment.accepted',
  ],
  ['homeServer', [{ type: 'session.requested' }], 'session.opened'],
]

/** The log of a role that hears some events, each at once, with its last outputs in another order. */
function logOf(name: RoleName, inputs: readonly PartyEvent[], reversed: boolean): string {
  const { table, starts } = role(name)
  const run = new Reference(role(name), starts[0]!.local)
  return inputs
    .map(({ type, ...fields }, at) => {
      const said = run.hear(table.eventId({ type, ...fields })).map(({ event }) => table.events[event]!)
      const outputs = reversed && at === inputs.length - 1 ? said.reverse() : said
      return [line(0, name, 'in', type, fields), ...outputs.map((one) => written(name, one))].join('')
    })
    .join('')
}

const written = (name: RoleName, { type, ...fields }: PartyEvent, time = 0, direction: 'in' | 'out' = 'out'): string =>
  line(time, name, direction, type, fields)

const script = fileURLToPath(new URL('../implementations/enrolment.mjs', import.meta.url))

describe('outputs of one instant to different parties', () => {
  it.each(told)('of %s may be logged in any order', async (name, inputs) => {
    for (const latency of [0, 10]) {
      for (const reversed of [false, true]) {
        const report = await judge(logOf(name, inputs, reversed), { latency })
        expect([report.verdict, report.failures]).toEqual(['pass', []])
      }
    }
  })

  it.each(told)('of %s are each owed', async (name, inputs, first) => {
    const lines = logOf(name, inputs, true).trimEnd().split('\n')
    expect(lines.at(-1)).toContain(first)
    const { verdict, undecided } = await judge(`${lines.slice(0, -1).join('\n')}\n`)
    expect(verdict).toBe('inconclusive')
    expect(undecided[0]!.reason).toContain(first)
    // And neither may come twice.
    const twice = await judge(`${[...lines, lines.at(-1)!].join('\n')}\n`)
    expect(twice.failures[0]).toMatchObject({ line: lines.length + 1, kind: 'unexpected' })
  })

  it('of a device that is upgraded: Squirrel is stopped and the image asked for, in any order', async () => {
    const { before, time, outputs } = upgraded()
    for (const said of [outputs, [...outputs].reverse()]) {
      const report = await judge(before + said.map((one) => written('device', one, time)).join(''))
      expect([report.verdict, report.failures]).toEqual(['pass', []])
    }
  })

  it('keep the order of a rule, which is named', async () => {
    for (const { role: name, first, then, rule } of impRoles.ruledOrders) {
      expect(orderOf(name)(first, then)).toBe(rule)
      expect(orderOf(name)(then, first)).not.toBe(rule)
      expect(rules.map(({ id }) => id)).toContain(rule)
    }
    const restarted = line(0, 'deployments', 'in', 'restart.forced')
    const published = line(0, 'deployments', 'out', 'code.published', { code: 1 })
    const issued = line(0, 'deployments', 'out', 'restart.issued')
    expect((await judge(restarted + published + issued)).verdict).toBe('pass')
    const { failures } = await judge(restarted + issued + published)
    expect(failures[0]).toMatchObject({ line: 2, kind: 'wrong' })
    expect(failures[0]!.reason).toContain('R24')
  })

  it('keep their order where one party hears both', () => {
    expect(orderOf('device')('vm.stopped', 'vm.started')).toBe('hearer')
    expect(orderOf('device')('vm.stopped', 'image.requested')).toBeUndefined()
    // What nobody hears is seen by whoever watches.
    expect(orderOf('factory')('a', 'b')).toBe('hearer')
  })

  it('may be answered to the driver in any order', async () => {
    for (const order of ['as written', 'reversed']) {
      const driver = new Driver({
        command: [process.execPath, script, order],
        role: role('enrolment'),
        patience: 60_000,
        tolerance: 0,
      })
      const steps = told[0]![1].map((send) => ({ send }))
      try {
        expect(await driver.run({ id: 'both', input: undefined, steps })).toBeUndefined()
      } finally {
        await driver.end()
      }
    }
  })

  it('are allowed in any order by the vectors', () => {
    const steps = vectorsOf(role('enrolment'), configure(), { maxTransitions: 400, walks: 0 }).flatMap(
      (vector) => vector.steps,
    )
    const accepting = steps.filter(({ allowed }) => allowed[0]!.some(({ event }) => event.type === 'enrolment.claimed'))
    expect(accepting.length).toBeGreaterThan(0)
    for (const { allowed } of accepting) {
      expect(allowed.map((said) => said.map(({ event }) => event.type))).toEqual([
        ['enrolment.accepted', 'enrolment.claimed'],
        ['enrolment.claimed', 'enrolment.accepted'],
      ])
    }
  })
})

/** The log of a device up to the moment at which it stops Squirrel for an upgrade, and what it says then. */
function upgraded(): { before: string; time: number; outputs: readonly PartyEvent[] } {
  const device = role('device')
  const { table } = device
  for (const { steps, input } of sweepOf(device)) {
    const run = new Reference(device, table.initial(input))
    let before = ''
    for (const step of steps) {
      const said = 'send' in step ? run.hear(table.eventId(step.send)) : run.advance(step.advance)
      const outputs = said.map(({ event }) => table.events[event]!)
      if ('send' in step) before += written('device', step.send, run.time, 'in')
      if (['vm.stopped', 'image.requested'].every((type) => outputs.some((one) => one.type === type))) {
        return { before, time: run.time, outputs }
      }
      before += said.map(({ event, time }) => written('device', table.events[event]!, time)).join('')
    }
  }
  throw new Error('no device stops Squirrel for an upgrade')
}
