// impspec watch --workers: one process supervises the others, and one of these is killed.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checked, expected, failuresIn, fleetOf, serverWith, verdictsOn } from './fleet.js'
import { start } from './processes.js'
import { wanted, type TestServer } from './server.js'

const fleet = fleetOf(400, 50, 7, 500)

describe.runIf(wanted())('impspec watch --workers', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await serverWith(fleet)
  })
  afterAll(() => server.stop())

  it('finds what check finds, though a process of --workers is killed, and starts another', async () => {
    const { child, ended } = start(
      ['watch', '--nats', server.url, '--stream', 'FLEET', '--durable', 'killed', '--configuration', 'baseline'].concat(
        ['--once', '--json', '--lease', '1500', '--batch', '200', '--interval', '100', '--workers', '2'],
      ),
    )
    // By then both are at work.
    await once(child.stdout!, 'data')
    const [one] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').split(' ')
    process.kill(Number(one), 'SIGKILL')
    const { code, out, err } = await ended
    const { report, failures } = await checked(fleet)
    expect(err).toContain('a worker was killed by SIGKILL; another is started')
    expect(code).toBe(4)
    const { summary } = JSON.parse(out.trimEnd().split('\n').at(-1)!) as { readonly summary: object }
    expect(summary).toMatchObject({ observations: report.observations, subjects: report.subjects })
    expect(failuresIn(await verdictsOn(server.url, 'killed'))).toEqual(expected(failures))
  }, 120_000)
})
