// What a command is given to add itself to the program.
import type { Command } from 'commander'
import type { Io } from '../../report/terminal.js'
import type { Specification } from '../../verification/specification.js'

export interface Program {
  /** A new command: its name with its arguments, and what it does. */
  readonly sub: (usage: string, description: string) => Command
  /** Gives the specification; called only by commands that need it. */
  readonly load: () => Promise<Specification>
  readonly io: Io
  /** To be told the exit code when the command has ended. */
  readonly end: (code: number) => void
}
