// What may be asked for by which name: properties by what they cite, names by what they mean; lists and help that agree.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { claims, contradictions } from '../../../machines/sources.js'
import { momentText, withMoments } from '../../../report/moments.js'
import { columns } from '../../../report/text.js'
import { specification } from '../../../verification/impSpecification.js'
import { nearestByMeaning } from '../../../verification/meaning.js'
import { aboutProperty, chosenProperties } from '../../../verification/selection.js'
import { command } from '../command.js'
import { smallSpecification } from '../small-specification.js'

const { properties } = specification
const ids = properties.map(({ id }) => id)
const things = properties.map((one) => ({ name: one.id, about: aboutProperty(one) }))

describe('properties', () => {
  it.each(['S2', 'R12', 'C-03', 'D-025'])('are chosen by what they cite: %s', (source) => {
    const chosen = chosenProperties(specification, { property: [source] })
    expect(chosen.length).toBeGreaterThan(0)
    expect(chosen).toEqual(properties.filter(({ sources }) => sources!.includes(source)))
  })

  it('are chosen by sources and ids together, each once', () => {
    const [first] = chosenProperties(specification, { property: ['S2'] })
    const both = chosenProperties(specification, { property: [first!.id, 'S2', 'power-starts-cold'] })
    expect(both.map(({ id }) => id)).toContain('power-starts-cold')
    expect(new Set(both).size).toBe(both.length)
  })

  it('say that nothing cites a source, and which lists there are', async () => {
    const { code, err } = await command(['verify', '--property', 'S99'], specification)
    expect(err).toContain("no property cites 'S99'; see: impspec list claims")
    expect(code).toBe(3)
  })

  it('are named where a source is to be explained', async () => {
    const { code, err } = await command(['explain', 'S2'], specification)
    expect(err).toContain('brought to the current stable impOS')
    expect(err).toContain('cold-boot-leads-to-current-os')
    expect(code).toBe(3)
  })
})

describe('a name that is none', () => {
  it.each([
    ['squirrel-starts-in-10s', 'squirrel-within-ten-seconds'],
    ['snooze-nine-minutes', 'snooze-and-retry'],
    ['agent-stopped-after-month', 'agent-is-stopped-after-30-days'],
    ['polite-after-blinkup', 'politeness-respected-after-blinkup'],
  ])('%s is answered by what it means: %s', (typed, meant) => {
    expect(ids).toContain(meant)
    expect(nearestByMeaning(typed, things)).toContain(meant)
  })

  it('is answered by what it looks like where that is a slip', async () => {
    const { err } = await command(['explain', 'power-starts-colt'], specification)
    expect(err).toContain('did you mean power-starts-cold')
  })

  it('is not answered by what has nothing to do with it', () => {
    expect(nearestByMeaning('xyzzy-quux', things)).toEqual([])
  })
})

describe('lists', () => {
  it.each([
    ['claims', claims.map(({ id }) => id)],
    ['contradictions', contradictions.map(({ id }) => id)],
  ])('there is one of %s, with what cites each', async (what, all) => {
    const { out, code } = await command(['list', what, '--json'], specification)
    const listed = JSON.parse(out) as readonly Readonly<Record<string, string | readonly string[]>>[]
    expect(listed.map((one) => one[what.slice(0, -1)])).toEqual(all)
    expect(listed.some((one) => one.properties!.length > 0)).toBe(true)
    expect(code).toBe(0)
  })

  it.each(['properties', 'rules', 'claims'])('of %s break no id, on a terminal or into a pipe', async (what) => {
    for (const io of [{ columns: 60 }, { columns: 100, piped: true }]) {
      const { out } = await command(['list', what], specification, io)
      const words = new Set(out.split(/[\s,]+/))
      const shown = what === 'properties' ? ids : ids.filter((id) => out.includes(id))
      expect(shown.length).toBeGreaterThan(20)
      for (const id of shown) expect(words).toContain(id)
      // Nor is a part of one left at the end of a line.
      expect(out).not.toMatch(/[a-z]-$/m)
    }
  })

  it('give way in columns whose words may be broken', () => {
    const table = columns(['a', 'b'], [['a-long-name-that-stays', 'text '.repeat(20)]], {
      width: 40,
      flexible: [0, 1],
      whole: [0],
    })
    expect(table).toContain('a-long-name-that-stays')
  })
})

describe('what help and guides name', () => {
  const commands = ['verify', 'explain', 'diff', 'replay', 'bounds', 'search', 'simulate']
  it.each(commands)('exists: %s --help', async (name) => {
    const { out } = await command([name, '--help'], specification)
    expect(named(out).filter((id) => !ids.includes(id))).toEqual([])
  })

  it('exists in the guides', () => {
    const root = join(import.meta.dirname, '../../..')
    // The guide to machines of one's own has properties of its own, and is run by a test of its own.
    const guides = readdirSync(join(root, 'docs/guide')).filter(
      (file) => file.endsWith('.md') && file !== 'your-own-machines.md',
    )
    const texts = ['README.md', 'CONTRIBUTING.md', ...guides.map((file) => `docs/guide/${file}`)]
    const found = texts.flatMap((file) => named(readFileSync(join(root, file), 'utf8')).map((id) => `${file}: ${id}`))
    expect(found.length).toBeGreaterThan(0)
    expect(found.filter((one) => !ids.includes(one.split(': ')[1]!))).toEqual([])
  })
})

/** Ids of properties that commands in a text name. */
const named = (text: string): readonly string[] =>
  [...text.matchAll(/(?:--property|impspec(?: --)? explain) ([a-z0-9]+(?:-[a-z0-9]+)+)/g)].map((found) => found[1]!)

describe('the answer', () => {
  it('stands before the assumptions', async () => {
    const verified = await command(['verify'])
    expect(verified.out).toContain('Assumptions')
    expect(verified.out.indexOf('All verdicts are as expected')).toBeLessThan(verified.out.indexOf('Assumptions'))
    const explained = await command(['explain', smallSpecification().properties[0]!.id])
    expect(explained.out).toContain('Assumptions')
    expect(explained.out.indexOf('configurations')).toBeGreaterThan(0)
    expect(explained.out.indexOf('configurations')).toBeLessThan(explained.out.indexOf('Assumptions'))
  })

  it('tells moments as the log does', () => {
    expect(momentText(1500)).toBe('1500 ms')
    expect(momentText(Date.UTC(2026, 10, 29, 12))).toBe('2026-11-29T12:00:00.000Z')
    const at = Date.UTC(2026, 0, 1)
    expect(withMoments(`blinkup.timedOut is missing: due by ${at} ms`)).toBe(
      'blinkup.timedOut is missing: due by 2026-01-01T00:00:00.000Z',
    )
    expect(withMoments(`due from ${at} to ${at + 1000} ms`)).toBe(
      'due from 2026-01-01T00:00:00.000Z to 2026-01-01T00:00:01.000Z',
    )
    expect(withMoments('comes 5000 ms too early: due at 61000 ms')).toBe('comes 5000 ms too early: due at 61000 ms')
  })
})
