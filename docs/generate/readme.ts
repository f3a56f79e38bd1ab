// Fills the example of README.md with what the command really prints; a test fails when it is stale.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const readme = new URL('../../README.md', import.meta.url)
const command = fileURLToPath(new URL('../../cli/main.ts', import.meta.url))

const example = /(<!-- example: (.+) -->\n)```text\n[^]*?```\n(<!-- end -->)/g

/** The diagram of the first story that the command prints, with its legend. */
function storyOf(args: readonly string[]): string {
  const printed = execFileSync(process.execPath, ['--import', 'tsx', command, ...args], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const lines = printed.split('\n')
  const end = lines.findIndex((line) => line.startsWith('● from outside'))
  const start = lines.findLastIndex((line, at) => at < end && line.startsWith(' 0 s ')) - 1
  if (start < 0 || end < 0) throw new Error(`'${args.join(' ')}' prints no story`)
  return lines
    .slice(start, end + 1)
    .map((line) => line.trimEnd())
    .join('\n')
}

/** What README.md should say. */
export const readmePage = (): string =>
  readFileSync(readme, 'utf8').replaceAll(
    example,
    (_, head: string, args: string, tail: string) => `${head}\`\`\`text\n${storyOf(args.split(' '))}\n\`\`\`\n${tail}`,
  )

/** Whether README.md says what it would say now. */
export const isCurrent = (): boolean => readFileSync(readme, 'utf8') === readmePage()

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(readme, readmePage())
  console.log(`written: ${fileURLToPath(readme)}`)
}
