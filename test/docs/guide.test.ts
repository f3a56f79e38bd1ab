// The guide against the repository: files that it names exist, and tests that it quotes are there.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { judge } from '../oracle/logs.js'

const root = new URL('../../', import.meta.url)
const guide = readdirSync(new URL('docs/guide/', root)).map(
  (file) => [file, readFileSync(new URL(`docs/guide/${file}`, root), 'utf8')] as const,
)

/** Files of the repository that a text names. */
const named = (text: string): readonly string[] =>
  [...text.matchAll(/`((?:test|checker|machines|properties|oracle|cli|bench|testing|docs)\/[\w/.-]+\.\w+)`/g)].map(
    ([, path]) => path!,
  )

/** Rows of tables that quote a test: its title, and the file. */
const quoted = (text: string): readonly (readonly [title: string, file: string])[] =>
  [...text.matchAll(/^\|[^|]*\| `([^`|]+)`[^|]*\| `(test\/[\w/.-]+\.test\.ts)` \|$/gm)].map(([, title, file]) => [
    title!,
    file!,
  ])

const isThere = (title: string, file: string): boolean => readFileSync(new URL(file, root), 'utf8').includes(title)

/** Logs that a page shows. */
const logs = (page: string): readonly string[] =>
  [...page.matchAll(/^```json\n(\{"t":[^`]*)```$/gm)].map(([, log]) => log!)

/** Pages about our own roles; logs of another specification are judged by the test of that page. */
const ours = guide.filter(([name]) => !name.includes('your-own-machines'))

describe('the guide', () => {
  it('shows logs that pass', async () => {
    const shown = ours.flatMap(([, text]) => logs(text))
    expect(shown.filter((log) => log.includes('"dir":"is"'))).toHaveLength(1)
    for (const log of shown) expect((await judge(log)).verdict).toBe('pass')
  })

  it('shows a tag that the poller no longer has when its timer has elapsed', async () => {
    const [log] = ours.flatMap(([, text]) => logs(text)).filter((one) => one.includes('"dir":"is"'))
    const [started, is] = log!.split('\n')
    expect((await judge([started, is!.replace('30000', '60001')].join('\n'))).verdict).toBe('fail')
  })

  it('names files that exist', () => {
    const paths = guide.flatMap(([file, text]) => named(text).map((path) => [file, path] as const))
    expect(paths.length).toBeGreaterThan(10)
    expect(paths.filter(([, path]) => !existsSync(new URL(path, root)))).toEqual([])
  })

  it('quotes tests that are there', () => {
    const rows = guide.flatMap(([, text]) => quoted(text))
    expect(rows.length).toBeGreaterThan(15)
    expect(rows.filter(([title, file]) => !isThere(title, file))).toEqual([])
    expect(isThere('a test that nobody wrote', rows[0]![1])).toBe(false)
  })
})
