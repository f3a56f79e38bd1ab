// The package as a stranger has it: packed, installed into an empty project, and used there in strict TypeScript and in JavaScript.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { publint } from 'publint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const own = createRequire(import.meta.url)('../../package.json') as {
  readonly dependencies: Readonly<Record<string, string>>
  readonly peerDependencies: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, unknown>>
}

/** What a project has installed beside ours: what ours needs, what it brings itself, and what these need. */
const installed = [
  ...Object.keys(own.dependencies),
  ...Object.keys(own.peerDependencies),
  'typescript',
  '@types/node',
  'undici-types',
]

let folder = ''
let tarball = ''
const project = (): string => join(folder, 'project')

const run = (command: string, argv: readonly string[], cwd = project()): string => {
  try {
    return execFileSync(command, argv, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout?: string; readonly stderr?: string }
    throw new Error(`${command} ${argv.join(' ')}:\n${stdout ?? ''}${stderr ?? ''}`, { cause: error })
  }
}

const write = (files: Readonly<Record<string, string>>): void => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(project(), name), text)
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'package-'))
  run('npm', ['run', '--silent', 'prepack'], root)
  const [packed] = JSON.parse(
    run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], root),
  ) as readonly { readonly filename: string }[]
  tarball = join(folder, packed!.filename)
  run('mkdir', [project()], folder)
  // Offline, npm takes what is installed here as what the project asks for, and finds the needs of the package met by it.
  const here = Object.fromEntries(installed.map((name) => [name, `file:${join(root, 'node_modules', name)}`]))
  write({
    'package.json': JSON.stringify({
      name: 'empty',
      private: true,
      type: 'module',
      dependencies: { 'imp-lifecycle-spec': `file:${tarball}`, ...here },
    }),
  })
  run('npm', ['install', '--offline', '--omit=optional', '--no-audit', '--no-fund', '--ignore-scripts'])
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const tsc = (argv: readonly string[]): string =>
  run(process.execPath, [
    join(project(), 'node_modules/typescript/bin/tsc'),
    ...['--strict', '--noUncheckedIndexedAccess', '--target', 'es2022', '--types', 'node'],
    ...argv,
  ])

/** As strict as TypeScript is; the declarations of XState itself do not bear that. */
const strictest = ['--exactOptionalPropertyTypes', '--skipLibCheck']

/** A lamp that goes dark by itself, in the words of XState. */
const lamp = `setup({ delays: { drained: 2000 } }).createMachine({
  initial: 'dark',
  states: {
    dark: { on: { 'turn.on': 'bright' } },
    bright: { after: { drained: 'dark' } },
  },
})`

const world = `{
  parties: [{ name: 'lamp', title: 'a lamp', machine: lamp, inputs: [undefined], hears: [{ type: 'turn.on' }], says: [] }],
  links: [],
  channels: [],
  stimuli: [{ id: 'turn.on', party: 'lamp', event: { type: 'turn.on' }, description: 'someone turns it on', sources: [] }],
  freeDelays: [],
  assumptions: [],
}`

const predicates = `{
  bright: { kind: 'state', party: 'lamp', text: 'is bright', holds: (snapshot) => snapshot.matches('bright') },
}`

const staysBright = `{
  id: 'stays-bright',
  title: 'A lamp that is on stays on',
  claim: 'A lamp that is bright is never dark again.',
  pattern: { kind: 'invariant', given: { was: 'bright' }, holds: { is: 'bright' } },
}`

const uses = `
const { verdicts } = check(world, predicates, [staysBright])
const [found] = verdicts
console.log(found?.verdict)
console.log(storyText(found?.story ?? { initial: {}, start: {}, steps: [] }))
console.log(toursOf(world.parties[0]!).runs.length, mutantsOf(world.parties[0]!).length)
console.log(exportWorld(world, predicates, [staysBright], { to: 'tlaplus' })?.text.split('\\n')[0])
console.log((await checkAtScale(world, predicates, [staysBright], { engine: 'explicit', workers: 1 })).verdicts[0]?.verdict)
`

