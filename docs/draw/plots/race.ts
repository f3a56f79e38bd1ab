// A run as time: a lane for each party, instants side by side, and how long the application runs.
import type { Story } from '../../../model/result.js'
import { eventInWords, timeInWords } from '../../../report/phrases.js'
import { diagramOf, type Row } from '../story.js'
import { folded } from '../tell.js'
import { draw, Plot, tint } from './canvas.js'

/** One thing that happens in a run. */
export interface Beat {
  /** Its place among the others of the run. */
  readonly at: number
  readonly time: number
  readonly from: string
  readonly to: string
  readonly text: string
  readonly kind: Row['kind']
  readonly mark?: Row['mark']
}

/** What is drawn of a run. */
export interface Race {
  readonly lanes: readonly string[]
  readonly beats: readonly Beat[]
  /** When a party is in a state: from the place of one thing to that of another, or to the end. */
  readonly running: readonly { readonly lane: string; readonly from: number; readonly to: number }[]
}

/** Events by their names; how often, where they repeat. */
const nameOf = ({ text, times }: Row): string =>
  `${text.replace(/ \(.*$/, '').replace(', ignored', '')}${times === undefined ? '' : ` × ${times}`}`

/**
 * A story as beats.
 *
 * @param state of a party whose time is drawn as a bar: a top state of its machine
 */
export function raceOf(story: Story, party: string, state: string): Race {
  const { lanes, rows } = folded(diagramOf(story))
  const shown = rows.filter(({ kind }) => kind !== 'time')
  const beats = shown.map((row, at): Beat => ({
    at,
    time: row.time,
    from: lanes[row.from]!,
    to: lanes[row.to]!,
    text: nameOf(row),
    kind: row.kind,
    ...(row.mark === undefined ? {} : { mark: row.mark }),
  }))
  const running: { lane: string; from: number; to: number }[] = []
  let begun: number | undefined
  shown.forEach((row, at) => {
    if (lanes[row.to] !== party) return
    // A step may have several rows of the party: only what this row tells of counts here.
    const own = story.steps[row.step]!.happenings.filter(
      (one) => one.party === party && row.text.startsWith(eventInWords(one.event)),
    )
    if (begun === undefined && own.some(({ entered }) => entered.includes(state))) begun = at
    else if (begun !== undefined && own.some(({ left, entered }) => left.includes(state) && !entered.includes(state))) {
      running.push({ lane: party, from: begun, to: at })
      begun = undefined
    }
  })
  if (begun !== undefined) running.push({ lane: party, from: begun, to: shown.length - 0.5 })
  return { lanes, beats, running }
}

/** The first beat of a name. */
const first = ({ beats }: Race, name: string): Beat | undefined => beats.find(({ text }) => text === name)

/** Whether the application runs when the upgrade server first answers. */
function runsAtAnswer(race: Race): boolean {
  const answer = first(race, 'upgrade.answered')
  return answer !== undefined && race.running.some(({ from, to }) => from < answer.at && answer.at < to)
}

/**
 * What the two runs show.
 *
 * @param wait ms from a cold boot to the start of Squirrel, if it has not connected by then
 */
export function raceSentence(asked: Race, unasked: Race, wait: number): string {
  const tell = (race: Race): string => (runsAtAnswer(race) ? 'Squirrel runs by then' : 'it does not')
  return (
    `A race of ${timeInWords(wait)} from a cold boot, between Squirrel and the answer of the upgrade server: ` +
    `in the first run ${tell(asked)}, and its handler is asked; in the second ${tell(unasked)}, and nobody is.`
  )
}

/** One run; instants are told apart by their shades, and within an instant only the order is shown. */
export function racePlot({ lanes, beats, running }: Race, title: string): string {
  const pitch = 19.5
  const gap = 1.6
  const place = (at: number): number =>
    at + gap * (new Set(beats.filter((one) => one.at <= at).map(({ time }) => time)).size - 1)
  const instants = [...new Set(beats.map(({ time }) => time))].map((time) => {
    const own = beats.filter((one) => one.time === time)
    return { time, left: place(own[0]!.at) - 0.6, right: place(own.at(-1)!.at) + 0.6 }
  })
  const end = place(beats.length - 1) + 0.6
  const messages = beats.filter(({ from, to }) => from !== to)
  const alone = beats.filter(({ from, to }) => from === to)
  const marked = beats.filter(({ mark }) => mark === 'violation' || mark === 'witness' || mark === 'trigger')
  const colour = ({ mark }: Beat): string =>
    mark === 'violation' ? 'var(--bad)' : mark === 'witness' ? 'var(--good)' : 'var(--race)'
  const [marginLeft, marginTop, marginBottom] = [104, 22, 158]
  const x = ({ at }: Beat): number => place(at)
  const below = { text: 'text', frameAnchor: 'bottom', textAnchor: 'end', rotate: -90, dy: 8 } as const
  return draw({
    title,
    options: {
      width: marginLeft + Math.ceil(pitch * (end + 0.6)) + 8,
      height: marginTop + 30 * lanes.length + marginBottom,
      marginLeft,
      marginTop,
      marginRight: 8,
      marginBottom,
      x: { domain: [-0.6, end], axis: null },
      y: { type: 'point', domain: lanes, label: null, tickSize: 0, padding: 0.6 },
      marks: [
        Plot.rect(instants, { x1: 'left', x2: 'right', fill: 'var(--plot-none)', fillOpacity: 0.16 }),
        Plot.text(instants, {
          x: 'left',
          text: ({ time }: { time: number }) => timeInWords(time),
          frameAnchor: 'top',
          textAnchor: 'start',
          dy: -16,
          fontWeight: 600,
        }),
        Plot.ruleY(lanes, { stroke: 'var(--frame)' }),
        Plot.link(running, {
          x1: ({ from }: { from: number }) => place(from),
          x2: ({ to }: { to: number }) => (to > beats.length - 1 ? end : place(to)),
          y1: 'lane',
          y2: 'lane',
          stroke: 'var(--plot-3)',
          strokeWidth: 12,
          strokeOpacity: 0.45,
          strokeLinecap: 'butt',
          title: () => 'Squirrel runs',
        }),
        Plot.arrow(messages, {
          x1: x,
          x2: x,
          y1: 'from',
          y2: 'to',
          stroke: 'var(--vp-c-brand-1)',
          strokeWidth: 1.6,
          headLength: 7,
          insetEnd: 1,
        }),
        Plot.dot(alone, {
          x,
          y: 'to',
          r: 4,
          fill: ({ kind }: Beat) => (kind === 'timer' ? 'var(--vp-c-bg)' : 'currentColor'),
          stroke: 'currentColor',
          strokeWidth: 1.6,
        }),
        Plot.dot(marked, { x, y: 'to', r: 8, stroke: colour, strokeWidth: 2 }),
        Plot.text(
          beats.filter((beat) => !marked.includes(beat)),
          { ...below, x },
        ),
        Plot.text(marked, { ...below, x, fill: colour, fontWeight: 700 }),
      ],
    },
  })
}

/** What the signs mean. */
export const raceMeanings: Readonly<Record<string, string>> = {
  'Squirrel runs': tint('var(--plot-3)', 0.45),
  'an instant: only the order within it is shown': tint('var(--plot-none)', 0.16),
}
