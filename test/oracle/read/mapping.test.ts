// Mapping files: foreign lines become events; real lines of real devices are judged; wrong mappings are refused.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadMapping } from '../../../oracle/read/mapping.js'
import { shownBy } from '../../../oracle/read/leftOut.js'
import { Mapper, parseIso } from '../../../oracle/read/mapped.js'
import { command } from '../../cli/command.js'
import { impRoles } from '../../../verification/imp/roles.js'

const folder = mkdtempSync(join(tmpdir(), 'impspec-mapping-'))
const write = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const example = (name: string): string => fileURLToPath(new URL(`../../../examples/logs/${name}`, import.meta.url))

const head = 'impspec-mapping: 1\ntitle: test\n'
const text = `${head}format: text\npattern: '^(?<time>\\d+) (?<msg>.*)$'\ntime: { field: time, format: ms }\ndevice: { constant: d }\n`
const rule = `rules:\n  - where: { msg: '^token (?<token>\\d)' }\n    events:\n      - { role: poller, dir: in, event: { type: polling.started, token: '{token}' } }\n`
const values = 'values: { token: { "1": 1, "2": 2 } }\n'

describe('a mapping', () => {
  it('takes fields and values from a line', () => {
    const mapper = new Mapper(loadMapping(write('good.yaml', text + values + rule), impRoles))
    expect(mapper.make('12 token 2')).toEqual({
      kind: 'events',
      rule: 1,
      time: 12,
      device: 'd',
      observations: [{ role: 'poller', dir: 'in', event: { type: 'polling.started', token: 2 } }],
    })
    expect(mapper.make('12 token 7')).toEqual({
      kind: 'unreadable',
      why: "'7' is none of the values of 'token': 1, 2",
    })
    expect(mapper.make('12 other')).toEqual({ kind: 'unreadable', why: 'no rule matches it' })
    expect(mapper.make('no number')).toEqual({
      kind: 'unreadable',
      why: 'does not match the pattern: time, (?<time>\\d+), expected at column 1, where no number stands',
    })
  })

  it('ignores what it is told to, and lines that it does not know if it is told so', () => {
    const mapper = new Mapper(
      loadMapping(write('ignoring.yaml', `${text}ignore: [{ msg: '^debug' }]\nunmatched: ignore\n`), impRoles),
    )
    expect(mapper.make('1 debug x')).toEqual({ kind: 'ignored', why: 'ignore 1' })
    expect(mapper.make('1 other')).toMatchObject({ kind: 'ignored' })
  })

  it.each([
    ['2020-08-05T17:41:33.627 +00:00', undefined, '2020-08-05T17:41:33.627Z'],
    ['2020-08-05 17:41:33,5', 'Z', '2020-08-05T17:41:33.500Z'],
    ['2020-08-05T17:41:33+05:30', undefined, '2020-08-05T12:11:33.000Z'],
    ['2020-08-05T17:41-0800', undefined, '2020-08-06T01:41:00.000Z'],
    ['2020-08-05T17:41:33', '-07:00', '2020-08-06T00:41:33.000Z'],
    ['2020-08-05T17:41:33 UTC-5', undefined, '2020-08-05T22:41:33.000Z'],
    ['2020-08-05T17:41:33 GMT+05:30', undefined, '2020-08-05T12:11:33.000Z'],
    ['2020-08-05T17:41:33', undefined, undefined],
    ['2020-13-05T17:41:33Z', undefined, undefined],
    ['2020-02-30T17:41:33Z', undefined, undefined],
    ['yesterday', 'Z', undefined],
  ])('reads the time %s in zone %s', (written, zone, time) => {
    const parsed = parseIso(written, zone)
    expect(parsed === undefined ? undefined : new Date(parsed).toISOString()).toBe(time)
  })
})

describe('a mapping that extends another', () => {
  write(
    'base.yaml',
    `${text}${values}${rule}fields: { kind: '{msg}' }\nroles: { poller: { start: initial, latency: 50, unlogged: [enrolment.claimed] } }\n`,
  )
  const extending = (more: string) =>
    loadMapping(write('extending.yaml', `${head}extends: base.yaml\n${more}`), impRoles)

  it('ignores lines before they are asked for their values', () => {
    const ignoring = extending(`values: { msg: { 'token 1': x } }\nignore: [{ msg: '^other' }]\n`)
    const mapper = new Mapper(ignoring)
    expect(mapper.make('1 other')).toEqual({ kind: 'ignored', why: 'ignore 1' })
    expect(mapper.make('1 token 2')).toEqual({
      kind: 'unreadable',
      why: "'token 2' is none of the values of 'msg': token 1",
    })
  })

  it('adds to the settings of a role and to the values of a field', () => {
    const { roles, values: both } = extending(
      `roles: { poller: { latency: 60, unlogged: [phone.offline] }, agent: { reorder: 5 } }\nvalues: { token: { '3': 2 } }\n`,
    )
    expect(roles.poller).toEqual({ start: 'initial', latency: 60, unlogged: ['phone.offline', 'enrolment.claimed'] })
    expect(roles.agent).toEqual({ reorder: 5 })
    expect(both['token']).toEqual({ '1': 1, '2': 2, '3': 2 })
  })
})

