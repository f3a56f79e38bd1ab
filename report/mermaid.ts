// A story as a Mermaid sequence diagram.
import type { Story } from '../model/result.js'
import { changesInWords, eventInWords, isIgnored, participants, senderOf, timeInWords } from './phrases.js'

/** Mermaid reads `;` as an end of line and `#` as the start of an entity. */
const escaped = (text: string): string => text.replace(/[#;]/g, (sign) => (sign === '#' ? '#35;' : '#59;'))

const idOf = (party: string): string => `p_${party.replace(/\W/g, '_')}`

/** The story as Mermaid's `sequenceDiagram`: dashed arrows for what is ignored, crosses for what is lost. */
export function storyToMermaid(story: Story): string {
  const names = participants(story)
  const first = names[0]
  const last = names.at(-1)
  if (first === undefined || last === undefined) return 'sequenceDiagram\n'
  const over = first === last ? idOf(first) : `${idOf(first)},${idOf(last)}`
  const lines = ['sequenceDiagram', ...names.map((name) => `  participant ${idOf(name)} as ${escaped(name)}`)]
  let time = -1
  story.steps.forEach((step, index) => {
    if (index === story.loop) lines.push('  loop for ever')
    if (step.time !== time && (step.happenings.length > 0 || step.mark)) {
      lines.push(`  Note over ${over}: ${timeInWords(step.time)}`)
      time = step.time
    }
    for (const [nth, happening] of step.happenings.entries()) {
      const { party, from, event } = happening
      const ignored = isIgnored(happening)
      const label = escaped(`${eventInWords(event)}${ignored ? ', ignored' : ''}`)
      const told = ignored ? [] : [changesInWords(happening).join(', '), happening.sources.join(' ')]
      const assumed = nth === 0 && step.assumed ? [`assumed: ${step.assumed.join(', ')}`] : []
      const details = [...told.filter((text) => text !== ''), ...assumed].map(escaped)
      if (names.includes(from)) {
        lines.push(`  ${idOf(from)}${ignored ? '-->>' : '->>'}${idOf(party)}: ${label}`)
        if (details.length > 0) lines.push(`  Note over ${idOf(party)}: ${details.join('<br/>')}`)
      } else lines.push(`  Note over ${idOf(party)}: ${[`${label} (${escaped(from)})`, ...details].join('<br/>')}`)
    }
    for (const { channel, event } of step.lost) {
      const sender = senderOf(story.steps, index, event.type)
      const label = `${escaped(eventInWords(event))}, lost in ${escaped(channel)}`
      lines.push(
        sender === undefined ? `  Note over ${over}: ${label}` : `  ${idOf(sender)}-x${idOf(sender)}: ${label}`,
      )
    }
    if (step.mark) lines.push(`  Note over ${over}: ${step.mark.toUpperCase()}`)
  })
  if (story.loop !== undefined) lines.push('  end')
  return `${lines.join('\n')}\n`
}
