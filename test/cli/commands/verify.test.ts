// impspec verify: what it says, and its exit codes.
import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../../checker/parallel/workerPool.js'
import type { JobResult } from '../../../verification/judgement.js'
import type { Property } from '../../../properties/language/property.js'
import { oneAtATime } from '../../../machines/configurations.js'
import { assumptionText, assumptionsInWords } from '../../../report/assumptions.js'
import { command } from '../command.js'
import { sampleStory } from '../../report/sample-story.js'
import { followsSwitch, neverBright, smallSpecification } from '../small-specification.js'

/** Configurations in which the default selection asks a property that concerns no reading. */
const asked = oneAtATime.length

const longest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length))

const { exceptions: _, ...always } = followsSwitch
const vacuousByMistake: Property = {
  ...always,
  id: 'vacuous-by-mistake',
  pattern: { kind: 'invariant', given: { is: 'lampBroken' }, holds: { is: 'lampBright' } },
}

describe('impspec verify', () => {
  it('is content where all is as expected, within 100 columns', async () => {
    const { code, out, err } = await command(['verify'])
    expect(code).toBe(0)
    expect(err).toBe('')
    expect(longest(out)).toBeLessThanOrEqual(100)
    expect(out).toMatch(/^✓ as expected lamp-follows-switch( +H+)+ +F( +H+)+$/m)
    expect(out).toContain(`${3 * asked} verdicts from 3 explorations: 20 states and 33 transitions`)
    expect(out).toContain(
      `${2 * asked - 1} hold, 1 fail as expected, ${asked} vacuous as expected, 0 differ, 0 incomplete.`,
    )
    expect(out).toContain('  - nobody steals the lamp\n  - at most 3 times: pressed')
  })

  it('gives 1 and the shortest story for a verdict that differs', async () => {
    const { code, out } = await command(['verify', '--configuration', 'baseline'], smallSpecification([neverBright]))
    expect(code).toBe(1)
    expect(out).toContain('✗ DIFFERS  lamp-is-never-bright in baseline')
    expect(out).toMatch(/expected: holds\n +found: fails; its antecedent occurs in \d+ steps/)
    expect(out).toMatch(/│◀─+┤ +turn\.on ◀ VIOLATION/)
  })

  it('asks for the stories of what differs; for all of them in JSON', async () => {
    const specification = smallSpecification()
    const wanted: unknown[] = []
    const run: typeof specification.run = (jobs, options) => {
      wanted.push(options.stories)
      return specification.run(jobs, options)
    }
    await command(['verify'], { ...specification, run })
    await command(['verify', '--json'], { ...specification, run })
    expect(wanted).toEqual(['unexpected', undefined])
  })

  it('gives 1 where a failure that is documented does not occur', async () => {
    const expected: Property = { ...always, exceptions: [{ when: {}, verdict: 'fails', because: 'it should' }] }
    const { code, out } = await command(['verify', '--configuration', 'baseline'], smallSpecification([expected]))
    expect(code).toBe(1)
    expect(out).toMatch(/expected: fails \(because it should\)\n +found: holds/)
  })

  it('takes a pass for want of occasion as a difference', async () => {
    const { code, out } = await command(['verify'], smallSpecification([vacuousByMistake]))
    expect(code).toBe(1)
    expect(out).toContain('found: vacuous; its antecedent never occurs')
  })

  it('says INCOMPLETE, and not holds, at a limit', async () => {
    const { code, out } = await command(['verify', '--max-states', '2', '--property', 'lamp-follows-switch'])
    expect(code).toBe(2)
    expect(out).toContain(`? INCOMPLETE ${asked} lamp-follows-switch`)
    expect(out).toMatch(
      /\? INCOMPLETE {2}baseline, parties lamp, toggle\n {2}stopped at the limit of states after \d+ states/,
    )
    expect(out).toContain(`0 hold, 0 fail as expected, 0 vacuous as expected, 0 differ, ${asked} incomplete.`)
    expect(out).not.toContain('✓ as expected')
  })

  it('says that it ran out of memory, and how far it came', async () => {
    const progress = { states: 1234, transitions: 5678 }
    const outcome: Outcome<JobResult> = { kind: 'interrupted', progress, reason: 'memory' }
    const specification = { ...smallSpecification(), run: () => Promise.resolve([outcome, outcome, outcome]) }
    const { code, out } = await command(['verify'], specification)
    expect(code).toBe(2)
    expect(out).toContain('out of memory (see --max-memory, --workers) after 1,234 states and 5,678 transitions')
    expect(out).not.toContain('Interrupted')
  })

  it('hands the amount of memory on to the explorations', async () => {
    const specification = smallSpecification()
    const given: unknown[] = []
    const run: typeof specification.run = (jobs, options) => {
      given.push(options.maxMemory)
      return specification.run(jobs, options)
    }
    await command(['verify', '--max-memory', '1.5 GB'], { ...specification, run })
    await command(['verify'], { ...specification, run })
    expect(given).toEqual([1.5 * 2 ** 30, undefined])
  })

  it('prefers a difference to what is incomplete', async () => {
    const specification = smallSpecification([followsSwitch, neverBright])
    expect((await command(['verify', '--max-states', '2'], specification)).code).toBe(1)
  })

  it('hands in what it has when it is interrupted', async () => {
    const { code, out } = await command(['verify'], smallSpecification(), { signal: AbortSignal.abort() })
    expect(code).toBe(2)
    expect(out).toContain('? INCOMPLETE: not all is decided. Interrupted.')
  })

  it('reports a worker that crashed, its job, and gives 70', async () => {
    const outcome: Outcome<JobResult> = { kind: 'crashed', message: 'RangeError: out of everything' }
    const specification = { ...smallSpecification(), run: () => Promise.resolve([outcome, outcome, outcome]) }
    const { code, out } = await command(['verify'], specification)
    expect(code).toBe(70)
    expect(out).toContain('✗ CRASHED  power=battery, parties lamp, toggle')
    expect(out).toContain('RangeError: out of everything')
    expect(out).toContain('no answer for: lamp-follows-switch, broken-lamps-are-dark')
    expect(out).not.toContain('✓')
  })

  it('takes time that stands still for an error of the model, whatever the verdicts', async () => {
    const specification = smallSpecification()
    const restless = {
      ...specification,
      run: async (...asked: Parameters<typeof specification.run>) =>
        (await specification.run(...asked)).map((outcome): Outcome<JobResult> => {
          if (outcome.kind !== 'done') return outcome
          const timeliness = {
            standstills: [{ kind: 'zeno' as const, states: 2, story: sampleStory }],
            hasty: 0,
            atRest: 0,
          }
          const exploration = { ...outcome.result.exploration, timeliness }
          return { ...outcome, result: { ...outcome.result, exploration } }
        }),
    }
    const { code, out } = await command(['verify', '--property', 'switch-can-be-on'], restless)
    expect(code).toBe(1)
    expect(out).toContain('✗ ZENO RUN  infinitely many deliveries and timers in no time, through 2 states')
    expect(out).toContain('from here on it repeats for ever:')
    expect(out).toContain('Time: 0 deadlocks, 0 time-locks, 1 Zeno run; ')
    expect(out).toContain('✗ Time stands still: an error of the model.')
  })

  it('says how time goes on', async () => {
    const { out } = await command(['verify'])
    expect(out).toMatch(
      /^Time: no deadlock, time-lock or Zeno run; the environment may act infinitely often in no time in/m,
    )
  })

  it('restricts to the properties that speak of a party', async () => {
    const { out } = await command(['verify', '--party', 'lamp', '--json'])
    const { judgements } = JSON.parse(out) as { judgements: readonly { readonly property: string }[] }
    expect(new Set(judgements.map(({ property }) => property))).toEqual(
      new Set(['lamp-follows-switch', 'broken-lamps-are-dark']),
    )
  })

  it('takes several configurations, names them by their columns, and merges what is equal', async () => {
    const names = ['baseline', 'boot=fast,handler=late', 'power=battery', 'power=mains']
    const { code, out } = await command(['verify', '--configuration', ...names])
    expect(code).toBe(0)
    expect(out).toContain('columns: base baseline; 4 power=battery; mixed handler=late,boot=fast')
    expect(out).toContain('9 verdicts from 3 explorations')
  })

  it('prints one JSON document that agrees with the text', async () => {
    const { code, out } = await command(['verify', '--json'], smallSpecification([followsSwitch, neverBright]))
    const report = JSON.parse(out) as {
      readonly exitCode: number
      readonly explorations: readonly { readonly states: number; readonly stories: Readonly<Record<string, unknown>> }[]
      readonly judgements: readonly { readonly standing: string; readonly exploration: number }[]
    }
    expect(code).toBe(1)
    expect(report.exitCode).toBe(1)
    expect(report.judgements.filter(({ standing }) => standing === 'differs')).toHaveLength(asked)
    expect(report.explorations[0]?.stories).toHaveProperty('lamp-is-never-bright')
    expect(report.judgements.every(({ exploration }) => exploration in report.explorations)).toBe(true)
  })
})

