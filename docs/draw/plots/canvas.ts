// Turns what Observable Plot draws into SVG text: the same bytes each time, coloured by variables of the page.
import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import { escaped } from '../text.js'

export { Plot }

/** Widest drawing that fits into the column of a page, in px. */
export const widest = 640

/** The axis of a heat map whose columns have long names: they stand above it, upright. */
export const uprightNames = { axis: 'top', label: null, tickSize: 0, tickRotate: -90 } as const

/** Height of the text of every label, in px. */
export const textSize = 12

/** What a picture is made of; the words are for readers who do not see it. */
export interface Drawing {
  readonly title: string
  /** `img`, unless there are links in it. */
  readonly role?: 'img' | 'group'
  readonly options: Plot.PlotOptions
}

/** What of an element is needed here; the library of the browser's types is not that of the build. */
interface Drawn {
  readonly outerHTML: string
}

/** An empty page to draw on: each drawing begins with the same one. The build knows no types of browsers. */
const newDocument = (): never => (parseHTML as (html: string) => { readonly document: never })('<body></body>').document

/** Rules stand in the style sheet of the site: a page that is compiled may not hold any. */
const withoutStyle = (html: string): string => html.replaceAll(/<style>[^]*?<\/style>/g, '')

/** Coordinates of more than two places differ between machines in their last ones, and nobody sees them. */
const rounded = (html: string): string =>
  html.replaceAll(/<[^>]+>/g, (tag) => tag.replaceAll(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (number) => `${round(number)}`))

const round = (text: string): number => Math.round(Number(text) * 100) / 100 + 0

/** A group within a drawing has no role, and may have no name: the drawing has one. */
const unnamed = (html: string): string => html.replaceAll(/(<g\b[^>]*?) aria-label="[^"]*"/g, '$1')

/** Line breaks would end the block of HTML within a page. */
const inOneLine = (html: string): string => html.replaceAll('\n', ' ')

/** A drawing as SVG. */
export function draw({ title, role = 'img', options }: Drawing): string {
  const drawn = Plot.plot({
    ...options,
    document: newDocument(),
    className: 'plot',
    style: { fontSize: `${textSize}px`, overflow: 'visible' },
  }) as unknown as Drawn
  const label = escaped(title)
  return inOneLine(rounded(unnamed(withoutStyle(drawn.outerHTML))))
    .replace('<svg ', `<svg xmlns="http://www.w3.org/2000/svg" role="${role}" aria-label="${label}" `)
    .replace('>', `><title>${label}</title>`)
}

/** What the colours of a drawing mean. */
export function legend(meanings: Readonly<Record<string, string>>): string {
  const drawn = Plot.legend({
    color: { type: 'ordinal', domain: Object.keys(meanings), range: Object.values(meanings) },
    document: newDocument(),
    className: 'plot',
  } as unknown as Plot.LegendOptions) as unknown as Drawn
  return inOneLine(withoutStyle(drawn.outerHTML)).replaceAll('<svg ', '<svg aria-hidden="true" ')
}

/** A share of a colour of the page: 0 is the background. */
export const tint = (colour: string, share: number): string =>
  `color-mix(in srgb, ${colour} ${round(String(share * 100))}%, transparent)`

/** A share in percent; what is little is not called nothing, and what is not all not called all. */
export function percentOf(part: number, whole: number): string {
  const percent = Math.round((100 * part) / whole)
  if (part > 0 && percent === 0) return '<1'
  return part < whole && percent === 100 ? '>99' : String(percent)
}

/** Several names in a sentence: `a`, `a and b`, `a, b and c`. */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`
