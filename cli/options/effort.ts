// How much an exploration may take: states, threads, memory; and the options that every exploring command has.
import type { Command } from 'commander'
import { memorySize, wholeNumber } from '../../verification/optionValues.js'
import type { Specification } from '../../verification/specification.js'
import { withCache, type Caching } from './cache.js'
import { withSettings, withWhatIf, type WhatIf } from './whatIf.js'

export const maxStates = (text: string): number => wholeNumber('--max-states', text, 1)
export const workers = (text: string): number => wholeNumber('--workers', text, 1)

export const withEffort = (command: Command): Command =>
  command
    .option('--max-states <n>', 'states of one exploration at most; a verdict is INCOMPLETE beyond', maxStates)
    .option('--workers <n>', 'threads at most; by default one for each core', workers)

export const withMemory = (command: Command): Command =>
  command.option(
    '--max-memory <size>',
    'memory for what is explored, all threads together (2GB, 512MB); a verdict is INCOMPLETE beyond',
    (text: string) => memorySize('--max-memory', text),
  )

/** A command that explores worlds, as they are or as they might be. */
export const exploring = (command: Command): Command =>
  withWhatIf(withMemory(withEffort(command)))
    .option(
      '--cache <folder>',
      'where to keep what is known of the machines; by default IMPSPEC_CACHE, or node_modules/.cache',
    )
    .option('--no-cache', 'ask XState anew')

/** The specification as the options of an exploring command have it. */
export const asAsked = (specification: Specification, options: WhatIf & Caching): Specification =>
  withCache(withSettings(specification, options), options)
