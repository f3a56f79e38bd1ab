// The map of the house: which folder may import which, no circles, no folder too full, no file too long.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import {
  astray,
  circlesOfFiles,
  circlesOfFolders,
  importsIn,
  overflowing,
  readImports,
  type Directions,
  type Imports,
} from './architecture.js'

const root = fileURLToPath(new URL('..', import.meta.url))

const specification = ['util', 'model', 'machines', 'properties']
const below = [...specification, 'checker', 'verification']

/** As CONTRIBUTING.md states them; what is tested, `test/`, may import everything. */
const directions: Directions = {
  util: [],
  model: ['util'],
  machines: ['util', 'model'],
  properties: ['util', 'model', 'machines'],
  checker: ['util', 'model'],
  verification: [...specification, 'checker', 'oracle'],
  report: below,
  testing: below,
  oracle: ['util', 'model', 'checker'],
  cli: [...below, 'report', 'testing', 'oracle'],
  docs: [...below, 'report', 'testing', 'oracle'],
  bench: [...below, 'report', 'testing', 'oracle'],
}

/** The reference shows the commands; the bench shares the second explorer and the faults with tests. */
const exceptions = [
  'docs/generate/pages/reference imports cli/program',
  'bench/engines/xstateGraph imports test/checker/naiveSteps',
  'bench/oracle/degraded imports test/oracle/faults',
  'bench/oracle/degraded imports test/oracle/sources',
  'bench/oracle/located imports test/oracle/faults',
]

const sources = readImports(root, Object.keys(directions))
const tests = readImports(root, ['test'])

/** Folders of the map that hold no sources of the package: tests, and scripts about other people's tools. */
const unsourced = ['test/', 'findings/']

/** Files that one folder can hold and still be seen at a glance. */
const most = 22
const lines = 450

const tree = (files: Readonly<Record<string, readonly string[]>>): Imports => new Map(Object.entries(files))

describe('the house', () => {
  it('imports in one direction only', () => {
    expect(sources.size).toBeGreaterThan(400)
    expect(astray(sources, directions, exceptions)).toEqual([])
    // None of the exceptions is one of the past.
    expect(exceptions.filter((line) => !astray(sources, directions).includes(line))).toEqual([])
  })

  it('has no circle of files or folders', () => {
    expect(circlesOfFiles(new Map([...sources, ...tests]))).toEqual([])
    expect(circlesOfFolders(sources)).toEqual([])
  })

  it('has no folder that is too full, and no file that is too long', () => {
    expect(overflowing([...sources.keys(), ...tests.keys()], most)).toEqual([])
    const long = [...sources.keys(), ...tests.keys()].filter((file) => {
      const text = ['.ts', '.mts', '.vue'].flatMap((ending) => {
        try {
          return [readFileSync(`${root}${file}${ending}`, 'utf8')]
        } catch {
          return []
        }
      })
      expect(text, file).toHaveLength(1)
      return text[0]!.split('\n').length - 1 > lines
    })
    expect(long).toEqual([])
  })

  it('is described by the map in README.md, a line for each folder', () => {
    const readme = readFileSync(`${root}README.md`, 'utf8')
    const folders = new Set(
      [...sources.keys()].flatMap((file) => {
        const [top, room, ...rest] = file.split('/')
        return rest.length > 0 && ['checker', 'oracle', 'testing', 'cli', 'properties'].includes(top!)
          ? [`${top!}/`, `${top!}/${room!}/`]
          : [`${top!}/`]
      }),
    )
    expect([...folders].filter((folder) => !readme.includes(`| \`${folder}\` `))).toEqual([])
    for (const folder of unsourced) expect(readme).toContain(`| \`${folder}\` `)
    const named = [...readme.matchAll(/^\| `([\w/]+\/)` +\|/gm)].map(([, folder]) => folder!)
    expect(named.filter((folder) => !folders.has(folder) && !unsourced.includes(folder))).toEqual([])
  })
})

describe('what looks at the house', () => {
  it('reads imports of every form', () => {
    const text = [
      "import type { A } from './a.js'",
      "import {\n  b,\n  c,\n} from '../other/b.js'",
      "export * from '../../model/c.js'",
      "const d = await import('./d.js')",
      "import 'node:fs'",
      "import { e } from 'xstate'",
    ].join('\n')
    expect(importsIn('checker/graph/x', text)).toEqual([
      'checker/graph/a',
      'checker/other/b',
      'model/c',
      'checker/graph/d',
    ])
  })

  it('sees an import in the wrong direction', () => {
    const planted = tree({ 'checker/check': ['model/world', 'machines/system'], 'machines/system': ['model/world'] })
    expect(astray(planted, directions)).toEqual(['checker/check imports machines/system'])
    expect(astray(planted, directions, ['checker/check imports machines/system'])).toEqual([])
    expect(astray(tree({ 'oracle/judge': ['cli/program'] }), directions)).toEqual(['oracle/judge imports cli/program'])
  })

  it('sees a circle of files, and one of folders in which no two files need each other', () => {
    const files = tree({ 'a/one': ['a/two'], 'a/two': ['a/three'], 'a/three': ['a/one'], 'a/four': ['a/one'] })
    expect(circlesOfFiles(files)).toEqual([['a/one', 'a/three', 'a/two']])
    const folders = tree({ 'a/b/one': ['a/c/two'], 'a/c/two': [], 'a/c/three': ['a/b/four'], 'a/b/four': [] })
    expect(circlesOfFiles(folders)).toEqual([])
    expect(circlesOfFolders(folders)).toEqual([['a/b', 'a/c']])
    // A file above a room, and the room, are two things as well.
    expect(circlesOfFolders(tree({ 'a/one': ['a/b/two'], 'a/b/two': [], 'a/b/three': ['a/one'] }))).toEqual([
      ['a/b', 'a/one'],
    ])
    expect(circlesOfFolders(tree({ 'a/one': ['a/b/two'], 'a/b/two': ['c/d'], 'c/d': [] }))).toEqual([])
  })

  it('sees a folder that overflows', () => {
    const files = Array.from({ length: most + 1 }, (_, at) => `a/file${at}`)
    expect(overflowing(files, most)).toEqual([`a: ${most + 1} files`])
    expect(overflowing([...files.slice(1), 'a/b/file'], most)).toEqual([])
  })
})
