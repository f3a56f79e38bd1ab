// Pictures of the site: what they show is what the records say, computed here another way; the same bytes each time.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { benchPlot, benchSentence, growthOf, pointsOf, type BenchRecord } from '../../docs/draw/plots/bench.js'
import { draw, legend, percentOf, Plot, tint } from '../../docs/draw/plots/canvas.js'
import { coveredIn, coveragePlot, coverageSentence } from '../../docs/draw/plots/coverage.js'
import {
  kindPlot,
  kindSentence,
  openCells,
  partyPlot,
  partyScores,
  partySentence,
} from '../../docs/draw/plots/mutants.js'
import { raceOf, racePlot, raceSentence } from '../../docs/draw/plots/race.js'
import { talkOf, talkPlot, talkSentence } from '../../docs/draw/plots/talk.js'
import { rangesIn, timePlot, timeSentence } from '../../docs/draw/plots/time.js'
import { dimensionsThatMatter, sharesOf, verdictPlot, verdictSentence } from '../../docs/draw/plots/verdicts.js'
import { figure } from '../../docs/generate/pages/figures.js'
import { illustrated } from '../../docs/generate/pages/evidence.js'
import type { ProductsRecord } from '../../docs/generate/products.js'
import { storyOf } from '../../docs/generate/stories.js'
import { readVerdicts } from '../../docs/generate/verdicts.js'
import type { Judged } from '../../testing/follow/judge.js'

const text = (path: string): string => readFileSync(new URL(`../../docs/${path}`, import.meta.url), 'utf8')

const { scopes } = JSON.parse(text('generated/products.json')) as ProductsRecord
const { mutants } = JSON.parse(text('generated/mutants.json')) as { readonly mutants: readonly Judged[] }
const bench = JSON.parse(text('generated/bench.json')) as BenchRecord
const shares = sharesOf(scopes)
const covered = coveredIn(text('generated/coverage.md'))
const ranges = rangesIn(text('guide/time.md'))
const links = [
  { from: 'lamp', says: 'lit', to: 'switch' },
  { from: 'lamp', says: 'dark', to: 'switch' },
  { from: 'lamp', says: 'dark', to: 'switch' },
  { from: 'switch', says: 'on', to: 'lamp' },
]
const verdicts = readVerdicts()
const run = verdicts.properties['handler-called-after-blinkup']!.stories[0]!
const race = raceOf(storyOf(verdicts, run), 'application', 'running')

const drawings: Readonly<Record<string, () => string>> = {
  verdicts: () =>
    verdictPlot(
      shares.filter(({ scope }) => scope === 'reconfiguration'),
      'Verdicts',
    ),
  'mutants by party': () => partyPlot(mutants),
  'mutants by kind': () => kindPlot(mutants),
  coverage: () => coveragePlot(covered),
  time: () => timePlot(ranges),
  'bench, seconds': () => benchPlot(pointsOf(bench), 'seconds'),
  'bench, memory': () => benchPlot(pointsOf(bench), 'megabytes'),
  talk: () => talkPlot(talkOf(links), ['lamp', 'switch'], (party) => `/parties/${party}`),
  race: () => racePlot(race, 'A run'),
}

/** What the elements of a drawing tell when they are pointed at. */
const titlesIn = (svg: string): readonly string[] =>
  [...svg.matchAll(/<title>([^<]*)<\/title>/g)].slice(1).map(([, title]) => title!)

const labelsIn = (svg: string): readonly string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, label]) => label!)

