// Somebody else's parties as roles: logs of them are judged, implementations driven, vectors written.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Vector } from '../../oracle/driver/vectors.js'
import { impspec } from './impspec.js'

const examples = fileURLToPath(new URL('../../examples/specifications/', import.meta.url))
const on = (name: string, ...argv: readonly string[]) => impspec('--specification', `${examples}${name}.ts`, ...argv)
const onLamp = (...argv: readonly string[]) => on('lamp', ...argv)
const mistaken = readFileSync(`${examples}lamp/switch.mjs`, 'utf8')
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'roles-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const written = (name: string, text: string): string => {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

type Line = readonly [t: number, role: string, dir: 'in' | 'out' | 'is' | 'not', type: string]
const logOf = (name: string, lines: readonly Line[]): string =>
  written(name, lines.map(([t, role, dir, type]) => `${JSON.stringify({ t, role, dir, event: { type } })}\n`).join(''))

describe('impspec --specification MODULE check', () => {
  const evening: readonly Line[] = [
    [0, 'switch', 'in', 'pressed'],
    [0, 'switch', 'out', 'turn.on'],
    [0, 'lamp', 'in', 'turn.on'],
    [1999, 'lamp', 'is', 'bright'],
    [2001, 'lamp', 'is', 'dark'],
  ]

  it('passes what conforms, and says what a line could have been', async () => {
    const good = await onLamp('check', logOf('good.jsonl', evening))
    expect([good.code, good.out]).toEqual([0, expect.stringContaining('2 pass, 0 inconclusive, 0 fail')])
    const late = logOf('late.jsonl', [...evening.slice(0, 4), [2001, 'lamp', 'is', 'bright']])
    const bad = await onLamp('check', late)
    expect([bad.code, bad.out]).toEqual([1, expect.stringContaining('lamp cannot be in bright here (state)')])
    expect(bad.out).toContain('in turn.on: dark: turn.on → bright\n')
    expect(bad.out).not.toMatch(/ see |\[\]|ignored/)
    expect((await onLamp('check', late, '--set', 'drained=3s')).code).toBe(0)
  })

  it('knows roles, events, delays and states of that specification only', async () => {
    const one = (line: Line, ...more: readonly string[]) => onLamp('check', logOf('one.jsonl', [line]), ...more)
    expect((await one([0, 'lmap', 'in', 'turn.on'])).out).toContain("unknown role 'lmap': did you mean lamp")
    expect((await one([0, 'lamp', 'in', 'turn.onn'])).out).toContain('did you mean turn.on')
    expect((await one([0, 'lamp', 'is', 'brigth'])).out).toContain('bright')
    expect((await one([0, 'lamp', 'in', 'turn.on'], '--role', 'device')).err).toContain('the roles are lamp, switch')
    const { code, err } = await one([0, 'lamp', 'in', 'turn.on'], '--set', 'snooze=1s')
    expect([code, err]).toEqual([3, expect.stringContaining('a role that is looked at alone has delays: drained')])
    expect((await one([0, 'lamp', 'in', 'turn.on'], '--mapping', 'log-stream')).code).toBe(4)
  })

  it('tells the state by the predicates of that specification', async () => {
    const { code, out } = await onLamp('check', logOf('state.jsonl', evening), '--role', 'lamp', '--explain-state')
    expect([code, out]).toEqual([0, expect.stringMatching(/1 of 2 states\n +certainly not +is in bright/)])
  })

  it('reads the lines of another format by a mapping of its roles', async () => {
    const mapping = (role: string): string =>
      written(
        `${role}.yaml`,
        [
          "{ impspec-mapping: 1, title: home, format: text, pattern: '^(?<time>\\d+) (?<what>\\w+)$',",
          'time: { field: time, format: ms }, device: { constant: home }, rules: [',
          `{ where: { what: press }, events: [{ role: ${role}, dir: in, event: { type: pressed } }] },`,
          `{ where: { what: on }, events: [{ role: ${role}, dir: out, event: { type: turn.on } }] },`,
          `{ where: { what: off }, events: [{ role: ${role}, dir: out, event: { type: turn.off } }] }] }`,
        ].join('\n'),
      )
    const log = (text: string): string => written('home.log', text)
    const judged = (text: string) => onLamp('check', log(text), '--mapping', mapping('switch'))
    expect((await judged('0 press\n0 on\n5 press\n5 off\n')).code).toBe(0)
    expect((await judged('0 press\n0 on\n5 press\n5 on\n')).code).toBe(1)
    const foreign = await onLamp('check', log('0 press\n'), '--mapping', mapping('agent'))
    expect([foreign.code, foreign.err + foreign.out]).toEqual([4, expect.stringContaining('agent')])
  })

  it('lets a service end at any time, and refuses what nothing can lead to', async () => {
    const check = (lines: readonly Line[]) => on('styles/userLoader', 'check', logOf('loader.jsonl', lines))
    const opened: Line = [0, 'loader', 'in', 'open']
    const late: readonly Line[] = [opened, [10, 'loader', 'is', 'loading'], [3_600_000, 'loader', 'is', 'loaded']]
    expect((await check(late)).code).toBe(0)
    // A failure is followed by a pause of a second, another by one of two.
    expect((await check([opened, [10, 'loader', 'is', 'failed'], [1011, 'loader', 'is', 'loading']])).code).toBe(0)
    expect((await check([opened, [10, 'loader', 'is', 'givenUp']])).code).toBe(1)
    expect((await check([opened, [3001, 'loader', 'is', 'givenUp']])).code).toBe(0)
  })
})

