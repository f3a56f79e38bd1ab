// Who speaks to whom: a matrix of senders and receivers with the number of types of events between them.
import type { Link } from '../../../model/world.js'
import { draw, Plot } from './canvas.js'

/** What one party may say to another. */
export interface Talk {
  readonly from: string
  readonly to: string
  /** Types of events, sorted. */
  readonly types: readonly string[]
}

/** The links of a specification by sender and receiver. */
export function talkOf(links: readonly Pick<Link, 'from' | 'says' | 'to'>[]): readonly Talk[] {
  const pairs = new Map<string, { from: string; to: string; types: Set<string> }>()
  for (const { from, says, to } of links) {
    const key = `${from} ${to}`
    const known = pairs.get(key) ?? { from, to, types: new Set<string>() }
    known.types.add(says)
    pairs.set(key, known)
  }
  return [...pairs.values()].map(({ from, to, types }) => ({ from, to, types: [...types].sort() }))
}

export function talkSentence(talks: readonly Talk[]): string {
  const most = [...talks].sort((one, other) => other.types.length - one.types.length)[0]
  if (most === undefined) return 'Nobody speaks to anybody.'
  const heard = new Map<string, Set<string>>()
  for (const { from, to } of talks) heard.set(to, (heard.get(to) ?? new Set()).add(from))
  const [busiest, senders] = [...heard].sort((one, other) => other[1].size - one[1].size)[0]!
  return `The ${most.from} says more to the ${most.to} than any party to another, ${most.types.length} types of events; the ${busiest} hears the most parties, ${senders.size}.`
}

/** A dot for each pair that speaks; names and dots lead to the pages of the senders. */
export function talkPlot(talks: readonly Talk[], order: readonly string[], linkTo: (party: string) => string): string {
  const senders = order.filter((name) => talks.some(({ from }) => from === name))
  const receivers = order.filter((name) => talks.some(({ to }) => to === name))
  const [marginLeft, marginTop] = [130, 110]
  const pitch = 38
  const most = Math.max(...talks.map(({ types }) => types.length))
  const name = { fill: 'var(--vp-c-brand-1)', target: '_self' }
  return draw({
    title: 'Who speaks to whom: the number of types of events by sender and receiver',
    role: 'group',
    options: {
      width: marginLeft + pitch * receivers.length + 8,
      height: marginTop + pitch * senders.length * 0.8 + 8,
      marginLeft,
      marginTop,
      marginRight: 8,
      marginBottom: 8,
      x: { domain: receivers, axis: null },
      y: { domain: senders, axis: null },
      r: { domain: [1, most], range: [8, 14] },
      marks: [
        Plot.cell(
          senders.flatMap((from) => receivers.map((to) => ({ from, to }))),
          { x: 'to', y: 'from', fill: 'none', stroke: 'var(--frame)', strokeWidth: 0.6 },
        ),
        Plot.dot(talks, {
          x: 'to',
          y: 'from',
          r: ({ types }: Talk) => types.length,
          fill: 'color-mix(in srgb, var(--plot-3) 35%, transparent)',
        }),
        Plot.text(talks, {
          x: 'to',
          y: 'from',
          text: ({ types }: Talk) => String(types.length),
          href: ({ from }: Talk) => linkTo(from) + '#says',
          title: ({ from, to, types }: Talk) => `${from} says to ${to}: ${types.join(', ')}`,
        }),
        Plot.text(senders, {
          y: (one: string) => one,
          text: (one: string) => one,
          frameAnchor: 'left',
          textAnchor: 'end',
          dx: -8,
          href: linkTo,
          ...name,
        }),
        Plot.text(receivers, {
          x: (one: string) => one,
          text: (one: string) => one,
          frameAnchor: 'top',
          textAnchor: 'start',
          rotate: -90,
          dy: -8,
          href: linkTo,
          ...name,
        }),
        Plot.text(['says ↓   hears →'], {
          frameAnchor: 'top-left',
          textAnchor: 'end',
          dx: -8,
          dy: -8,
          fill: 'var(--vp-c-text-2)',
        }),
      ],
    },
  })
}
