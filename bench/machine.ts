// The machine and the tools that a measurement was made with.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { availableParallelism, cpus, loadavg, platform, totalmem } from 'node:os'

/** The first line that a command prints, or that it is not there. */
function firstLine(command: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) return 'not installed'
  return (
    `${stdout}\n${stderr}`
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? ''
  )
}

const versionOf = (module: string): string => {
  const { version } = createRequire(import.meta.url)(`${module}/package.json`) as { version: string }
  return version
}

export const machine = () => ({
  processor: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  memory: totalmem(),
  platform: platform(),
  /** Processes that want to run, over the last minute: more than there are cores means a busy machine. */
  load: loadavg()[0]!,
  versions: {
    node: process.version,
    xstate: versionOf('xstate'),
    '@xstate/graph': versionOf('@xstate/graph'),
    spin: firstLine('spin', '-V'),
    gcc: firstLine('gcc', '--version'),
    java: process.env.TLA2TOOLS_JAR === undefined ? 'not asked for' : firstLine('java', '-version'),
  },
})

export type Machine = ReturnType<typeof machine>