describe('what a log can show', () => {
  it('is what some rule of its mapping gives, with each value that its fields may have', () => {
    const mapping = loadMapping(write('shown.yaml', text + values + rule), impRoles)
    expect(shownBy(mapping, 'poller')).toEqual([
      [{ dir: 'in', event: { type: 'polling.started', token: 1 } }],
      [{ dir: 'in', event: { type: 'polling.started', token: 2 } }],
    ])
    expect(shownBy(mapping, 'agent')).toEqual([])
    const any = loadMapping(write('shown-any.yaml', text + rule), impRoles)
    expect(shownBy(any, 'poller')).toEqual([[{ dir: 'in', event: { type: 'polling.started', token: '*' } }]])
  })

  it('need not be listed: whatever else happens, happens without a line', { timeout: 120_000 }, async () => {
    const monitor = write(
      'monitor.yaml',
      [
        `${head}format: text`,
        `pattern: '^\\[(?<time>[^\\]]+)\\] (?<site>\\S+) \\[[^\\]]*\\] (?<msg>.*)$'`,
        'time: { field: time, format: iso, zone: Z }',
        'device: { field: site }',
        'rules:',
        `  - where: { msg: '^Offline' }`,
        '    events: [{ role: agent, dir: in, event: { type: device.disconnected } }]',
        `  - where: { msg: '^Online: Cold boot \\[(?<reason>\\d+)\\]' }`,
        '    events:',
        '      - { role: agent, dir: in, event: { type: device.connected } }',
        `      - { role: device, dir: out, event: { type: vm.started, reason: '{reason}' } }`,
        `values: { reason: { '0': 0, '11': 11 } }`,
        'configuration: baseline',
        '',
      ].join('\n'),
    )
    const log = [
      '[2023-02-20 14:43:19] Site1 [] Offline: Response timeout',
      '[2023-02-20 14:46:51] Site1 [] Online: Cold boot [11] (247 secs offline)',
      '[2023-02-20 14:48:59] Site1 [] Offline: Response timeout',
      '[2023-02-20 14:49:12] Site1 [] Online: Cold boot [11] (48 secs offline)',
    ]
    const { code, out } = await command(['check', write('monitor.log', log.join('\n')), '--mapping', monitor])
    expect(out).toContain('2 inconclusive, 0 fail')
    expect(code).toBe(2)
  })
})

