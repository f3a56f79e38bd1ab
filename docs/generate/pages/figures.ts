// Pictures for pages: each with the one sentence that it shows, the meaning of its colours, and a scroller of its own.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readRecord } from '../../../testing/record/record.js'
import { partyPath } from '../../draw/links.js'
import { benchPlot, benchSentence, engineColours, pointsOf, type BenchRecord } from '../../draw/plots/bench.js'
import { legend } from '../../draw/plots/canvas.js'
import { coveredIn, coverageMeanings, coveragePlot, coverageSentence } from '../../draw/plots/coverage.js'
import { fateColours, kindPlot, kindSentence, partyPlot, partySentence } from '../../draw/plots/mutants.js'
import { talkOf, talkPlot, talkSentence } from '../../draw/plots/talk.js'
import { rangesIn, timeMeanings, timePlot, timeSentence } from '../../draw/plots/time.js'
import {
  dimensionsThatMatter,
  sharesOf,
  sharesOfDimension,
  verdictMeanings,
  verdictPlot,
  verdictSentence,
  type Share,
} from '../../draw/plots/verdicts.js'
import { escaped } from '../../draw/text.js'
import { counted } from '../../../util/plural.js'
import { parties } from '../machine.js'
import { readProducts } from '../products.js'
import { allLinks } from './allLinks.js'
import { at, details } from './markdown.js'

interface Figure {
  /** Part of its class: `verdicts`. */
  readonly name: string
  /** What it shows, computed from what is drawn. */
  readonly sentence: string
  readonly meanings?: Readonly<Record<string, string>>
  /** SVG; several stand side by side where there is room. */
  readonly drawings: readonly string[]
}

const nameIn = (svg: string): string => /aria-label="([^"]*)"/.exec(svg)?.[1] ?? ''

/** One drawing, which is scrolled by itself where the page is narrower. */
const boxed = (svg: string): string =>
  `<div class="plot-box" tabindex="0" role="group" aria-label="${nameIn(svg)}">${svg}</div>`

/** A picture as a block of Markdown. */
export const figure = ({ name, sentence, meanings, drawings }: Figure): readonly string[] => [
  '',
  `<figure class="picture ${name}" v-pre>` +
    `<figcaption>${escaped(sentence)}</figcaption>` +
    (meanings === undefined ? '' : legend(meanings)) +
    `<div class="plots">${drawings.map(boxed).join('')}</div></figure>`,
  '',
]

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

let known: readonly Share[] | undefined

/** Counted once: it looks at every product for every property. */
const shares = (): readonly Share[] => (known ??= sharesOf(readProducts().scopes))

/** What the heat maps of verdicts say. */
export const verdictsSaid = (): string => verdictSentence(readProducts().scopes, shares())

/** A heat map of verdicts for each scope, under a heading of its own. */
export function scopeFigures(): readonly string[] {
  return readProducts().scopes.flatMap(({ scope, properties }, at) => {
    const own = shares().filter((one) => one.scope === scope)
    const varying = new Set(own.map(({ property }) => property)).size
    const head = [`### Scope ${scope} {#scope-${scope.toLowerCase()}}`, '']
    const said = `${varying} of ${counted(properties.length, 'property', 'properties')} of this scope ${varying === 1 ? 'has' : 'have'} not the same verdict in every product.`
    if (varying === 0) return [...head, said, '']
    return [
      ...head,
      ...figure({
        name: 'verdicts',
        sentence: at === 0 ? `${verdictsSaid()} ${said}` : said,
        meanings: verdictMeanings,
        drawings: [verdictPlot(own, `Verdicts in the scope ${scope}, by choice and reading, in percent of products`)],
      }),
    ]
  })
}

/** A heat map of verdicts for each dimension that decides any, folded. */
export const dimensionFigures = (): readonly string[] =>
  dimensionsThatMatter(shares()).flatMap((name) => {
    const own = sharesOfDimension(shares(), name)
    const count = new Set(own.map(({ property }) => property)).size
    return details(
      `${name}: ${counted(count, 'property', 'properties')}`,
      figure({
        name: 'verdicts',
        sentence: `Products that differ in ${name} alone get different verdicts of ${counted(count, 'property', 'properties')}.`,
        meanings: verdictMeanings,
        drawings: [verdictPlot(own, `Verdicts that depend on ${name}, in percent of products`)],
      }),
    )
  })

const mutants = () => {
  const record = readRecord(fileURLToPath(new URL('../../generated/mutants.json', import.meta.url)))
  if (!record) throw new Error('there is no docs/generated/mutants.json; npm run mutants makes it')
  return record.mutants
}

/** Mutants by party. */
export const partyFigure = (): readonly string[] =>
  figure({
    name: 'mutants',
    sentence: partySentence(mutants()),
    meanings: fateColours,
    drawings: [partyPlot(mutants())],
  })

/** Mutants by kind of mistake and party. */
export const kindFigure = (): readonly string[] =>
  figure({ name: 'mutants', sentence: kindSentence(mutants()), drawings: [kindPlot(mutants())] })

/** What the generated suites cover. */
export function coverageFigure(): readonly string[] {
  const covered = coveredIn(read('generated/coverage.md'))
  return figure({
    name: 'coverage',
    sentence: coverageSentence(covered),
    meanings: coverageMeanings,
    drawings: [coveragePlot(covered)],
  })
}

/** How long the installer waits. */
export function timeFigure(): readonly string[] {
  const ranges = rangesIn(read('guide/time.md'))
  return figure({
    name: 'time',
    sentence: timeSentence(ranges),
    meanings: timeMeanings(ranges),
    drawings: [timePlot(ranges)],
  })
}

/** Time and memory of all engines. */
export function benchFigure(): readonly string[] {
  const points = pointsOf(JSON.parse(read('generated/bench.json')) as BenchRecord)
  return figure({
    name: 'bench',
    sentence: benchSentence(points),
    meanings: engineColours(points),
    drawings: [benchPlot(points, 'seconds'), benchPlot(points, 'megabytes')],
  })
}

/** Who speaks to whom. */
export function talkFigure(): readonly string[] {
  const talks = talkOf(allLinks)
  const names = parties.map(({ name }) => name)
  return figure({
    name: 'talk',
    sentence: talkSentence(talks),
    drawings: [talkPlot(talks, names, (party) => at(partyPath(party)))],
  })
}

/** The pictures of a page of evidence, by the heading below which each stands. */
export function figuresOf(topic: string): Readonly<Record<string, readonly string[]>> {
  if (topic === 'mutants') return { Machines: partyFigure(), 'Kinds of mistakes': kindFigure() }
  if (topic === 'coverage') return { Criteria: coverageFigure() }
  if (topic === 'bench') return { '': benchFigure() }
  return {}
}
