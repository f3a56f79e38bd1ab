// A story as a text sequence diagram: a column for each party, a line for each message.
import type { Story, StoryStep } from '../model/result.js'
import { eventInWords, isIgnored, isParty, marks, participants, senderOf, timeInWords } from './phrases.js'
import { clip, pad } from './text.js'

export interface DiagramOptions {
  /** Columns of the terminal; the diagram stays within. 100 unless told. */
  readonly width?: number
}

/** Lifeline positions: as near as the names allow, the names on as many lines as they need. */
interface Layout {
  /** Width of the column of time stamps. */
  readonly left: number
  readonly at: readonly number[]
  readonly heads: readonly string[]
  readonly end: number
}

/** Columns that the labels are given at least. */
const labelRoom = 30

function layoutOf(names: readonly string[], left: number, width: number): Layout {
  const room = Math.max(width - left - labelRoom - 2, names.length * 6)
  for (let rows = 1; rows <= 3; rows++) {
    const at: number[] = []
    const ends = Array.from({ length: rows }, () => left)
    names.forEach((name, index) => {
      const half = Math.floor(name.length / 2)
      const row = index % rows
      const previous = at[index - 1]
      at.push(Math.max((ends[row] ?? 0) + half, previous === undefined ? left + half : previous + 6))
      ends[row] = (at[index] ?? 0) - half + name.length + 2
    })
    const end = Math.max(...ends) - 1
    if (rows === 3 || rows === names.length || end <= left + room) {
      const heads = Array.from({ length: rows }, (_, row) =>
        names.reduce((line, name, index) => {
          if (index % rows !== row) {
            const mark = index % rows < row ? '│' : ''
            return mark === '' ? line : pad(line, at[index] ?? 0) + mark
          }
          return pad(line, (at[index] ?? 0) - Math.floor(name.length / 2)) + name
        }, ''),
      )
      return { left, at, heads, end }
    }
  }
  throw new Error('unreachable: the third row always fits')
}

/** A line of the diagram: lifelines, with characters drawn over them. */
function lane(layout: Layout, draw: (cells: string[]) => void, line = '│'): string {
  const cells = Array.from({ length: layout.end }, () => ' ')
  for (const position of layout.at) cells[position] = line
  draw(cells)
  return cells.slice(layout.left).join('')
}

function arrow(cells: string[], from: number, to: number, ignored: boolean): void {
  const body = ignored ? '~' : '─'
  const [low, high] = from < to ? [from, to] : [to, from]
  for (let index = low + 1; index < high; index++) cells[index] = cells[index] === '│' && !ignored ? '┼' : body
  cells[from] = from < to ? '├' : '┤'
  cells[from < to ? to - 1 : to + 1] = from < to ? '▶' : '◀'
}

interface Row {
  readonly time: number
  readonly drawing: string
  readonly label: string
}

function rowsOf(step: StoryStep, index: number, steps: readonly StoryStep[], names: readonly string[], layout: Layout) {
  const at = (party: string): number => layout.at[names.indexOf(party)] ?? layout.left
  const rows: Row[] = step.happenings.map((happening) => {
    const { party, from, event } = happening
    const ignored = isIgnored(happening)
    const drawing = lane(layout, (cells) => {
      if (isParty(from) && from !== party) arrow(cells, at(from), at(party), ignored)
      else cells[at(party)] = ignored ? '~' : from === 'clock' ? '◷' : '●'
    })
    return { time: step.time, drawing, label: ignored ? `${eventInWords(event)}, ignored` : eventInWords(event) }
  })
  for (const { channel, event } of step.lost) {
    const sender = senderOf(steps, index, event.type)
    const drawing = lane(layout, (cells) => {
      if (sender === undefined) return
      const from = at(sender)
      const reach = Math.min(from + 4, layout.end - 1)
      for (let position = from + 1; position < reach; position++) cells[position] = '~'
      cells[reach] = '✗'
    })
    rows.push({ time: step.time, drawing, label: `${eventInWords(event)}, lost in ${channel}` })
  }
  if (rows.length === 0 && step.mark) rows.push({ time: step.time, drawing: lane(layout, () => undefined), label: '' })
  const last = rows.pop()
  if (!last) return []
  return [...rows, step.mark ? { ...last, label: `${last.label} ◀ ${marks[step.mark]}`.trimStart() } : last]
}

/** The sequence diagram: a column for each party that takes part, a line for each message. */
export function storyDiagram(story: Story, { width = 100 }: DiagramOptions = {}): string {
  const names = participants(story)
  if (names.length === 0) return 'nothing happens: the start is the whole story'
  const stamps = story.steps.map(({ time }) => timeInWords(time).length)
  const left = Math.max(...stamps) + 2
  const layout = layoutOf(names, left, width)
  const room = Math.max(width - layout.end - 2, 20)
  const lines = [...layout.heads]
  const gap = (text: string): string => `${' '.repeat(left)}${lane(layout, () => undefined, '┊')} ${text}`.trimEnd()
  let time = -1
  story.steps.forEach((step, index) => {
    if (story.loop === index) lines.push(gap('from here on it repeats for ever:'))
    for (const { time: now, drawing, label } of rowsOf(step, index, story.steps, names, layout)) {
      if (now !== time && time >= 0) lines.push(gap(''))
      const stamp = now === time ? '' : timeInWords(now)
      const parts = clip(label, room)
      parts.forEach((part, nth) => {
        const picture = nth === 0 ? drawing : lane(layout, () => undefined)
        lines.push(`${(nth === 0 ? stamp : '').padStart(left - 2)}  ${picture} ${part}`.trimEnd())
      })
      time = now
    }
  })
  if (story.loop !== undefined) lines.push(gap('and so on, for ever'))
  lines.push('', '● from outside   ◷ a timer   ~ ignored or lost')
  return lines.join('\n')
}