describe.each(Object.entries(drawings))('the drawing of %s', (_, drawn) => {
  const svg = drawn()

  it('is the same twice, and holds nothing that a compiled page may not hold', () => {
    expect(drawn()).toBe(svg)
    expect(svg).not.toMatch(/<style|<script|\n| id="|plot-[0-9a-f]{6}/)
  })

  it('says what it is to those who do not see it', () => {
    const [, role, label, title] =
      /^<svg xmlns="[^"]*" role="(img|group)" aria-label="([^"]+)"[^>]*><title>([^<]+)</.exec(svg)!
    expect(title).toBe(label)
    // Groups have no role, and a name without a role is against ARIA.
    expect(svg).not.toMatch(/<g\b[^>]*aria-label/)
    expect(role).toBe(svg.includes('<a ') ? 'group' : 'img')
  })

  it('has colours of the page only, in light and in dark', () => {
    const colours = [...svg.matchAll(/(?:fill|stroke)="([^"]*)"/g)].map(([, colour]) => colour!)
    expect(colours.filter((one) => !/^(?:none|inherit|currentColor|var\(--.*|color-mix\(.*)$/.test(one))).toEqual([])
    const css = `${text('.vitepress/theme/style.css')}${text('.vitepress/theme/plots.css')}`
    const [light, dark] = [/:root \{[^}]*\}/g, /\.dark \{[^}]*\}/g].map((part) => css.match(part)!.join())
    for (const [, variable = ''] of svg.matchAll(/var\((--(?!vp-)[\w-]+)\)/g)) {
      expect(light, variable).toContain(`${variable}:`)
      expect(dark, variable).toContain(`${variable}:`)
    }
  })

  it('is at most 640 px wide, and its text 11 px high at least', () => {
    const [, width] = / width="(\d+)"/.exec(svg)!
    expect(Number(width)).toBeLessThanOrEqual(640)
    expect(svg).toContain('font-size:12px')
    for (const [, size] of svg.matchAll(/<(?:g|text)[^>]* font-size="([\d.]+)/g)) {
      expect(Number(size)).toBeGreaterThanOrEqual(11)
    }
  })
})

describe('what is drawn of verdicts', () => {
  it.each([...new Set(shares.map(({ scope }) => scope))])('has room for a number in each cell: %s', (scope) => {
    const svg = verdictPlot(
      shares.filter((one) => one.scope === scope),
      'Verdicts',
    )
    const widths = [...svg.matchAll(/<rect[^>]* width="([\d.]+)"/g)].map(([, width]) => Number(width))
    expect(widths.length).toBeGreaterThan(0)
    expect(Math.min(...widths)).toBeGreaterThanOrEqual(20)
  })

  it('adds up, for each dimension, to what the record says', () => {
    const whole = 165_888
    const groups = new Map<string, (typeof shares)[number][]>()
    for (const share of shares) {
      const key = `${share.property} ${share.verdict} ${share.dimension}`
      groups.set(key, [...(groups.get(key) ?? []), share])
    }
    expect(groups.size).toBeGreaterThan(300)
    for (const group of groups.values()) {
      const [{ scope, property, verdict }] = group as [(typeof shares)[number]]
      const told = scopes.find((one) => one.scope === scope)!.properties.find((one) => one.property === property)!
      expect(group.reduce((sum, { products }) => sum + products, 0)).toBe(told[verdict].products)
      expect(group.reduce((sum, { of }) => sum + of, 0)).toBe(whole)
    }
  })

  it('has a condition of one value in all of its products and in no other', () => {
    const own = shares.filter(({ property, dimension }) => property === 'boot-is-configured' && dimension === 'boot')
    expect(own.map(({ value, products, of }) => [value, products / of])).toEqual([
      ['checked', 1],
      ['fast', 0],
    ])
  })

  it('tells what decides a verdict from what merely excludes it', () => {
    const own = shares.filter(
      ({ property, verdict }) => property === 'clear-over-bluetooth-only-clears' && verdict === 'vacuous',
    )
    expect(dimensionsThatMatter(own)).toEqual(['blinkupOver'])
    // Bluetooth excludes code at activation, so that the shares of these two values differ all the same.
    const loading = own.filter(({ dimension }) => dimension === 'codeLoading').map(({ products, of }) => products / of)
    expect(new Set(loading).size).toBe(2)
  })

  it('is what the heat map shows, and its sentence', () => {
    const svg = verdictPlot(shares, 'Verdicts')
    const matter = dimensionsThatMatter(shares)
    expect(titlesIn(svg)).toHaveLength(shares.filter(({ dimension }) => matter.includes(dimension)).length)
    const varying = scopes
      .flatMap(({ properties }) => properties)
      .filter(({ fails, vacuous }) => [fails, vacuous].some(({ products }) => products > 0 && products < 165_888))
    expect(new Set(shares.map(({ property }) => property))).toEqual(new Set(varying.map(({ property }) => property)))
    expect(verdictSentence(scopes, shares)).toContain(`, ${varying.length} have not the same verdict`)
  })
})

describe('what is drawn of mutants', () => {
  const open = mutants.filter(({ fate }) => fate !== 'killed' && fate !== 'equivalent')

  it('is counted right for each party, the worst one first', () => {
    const svg = partyPlot(mutants)
    for (const party of new Set(mutants.map((one) => one.party))) {
      const own = mutants.filter((one) => one.party === party)
      for (const fate of ['killed', 'undecided', 'survived', 'equivalent']) {
        expect(titlesIn(svg)).toContain(`${party}: ${own.filter((one) => one.fate === fate).length} ${fate}`)
      }
      expect(labelsIn(svg)).toContain(`${open.filter((one) => one.party === party).length} of ${own.length} open`)
    }
    const shares = partyScores(mutants).map((one) => one.killed / (one.mutants - one.equivalent))
    expect(shares).toEqual([...shares].sort((one, other) => one - other))
    expect(partySentence(mutants)).toContain(`; ${open.length} are open`)
  })

  it('is counted right for each kind of mistake', () => {
    const cells = openCells(mutants)
    expect(cells.reduce((sum, one) => sum + one.open, 0)).toBe(open.length)
    expect(cells.reduce((sum, { of }) => sum + of, 0)).toBe(mutants.filter(({ fate }) => fate !== 'equivalent').length)
    const [, kind, part, whole] = /kind ([\w-]+), .*\((\d+) of (\d+)\)/.exec(kindSentence(mutants))!
    expect(open.filter(({ operator }) => operator === kind)).toHaveLength(Number(part))
    expect(mutants.filter(({ operator, fate }) => operator === kind && fate !== 'equivalent')).toHaveLength(
      Number(whole),
    )
    expect(titlesIn(kindPlot(mutants))).toHaveLength(cells.length)
  })
})

describe('what is drawn of coverage and time', () => {
  it('is every count of the page', () => {
    const section = text('generated/coverage.md').split('## Criteria')[1]!.split('- **')[0]!
    const counts = [...section.matchAll(/(\d+) of (\d+)/g)].map(([, one, all]) => [Number(one), Number(all)])
    expect(covered.map((one) => [one.covered, one.of])).toEqual(counts)
    expect(titlesIn(coveragePlot(covered))).toHaveLength(counts.length)
    expect(coverageSentence(covered)).toContain('pairs in every party')
    expect(() => coveredIn('# A page')).toThrow('## Criteria')
    expect(() => coveredIn('## Criteria\n\n| party | a |\n| --- | --- |\n| lamp | some |\n')).toThrow('"some" of lamp')
  })

  it('is every range of the guide', () => {
    const cells = [...text('guide/time.md').matchAll(/ ([\d.]+ s to (?:[\d.]+ s|no bound)) /g)].map(([, cell]) => cell!)
    expect(ranges.map(({ words }) => words)).toEqual(cells)
    expect(labelsIn(timePlot(ranges)).filter((label) => label.includes(' to '))).toEqual(cells)
    expect(timeSentence(ranges.filter(({ most }) => most !== undefined))).toBe(
      'The installer never waits longer than 15 s.',
    )
    expect(timeSentence(ranges)).toContain('without bound with probe-10s and advised (an update may come)')
    expect(() => rangesIn('# A page')).toThrow('no table')
  })
})

describe('what is drawn of the bench', () => {
  it('is every measurement, and a line where an engine was measured more than once', () => {
    const all = bench.systems.flatMap(({ measured }) => measured)
    const titles = titlesIn(benchPlot(pointsOf(bench), 'seconds'))
    expect(titles).toHaveLength(all.length)
    for (const { engine, states, wall } of all) {
      expect(
        titles.some((one) => one.startsWith(engine) && one.includes(`${states} states, ${wall.toFixed(3)} s`)),
      ).toBe(true)
    }
    const shared = bench.systems
      .filter(({ measured }) => measured.length > 1)
      .map(({ measured }) => measured[0]!.states)
    expect(benchSentence(pointsOf(bench))).toContain(`${Math.max(...shared).toLocaleString('en-US')} states`)
  })

  it('grows as what it is fitted to', () => {
    const points = [10, 100, 1000].map((states) => ({
      engine: 'one',
      system: 'any',
      states,
      seconds: 3 * states ** 1.5,
      megabytes: 7,
    }))
    expect(growthOf(points, 'one', 'seconds')!.exponent).toBeCloseTo(1.5)
    expect(growthOf(points, 'one', 'seconds')!.factor).toBeCloseTo(3)
    expect(growthOf(points, 'one', 'megabytes')!.exponent).toBeCloseTo(0)
    expect(growthOf(points.slice(1, 2), 'one', 'seconds')).toBeUndefined()
  })
})

describe('what is drawn of links and of a run', () => {
  it('counts a type of event between two parties once, and leads to the page of the sender', () => {
    const svg = talkPlot(talkOf(links), ['lamp', 'switch'], (party) => `/parties/${party}`)
    expect(talkOf(links)).toContainEqual({ from: 'lamp', to: 'switch', types: ['dark', 'lit'] })
    expect(svg).toContain('href="/parties/lamp#says"')
    expect(titlesIn(svg)).toContain('lamp says to switch: dark, lit')
    expect(talkSentence(talkOf(links))).toContain('The lamp says more to the switch than any party to another, 2 types')
  })

  it('has each thing that happens in its order, and Squirrel from its start', () => {
    const { steps } = storyOf(verdicts, run)
    const times = race.beats.map(({ time }) => time)
    expect(times).toEqual([...times].sort((one, other) => one - other))
    expect(new Set(times)).toEqual(
      new Set(steps.filter(({ happenings }) => happenings.length > 0).map(({ time }) => time)),
    )
    const [{ from, to }] = race.running as [(typeof race.running)[number]]
    expect([from, to].map((at) => race.beats[at]!.text)).toEqual(['vm.started', 'vm.stopped'])
    for (const { text: label } of race.beats) expect(labelsIn(racePlot(race, 'A run'))).toContain(label)
  })

  it('tells a run in which Squirrel runs at the answer from one in which it starts later, or never', () => {
    const answer = race.beats.find(({ text: label }) => label === 'upgrade.answered')!.at
    const later = { ...race, running: [{ lane: 'application', from: answer + 1, to: answer + 2 }] }
    for (const other of [later, { ...race, running: [] }]) {
      expect(raceSentence(race, other, 10_000)).toMatch(
        /of 10 s .*first run Squirrel runs by then.*second it does not,/,
      )
      expect(raceSentence(other, race, 10_000)).toMatch(/first run it does not,.*second Squirrel runs by then/)
    }
  })
})

describe('a picture on a page', () => {
  it('cannot end its block of HTML, and its colours are told', () => {
    const [, block] = figure({
      name: 'a',
      sentence: 'One < two.',
      meanings: { good: 'var(--good)' },
      drawings: [drawings['time']!()],
    })
    expect(block).toMatch(/^<figure class="picture a" v-pre><figcaption>One &lt; two\.</)
    expect(block).not.toContain('\n')
    expect(block).not.toContain('<style')
    expect(legend({ good: 'var(--good)' })).toContain('good')
  })

  it('stands below its heading, and long tables below it are folded', () => {
    const rows = Array.from({ length: 20 }, (_, at) => `| ${at} |`)
    const lines = ['intro', '## One', ...rows, '## Two', ...rows]
    const told = illustrated(lines, { One: ['picture'] })
    expect(told.slice(0, 3)).toEqual(['intro', '## One', 'picture'])
    expect(told.join('\n')).toMatch(/<summary>The table: 18 rows<\/summary>[^]*## Two\n\| 0 \|/)
    expect(told.filter((line) => line.startsWith('<details'))).toHaveLength(1)
    expect(() => illustrated(lines, { Three: [] })).toThrow('Three')
  })

  it('says neither none of a few nor all of most', () => {
    expect([percentOf(0, 9), percentOf(1, 1000), percentOf(1, 2), percentOf(999, 1000), percentOf(9, 9)]).toEqual([
      '0',
      '<1',
      '50',
      '>99',
      '100',
    ])
    expect(tint('var(--bad)', 0.25)).toBe('color-mix(in srgb, var(--bad) 25%, transparent)')
  })

  it('has coordinates of two places', () => {
    const svg = draw({
      title: 'Thirds',
      options: { marks: [Plot.dot([{ x: 1 / 3 }, { x: 1 }, { x: 2 }], { x: 'x' })] },
    })
    expect(svg).not.toMatch(/\d\.\d{3}/)
  })
})
