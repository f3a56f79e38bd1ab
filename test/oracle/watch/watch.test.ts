// impspec watch: every verdict exactly once, wherever a worker dies; and what goes wrong, told in plain words.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { randomFrom } from '../../../checker/semantics/randomWalk.js'
import { connectTo } from '../../../oracle/watch/connect.js'
import { endOf, joinGroup } from '../../../oracle/watch/group.js'
import { checkpointSteps, type CheckpointStep } from '../../../oracle/watch/partition.js'
import { publishLog } from '../../../oracle/watch/publish.js'
import { totalsOf } from '../../../oracle/watch/totals.js'
import { Publisher, type LastVerdict, type Outgoing } from '../../../oracle/watch/verdicts.js'
import { lineSubject, nameOf, tokenOf } from '../../../oracle/watch/names.js'
import { shareOf, Worker } from '../../../oracle/watch/worker.js'
import { command } from '../../cli/command.js'
import {
  baselineJudging,
  checked,
  expected,
  failuresIn,
  fleetOf,
  unreadableIn,
  groupOptions,
  serverWith,
  verdictsOn,
} from '../../nats/fleet.js'
import { startServer, wanted, type TestServer } from '../../nats/server.js'
import { line, sourceOf } from '../logs.js'

const fleet = fleetOf(200, 25, 7, 250)

describe.runIf(wanted())('impspec watch', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await serverWith(fleet)
  })
  afterAll(() => server.stop())

  it('finds what check finds, though workers die at every step of a checkpoint', async () => {
    const random = randomFrom(11)
    const deaths = new Map<CheckpointStep, number>(checkpointSteps.map((step) => [step, 0]))
    const judging = baselineJudging()
    // Verdicts come again long after the server has forgotten that it had them.
    const { manager, connection } = await connectTo({ url: server.url })
    await manager.streams.add({ name: 'dying-verdicts', subjects: ['dying.verdicts.*'], duplicate_window: 1e8 })
    await connection.close()
    const groups = await Promise.all([1, 2, 3].map(() => joinGroup(groupOptions(server.url, 'FLEET', 'dying'))))
    const until = await endOf(groups[0]!)
    const workers = groups.map(
      (group) =>
        new Worker(group, judging, {
          batch: 200,
          interval: 300,
          lease: 3000,
          until,
          onStep: (step) => {
            if (random() > 0.1) return
            deaths.set(step, deaths.get(step)! + 1)
            throw new Error(`died before it could ${step}`)
          },
        }),
    )
    await Promise.all(workers.map((worker) => worker.run(new AbortController().signal)))
    const totals = await totalsOf(groups[0]!, judging)
    await Promise.all(groups.map(({ nats }) => nats.connection.close()))

    const verdicts = await verdictsOn(server.url, 'dying')
    const { report, failures } = await checked(fleet)
    expect(failuresIn(verdicts)).toEqual(expected(failures))
    expect(unreadableIn(verdicts)).toEqual(fleet.unreadable)
    expect(totals).toMatchObject({
      observations: report.observations,
      devices: report.devices,
      subjects: report.subjects,
      unreadable: fleet.unreadable.length,
    })
    for (const count of deaths.values()) expect(count).toBeGreaterThan(0)
    // Who has given a partition back holds nothing of it.
    for (const { rows } of judging.roles.all) expect(rows.size).toBe(0)
    // Messages were judged again.
    const judged = workers.reduce((sum, { progress }) => sum + progress.messages, 0)
    expect(judged).toBeGreaterThan(fleet.lines.length)
  }, 120_000)
})

describe.runIf(wanted())('two workers that hold the same device', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await serverWith(fleetOf(1, 1, 1))
  })
  afterAll(() => server.stop())

  it.each([
    ['all that the slow one has', [1, 2]],
    ['more than the slow one has', [1, 2, 3]],
    ['less than the slow one has', [1]],
  ])('publish each verdict once where the fast one has published %s', async (_, ahead) => {
    const durable = `race${ahead.length}`
    const { manager, connection } = await connectTo({ url: server.url })
    // As if the second came long after the server has forgotten what the first one published.
    await manager.streams.add({
      name: `${durable}-verdicts`,
      subjects: [`${durable}.verdicts.*`],
      duplicate_window: 1e8,
    })
    await connection.close()
    const group = await joinGroup(groupOptions(server.url, 'FLEET', durable))
    const outgoing = (sequence: number): Outgoing => ({
      id: { sequence, rank: 0 },
      body: { verdict: 'unreadable', device: 'd0', partition: 0, stream: 'FLEET', sequence, reason: '', message: '' },
    })
    const publishAll = async (sequences: readonly number[]): Promise<Publisher> => {
      const publisher = new Publisher(group)
      let after: LastVerdict = { sequence: 0 }
      for (const sequence of sequences) after = (await publisher.publish('d0', outgoing(sequence), after)).last
      return publisher
    }
    const fast = await publishAll(ahead)
    await new Promise((resume) => setTimeout(resume, 500))
    const slow = await publishAll([1, 2])
    await group.nats.connection.close()
    expect(unreadableIn(await verdictsOn(server.url, durable))).toEqual([...new Set([...ahead, 1, 2])])
    expect([fast.published, slow.published]).toEqual([ahead.length, Math.max(0, 2 - ahead.length)])
  })
})

