// The command on somebody else's specification: what it can do, what it refuses, and how modules are read.
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { impspec } from './impspec.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const lamp = `${root}examples/specifications/lamp.ts`
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'foreign-'))
  symlinkSync(`${root}node_modules`, join(folder, 'node_modules'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const onLamp = (...argv: readonly string[]) => impspec('--specification', lamp, ...argv)

describe('impspec --specification', () => {
  it('verifies: what holds, and the story of what does not', async () => {
    const { code, out } = await onLamp('verify', '--workers', '1')
    expect(code).toBe(1)
    expect(out).toContain('✓ as expected dark-when-off ')
    expect(out).toMatch(/after drained ◀ VIOLATION/)
    expect(out).toContain('4 states and 8 transitions')
  })

  it('explains, asks what if, and finds which verdicts that changes', async () => {
    const { out } = await onLamp('explain', 'bright-when-on')
    expect(out).toContain('In every step in which switch is in on:')
    expect(out).not.toContain('Sources')
    const { code, out: changes } = await onLamp('diff', '--set', 'drained=free', '--property', 'dark-when-off')
    expect([code, changes]).toEqual([0, expect.stringContaining('0 verdicts of 1 compared change')])
    expect((await onLamp('verify', '--set', 'draned=1s')).err).toContain(
      "unknown setting 'draned': did you mean drained?",
    )
  })

  it('measures, simulates, replays, searches, exports and lists', async () => {
    const { out: times } = await onLamp('bounds', '--from', 'pressed & bright', '--to', '!bright')
    expect(times).toContain('2 s')
    expect((await onLamp('simulate', '--seed', '1', '--steps', '5')).out).toContain('A random run of 5 steps')
    expect((await onLamp('replay', '--seed', '1', '--property', 'bright-when-on')).out).toContain('is violated at step')
    const searched = await onLamp('search', '--engine', 'explicit', '--workers', '1')
    expect([searched.code, searched.out]).toEqual([1, expect.stringMatching(/✗ fails +bright-when-on/)])
    const { out: model } = await onLamp('export', '--to', 'promela')
    expect(model).toContain('a lamp and its switch: configuration baseline')
    expect((await onLamp('export', '--to', 'mermaid', '--party', 'lamp')).out).toContain('stateDiagram')
    const { out: lists } = await onLamp('list', '--json')
    expect(Object.keys(JSON.parse(lists) as object)).toEqual([
      'properties',
      'configurations',
      'parties',
      'predicates',
      'settings',
    ])
  })

  it('fails by events that are sent or waited for in vain, unless they are declared with the reason why', async () => {
    const lampWith = (more: string): string => {
      const file = join(folder, `loose-${more.length}.ts`)
      const text = readFileSync(lamp, 'utf8').replace('../../model/index.js', `${root}model/index.js`)
      writeFileSync(
        file,
        text
          .replace('stimuli: [', "stimuli: [{ party: 'lamp', event: { type: 'turn.onn' } as never },")
          .replace('  properties: [', `  ${more}\n  properties: [`),
      )
      return file
    }
    const asked = ['verify', '--property', 'dark-when-off', '--workers', '1'] as const
    const loose = await impspec('--specification', lampWith(''), ...asked)
    expect([loose.code, loose.out]).toEqual([1, expect.not.stringContaining('CRASHED')])
    expect(loose.out).toContain(
      "'lamp' is sent 'turn.onn', and reacts to it in no state: is it spelt as in the machine?",
    )
    expect(loose.out).toContain('✗ Loose ends that are not declared.')
    const end = "kind: 'unheard', party: 'lamp', because: 'a lamp may hear more than it heeds'"
    const meant = await impspec(
      '--specification',
      lampWith(`looseEnds: [{ ${end}, event: 'turn.onn' as never }],`),
      ...asked,
    )
    expect([meant.code, meant.out]).toEqual([0, expect.not.stringContaining('LOOSE')])
    const inVain = `looseEnds: [{ ${end}, event: 'turn.onn' as never }, { ${end}, event: 'turn.off' }],`
    const { code, out } = await impspec('--specification', lampWith(inVain), ...asked, '--json')
    expect([code, (JSON.parse(out) as { looseEnds: unknown }).looseEnds]).toEqual([
      1,
      ["looseEnds declares 'turn.off' of 'lamp' as unheard, which it is not: take it out"],
    ])
  })

  it('tells a specification that it refuses from a bug of ours, and one without bounds from one that holds', async () => {
    const machine = (config: string): string => {
      const file = join(folder, `machine-${config.length}.ts`)
      const text = [
        "import { assign, createMachine } from 'xstate'",
        `import { defineSpecification, inState, is, not } from '${root}model/index.js'`,
        `const machine = createMachine(${config} as object) as never`,
        'export default defineSpecification({',
        "  parties: { one: { machine } }, stimuli: [{ party: 'one', event: { type: 'go' } as never }], localStates: 40,",
        "  predicates: { s: inState('one', 's') },",
        "  properties: [{ id: 'stays', claim: 'It stays.', pattern: { kind: 'invariant', holds: is('s') } }],",
        '})',
      ]
      writeFileSync(file, text.join('\n'))
      return file
    }
    const verify = (config: string) => impspec('--specification', machine(config), 'verify', '--workers', '1')
    const refused = await verify("{ initial: 's', states: { s: { on: { go: { actions: 'ring' } } } } }")
    expect([refused.code, refused.out]).toEqual([
      4,
      expect.stringMatching(/✗ REFUSED[^]*action 'ring' has no implementation/),
    ])
    expect(refused.out).toContain('✗ The specification is refused: what is told above is to be mended in it.')
    const growing = await verify(
      "{ context: { n: 0 }, initial: 's', states: { s: { on: { go: { actions: assign({ n: ({ context }) => context.n + 1 }) } } } } }",
    )
    expect([growing.code, growing.out]).toEqual([2, expect.stringMatching(/INCOMPLETE[^]*more than 40 local states/)])
    expect(growing.out).not.toMatch(/\bhold\b(?!,)|All verdicts/)
  })

  it('refuses commands that are about ours, names of ours, and what it cannot keep', async () => {
    const refused = await onLamp('answers')
    expect(refused.code).toBe(3)
    expect(refused.err).toContain('impspec answers is about our specification; these take another one: verify')
    expect((await onLamp('verify', '--configuration', 'power=battery')).err).toContain('only the baseline')
    expect(await onLamp('search', '--devices', '2')).toMatchObject({ code: 3 })
    expect(await onLamp('verify', '--checkpoint', folder)).toMatchObject({ code: 3 })
    expect((await onLamp('list', 'rules')).code).toBe(3)
  })

  it.each([
    ['missing.js', undefined, 'cannot be imported: Cannot find module'],
    ['empty.mjs', 'export const nothing = 1', 'exports no specification; write: export default defineSpecification'],
    ['throws.mjs', "throw new Error('the lamp is broken')", 'cannot be imported: the lamp is broken (at '],
  ])('tells what is wrong with %s, with exit code 4', async (name, text, message) => {
    if (text !== undefined) writeFileSync(join(folder, name), text)
    const { code, err } = await impspec('--specification', join(folder, name), 'verify')
    expect([code, err]).toEqual([4, expect.stringContaining(message)])
  })
})
