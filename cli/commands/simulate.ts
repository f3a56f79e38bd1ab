// impspec simulate: one random run as a timeline.
import { printJson, type Io } from '../../report/terminal.js'
import { parseConfiguration } from '../../verification/configurationNames.js'
import { wholeNumber } from '../../verification/optionValues.js'
import { scopeNamed, type Specification } from '../../verification/specification.js'
import { storyDiagram, storyStart, storyTable, storyToMermaid } from '../../report/story.js'
import { counted } from '../../report/text.js'
import type { Program } from '../terminal/program.js'
import { helpText, scopeHelp } from '../terminal/help.js'
import { type WhatIf, withWhatIf, withSettings } from '../options/whatIf.js'

export interface SimulateOptions {
  readonly seed: string
  readonly steps: string
  readonly configuration: string
  readonly scope?: string
  readonly table?: boolean
  readonly json?: boolean
  readonly mermaid?: boolean
}

/** Runs the command. */
export function simulate(specification: Specification, options: SimulateOptions, io: Io): number {
  const seed = wholeNumber('--seed', options.seed, 0)
  const steps = wholeNumber('--steps', options.steps, 1)
  const configuration = parseConfiguration(options.configuration, specification.space)
  const scope = scopeNamed(specification, options.scope ?? specification.scope)
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

/** Adds the command to the program. */
export function register({ sub, load, io, end }: Program): void {
  withWhatIf(sub('simulate', 'one random run, as a timeline'))
    .requiredOption('--seed <n>', 'the same seed gives the same run')
    .option('--steps <n>', 'steps at most', '100')
    .option('--configuration <name>', 'baseline, or dimension=value,...', 'baseline')
    .option('--scope <name>', scopeHelp)
    .option('--table', 'also what changed, step by step')
    .option('--mermaid', 'as a Mermaid sequence diagram')
    .option('--json', 'one JSON document instead of text')
    .addHelpText(
      'after',
      helpText(['simulate --seed 1', 'simulate --seed 7 --steps 40 --configuration politeness=never-accepts --table']),
    )
    .action(async (options: SimulateOptions & WhatIf) =>
      end(simulate(withSettings(await load(), options), options, io)),
    )
}