describe('the shipped mappings', { timeout: 60_000 }, () => {
  it.each(impRoles.mappings)('%s can be read', (name) => {
    expect(loadMapping(name, impRoles).rules.length).toBeGreaterThan(5)
  })

  it.each([
    ['impcentral-text', 'impcentral-text.log'],
    ['log-stream', 'log-stream.jsonl'],
  ])('%s reads the lines of a real device, and says that so few of them prove little', async (mapping, file) => {
    const { code, out } = await command(['check', example(file), '--mapping', mapping])
    expect(out).toMatch(/inconclusive, 0 fail/)
    expect(out).toContain('agent: no line of it could have failed')
    expect(out).toMatch(/agent: none of the \d lines? that were looked at could have failed/)
    expect(code).toBe(2)
  })

  const get = [
    '2024-03-04T10:00:12.120Z [agent.log] stored 3',
    '2024-03-04T10:00:12.100Z [server.log] value 3',
    '2024-03-04T10:00:02.100Z [server.log] value 2',
    '2024-03-04T10:00:01.500Z [status] Device connected',
    '2024-03-04T10:00:01.000Z [status] Agent restarted: reload.',
  ]
  const judged = (name: string, lines: readonly string[], mapping = 'impcentral-text') =>
    command(['check', write(name, `${lines.join('\n')}\n`), '--mapping', mapping, '--json'])
  const verdictsOf = (out: string) => (JSON.parse(out) as { logs: { subjects: object; devices: number }[] }).logs[0]

  it('read what impt log get prints, the newest line first', async () => {
    const { out } = await judged('get.log', get)
    expect(verdictsOf(out)).toMatchObject({ lines: 5, skipped: 0, subjects: { fail: 0 } })
    // The value at 12.1 s is told first, and comes ten seconds after the end of the session.
    const wrong = [
      get[3]!.replace('10:00:01', '10:00:20'),
      get[1]!,
      get[2]!,
      get[3]!.replace('connected', 'disconnected'),
    ]
    expect(verdictsOf((await judged('wrong.log', wrong)).out)).toMatchObject({
      subjects: { fail: 1 },
      failures: [{ line: 2 }],
    })
  })

  it('read what impt log stream prints, of one device or of several, and what it says itself', async () => {
    const own = [
      'Log stream for Device(s) 0123456789abcdef is opened.',
      'IMPT COMMAND SUCCEEDS',
      '',
      'Press <Ctrl-C> to exit.',
    ]
    const lines = [...get].reverse().map((line) => `[0123456789abcdef] ${line}`)
    const two = verdictsOf((await judged('two.log', [...own, ...lines, get[0]!])).out)
    expect(two).toMatchObject({ lines: 10, skipped: 4, devices: 2, subjects: { fail: 0 } })
  })

  it('read every type of the log stream, exit codes, and zones with a name', async () => {
    const stream = ['lastexitcode', 'status', 'server.log', 'powerstate', 'firmware'].map((type, at) =>
      JSON.stringify({
        device_id: '0123456789abcdef',
        ts: `2024-03-04T10:00:0${at}.000Z`,
        type,
        msg: ['wifi outage', 'Device connected', 'value', 'sleeping', 'release 42'][at],
      }),
    )
    expect(verdictsOf((await judged('types.jsonl', stream, 'log-stream')).out)).toMatchObject({
      skipped: 1,
      subjects: { fail: 0 },
    })
    const console = [
      '2024-03-04T10:00:00.000 UTC-5 [Exit Code] imp restarted, reason: wifi outage',
      '2024-03-04T10:00:00.500 UTC-5 [Status] Device connected',
      '2024-03-04T10:00:01.000 UTC-5 [Status] Out of space: 101.20% program storage used',
      '2024-03-04T10:00:01.500 UTC-5 [Status] Device Booting; 4.52% program storage used',
    ]
    expect(verdictsOf((await judged('codes.log', console)).out)).toMatchObject({ skipped: 1, subjects: { fail: 0 } })
  })

  it('fails a device that logs without a session', async () => {
    const at = (time: string, text: string): string => `2024-03-04T${time}Z ${text}`
    const talks = (...middle: readonly string[]) =>
      command([
        'check',
        write(
          'talks.log',
          [
            at('10:00:00', '[Status] Device connected'),
            at('10:00:05', '[Device] value 1'),
            at('10:00:10', '[Status] Device disconnected'),
            ...middle,
            at('10:10:05', '[Device] value 2'),
          ].join('\n'),
        ),
        '--mapping',
        'impcentral-text',
        '--role',
        'device',
      ])
    const failing = await talks()
    expect(failing.out).toContain(
      "talks.log:4: console, device: device cannot be in a state with the tag 'link.online'",
    )
    expect(failing.code).toBe(1)
    const passing = await talks(at('10:10:04', '[Status] Device connected'))
    expect(passing.out).toMatch(/1 pass.*\n {2}device: 3 of the 5 lines that were looked at could have failed/)
    expect(passing.code).toBe(0)
  })

  it('log-stream refuses a restart by new code that nobody published', async () => {
    const lines = readFileSync(example('log-stream.jsonl'), 'utf8').split('\n')
    const late = lines[1]!.replace('49:30.673', '49:40.000')
    const { code, out } = await command([
      'check',
      write('twice.jsonl', [...lines.slice(0, 3), late].join('\n')),
      '--mapping',
      'log-stream',
      '--role',
      'agent',
    ])
    expect(out).toContain("agent cannot be in a state with the tag 'agent.restarting' here")
    expect(code).toBe(1)
  })
})

describe('a wrong mapping', () => {
  write('one.yaml', `${head}extends: two.yaml\n`)
  write('two.yaml', `${head}extends: one.yaml\n`)

  it.each([
    ['no YAML', 'a: [', /is neither YAML nor JSON/],
    ['another version', text.replace('mapping: 1', 'mapping: 2'), /field 'impspec-mapping'/],
    ['an unknown key', `${text}ignroe: []\n`, /ignroe/],
    ['a wrong expression', text.replace('(?<msg>', '(?<msg'), /field 'pattern' is not a regular expression/],
    ['no time', text.replace(/time: \{.*\n/, ''), /lacks 'time'/],
    ['a role that is none', text + rule.replace('poller', 'pollr'), /role/],
    ['itself within itself', `${text}values: &v { a: *v }\n`, /contains itself|neither YAML/],
    ['an extension that is not there', `${text}extends: nowhere.yaml\n`, /there is no such file \(extended by/],
    ['an extension that leads back', `${head}extends: one.yaml\n`, /extends itself/],
  ])('with %s is refused with exit code 4', async (_, mapping, reason) => {
    const { code, err } = await command([
      'map',
      write('log.txt', '1 token 1'),
      '--mapping',
      write('wrong.yaml', mapping),
    ])
    expect(err).toMatch(reason)
    expect(code).toBe(4)
  })

  it('whose event no role knows is shown by map and refused by check', async () => {
    const mapping = write('unknown.yaml', text + values + rule.replace('polling.started', 'polling.begun'))
    const log = write('log.txt', '1 token 1')
    const mapped = await command(['map', '--try', log, '--mapping', mapping])
    expect(mapped.out).toContain("never hears 'polling.begun'")
    expect(mapped.code).toBe(4)
    expect((await command(['check', log, '--mapping', mapping])).code).toBe(4)
  })
})
