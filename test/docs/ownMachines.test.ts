// The guide to machines of one's own: what it shows is the example that is run, and what the command prints of it.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { check } from '../../checker/check.js'
import { impspec } from '../cli/impspec.js'
import firmwareUpdater from '../../examples/specifications/firmwareUpdater.js'
import lamp from '../../examples/specifications/lamp.js'
import retryingFetch from '../../examples/specifications/retryingFetch.js'
import twoPhaseCommit from '../../examples/specifications/twoPhaseCommit.js'
import { configurationSpace, type SpecificationModule } from '../../model/index.js'
import { expectedVerdict } from '../../model/specification/expected.js'

const root = new URL('../../', import.meta.url)
const text = (file: string): string => readFileSync(new URL(file, root), 'utf8')
const guide = text('docs/guide/your-own-machines.md')

const fence = '`'.repeat(3)

/** The blocks of code below a mark, each with what the mark says. */
const below = (mark: string): readonly (readonly [says: string, code: string])[] =>
  [...guide.matchAll(new RegExp(`<!-- ${mark} -->\\n+${fence}\\w+\\n([^]*?)${fence}\\n`, 'g'))].map(
    (found) => [found.slice(1, -1).join(' '), found.at(-1)!] as const,
  )

describe('the guide', () => {
  it('shows the lamp that is run, in about 60 lines, and what is judged of it', () => {
    const files = below('file: (\\S+)')
    expect(files.map(([file]) => file.replace(/.*\//, ''))).toEqual(['lamp.ts', 'evening.jsonl', 'switch.mjs'])
    for (const [file, shown] of files) {
      expect(shown.replace('imp-lifecycle-spec', '../../model/index.js')).toBe(text(file))
      expect(shown.split('\n').length).toBeLessThan(66)
    }
  })

  it('shows what the command prints, and where it says so with which exit code', async () => {
    const file = fileURLToPath(new URL('examples/specifications/lamp.ts', root))
    const outputs = below('output(?: (\\d))?: (.+)')
    expect(outputs).toHaveLength(3)
    for (const [says, shown] of outputs) {
      const args = says.replace(/^\d? /, '').split(' ')
      const workers = args[0] === 'verify' ? ['--workers', '1'] : args[0] === 'test' ? ['--patience', '60000'] : []
      const [command, ...implementation] = args.join(' ').split(' -- ')
      const after = implementation.flatMap((line) => ['--', ...line.split(' ')])
      const { code, out } = await impspec('--specification', file, ...command!.split(' '), ...workers, ...after)
      expect([args[0], code]).toEqual([args[0], 1])
      expect(out).toContain(shown)
    }
  }, 600_000)
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
