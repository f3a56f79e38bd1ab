// What the command says of a specification that has no end, and of one whose channels are too small.
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { checkAtScale } from '../../checker/checkAtScale.js'
import { impspec } from './impspec.js'
import counter from './specifications/counter.js'

const at = (name: string): string => fileURLToPath(new URL(`specifications/${name}.ts`, import.meta.url))
const onCounter = (...argv: readonly string[]) => impspec('--specification', at('counter'), ...argv)
const onOverflow = (...argv: readonly string[]) => impspec('--specification', at('overflow'), ...argv)

describe('a machine that counts without bound', () => {
  const growth = "party 'counter' has more than 200 local states; its context field 'n' takes 200 values"

  it.each([
    ['any engine', []],
    ['state by state', ['--engine', 'explicit', '--workers', '1']],
    ['in several threads', ['--engine', 'explicit', '--workers', '2']],
  ])('is searched as far as its limit, %s: what is met is told, the rest is incomplete', async (_, argv) => {
    const { code, out, err } = await onCounter('search', '--json', ...argv)
    expect([code, err]).toEqual([2, ''])
    const { exploration, verdicts } = JSON.parse(out) as {
      exploration: { stopped: string; because: string; complete: boolean; states: number }
      verdicts: readonly { property: string; verdict: string; why?: string; depth?: number }[]
    }
    expect(exploration).toMatchObject({ complete: false, stopped: 'locals' })
    expect(exploration.because).toContain(growth)
    expect(exploration.states).toBeGreaterThan(100)
    expect(verdicts.map(({ property, verdict, depth }) => [property, verdict, depth])).toEqual([
      ['never-many', 'incomplete', undefined],
      ['never-some', 'fails', 21],
      ['some-day', 'holds', 21],
    ])
    expect(verdicts[0]!.why).toContain(growth)
  })

  it('is so as well where a thread asks the one that has the machine', async () => {
    const { exploration, verdicts } = await checkAtScale(counter.world(), counter.predicates, counter.properties, {
      engine: 'explicit',
      workers: 2,
      lessons: 20,
    })
    expect([exploration.stopped, exploration.because]).toEqual(['locals', expect.stringContaining(growth)])
    expect(exploration.states).toBeGreaterThan(100)
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['incomplete', 'fails', 'holds'])
  })

  it('says so in words', async () => {
    const { out } = await onCounter('search')
    expect(out.replace(/\s+/g, ' ')).toContain(`INCOMPLETE (stopped by ${growth}`)
    expect(out).toMatch(/\? INCOMPLETE +never-many/)
  })
})

describe('a channel that overflows', () => {
  const overflow = "channel 'wire' overflows: more than 2 messages; give it a greater capacity"
  const flat = (text: string): string => text.replace(/\s+/g, ' ')

  it('is refused by verify, with the run that fills it', async () => {
    const { code, out } = await onOverflow('verify', '--workers', '1')
    expect(code).toBe(4)
    expect(out).toContain('✗ REFUSED  baseline')
    expect(flat(out)).toContain(overflow)
    expect(out).not.toContain('ModelError')
  })

  it.each([
    ['verify', []],
    ['bounds', ['--from', 'odd', '--to', '!odd']],
    ['export', ['--to', 'promela']],
  ])('has its story told by %s', async (command, argv) => {
    const { code, out, err } = await onOverflow(command, ...argv)
    expect(code).toBe(4)
    expect(flat(out + err)).toContain(overflow)
    expect(out + err).toMatch(/pinger[^]*(● .*go|go)[^]*VIOLATION/)
  })

  it('is no bug of ours where its mutants are asked for', async () => {
    const { code, err } = await onOverflow('mutants', '--workers', '1', '--effort', 'quick')
    expect([code, flat(err)]).toEqual([4, expect.stringContaining(overflow)])
  })

  it.each([
    ['simulate', ['--seed', '1', '--steps', '200']],
    ['replay', ['--seed', '1', '--property', 'never-odd']],
  ])('ends %s, which says who tells the run', async (command, argv) => {
    const { code, err } = await onOverflow(command, ...argv)
    expect([code, flat(err)]).toEqual([4, expect.stringContaining(overflow)])
    expect(err).toContain('impspec verify tells the shortest run to it')
  })

  it.each([[[]], [['--engine', 'explicit', '--workers', '1']]])('ends a search %j', async (argv) => {
    const { code, out } = await onOverflow('search', ...argv)
    expect(code).toBe(4)
    expect(flat(out)).toContain(`✗ a step goes astray, 3 steps from a start: ${overflow}`)
    expect(out).toMatch(/(✗ fails|\? INCOMPLETE) +never-odd/)
  })
})
