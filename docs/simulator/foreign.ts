// Logs in the formats of others: by which mapping a text can be read, and examples of each kind.
import { Mapper } from '../../oracle/read/mapped.js'
import type { Mapping } from '../../oracle/read/mapping.js'

/** A mapping that comes with the command, as the page has it. */
export interface NamedMapping {
  readonly name: string
  readonly mapping: Mapping
}

/** How a log is written: one object a line with `role`, `dir` and `event`; or as a mapping says; or nobody knows. */
export type Format = 'trace' | 'unknown' | (string & {})

/** Lines of a log that are looked at to find out what it is. */
const glance = 40

const isTraceLine = (line: string): boolean => {
  try {
    const value = JSON.parse(line) as unknown
    return typeof value === 'object' && value !== null && 'event' in value && 'dir' in value
  } catch {
    return false
  }
}

/** The format in which most of the first lines of a log can be read; `unknown` where none reads half of them. */
export function formatOf(text: string, mappings: readonly NamedMapping[]): Format {
  const lines = text
    .slice(0, 200 * glance)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, glance)
  const counts: readonly (readonly [Format, number])[] = [
    ['trace', lines.filter(isTraceLine).length],
    ...mappings.map(({ name, mapping }) => {
      const mapper = new Mapper(mapping)
      return [name, lines.filter((line) => mapper.make(line).kind === 'events').length] as const
    }),
  ]
  const [best, count] = counts.reduce((one, other) => (other[1] > one[1] ? other : one))
  return count > 0 && count >= lines.length / 2 ? best : 'unknown'
}

/** A log of each kind, for those who want to see what one looks like. */
export const examples: readonly { readonly format: Format; readonly title: string; readonly text: string }[] = [
  {
    format: 'trace',
    title: 'what roles hear and say',
    text: [
      '{"t":0,"device":"d1","role":"device","dir":"in","event":{"type":"power.applied","rescue":false}}',
      '{"t":0,"device":"d1","role":"device","dir":"out","event":{"type":"device.booted","kind":"checked"}}',
      '{"t":10000,"device":"d1","role":"device","dir":"out","event":{"type":"vm.started","reason":null}}',
      '{"t":10000,"device":"d1","role":"application","dir":"in","event":{"type":"vm.started","reason":null}}',
      '{"t":10000,"device":"d1","role":"application","dir":"out","event":{"type":"handler.registered"}}',
      '{"t":10000,"device":"d1","role":"device","dir":"in","event":{"type":"handler.registered"}}',
      '',
    ].join('\n'),
  },
  {
    format: 'impcentral-text',
    title: 'the text of the impCentral console',
    text: [
      '2026-03-02T10:00:00.000 +00:00 \t[Status] \tAgent restarted: reload.',
      '2026-03-02T10:00:00.400 +00:00 \t[Status] \tDownloading new code; 14.43% program storage used',
      '2026-03-02T10:00:01.900 +00:00 \t[Device] \tsensor ready',
      '2026-03-02T10:00:02.000 +00:00 \t[Agent] \tstored one reading',
      '',
    ].join('\n'),
  },
  {
    format: 'log-stream',
    title: 'JSON of the log-stream API',
    text: [
      '{"device_id":"0123456789abcdef","ts":"2026-03-02T10:00:00.000Z","log_type":"development","type":"status","msg":"Agent restarted: reload."}',
      '{"device_id":"0123456789abcdef","ts":"2026-03-02T10:00:00.400Z","log_type":"development","type":"status","msg":"Downloading new code; 16.83% program storage used"}',
      '{"device_id":"0123456789abcdef","ts":"2026-03-02T10:00:01.900Z","log_type":"development","type":"server.log","msg":"sensor ready"}',
      '',
    ].join('\n'),
  },
]
