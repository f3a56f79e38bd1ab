// A million events of thousands of devices, judged by processes that are killed at random: nothing is lost, and nothing
// is said twice.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { randomFrom } from '../../checker/semantics/randomWalk.js'
import { publishLog, type Published } from '../../oracle/watch/publish.js'
import { sourceOf } from '../oracle/logs.js'
import { checked, expected, failuresIn, fleetOf, unreadableIn, verdictsOn, type Fleet } from './fleet.js'
import { massacre } from './processes.js'
import { startServer, wanted, type TestServer } from './server.js'

const events = Number(process.env.IMPSPEC_NATS_EVENTS ?? 1_000_000)
const each = 200
/** Lines that are published twice. */
const twice = events / 10

const bytesOf = (fleet: Fleet, lines = fleet.lines.length): string => `${fleet.lines.slice(0, lines).join('\n')}\n`

describe.runIf(wanted())(`impspec watch over ${events} events`, () => {
  let server: TestServer
  let fleet: Fleet
  let published: Published
  beforeAll(async () => {
    fleet = fleetOf(events / each, each + 2, 20261124, 20_000)
    server = await startServer()
    const options = { access: { url: server.url }, stream: 'FLEET', partitions: 12 }
    await publishLog(sourceOf(bytesOf(fleet, twice), 1 << 18, 'fleet'), options)
    published = await publishLog(sourceOf(bytesOf(fleet), 1 << 18, 'fleet'), options)
  })
  afterAll(() => server.stop())

  it('finds what check finds, each failure once, though processes are killed', async () => {
    const began = performance.now()
    const { killed, frozen, last } = await massacre({
      args: [
        'watch',
        '--nats',
        server.url,
        '--stream',
        'FLEET',
        '--durable',
        'fleet',
        '--configuration',
        'baseline',
      ].concat(['--once', '--json', '--lease', '2000']),
      workers: 2,
      random: randomFrom(events),
      pause: [2500, 6000],
      blows: 15,
      freeze: 3500,
    })
    const seconds = (performance.now() - began) / 1000
    const rate = Math.round(fleet.lines.length / seconds)
    console.log(
      `${fleet.lines.length} events in ${Math.round(seconds)} s, ${rate} a second; ${killed} workers killed, ${frozen} stopped`,
    )

    expect(published).toMatchObject({ lines: fleet.lines.length, known: twice })
    expect(fleet.lines.length).toBeGreaterThanOrEqual(events)
    expect(killed).toBeGreaterThan(0)
    expect(last.err).not.toContain('a bug of ours')
    // Lines that cannot be read are worse than failures.
    expect(last.code).toBe(4)

    const verdicts = await verdictsOn(server.url, 'fleet')
    const { report, failures } = await checked(fleet)
    expect(failures.length).toBeGreaterThan(events / each / 20)
    expect(failuresIn(verdicts)).toEqual(expected(failures))
    expect(unreadableIn(verdicts)).toEqual(fleet.unreadable)
    expect(verdicts).toHaveLength(failures.length + fleet.unreadable.length)
    const { summary } = JSON.parse(last.out.trimEnd().split('\n').at(-1)!) as { readonly summary: object }
    expect(summary).toMatchObject({
      observations: report.observations,
      devices: report.devices,
      subjects: report.subjects,
      unreadable: fleet.unreadable.length,
    })
  })
})
