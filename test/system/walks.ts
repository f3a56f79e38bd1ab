// Which worlds the tables are held to the live actors in, and the walks through them.
import { configure, type NamedConfiguration } from '../../machines/configurations.js'
import { scopeNames, system, type Scope } from '../../machines/system.js'
import type { Stimulus, World } from '../../model/world.js'
import { compile, type CompiledWorld } from '../../checker/compile/compile.js'
import { describeDifference, disagreement } from '../../checker/semantics/agreement.js'
import { stateNodes } from '../../checker/compile/timers.js'

/**
 * A few configurations in which each value of each dimension occurs, and which let a walk come far: over Bluetooth a
 * device that has no code yet would never be enrolled.
 */
export const varied: readonly NamedConfiguration[] = [
  configure(),
  configure({
    codeLoading: 'at-activation',
    handler: 'late',
    politeness: 'accepts-at-once',
    errorPolicy: 'return-on-error',
    blinkupRestarts: 'no',
    agentStarts: 'at-enrolment',
    deployNotice: 'on-deploy',
    installerApp: 'fixed-15s',
    enableBlinkup: 'always',
  }),
  configure({
    handler: 'none',
    boot: 'fast',
    installerApp: 'advised',
    graceAfterBlinkup: '2-minutes',
    blinkupOver: 'bluetooth',
    enableBlinkup: 'never',
    disabledBlinkup: 'on-without-settings',
  }),
  configure({
    politeness: 'never-accepts',
    power: 'battery',
    lateConnection: 'asked-politely',
    installerApp: 'advised',
    graceAfterBlinkup: '2-minutes',
    enableBlinkup: 'while-offline',
  }),
]

/** What throws a device, an agent or an installation back. Uniform walks that include these never come online. */
const setbacks = new Set([
  'power.cut',
  'power.restored',
  'reset.pressed',
  'memory.exhausted',
  'squirrel.failed',
  'step.failed',
  'link.lost',
  'image.failed',
  'install.failed',
  'code.failed',
  'reset.wanted',
  'clearing.wanted',
  'sleep.forced',
  'flash.cancelled',
  'phone.offline',
  'request.denied',
  'request.granted.void',
  'token.expired',
  'test.failed',
  'dut.refused',
  'unit.rejected',
])

const isSetback = ({ event }: Stimulus): boolean => setbacks.has(event.type) || event['network'] === 'wrong'

/**
 * The same world, in which a walk gets farther: what leads on is there several times, under several names. What may
 * happen stays the same; without setbacks, it is less.
 */
const favouring = (world: World, withSetbacks: boolean): World => ({
  ...world,
  stimuli: world.stimuli.flatMap((stimulus) =>
    isSetback(stimulus)
      ? withSetbacks
        ? [stimulus]
        : []
      : ['', ' again', ' once more'].map((suffix) => ({ ...stimulus, id: `${stimulus.id}${suffix}` })),
  ),
})

export interface Walks {
  readonly configuration: NamedConfiguration
  readonly scope: Scope
  /** Seed of the first walk; the following ones have the following seeds. */
  readonly seed: number
  readonly walks: number
  /** Steps of each walk. */
  readonly steps: number
}

export interface Walked {
  /** The differences in words, each with its configuration, scope and seed: none, if all is well. */
  readonly differences: readonly string[]
  readonly steps: number
  /** State nodes that the walks, or steps that could have followed, came to: `device: power.on.vm.held`. */
  readonly states: ReadonlySet<string>
}

const met = ({ parties }: CompiledWorld): ReadonlySet<string> =>
  new Set(
    parties.flatMap(({ party, table }) =>
      table.locals.flatMap(({ snapshot }) =>
        (snapshot._nodes as readonly { readonly path: readonly string[] }[]).map(
          ({ path }) => `${party.name}: ${path.join('.')}`,
        ),
      ),
    ),
  )

/** Every state in which a party can be found after a step, in any scope; those that `always` leads out of are not. */
export const allStates: readonly string[] = [
  ...new Set(
    scopeNames.flatMap((scope) =>
      system(configure().values, scope).parties.flatMap(({ name, machine }) =>
        stateNodes(machine)
          .filter(({ always }) => (always ?? []).length === 0)
          .map(({ path }) => `${name}: ${path.join('.')}`),
      ),
    ),
  ),
]

/** Goes each of the walks through tables and live actors side by side; every other one meets no setbacks. */
export function walkAll({ configuration, scope, seed, walks, steps }: Walks): Walked {
  const worlds = [true, false].map((withSetbacks) => {
    const world = favouring(system(configuration.values, scope), withSetbacks)
    return { world, compiled: compile(world) }
  })
  const differences = Array.from({ length: walks }, (_, index) => {
    const { world, compiled } = worlds[index % 2]!
    const difference = disagreement(world, { seed: seed + index, steps, compiled })
    return difference ? [`${configuration.name}, ${scope}: ${describeDifference(difference)}`] : []
  }).flat()
  return { differences, steps: walks * steps, states: new Set(worlds.flatMap(({ compiled }) => [...met(compiled)])) }
}
