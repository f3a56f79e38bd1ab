// --checkpoint: what is finished is kept, found again, and never taken for something else.
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { assign, emit, setup, type AnyStateMachine } from 'xstate'
import { codeContent, contentOf, machineContent } from '../../../checker/compile/fingerprint.js'
import { defaultSelection, plan, type Job } from '../../../verification/plan.js'
import { jobContent } from '../../../cli/options/checkpoint.js'
import type { Specification } from '../../../verification/specification.js'
import { command } from '../command.js'
import { smallSpecification } from '../small-specification.js'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'impspec-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A specification that counts the explorations it is asked for. */
function counting(
  specification: Specification = smallSpecification(),
): Specification & { readonly explored: number[] } {
  const explored: number[] = []
  const run: Specification['run'] = (jobs, options) => {
    explored.push(jobs.length)
    return specification.run(jobs, options)
  }
  return { ...specification, run, explored }
}

const withoutTime = (text: string): string => text.replace(/in\s+[\d.]+\s+m?s\./, '')
const verify = (specification: Specification, ...more: readonly string[]) =>
  command(['verify', '--checkpoint', join(folder, 'kept'), ...more], specification)
const files = (): readonly string[] => readdirSync(join(folder, 'kept')).map((name) => join(folder, 'kept', name))