describe('impspec verify --json-lines', () => {
  it('writes each exploration as soon as it has ended, and in the end all that --json does', async () => {
    const specification = smallSpecification([followsSwitch, neverBright])
    const lines: string[] = []
    const written: number[] = []
    const run: typeof specification.run = (jobs, options) =>
      specification.run(jobs, {
        ...options,
        onSettled: (job, outcome) => {
          options.onSettled?.(job, outcome)
          written.push(lines.length)
        },
      })
    const stdout = { write: (text: string) => void lines.push(text) }
    const { code } = await command(['verify', '--json-lines'], { ...specification, run }, { stdout })
    expect(code).toBe(1)
    expect(written.length).toBeGreaterThan(1)
    expect(written).toEqual(written.map((_, job) => job + 1))
    const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    const document = JSON.parse((await command(['verify', '--json'], specification)).out) as Record<string, unknown[]>
    const explorations = told.slice(0, -1)
    const timeless = (one: unknown): unknown => ({ ...(one as object), milliseconds: 0 })
    expect(explorations.map(({ kind: _k, index: _i, of: _o, judgements: _j, ...rest }) => timeless(rest))).toEqual(
      document.explorations!.map(timeless),
    )
    const byText = (all: readonly unknown[]): string[] => all.map((one) => JSON.stringify(one)).sort()
    expect(byText(explorations.flatMap(({ judgements }) => judgements as unknown[]))).toEqual(
      byText(document.judgements!),
    )
    expect(told.at(-1)).toMatchObject({ kind: 'end', exitCode: 1, interrupted: false })
  })

  it('also tells what an interrupt left out', async () => {
    const { code, out } = await command(['verify', '--json-lines'], smallSpecification(), {
      signal: AbortSignal.abort(),
    })
    expect(code).toBe(2)
    const told = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(told.slice(0, -1).every(({ kind, outcome }) => kind === 'exploration' && outcome === 'interrupted')).toBe(
      true,
    )
    expect(told.at(-1)).toMatchObject({ kind: 'end', exitCode: 2, interrupted: true })
  })

  it('is not to be had together with --json', async () => {
    const { code, err } = await command(['verify', '--json', '--json-lines'])
    expect([code, err.split('\n')[0]]).toEqual([3, 'error: --json and --json-lines exclude each other'])
  })
})

