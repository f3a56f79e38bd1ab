// What the search of the site knows of a page, how it takes words apart, and what it shows first.

/** Pages that the search leaves out: tables of measurements, and the reference of the package, which has its own index. */
const unsearched =
  /^(?:pages\/)?(?:reference\/api\/|evidence\/(?:explorations|mutants|coverage|bench|bench-oracle|spin)\.md)/

/** Runs, drawings and what is folded away: they repeat what stands elsewhere in words. */
const repeated = /<(StoryPlayer|ChartView|details)\b[\s\S]*?<\/\1>/g

/** The Markdown of a page that is searched; empty for a page that is not. */
export const searchedPart = (path: string, text: string): string =>
  unsearched.test(path) ? '' : text.replaceAll(repeated, '')

/** Words, and ids of sources in one piece: `C-03` is what its page is called, `c` and `03` are on every page. */
export function words(text: string): string[] {
  return text.match(/[A-Za-z]+-\d+|[\p{L}\p{N}]+/gu) ?? []
}

/** What is shown first: the page whose name is asked for, then answers, then what is about one thing. */
export function weightOf(id: string, term: string): number {
  const [path = '', anchor = ''] = id
    .toLowerCase()
    .replace(/\.html/, '')
    .split('#')
  const asked = term.toLowerCase()
  if (/\d/.test(asked) && (path.endsWith(`/${asked}`) || anchor === asked)) return 100
  if (path.includes('/answers/')) return 3
  if (path.includes('/guide/') || path.includes('/reference/glossary')) return 1.5
  return 1
}