/** No machine is too slow for these tests. */
const patient = ['--patience', '60000'] as const

describe('impspec --specification MODULE test', () => {
  const drive = (file: string, ...more: readonly string[]) =>
    onLamp(
      'test',
      '--role',
      'switch',
      '--no-regressions',
      '--walks',
      '3',
      ...patient,
      ...more,
      '--',
      process.execPath,
      file,
    )

  it('finds the mistake of an implementation, by the shortest way there', async () => {
    const { code, out } = await drive(`${examples}lamp/switch.mjs`)
    expect([code, out]).toEqual([1, expect.stringContaining('turn.on is said where turn.off had to be said (wrong)')])
    expect(out.match(/send pressed/g)).toHaveLength(4)
    expect(out).toContain('turn.off: on: pressed → off\n')
  })

  it('passes it when that is mended', async () => {
    const mended = mistaken.replace('pressed === 2', 'pressed % 2 === 0')
    expect(mended).not.toBe(mistaken)
    const { code, out } = await drive(written('mended.mjs', mended))
    expect([code, out]).toEqual([0, expect.stringContaining('tours take 2 transitions of 2 states (all that')])
  })

  it('refuses a role that can do nothing wrong, and a sweep of a life that nobody told', async () => {
    const mute = await onLamp('test', '--role', 'lamp', '--', 'true')
    expect([mute.code, mute.err]).toEqual([3, expect.stringContaining("the role 'lamp' says nothing")])
    expect((await drive('x', '--mode', 'sweep')).code).toBe(3)
  })
})

describe('impspec --specification MODULE vectors', () => {
  const vectors = (name: string, role: string, ...more: readonly string[]) => {
    const out = join(folder, `vectors-${role}`)
    rmSync(out, { recursive: true, force: true })
    return on(name, 'vectors', '--role', role, '--out', out, '--walks', '1', ...more)
  }
  const read = (role: string): readonly Vector[] =>
    readdirSync(join(folder, `vectors-${role}`))
      .filter((file) => file.startsWith(`${role}-`))
      .map((file) => JSON.parse(readFileSync(join(folder, `vectors-${role}`, file), 'utf8')) as Vector)

  it('are of the events that the role hears and says, with their times', async () => {
    const { code } = await vectors('retryingFetch', 'client')
    expect(code).toBe(0)
    const all = read('client')
    expect(all.length).toBeGreaterThan(5)
    const steps = all.flatMap((one) => one.steps)
    const sent = new Set(steps.flatMap((step) => ('send' in step ? [step.send.type] : [])))
    expect([...sent].sort()).toEqual(['answered', 'failed', 'no.such.event', 'wanted'])
    const said = steps.flatMap(({ allowed }) => allowed.flat(2))
    expect(new Set(said.map(({ event }) => event.type))).toEqual(new Set(['requested']))
    // Whoever hears it, what is said must be said.
    expect(said.some(({ optional }) => optional)).toBe(false)
    expect(said.some(({ after }) => after > 0)).toBe(true)
  })

  it('are refused where nobody says when something ends', async () => {
    const { code, err } = await vectors('styles/userLoader', 'loader')
    expect([code, err]).toEqual([3, expect.stringContaining('says nothing')])
    const service = written(
      'service.ts',
      readFileSync(`${examples}styles/userLoader.ts`, 'utf8')
        .replace("'../../../model/index.js'", `'${examples}../../model/index.js'`)
        .replace("from 'xstate'", `from '${examples}../../node_modules/xstate/dist/xstate.esm.js'`)
        .replace('assign, ', 'assign, emit, ')
        .replace("on: { open: 'loading' }", "on: { open: { target: 'loading', actions: emit({ type: 'asked' }) } }"),
    )
    const refused = await impspec('--specification', service, 'vectors', '--role', 'loader', '--out', join(folder, 'v'))
    expect([refused.code, refused.err]).toEqual([
      3,
      expect.stringContaining("nobody says when 'fetchUser' of the role"),
    ])
  })
})
