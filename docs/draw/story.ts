// A story as rows of a sequence diagram, in HTML that any width can show: for pages at build time, and for the simulator.
import type { Happening, Story, StoryStep } from '../../model/result.js'
import {
  causeInWords,
  changesInWords,
  eventInWords,
  isIgnored,
  isParty,
  marks,
  participants,
  senderOf,
  timeInWords,
} from '../../report/phrases.js'
import { escaped } from './text.js'

/** One line of the diagram. */
export interface Row {
  /** Index of the step that it belongs to; a step has one row at least. */
  readonly step: number
  readonly time: number
  /** Lanes that it goes from and to; equal where nobody else is involved. */
  readonly from: number
  readonly to: number
  readonly kind: 'message' | 'ignored' | 'outside' | 'timer' | 'lost' | 'time'
  readonly text: string
  readonly mark?: StoryStep['mark']
  /** How many rows it stands for, where it stands for more than one. */
  readonly times?: number
  /** What the party did: phrases; and the sources of the states and transitions. */
  readonly changes: readonly string[]
  readonly sources: readonly string[]
}

export interface Diagram {
  readonly lanes: readonly string[]
  readonly rows: readonly Row[]
  /** Index of the first row of the part that repeats for ever. */
  readonly loop?: number
}

function rowOf(happening: Happening, step: number, time: number, lanes: readonly string[]): Row {
  const { party, from, event, sources } = happening
  const to = lanes.indexOf(party)
  const ignored = isIgnored(happening)
  const said = isParty(from) && from !== party
  return {
    step,
    time,
    from: said ? lanes.indexOf(from) : to,
    to,
    kind: ignored ? 'ignored' : said ? 'message' : from === 'clock' ? 'timer' : 'outside',
    text: ignored ? `${eventInWords(event)}, ignored` : eventInWords(event),
    changes: ignored ? [] : changesInWords(happening),
    sources,
  }
}

/** Rows of a story; ticks that pass unmarked are rows of no party, joined where they follow each other. */
export function diagramOf(story: Story, lanes: readonly string[] = participants(story)): Diagram {
  const rows: Row[] = []
  let loop: number | undefined
  story.steps.forEach((told, step) => {
    const { time, happenings, lost, mark, cause } = told
    if (step === story.loop) loop = rows.length
    const own = happenings.map((happening) => rowOf(happening, step, time, lanes))
    const gone = lost.map(({ channel, event }): Row => {
      const at = Math.max(0, lanes.indexOf(senderOf(story.steps, step, event.type) ?? ''))
      const text = `${eventInWords(event)}, lost in ${channel}`
      return { step, time, from: at, to: at, kind: 'lost', text, changes: [], sources: [] }
    })
    const all = [...own, ...gone]
    if (all.length === 0) {
      const last = rows.at(-1)
      const passing: Row = {
        step,
        time,
        from: -1,
        to: -1,
        kind: 'time',
        text: cause.kind === 'tick' ? `time passes: ${timeInWords(time)}` : causeInWords(cause),
        changes: [],
        sources: [],
      }
      if (last?.kind === 'time' && last.mark === undefined && loop !== rows.length) rows[rows.length - 1] = passing
      else rows.push(passing)
    } else rows.push(...all)
    if (mark) rows[rows.length - 1] = { ...rows[rows.length - 1]!, mark }
  })
  return { lanes, rows, ...(loop === undefined ? {} : { loop }) }
}

/** Where an id of a source leads to. */
export type SourceLink = (id: string) => string | undefined

const drawing = ({ kind, from, to }: Row): string => {
  if (kind === 'time') return '<i class="passing"></i>'
  if (from === to) return `<i class="dot ${kind}" style="--at:${to}"></i>`
  const direction = from < to ? 'right' : 'left'
  return `<i class="arrow ${direction} ${kind}" style="--low:${Math.min(from, to)};--span:${Math.abs(to - from)}"></i>`
}

const sourceHtml = (id: string, link: SourceLink): string => {
  const target = link(id)
  return target === undefined ? escaped(id) : `<a href="${escaped(target)}">${escaped(id)}</a>`
}

const detailHtml = ({ changes, sources }: Row, link: SourceLink): string => {
  if (changes.length === 0 && sources.length === 0) return ''
  const because =
    sources.length === 0 ? '' : `<br><small>${sources.map((id) => sourceHtml(id, link)).join(' ')}</small>`
  return `<span class="detail">${changes.map(escaped).join('<br>')}${because}</span>`
}

function rowHtml(row: Row, shown: string, lanes: readonly string[], link: SourceLink): string {
  const { step, kind, text, mark, times, to, from } = row
  const who =
    kind === 'time' ? '' : from === to ? `${lanes[to] ?? ''}: ` : `${lanes[from] ?? ''} to ${lanes[to] ?? ''}: `
  const [, name = text, rest = ''] = /^([a-z]\w*(?:\.\w+)*)(.*)$/s.exec(text) ?? []
  const label = kind === 'time' ? escaped(text) : `<code>${escaped(name)}</code>${escaped(rest)}`
  const often = times === undefined ? '' : ` <b class="times">× ${times}</b>`
  const flag = mark === undefined ? '' : ` <strong class="mark ${mark}">${marks[mark]}</strong>`
  return (
    `<li class="row ${kind}${mark ? ` is-${mark}` : ''}" data-step="${step}">` +
    `<span class="clock">${shown}</span><span class="lanes" aria-hidden="true">${drawing(row)}</span>` +
    `<span class="label"><span class="visually-hidden">${escaped(who)}</span>${label}${often}${flag}${detailHtml(row, link)}</span></li>`
  )
}

/** Each row of a diagram as HTML, and before the part that repeats for ever a row that says so. */
export function rowsHtml({ lanes, rows, loop }: Diagram, link: SourceLink): readonly string[] {
  let before = -1
  return rows.flatMap((row, index) => {
    const shown = row.time === before || row.kind === 'time' ? '' : timeInWords(row.time)
    before = row.kind === 'time' ? before : row.time
    const mark = index === loop ? ['<li class="loop">from here for ever</li>'] : []
    return [...mark, rowHtml(row, shown, lanes, link)]
  })
}

/** The names above the lanes. */
export const headsHtml = (lanes: readonly string[]): string =>
  lanes.map((lane) => `<span class="head"><span>${escaped(lane)}</span></span>`).join('')

/** The diagram as HTML; `class="story"` is styled by the theme. */
export const storyHtml = (diagram: Diagram, link: SourceLink): string =>
  `<div class="story" style="--count:${diagram.lanes.length}">` +
  `<div class="heads" aria-hidden="true">${headsHtml(diagram.lanes)}</div>` +
  `<ol class="rows">${rowsHtml(diagram, link).join('')}</ol></div>`
