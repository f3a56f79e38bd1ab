// Pieces of pages: Markdown with links to everything that is mentioned.
import type { Citation } from '../citations.js'
import { href, partyPath, propertyPath, sourcePath } from '../../draw/links.js'
import { escaped } from '../../draw/text.js'

export interface Page {
  /** Path within the site, with `.md`: `parties/device.md`. */
  readonly file: string
  readonly text: string
}

/** The path under which the site is served. */
export const base = process.env['DOCS_BASE'] ?? '/'

export const at = (path: string): string => href(path, base)

/** What would be read as markup is escaped. */
export const plain = (text: string): string =>
  text
    .replaceAll(/[*_|[\]`]/g, (sign) => `\\${sign}`)
    .replaceAll('<', '&lt;')
    .replaceAll('{{', '&#123;&#123;')

/** In a table cell, code keeps its bars from ending the cell. */
export const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``

export const sourceLink = (id: string): string => {
  const path = sourcePath(id)
  return path === undefined ? id : `[${id}](${path})`
}

export const sourceLinks = (ids: readonly string[]): string => ids.map(sourceLink).join(' ')

/** For HTML. */
export const sourceHref = (id: string): string | undefined => {
  const path = sourcePath(id)
  return path === undefined ? undefined : at(path)
}

export const propertyLink = (id: string, title: string): string => `[${plain(title)}](${propertyPath(id)})`

export const partyLink = (party: string): string => `[${party}](${partyPath(party)})`

/** A table; cells are Markdown already. */
export const table = (heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] =>
  rows.length === 0
    ? []
    : [
        '',
        `| ${heads.join(' | ')} |`,
        `| ${heads.map(() => '---').join(' | ')} |`,
        ...rows.map(
          (row) => `| ${row.map((cell) => (cell === '' ? ' ' : cell.replaceAll('\n', '<br>'))).join(' | ')} |`,
        ),
        '',
      ]

export const details = (summary: string, lines: readonly string[]): readonly string[] => [
  '',
  `<details><summary>${escaped(summary)}</summary>`,
  '',
  ...lines,
  '',
  '</details>',
  '',
]

/** Links to the neighbours in a list, for the foot of a page. */
export const neighbours = (
  all: readonly { readonly text: string; readonly link: string }[],
  index: number,
): Readonly<Record<'prev' | 'next', unknown>> => ({ prev: all[index - 1] ?? false, next: all[index + 1] ?? false })

/** Front matter and a heading. */
export const page = (
  file: string,
  title: string,
  lines: readonly string[],
  matter: Readonly<Record<string, unknown>> = {},
): Page => ({
  file,
  text: [
    '---',
    ...Object.entries({ title, editLink: false, ...matter }).map(([key, value]) => `${key}: ${JSON.stringify(value)}`),
    '---',
    '',
    `# ${plain(title)}`,
    '',
    ...lines,
    '',
  ].join('\n'),
})

/** Markdown that points at what cites something. */
export function citationLink({ kind, place, title, party, anchor }: Citation): string {
  switch (kind) {
    case 'state':
    case 'transition':
      return `[${code(place)}](${partyPath(party ?? '', anchor)}): ${plain(title)}`
    case 'property':
      return propertyLink(place, title)
    case 'dimension':
      return `[${code(place)}](/reference/configurations#${place.toLowerCase()}): ${plain(title)}`
    case 'delay':
      return `[${code(place)}](/reference/configurations#delay-${place.toLowerCase()}): ${plain(title)}`
    case 'stimulus':
      return `${code(place)} of ${partyLink(party ?? '')}: ${plain(title)}`
    case 'decision':
      return `[${plain(title)}](/decisions/${place.slice(0, 4).toLowerCase()})`
    case 'prose':
      return place.startsWith('docs/guide/') ? `[${place.slice(11, -3)}](/${place.slice(5, -3)})` : code(place)
  }
}

const headings: Readonly<Record<Citation['kind'], string>> = {
  property: 'Properties',
  state: 'States',
  transition: 'Transitions',
  dimension: 'Dimensions',
  delay: 'Delays',
  stimulus: 'What the environment does',
  decision: 'Decisions',
  prose: 'Prose',
}

/** Everything that cites an id, by kind. */
export function citedBy(citations: readonly Citation[], level = '##'): readonly string[] {
  if (citations.length === 0) return ['Nothing cites it.']
  return (Object.keys(headings) as Citation['kind'][]).flatMap((kind) => {
    const own = citations.filter((one) => one.kind === kind)
    if (own.length === 0) return []
    if (kind !== 'state' && kind !== 'transition') {
      return [`${level} ${headings[kind]}`, '', ...[...new Set(own.map(citationLink))].map((line) => `- ${line}`), '']
    }
    const parties = [...new Set(own.map(({ party }) => party ?? ''))]
    return parties.flatMap((party) => [
      `${level} ${headings[kind]} of ${party}`,
      '',
      ...[...new Set(own.filter((one) => one.party === party).map(citationLink))].map((line) => `- ${line}`),
      '',
    ])
  })
}
