// impspec map: what a mapping makes of each line of a log.
import { textIn } from '../../oracle/read/bytes.js'
import { eventText, NotInAlphabet } from '../../oracle/belief/symbol.js'
import { JudgedRoles, exactly } from '../../oracle/judge/judge.js'
import type { Specification } from '../../verification/specification.js'
import { Mapper, type Made } from '../../oracle/read/mapped.js'
import { loadMapping } from '../../oracle/read/mapping.js'
import { bytesOf, eachLine } from '../../oracle/read/lines.js'
import type { Io } from '../../report/terminal.js'
import { exitCodes } from '../../verification/exitCodes.js'
import { UsageError } from '../../verification/errors.js'
import { painter } from '../../report/paint.js'
import { counted } from '../../report/text.js'
import { changes, strengths, type Noticed, type Strength } from '../../oracle/judge/strength.js'
import { wholeNumber } from '../../verification/optionValues.js'
import { checkOptions } from '../options/reading.js'
import { statusLine } from '../terminal/progress.js'
import type { Program } from '../terminal/program.js'
import { helpText } from '../terminal/help.js'

export interface MapOptions {
  readonly mapping: string
  readonly try?: boolean
  readonly json?: boolean
  readonly strength?: boolean
  readonly sample?: string
  readonly seed?: string
}

/** An event that no role knows is as wrong as a line that no rule knows. */
function judged(made: Made, roles: JudgedRoles): Made {
  if (made.kind !== 'events') return made
  try {
    for (const { role, dir, event } of made.observations) roles.understand(role, dir, event)
    return made
  } catch (error) {
    if (error instanceof NotInAlphabet) return { kind: 'unreadable', why: `rule ${made.rule}: ${error.message}` }
    throw error
  }
}

const textOf = (made: Made): string => {
  if (made.kind !== 'events') return `${made.kind}: ${made.why}`
  const events = made.observations.map(({ role, dir, event }) => `${role} ${dir} ${eventText(event)}`)
  return `rule ${made.rule}: ${new Date(made.time).toISOString()} ${made.device}: ${events.join('; ')}`
}

const partOf = ({ tried, refused }: Noticed): string => `${refused} of ${tried}`

function strengthText({ role, device, lines, idle, changes: by }: Strength): string {
  const total = (what: keyof Noticed): number => changes.reduce((sum, change) => sum + by[change][what], 0)
  const [tried, refused, same] = [total('tried'), total('refused'), total('same')]
  const percent = (of: number): string => `${Math.floor((100 * refused) / of)}%`
  const share = tried === 0 ? 'nothing to change' : `${percent(tried)} refused`
  const telling =
    same === 0 || same === tried ? '' : `; ${percent(tried - same)} of those after which something else is believed`
  return (
    `  ${device}, ${role}: ${share} (${changes.map((change) => `${change} ${partOf(by[change])}`).join(', ')}) ` +
    `of ${counted(lines, 'line')}${telling}; without ${counted(idle, 'line')} the same is believed`
  )
}

/** How many changes of the lines of logs a mapping notices. */
async function strength(
  specification: Specification,
  files: readonly string[],
  options: MapOptions,
  io: Io,
): Promise<number> {
  const reading = checkOptions({ mapping: options.mapping }, specification, io)
  const status = statusLine(io)
  for (const file of files) {
    const contents = file === '-' ? io.stdin : bytesOf(file)
    if (contents === undefined) throw new UsageError('there is no standard input to read')
    const found = await strengths(
      { name: file, bytes: contents },
      {
        ...reading,
        sample: wholeNumber('--sample', options.sample ?? '50', 1),
        seed: wholeNumber('--seed', options.seed ?? '1', 0),
        onChange: (tried) => status.show(() => `${file}: ${counted(tried, 'change')} judged`),
      },
    )
    status.clear()
    if (options.json === true) io.stdout.write(`${JSON.stringify({ source: file, strengths: found })}\n`)
    else io.stdout.write(`${file}\n${found.map(strengthText).join('\n')}\n`)
  }
  return exitCodes.asExpected
}

/** Runs the command. */
export async function map(
  specification: Specification,
  files: readonly string[],
  options: MapOptions,
  io: Io,
): Promise<number> {
  if (options.strength === true) return strength(specification, files, options, io)
  const catalogue = specification.roles()
  const mapper = new Mapper(loadMapping(options.mapping, catalogue))
  const baseline = specification.space.configure()
  const roles = new JudgedRoles({ catalogue, configurations: () => [baseline], settings: () => exactly })
  const paint = painter(io.color)
  const counts: Record<Made['kind'], number> = { events: 0, ignored: 0, unreadable: 0 }
  for (const file of files) {
    const contents = file === '-' ? io.stdin : bytesOf(file)
    if (contents === undefined) throw new UsageError('there is no standard input to read')
    await eachLine({ name: file, bytes: contents }, (bytes, start, end, line) => {
      const text = textIn(bytes, start, end)
      const made = judged(mapper.make(text), roles)
      counts[made.kind]++
      if (options.json === true) {
        io.stdout.write(`${JSON.stringify({ source: file, line, ...made })}\n`)
        return
      }
      io.stdout.write(`${String(line).padStart(6)}  ${paint.faint(text.slice(0, io.columns - 8))}\n`)
      io.stdout.write(`        ${made.kind === 'unreadable' ? paint.bad(textOf(made)) : textOf(made)}\n`)
    })
  }
  const summary = `${counted(counts.events, 'line gives', 'lines give')} events, ${counted(counts.ignored, 'is', 'are')} ignored, ${counts.unreadable} cannot be read`
  if (options.json !== true) io.stdout.write(`${summary}\n`)
  return counts.unreadable > 0 || counts.events === 0 ? exitCodes.unreadable : exitCodes.asExpected
}

/** What the command means by the exit codes. */
const meanings = {
  0: 'each line gives events or is ignored',
  1: null,
  2: null,
  4: 'a line or a mapping that cannot be read, or no events',
}

/** Adds the command to the program. */
export function register({ sub, load, io, end }: Program): void {
  sub('map <file...>', 'what a mapping makes of each line of a log')
    .requiredOption('--mapping <file>', 'a mapping file, or impcentral-text, or log-stream')
    .option('--try', 'show each line with what was made of it (this is what the command does)')
    .option('--strength', 'how many changes of single lines would be refused: dropped, swapped, moved to another time')
    .option('--sample <n>', 'lines of each role and device that are changed', '50')
    .option('--seed <n>', 'for the times that lines are moved to', '1')
    .option('--json', 'one JSON object a line instead of text')
    .addHelpText(
      'after',
      helpText(
        [
          'map --try examples/logs/impcentral-text.log --mapping impcentral-text',
          'map --strength examples/logs/day.log --mapping impcentral-text',
        ],
        meanings,
      ),
    )
    .action(async (files: readonly string[], options: MapOptions) => end(await map(await load(), files, options, io)))
}
