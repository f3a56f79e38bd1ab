// A run as a log that the oracle reads, and as a test.
import type { Story } from '../../model/result.js'
import { dimensions, baseline, type Configuration } from '../../machines/configurations.js'
import { fleetShape, type Setup, type Simulation, type State } from './simulation.js'

/** One line of a log: what a role heard or said. */
export interface LogEntry {
  /** ms since the start of the run. */
  readonly t: number
  readonly device: string
  readonly role: string
  readonly dir: 'in' | 'out'
  readonly event: { readonly type: string; readonly [field: string]: unknown }
}

/** Everything that the parties hear and say, in order; timers are nobody's message. */
export const logOf = (story: Story): readonly LogEntry[] =>
  story.steps.flatMap(({ time, happenings }) =>
    happenings.flatMap(({ party, from, event, says }): readonly LogEntry[] => {
      // `device.2` is the second device of a fleet.
      const [role = party, copy = '1'] = party.split('.')
      const of = { t: time, device: `d${copy}`, role }
      return [
        ...(from === 'clock' ? [] : [{ ...of, dir: 'in' as const, event }]),
        ...says.map((said) => ({ ...of, dir: 'out' as const, event: said })),
      ]
    }),
  )

/** As JSON Lines. */
export const logText = (story: Story): string =>
  logOf(story)
    .map((entry) => `${JSON.stringify(entry)}\n`)
    .join('')

const changesOf = (configuration: Configuration): string => {
  const differing = dimensions.filter(({ name }) => configuration[name] !== baseline[name])
  return differing.map(({ name }) => `${name}: '${configuration[name]}'`).join(', ')
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

/** A Vitest test that takes the same steps with live actors and expects the same end. */
export function testText(story: Story, setup: Setup, simulation: Simulation, end: State): string {
  const { configuration, scope, parties, fleet } = setup
  const changes = changesOf(configuration.values)
  const values = `configure(${changes === '' ? '' : `{ ${changes} }`}).values`
  const world =
    fleet === undefined
      ? `system(${values}, ${quoted(scope)})`
      : `fleet(${values}, ${JSON.stringify(fleetShape(fleet))})`
  const inputs = Object.fromEntries(Object.entries(story.initial).filter(([, input]) => input !== 0))
  const steps = story.steps.map(({ cause }) => `  ${JSON.stringify(cause)},`)
  const states = simulation
    .parties(end)
    .map(({ name, leaves }) => `    ${/\W/.test(name) ? quoted(name) : name}: ${JSON.stringify(leaves)},`)
  return `// A run of the simulator: ${configuration.name}, ${fleet === undefined ? `scope ${scope}` : `a fleet of ${fleet.devices}`}.
import { expect, test } from 'vitest'
import { configure, ${fleet === undefined ? 'system' : 'fleet'} } from 'imp-lifecycle-spec/machines'
import { LiveWorld, leavesOf${parties === undefined ? '' : ', slice'} } from 'imp-lifecycle-spec/checker'
import type { Cause } from 'imp-lifecycle-spec'

const steps: readonly Cause[] = [
${steps.join('\n')}
]

test('the run ends as it did in the simulator', () => {
  const world = ${parties === undefined ? world : `slice(${world}, ${JSON.stringify(parties)})`}
  const live = new LiveWorld(world, { inputs: ${JSON.stringify(inputs)}, quantum: ${simulation.world.quantum} })
  for (const step of steps) {
    expect(live.enabled()).toContainEqual(step)
    live.take(step)
  }
  const ends = Object.fromEntries(world.parties.map(({ name }) => [name, leavesOf(live.snapshot(name))]))
  expect(ends).toEqual({
${states.join('\n')}
  })
})
`
}