describe('impspec verify --checkpoint', () => {
  it('takes from the folder what is finished there, and says the same', async () => {
    const specification = counting()
    const first = await verify(specification)
    const second = await verify(specification)
    expect(specification.explored).toEqual([3, 0])
    expect(first.err).toBe('')
    expect(second.err).toBe('3 of 3 explorations were done before\n')
    expect(withoutTime(second.out)).toBe(withoutTime(first.out))
    expect(files()).toHaveLength(3)
  })

  it('explores the rest only, and puts all in its place', async () => {
    const specification = counting()
    const whole = await verify(specification, '--json')
    rmSync(files()[1]!)
    const again = await verify(specification, '--json')
    expect(specification.explored).toEqual([3, 1])
    expect(again.err).toBe('2 of 3 explorations were done before\n')
    const verdicts = ({ out }: { out: string }): unknown => (JSON.parse(out) as { judgements: unknown }).judgements
    expect(verdicts(again)).toEqual(verdicts(whole))
  })

  it.each([
    ['cut off', (text: string) => text.slice(0, text.length / 2), /JSON/],
    ['changed', (text: string) => text.replace(/"states":\d+/, '"states":999999'), /its checksum is wrong/],
    ['of another exploration', (text: string) => text.replace(/"key":"../, '"key":"zz'), /not the record of this/],
    ['empty', () => '', /JSON/],
    ['null', () => 'null', /not the record of this/],
  ])('names a file that is %s, and does its exploration again', async (_, damage, reason) => {
    const specification = counting()
    const whole = await verify(specification)
    const [file] = files()
    const intact = readFileSync(file!, 'utf8')
    writeFileSync(file!, damage(intact))
    const { code, err, out } = await verify(specification)
    expect(code).toBe(0)
    expect(err).toContain(`warning: ${file!} is damaged`)
    expect(err).toMatch(reason)
    expect(err).toContain('2 of 3 explorations were done before')
    expect(withoutTime(out)).toBe(withoutTime(whole.out))
    expect(specification.explored).toEqual([3, 1])
    expect((JSON.parse(readFileSync(file!, 'utf8')) as { key: string }).key).toBe(
      (JSON.parse(intact) as { key: string }).key,
    )
  })

  it('keeps nothing that stopped at a limit', async () => {
    const specification = counting()
    expect((await verify(specification, '--max-states', '2')).code).toBe(2)
    const before = files().length
    const { code, err } = await verify(specification)
    expect(code).toBe(0)
    expect(before).toBeLessThan(3)
    expect(err).toBe(before === 0 ? '' : expect.stringContaining(`${before} of 3 explorations w`))
  })

  it('does not take the answer to a what-if question for that of the question itself', async () => {
    const specification = counting()
    await verify(specification)
    await verify(specification, '--set', 'drained=3s')
    expect(specification.explored[1]).toBeGreaterThan(0)
  })

  it('gives 3 for a folder that cannot be made', async () => {
    writeFileSync(join(folder, 'kept'), '')
    const { code, err } = await verify(smallSpecification())
    expect(code).toBe(3)
    expect(err).toMatch(/--checkpoint takes a folder that can be written to: E/)
  })
})

describe('the key of an exploration', () => {
  const specification = smallSpecification()
  const jobs = plan(defaultSelection(specification.properties), specification)
  const keysOf = (other: Specification): readonly string[] => jobs.map((job: Job) => jobContent(job, other))

  it('is another one for each exploration, and stays while machines are used', async () => {
    const keys = keysOf(specification)
    expect(new Set(keys).size).toBe(jobs.length)
    await command(['verify'], specification)
    expect(keysOf(smallSpecification())).toEqual(keys)
  })

  /** The specification with another machine for its lamp. */
  const withLamp = (change: (machine: AnyStateMachine) => AnyStateMachine): Specification => ({
    ...specification,
    system: (configuration, scope) => {
      const world = specification.system(configuration, scope)
      return {
        ...world,
        parties: world.parties.map((it) => (it.name === 'lamp' ? { ...it, machine: change(it.machine) } : it)),
      }
    },
  })

  it.each([
    ['a delay', withLamp((machine) => machine.provide({ delays: { drained: 2001 } }))],
    ['a guard', withLamp((machine) => machine.provide({ guards: { onBattery: () => true } }))],
    [
      'a budget',
      {
        ...specification,
        system: (configuration, scope) => {
          const world = specification.system(configuration, scope)
          return { ...world, stimuli: world.stimuli.map((stimulus) => ({ ...stimulus, budget: 4 })) }
        },
      } satisfies Specification,
    ],
  ])('changes with %s', (_, other) => {
    const before = keysOf(specification)
    const after = keysOf(other)
    expect(after.filter((key, job) => key !== before[job])).not.toHaveLength(0)
    for (const [job, { parties }] of jobs.entries()) {
      if (parties.includes('lamp')) expect(after[job]).not.toBe(before[job])
    }
  })

  it('changes with a predicate and with a property', () => {
    const { lampBright } = specification.predicates
    const predicates = { ...specification.predicates, lampBright: { ...lampBright!, holds: () => false } as never }
    expect(keysOf({ ...specification, predicates })).not.toEqual(keysOf(specification))
    const properties = specification.properties.map((property) => ({
      ...property,
      pattern: { kind: 'reachable' as const, what: { is: 'switchOn' } },
    }))
    expect(keysOf({ ...specification, properties })).not.toEqual(keysOf(specification))
  })

  it('sees what assign assigns and emit emits, in a config that reads the same', () => {
    const machine = (action: unknown): AnyStateMachine =>
      setup({ types: { context: {} as { n: number } } }).createMachine({
        context: { n: 0 },
        on: { go: { actions: action as never } },
      })
    const contents = [assign({ n: 1 }), assign({ n: 2 }), emit({ type: 'a' }), emit({ type: 'b' })].map((action) =>
      machineContent(machine(action)),
    )
    expect(new Set(contents).size).toBe(4)
  })

  it('includes the code of machines, properties and checker', () => {
    expect(codeContent()).toMatch(/^[0-9a-f]{64}$/)
    expect(contentOf(Infinity)).not.toBe(contentOf(null))
    expect(contentOf(undefined)).not.toBe(contentOf('undefined'))
    const circle: { self?: unknown } = {}
    circle.self = circle
    expect(contentOf(circle)).toBe('{"self":up 1}')
  })
})

describe('a run that is killed', () => {
  const main = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url))
  const start = (...more: readonly string[]) =>
    spawn(process.execPath, [
      ...['--import', 'tsx', main, 'verify', '--configuration', 'baseline', '--workers', '2'],
      ...[
        '--property',
        'shipped-means-blessed',
        'cold-boot-leads-to-current-os',
        '--checkpoint',
        join(folder, 'kept'),
        ...more,
      ],
    ])

  it('has lost nothing that was finished', { timeout: 60_000 }, async () => {
    const killed = start()
    const ended = new Promise((resolve) => killed.on('close', (_, signal) => resolve(signal)))
    while (
      killed.exitCode === null &&
      !(existsSync(join(folder, 'kept')) && files().some((file) => file.endsWith('json')))
    ) {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    killed.kill('SIGKILL')
    expect(await ended).toBe('SIGKILL')
    // What a killed process leaves half-written is no obstacle.
    cpSync(files()[0]!, `${files()[0]!}.1-1.tmp`)
    const resumed = start('--max-states', '500')
    let said = ''
    resumed.stdout.on('data', (chunk) => (said += String(chunk)))
    resumed.stderr.on('data', (chunk) => (said += String(chunk)))
    expect(await new Promise((resolve) => resumed.on('close', resolve))).toBe(2)
    expect(said).toContain('1 of 2 explorations was done before')
    expect(said).toMatch(/undecided: cold-boot-leads-to-current-os/)
    expect(said).toMatch(/1 hold, .* 1 incomplete/)
  })
})