describe.runIf(wanted())('impspec watch says what is wrong with', () => {
  let server: TestServer
  const servers: TestServer[] = []
  const startedWith = async (config: string): Promise<string> => {
    servers.push(await startServer(config))
    return servers.at(-1)!.url
  }
  beforeAll(async () => {
    server = await startServer()
    servers.push(server)
    const options = { access: { url: server.url }, stream: 'FLEET', partitions: 4 }
    await publishLog(sourceOf(line(0, 'upgradeServer', 'in', 'upgrade.queried', { os: 1 })), options)
    const { manager, connection } = await connectTo({ url: server.url })
    await manager.streams.add({ name: 'OPEN', subjects: ['OPEN.*.*'] })
    await manager.streams.add({ name: 'FLAT', subjects: ['flat'] })
    await connection.close()
  })
  afterAll(() => Promise.all(servers.map((one) => one.stop())))
  const watching = (url: string, ...more: readonly string[]) =>
    command(['watch', '--nats', url, '--once', '--configuration', 'baseline', '--lease', '200', ...more])

  it('a server that is not there', async () => {
    const { code, err } = await watching('nats://127.0.0.1:1', '--stream', 'FLEET')
    expect(err).toContain('nats://127.0.0.1:1: cannot be reached (ECONNREFUSED); is it running there?')
    expect(code).toBe(4)
  })

  it('a server without JetStream', async () => {
    const { code, err } = await watching(await startedWith('# no jetstream'), '--stream', 'FLEET')
    expect(err).toContain('has no JetStream; start it with nats-server -js')
    expect(code).toBe(4)
  })

  it('a server that wants a password', async () => {
    const url = await startedWith('authorization { user: me, password: secret }')
    const { code, err } = await watching(url, '--stream', 'FLEET', '--user', 'me:wrong')
    expect(err).toContain('does not let us in')
    expect(err).not.toContain('wrong')
    expect(code).toBe(4)
    const inside = await watching(url, '--stream', 'FLEET', '--user', 'me:secret')
    expect(inside.err).toContain("has no stream 'FLEET'; impspec publish makes one")
  })

  it('permissions that do not suffice', async () => {
    const url = await startedWith(
      'authorization { users: [{ user: me, password: secret, permissions: { publish: ["$JS.API.INFO"] } }] }',
    )
    const { code, err } = await watching(url.replace('//', '//me:secret@'), '--stream', 'FLEET')
    expect(err).toContain('does not permit it')
    expect(err).not.toContain('secret')
    expect(code).toBe(4)
  })

  it.each([
    ['no such stream', ['--stream', 'FLET'], 4, "has no stream 'FLET'"],
    ['a stream without partitions', ['--stream', 'FLAT'], 4, 'does not tell its partitions; its subjects are flat'],
    ['a stream that leaves open how many', ['--stream', 'OPEN'], 4, 'say --partitions'],
    ['another number of partitions', ['--stream', 'FLEET', '--partitions', '5'], 4, 'has 4 partitions, not 5'],
    ['a name with a dot', ['--stream', 'FLEET', '--durable', 'a.b'], 4, 'letters, digits, _ and -'],
    ['an empty stream', ['--stream', 'OPEN', '--partitions', '2'], 4, 'says nothing of a role that is judged'],
    ['an address that is none', ['--stream', 'FLEET', '--nats', 'localhost'], 3, '--nats takes an address'],
    ['a user without a password', ['--stream', 'FLEET', '--user', 'me'], 3, '--user takes NAME:PASSWORD'],
    ['a batch of nothing', ['--stream', 'FLEET', '--batch', '0'], 3, '--batch takes a whole number'],
  ])('%s', async (_, more, expectedCode, text) => {
    const { code, err } = await watching(server.url, ...more)
    expect(err).toContain(text)
    expect(code).toBe(expectedCode)
  })

  it('belief sets of other settings', async () => {
    const first = await watching(server.url, '--stream', 'FLEET')
    expect(first.out).toContain('1 inconclusive, 0 fail; 0 unreadable lines')
    expect(first.code).toBe(2)
    const { code, err } = await watching(server.url, '--stream', 'FLEET', '--tolerance', '5')
    expect(err).toContain('keeps belief sets of another specification, role, configuration or mapping')
    expect(code).toBe(4)
  })
})

describe('the names of devices in NATS', () => {
  it('are one token each, and come back', () => {
    for (const name of ['d1', 'a.b', 'aa:bb cc', '*', '>', 'é=', 'x=2E', '20000c2a69', '']) {
      const token = tokenOf(name)
      expect(token).toMatch(/^[A-Za-z0-9_=-]+$/)
      if (name !== '') expect(nameOf(token)).toBe(name)
    }
    expect(new Set(['a.b', 'a=2Eb', 'a b'].map(tokenOf)).size).toBe(3)
  })

  it.runIf(wanted())('are in the partition that the server puts them in', async () => {
    const server = await startServer('mappings = { "logs.*": "P.{{partition(7,1)}}.{{wildcard(1)}}" }')
    const { connection } = await connectTo({ url: server.url })
    const names = Array.from({ length: 50 }, (_, at) => `device-${at * 7919}`)
    const seen: string[] = []
    const subscription = connection.subscribe('P.>', { callback: (_, { subject }) => void seen.push(subject) })
    for (const name of names) connection.publish(`logs.${name}`)
    await connection.flush()
    await connection.flush()
    subscription.unsubscribe()
    await connection.close()
    await server.stop()
    expect(seen).toEqual(names.map((name) => lineSubject('P', name, 7)))
  })

  it('share out partitions so that none is left and none has two more', () => {
    for (const [partitions, workers] of [
      [16, 3],
      [4, 7],
      [1, 1],
      [5, 5],
    ] as const) {
      const shares = Array.from({ length: workers }, (_, place) => shareOf(partitions, workers, place))
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(partitions)
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1)
    }
  })
})