const imports = `import { setup } from 'xstate'
import { check, checkAtScale, exportWorld } from 'imp-lifecycle-spec/checker'
import { storyText } from 'imp-lifecycle-spec/report'
import { mutantsOf, toursOf } from 'imp-lifecycle-spec/testing'
`

/** What both print: the verdict, the story, a tour of one run and mutants, a module for TLC, the verdict without a graph. */
function expectLines(out: string): void {
  expect(out).toMatch(/^fails\n/)
  expect(out).toContain('◷')
  expect(out).toMatch(/^1 [1-9]\d*$/m)
  expect(out).toMatch(/^---- MODULE ImpSpec ----$/m)
  expect(out).toMatch(/\nfails\n$/)
}

describe('the package', () => {
  it('has nothing that publint would mend', async () => {
    const { messages } = await publint({
      strict: true,
      pack: { tarball: Uint8Array.from(readFileSync(tarball)).buffer },
    })
    expect(messages).toEqual([])
  })

  it('brings along what was proved of every product', () => {
    const bin = join(project(), 'node_modules/imp-lifecycle-spec/dist/cli/main.js')
    const text = run(process.execPath, [bin, 'products', '--scope', 'plans', 'cloud', '--json'])
    const { scopes } = JSON.parse(text) as { readonly scopes: readonly Readonly<Record<string, unknown>>[] }
    expect(scopes.map(({ scope }) => scope)).toEqual(['plans', 'cloud'])
    // What is proved takes its time; what is read has none.
    expect(scopes.map(({ milliseconds }) => milliseconds)).toEqual([undefined, undefined])
  })

  it('runs in plain JavaScript', () => {
    const script = `${imports}
const lamp = ${lamp}
const world = ${world}
const predicates = ${predicates}
const staysBright = ${staysBright}
${uses.replaceAll(']!', ']')}`
    write({ 'lamp.js': script })
    expectLines(run(process.execPath, ['lamp.js']))
  })

  it('runs in strict TypeScript', () => {
    const script = `${imports}import type { Predicate, Property, World } from 'imp-lifecycle-spec'
const lamp = ${lamp}
const world: World = ${world}
const predicates: Readonly<Record<string, Predicate>> = ${predicates}
const staysBright: Property = ${staysBright}
${uses}`
    write({ 'strict.ts': script })
    tsc([...strictest, '--module', 'nodenext', '--outDir', 'out', 'strict.ts'])
    expectLines(run(process.execPath, ['out/strict.js']))
  })

  it.each(['nodenext', 'bundler'])('resolves every entry point with its types, which check (%s)', (resolution) => {
    const entries = Object.keys(own.exports).filter((entry) => entry !== './package.json')
    expect(entries.length).toBeGreaterThan(5)
    const names = entries.map((entry) => `imp-lifecycle-spec${entry.slice(1)}`)
    const lines = names.map(
      (name, at) => `import * as entry${at} from '${name}'\nexport const keys${at} = Object.keys(entry${at})`,
    )
    write({ 'entries.ts': lines.join('\n') })
    const how = resolution === 'nodenext' ? 'nodenext' : 'es2022'
    tsc(['--noEmit', '--module', how, '--moduleResolution', resolution, 'entries.ts'])
    const count = `Promise.all(${JSON.stringify(names)}.map(async (name) => Object.keys(await import(name)).length))`
    const counts = JSON.parse(
      run(process.execPath, ['-e', `${count}.then((all) => console.log(JSON.stringify(all)))`]),
    ) as readonly number[]
    expect(Math.min(...counts)).toBeGreaterThan(0)
  })

  it('shares the XState of the project', () => {
    const script = `import { createActor, setup, StateMachine } from 'xstate'
import { deviceMachine } from 'imp-lifecycle-spec/machines'
console.log(deviceMachine instanceof StateMachine)`
    write({ 'same.js': script })
    expect(run(process.execPath, ['same.js'])).toBe('true\n')
  })

  it('brings the command', () => {
    expect(run('npx', ['--no-install', 'impspec', '--help'])).toContain('verify')
  })
})