describe('assumptionsInWords', () => {
  it('says once what several stimuli have in common, and loses nothing', () => {
    const assumptions = [
      { kind: 'stated', text: 'one device' },
      { kind: 'condition', stimulus: 'power.cut', when: 'device reacts to it' },
      { kind: 'condition', stimulus: 'agent: data.saved', when: 'device reacts to it' },
      { kind: 'budget', stimuli: ['power.cut'], most: 1 },
      { kind: 'channel', channel: 'up', capacity: 2, least: 0, most: 5 },
    ] as const
    expect(assumptions.map(assumptionText)).toEqual([
      'one device',
      'power.cut: only when device reacts to it',
      'agent: data.saved: only when device reacts to it',
      'power.cut: at most once',
      'channel up: 2 messages at most, each delivered after 0 to 5 ms',
    ])
    expect(assumptionsInWords([...assumptions, ...assumptions])).toEqual([
      'one device',
      'only when device reacts to it: power.cut; agent: data.saved',
      'at most once: power.cut',
      'channel up: 2 messages at most, each delivered after 0 to 5 ms',
    ])
  })
})

describe('wrong usage gives 3, and says what would be right', () => {
  it.each([
    [['verify', '--property', 'lamp-folows'], /unknown property 'lamp-folows': did you mean lamp-follows-switch\?/],
    [['verify', '--property', 'xyz'], /see: impspec list properties/],
    [['verify', '--configuration', 'power=nuclear'], /power has no value 'nuclear'/],
    [['verify', '--configuration', 'nonsense'], /not of the form dimension=value/],
    [['verify', '--party', 'lmap'], /unknown party 'lmap': did you mean lamp\?/],
    [['verify', '--property', 'switch-can-be-on', '--party', 'lamp'], /no property that was asked for speaks of lamp/],
    [['verify', '--all', '--configuration', 'baseline'], /exclude each other/],
    [['verify', '--workers', '0'], /--workers takes a whole number of at least 1, not '0'/],
    [['verify', '--workers', '-2'], /--workers takes a whole number of at least 1, not '-2'/],
    [['verify', '--workers', '1.5'], /--workers takes a whole number of at least 1, not '1.5'/],
    [['verify', '--workers', 'all'], /--workers takes a whole number of at least 1, not 'all'/],
    [['verify', '--max-memory', '0'], /--max-memory takes an amount of memory .*, more than 0, not '0'/],
    [['verify', '--max-memory', '0MB'], /--max-memory takes an amount of memory .* not '0MB'/],
    [['verify', '--max-memory', '-1GB'], /--max-memory takes an amount of memory .* not '-1GB'/],
    [['verify', '--max-memory', '2'], /--max-memory takes an amount of memory .* not '2'/],
    [['verify', '--max-memory', 'plenty'], /--max-memory takes an amount of memory .* not 'plenty'/],
    [['explain', 'lamp-follows-switch', '--max-memory', '0'], /--max-memory takes an amount of memory/],
    [['verify', '--max-states', 'many'], /--max-states takes a whole number/],
    [['verify', '--bogus'], /unknown option '--bogus'/],
    [['verify', 'stray'], /too many arguments/],
    [['verfy'], /Did you mean verify\?/],
    [['explain'], /missing required argument 'property'/],
    [['explain', 'lamp'], /did you mean lamp-follows-switch/],
    [['list', 'partys'], /did you mean parties\?/],
    [['simulate'], /required option '--seed <n>' not specified/],
    [['simulate', '--seed', '-1'], /--seed takes a whole number of at least 0/],
    [['simulate', '--seed', '1', '--steps', '0'], /--steps takes a whole number of at least 1/],
    [['simulate', '--seed', '1', '--scope', 'feild'], /unknown scope 'feild': did you mean field\?/],
    [['answers', 'does-it-folow'], /did you mean does-it-follow\?/],
  ])('%j', async (argv, message) => {
    const { code, out, err } = await command(argv)
    expect(err).toMatch(message)
    expect(out).toBe('')
    expect(code).toBe(3)
  })
})

describe('a fault of ours', () => {
  it('gives 70 and says so', async () => {
    const specification = { ...smallSpecification(), run: () => Promise.reject(new Error('no threads left')) }
    const { code, err } = await command(['verify'], specification)
    expect(code).toBe(70)
    expect(err).toMatch(/a bug of ours, please report it:\nError: no threads left/)
  })
})
