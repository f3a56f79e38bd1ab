// The findings: what each script says at its head is what its row says, and none depends on the machine that it was written on.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const folder = fileURLToPath(new URL('../../findings/', import.meta.url))
const read = (file: string) => readFileSync(`${folder}${file}`, 'utf8')
const scripts = readdirSync(folder).filter((name) => name.endsWith('.sh') && name !== 'lib.sh')

/** The fields of the comment that a script begins with, each with the lines that belong to it joined by spaces. */
function headOf(text: string): Readonly<Record<string, string>> {
  const comment = /^#!.*\n((?:#.*\n)+)/.exec(text)?.[1] ?? ''
  const joined = comment.replace(/^# ?/gm, '').replace(/\n {2,}/g, ' ')
  return Object.fromEntries([...joined.matchAll(/^(\w+): (.+)$/gm)].map(([, name, words]) => [name!, words!]))
}

/** What the script installs, in the words of its head: `name version`, and where it does not come from npm. */
const installedBy = (text: string): readonly string[] =>
  [...text.matchAll(/^(npm|debian)_packages (.+)$/gm)].flatMap(([, from, names]) =>
    names!
      .split(' ')
      .map((name) => /^(.+)[@=]([^@=]+)$/.exec(name)!)
      .map(([, name, version]) => `${name!} ${version!}${from === 'debian' ? ' (Debian)' : ''}`),
  )

describe('the findings', () => {
  it('are many', () => {
    expect(scripts.length).toBeGreaterThanOrEqual(20)
  })

  it.each(scripts)('%s says what it found, with what, and what was to be expected', (name) => {
    const head = headOf(read(name))
    expect(Object.keys(head)).toEqual(['packages', 'surprise', 'seen', 'guessed', 'source', 'met'])
    expect(head['packages']!.split(', ').toSorted()).toEqual(installedBy(read(name)).toSorted())
  })

  it.each(scripts)('%s can be run anywhere, and compares what it sees', (name) => {
    const text = read(name)
    expect(statSync(`${folder}${name}`).mode & 0o111).toBe(0o111)
    expect(text).toContain('\nset -euo pipefail\n')
    expect(text).toMatch(/^as_stated .+ <<'STATED'\n(?:.*\n)+STATED$/m)
    expect(text).not.toMatch(/\/(?:tmp|home|root|work|usr\/local)\b|https?:\/\/(?!www\.w3\.org\/2005\/07\/scxml)/)
  })

  it('have a row each in the table, in the order of their names', () => {
    const rows = [...read('README.md').matchAll(/^\| \[`(.+)`\]\((.+)\.sh\) \| (.+?) \| (.+) \|$/gm)]
    expect(rows.map(([, name, file, packages, surprise]) => [name, file, packages, surprise])).toEqual(
      scripts.toSorted().map((script) => {
        const { packages, surprise } = headOf(read(script))
        const name = script.replace('.sh', '')
        return [name, name, packages, surprise]
      }),
    )
  })

  it('stand in the guide with a version that the script installs', () => {
    const guide = readFileSync(new URL('../../docs/guide/other-tools.md', import.meta.url), 'utf8')
    const rows = [...guide.matchAll(/^\| [^|]+ \| ([^|]+) \| .+ \| `findings\/(.+)` \|$/gm)]
    expect(rows.length).toBe([...guide.matchAll(/findings\/[^`]+\.sh/g)].length)
    for (const [, packages, script] of rows) {
      expect(scripts).toContain(script)
      expect(headOf(read(script!))['packages'], script).toContain(packages)
    }
  })
})
