// The guide to machines of one's own: what it shows is the example that is run, and what the command prints of it.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { check } from '../../checker/check.js'
import { load } from '../../cli/load.js'
import { run } from '../../cli/program.js'
import firmwareUpdater from '../../examples/specifications/firmwareUpdater.js'
import lamp from '../../examples/specifications/lamp.js'
import retryingFetch from '../../examples/specifications/retryingFetch.js'
import twoPhaseCommit from '../../examples/specifications/twoPhaseCommit.js'
import { configurationSpace, type SpecificationModule } from '../../model/index.js'
import { expectedVerdict } from '../../model/specification/expected.js'

const root = new URL('../../', import.meta.url)
const text = (file: string): string => readFileSync(new URL(file, root), 'utf8')
const guide = text('docs/guide/your-own-machines.md')

/** The block of code below a mark. */
const below = (mark: RegExp): readonly [mark: string, code: string] => {
  const fence = '`'.repeat(3)
  const [, what, code] = new RegExp(`<!-- ${mark.source} -->\\n+${fence}\\w+\\n([^]*?)${fence}\\n`).exec(guide) ?? []
  return [what!, code!]
}

describe('the guide', () => {
  it('shows the lamp that is run, in about 60 lines', () => {
    const [file, shown] = below(/file: (\S+)/)
    expect(shown.replace('imp-lifecycle-spec', '../../model/index.js')).toBe(text(file))
    expect(shown.split('\n').length).toBeLessThan(66)
  })

  it('shows what the command prints', async () => {
    const [args, shown] = below(/output: (.+)/)
    const out: string[] = []
    const io = {
      stdout: { write: (part: string) => void out.push(part) },
      stderr: { write: () => undefined },
      columns: 100,
      color: false,
      live: false,
      signal: new AbortController().signal,
    }
    const file = fileURLToPath(new URL('examples/specifications/lamp.ts', root))
    expect(await run(['--specification', file, ...args.split(' '), '--workers', '1'], io, load)).toBe(1)
    expect(out.join('')).toContain(shown)
  })
})

/** Every verdict in every configuration, as `property configuration verdict`. */
function verdictsOf({
  dimensions,
  properties,
  predicates,
  ...rest
}: Omit<SpecificationModule, 'world'> & { world: SpecificationModule['world'] }) {
  const { combinations } = configurationSpace(dimensions)
  return combinations(dimensions.map(({ name }) => name)).flatMap(({ name, values }) =>
    check(rest.world(values), predicates, properties).verdicts.map(({ property, verdict, story }) => {
      const expected = expectedVerdict(
        properties.find(({ id }) => id === property)!,
        values,
      ).verdict
      return { line: `${property}, ${name}: ${verdict}`, expected, verdict, steps: story?.steps.length ?? 0 }
    }),
  )
}

describe('an example', () => {
  it.each([
    [
      'retryingFetch',
      retryingFetch,
      ['answers-are-awaited, baseline: fails', 'busy-server-is-not-asked, baseline: fails'],
    ],
    ['firmwareUpdater', firmwareUpdater, ['bad-image-is-left, confirms=at-boot: fails']],
    ['twoPhaseCommit', twoPhaseCommit, ['vote-is-answered, baseline: fails']],
  ])('has the verdicts that it expects, and fails where it says why: %s', (_, specification, failing) => {
    const found = verdictsOf(specification)
    expect(found.filter(({ verdict, expected }) => verdict !== expected)).toEqual([])
    expect(found.filter(({ verdict }) => verdict === 'fails').map(({ line }) => line)).toEqual(failing)
    expect(found.filter(({ verdict }) => verdict === 'fails').every(({ steps }) => steps > 2)).toBe(true)
  })

  it('is the lamp, of which two claims fail', () => {
    expect(verdictsOf(lamp).map(({ line }) => line)).toEqual([
      'dark-when-off, baseline: holds',
      'bright-when-on, baseline: fails',
      'one-press-suffices, baseline: fails',
    ])
  })
})
