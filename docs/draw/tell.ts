// A story told for readers of a page: what repeats is folded, and how it ends stands before it.
import type { Story } from '../../model/result.js'
import { timeInWords } from '../../report/phrases.js'
import type { Diagram, Row } from './story.js'

const unique = (all: readonly string[]): readonly string[] => [...new Set(all)]

const repeats = (one: Row | undefined, other: Row): one is Row =>
  one !== undefined &&
  one.mark === undefined &&
  other.mark === undefined &&
  one.time === other.time &&
  one.from === other.from &&
  one.to === other.to &&
  one.kind === other.kind &&
  one.text === other.text

/** Rows that say the same one after the other become one that says how often; what each of them did is listed in it. */
export function folded({ lanes, rows, loop }: Diagram): Diagram {
  const kept: Row[] = []
  let start: number | undefined
  rows.forEach((row, index) => {
    if (index === loop) start = kept.length
    const last = kept.at(-1)
    if (index !== loop && repeats(last, row)) {
      kept[kept.length - 1] = {
        ...last,
        times: (last.times ?? 1) + 1,
        changes: unique([...last.changes, ...row.changes]),
        sources: unique([...last.sources, ...row.sources]),
      }
    } else kept.push(row)
  })
  return { lanes, rows: kept, ...(start === undefined ? {} : { loop: start }) }
}

/** Who says what to whom in a row, or what happens to whom. */
function rowInWords({ kind, from, to, text }: Row, lanes: readonly string[]): string {
  const [one = '', other = ''] = [lanes[from], lanes[to]]
  if (kind === 'time') return text
  if (kind === 'timer') return `${other}: a timer is due, ${text}`
  if (kind === 'lost') return text
  return from === to ? `${other} hears ${text}` : `${other} hears ${text} from ${one}`
}

/** How a story ends, in one sentence: what is violated or shown, when, by which step. */
export function punchline({ lanes, rows }: Diagram, story: Story): string {
  const marked = rows.findLast(({ mark }) => mark === 'violation' || mark === 'witness')
  const count = story.steps.length
  if (marked !== undefined) {
    const what = marked.mark === 'violation' ? 'Violated' : 'Shown'
    return `${what} at ${timeInWords(marked.time)}, in step ${marked.step + 1} of ${count}: ${rowInWords(marked, lanes)}.`
  }
  const asked = rows.find(({ mark }) => mark === 'trigger')
  if (story.loop !== undefined) {
    const first = asked === undefined ? '' : `at ${timeInWords(asked.time)}, ${rowInWords(asked, lanes)}; `
    const ever = `what must follow never does: from step ${story.loop + 1} on, the run goes round for ever`
    return `Violated: ${first}${ever}.`
  }
  return count === 0 ? 'It is so at the start.' : `It is so after ${count} steps.`
}
