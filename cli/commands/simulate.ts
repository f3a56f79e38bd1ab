// impspec simulate: one random run as a timeline.
import { printJson, type Io } from '../terminal/io.js'
import { parseConfiguration, pick } from '../../verification/configurationNames.js'
import { wholeNumber } from '../options/values.js'
import { scopes, type Specification } from '../../verification/specification.js'
import { storyDiagram, storyStart, storyTable, storyToMermaid } from '../../report/story.js'
import { counted } from '../../report/text.js'

export interface SimulateOptions {
  readonly seed: string
  readonly steps: string
  readonly configuration: string
  readonly scope: string
  readonly table?: boolean
  readonly json?: boolean
  readonly mermaid?: boolean
}

/** Runs the command. */
export function simulate(specification: Specification, options: SimulateOptions, io: Io): number {
  const seed = wholeNumber('--seed', options.seed, 0)
  const steps = wholeNumber('--steps', options.steps, 1)
  const configuration = parseConfiguration(options.configuration)
  const [scope] = pick(scopes, (name) => name, [options.scope], 'scope', `there are ${scopes.join(', ')}`)
  const story = specification.walk(specification.system(configuration.values, scope), { seed, steps })
  const width = io.columns
  if (options.json) printJson(io, { seed, configuration: configuration.name, scope, ...story })
  else if (options.mermaid) io.stdout.write(storyToMermaid(story))
  else {
    const title = `A random run of ${counted(story.steps.length, 'step')} in ${configuration.name}, seed ${seed}.`
    const parts = [title, storyStart(story, { width }), storyDiagram(story, { width })]
    io.stdout.write(`${[...parts, ...(options.table ? [storyTable(story, { width })] : [])].join('\n\n')}\n`)
  }
  return 0
}
