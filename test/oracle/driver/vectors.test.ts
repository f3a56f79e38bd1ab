// Vectors and schemas: stable, complete, and the same verdicts as the driver's from a runner that shares none of our code.
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { configure } from '../../../machines/configurations.js'
import { schemaNames, schemaText } from '../../../oracle/schemas.js'
import { vectorSchema, vectorsOf } from '../../../oracle/driver/vectors.js'
import { command } from '../../cli/command.js'
import { agentCommand, has, runner } from '../examples.js'
import { role } from '../logs.js'
import { impRoles } from '../../../verification/imp/roles.js'

const settings = { maxTransitions: 4000, walks: 3 }
const poller = role('poller')
const vectors = vectorsOf(poller, configure(), settings)

const files = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]))

describe('vectors', () => {
  it('keep to their schema', () => {
    for (const vector of vectors) expect(vectorSchema.parse(vector)).toEqual(vector)
  })

  it('have ids and sources of their own', () => {
    expect(new Set(vectors.map(({ id }) => id)).size).toBe(vectors.length)
    for (const { sources } of vectors) expect(sources.length).toBeGreaterThan(0)
  })

  it('say what must be ignored and what must be rejected', () => {
    const steps = vectors.flatMap((vector) => vector.steps)
    const classes = new Set(steps.flatMap((step) => ('send' in step ? [step.class] : [])))
    expect([...classes].sort()).toEqual(['must-ignore', 'must-reject', 'reacts'])
    for (const step of steps) {
      if ('send' in step && step.class !== 'reacts') expect(step.allowed).toEqual([[]])
    }
  })

  it('say when something is due, and that nothing is before', () => {
    const steps = vectors.flatMap((vector) => vector.steps)
    const at = steps.findIndex((step) => 'advance' in step && step.advance === 59_999)
    expect(steps[at]).toEqual({ advance: 59_999, allowed: [[]] })
    expect(steps.slice(at).find((step) => 'advance' in step && step.advance === 1)).toEqual({
      advance: 1,
      allowed: [[{ event: { type: 'blinkup.timedOut' }, after: 1 }]],
    })
  })

  it('are the same bytes each time', async () => {
    const [one, other] = ['a', 'b'].map((name) => join(mkdtempSync(join(tmpdir(), 'impspec-vectors-')), name))
    for (const out of [one!, other!]) {
      const { code } = await command(['vectors', '--role', 'installer', '--configuration', 'any', '--out', out])
      expect(code).toBe(0)
    }
    expect(Object.keys(files(one!)).length).toBeGreaterThan(10)
    expect(files(one!)).toEqual(files(other!))
  })

  it('replace those of the same role, and look at the folder before anything is planned', async () => {
    const out = mkdtempSync(join(tmpdir(), 'impspec-vectors-'))
    const write = (role: string, walks: string, folder = out) =>
      command(['vectors', '--role', role, '--walks', walks, '--out', folder])
    await write('poller', '3')
    const many = readdirSync(out).length
    expect((await write('poller', '1')).code).toBe(0)
    expect(readdirSync(out).length).toBe(many - 2)
    // Planning those of the device would take its time, and is never begun.
    const other = await write('device', '1')
    expect([other.code, other.err]).toEqual([3, expect.stringContaining('holds the vectors of poller')])
    expect(other.err).not.toContain('planning')
    writeFileSync(join(out, 'package.json'), '{}')
    const mixed = await write('poller', '1')
    expect([mixed.code, mixed.err]).toEqual([3, expect.stringContaining('holds package.json')])
    const file = await write('device', '1', join(out, 'package.json'))
    expect([file.code, file.err]).toEqual([3, expect.stringContaining('is no folder that can be written to')])
  })

  it('have both sides of each delay', () => {
    const timed = vectors.filter(({ kind }) => kind === 'timer')
    expect(timed).toHaveLength(2)
    for (const { steps } of timed) expect(steps.some((step) => 'advance' in step)).toBe(true)
  })

  it('are not mixed with other files', async () => {
    const { code } = await command(['vectors', '--role', 'poller', '--out', join(import.meta.dirname, '..')])
    expect(code).toBe(3)
  })
})

describe('the stand-alone runner', { timeout: 60_000 }, () => {
  const python = has('python3')
  const run = promisify(execFile)

  it('has at most 150 lines', () => {
    expect(readFileSync(runner, 'utf8').split('\n').length).toBeLessThanOrEqual(150)
  })

  it.runIf(python)('gives the verdicts of the driver', { timeout: 120_000 }, async () => {
    const written = async (transitions: number, walks: number): Promise<string> => {
      const out = mkdtempSync(join(tmpdir(), 'impspec-vectors-'))
      const size = ['--max-transitions', String(transitions), '--walks', String(walks)]
      await command(['vectors', '--role', 'agent', '--out', out, ...size])
      return out
    }
    const { stdout } = await run('python3', [runner, await written(1500, 2), ...agentCommand])
    expect(stdout).toMatch(/(\d+) of \1 vectors pass/)
    // It is started again after each vector that fails: a few are enough.
    const few = await written(300, 1)
    for (const fault of ['starts-twice', 'version']) {
      const failed = await run('python3', [runner, few, ...agentCommand, fault]).catch((error: unknown) => error)
      expect((failed as { readonly code: number }).code).toBe(1)
      expect((failed as { readonly stdout: string }).stdout).toContain('not ok agent-')
    }
  })
})

describe('the published schemas', () => {
  it.each(schemaNames)('%s is a JSON Schema', async (name) => {
    const schema = JSON.parse(schemaText(name, impRoles.names)) as { readonly $schema: string }
    expect(schema.$schema).toContain('2020-12')
    expect((await command(['schema', name])).out).toBe(schemaText(name, impRoles.names))
  })

  it('names those that there are', async () => {
    const { code, err } = await command(['schema', 'answr'])
    expect(err).toContain('did you mean answer')
    expect(code).toBe(3)
  })
})
