// What must hold of a fleet: what holds of each of its devices, and what the roll-out and the device group promise.
import { nameIn } from '../../machines/replicate.js'
import type { FleetOptions } from '../../machines/fleet/index.js'
import { ofTheApplication } from '../predicates/application.js'
import { ofTheCloud } from '../predicates/cloud.js'
import { ofTheDevice } from '../predicates/device.js'
import { ofTheRollout, ofTheTurn } from '../predicates/fleet.js'
import { and, not, or } from '../vocabulary/predicates.js'
import type { Exception, Property } from '../language/property.js'
import type { Formula, Pattern, Predicate } from '../../model/property.js'
import { upgrade } from './device/upgrade.js'
import { versions } from './device/versions.js'

export type FleetShape = Pick<FleetOptions, 'devices' | 'stagger' | 'life' | 'orders' | 'timed'>

const copiesOf = ({ devices }: FleetShape): readonly number[] =>
  Array.from({ length: devices }, (_, index) => index + 1)

const ofOneDevice: Readonly<Record<string, Predicate>> = {
  ...ofTheDevice,
  ...ofTheApplication,
  ...ofTheCloud,
  ...ofTheTurn,
}

/** The predicates of a fleet: `osNew.2` asks of the second device what `osNew` asks of the device. */
export const fleetPredicates = (shape: FleetShape): Readonly<Record<string, Predicate>> => ({
  ...ofTheRollout,
  ...Object.fromEntries(
    copiesOf(shape).flatMap((copy) =>
      Object.entries(ofOneDevice).map(([name, predicate]) => [
        nameIn(copy, name),
        { ...predicate, party: nameIn(copy, predicate.party) },
      ]),
    ),
  ),
})

/** The same formula about one device of a fleet. */
function about(copy: number, formula: Formula): Formula {
  if ('is' in formula) return { is: nameIn(copy, formula.is) }
  if ('was' in formula) return { was: nameIn(copy, formula.was) }
  if ('does' in formula) return { does: nameIn(copy, formula.does) }
  if ('tick' in formula) return formula
  if ('not' in formula) return { not: about(copy, formula.not) }
  if ('and' in formula) return { and: formula.and.map((part) => about(copy, part)) }
  return { or: formula.or.map((part) => about(copy, part)) }
}

const always: Formula = { and: [] }

/**
 * A pattern about every device at once, where that can be said in one step; else about the first device, which stands
 * for each of them.
 */
function inFleet(copies: readonly number[], pattern: Pattern): Pattern {
  const some = (formula: Formula): Formula => or(...copies.map((copy) => about(copy, formula)))
  switch (pattern.kind) {
    case 'invariant': {
      const { given = always, holds } = pattern
      return { kind: 'never', what: some(and(given, not(holds))), given: some(given) }
    }
    case 'never':
      return { kind: 'never', what: some(pattern.what), given: some(pattern.given ?? always) }
    case 'reachable':
      return { kind: 'reachable', what: some(pattern.what) }
    case 'precedence': {
      const { after, first, then } = pattern
      return {
        kind: 'precedence',
        ...(after && { after: about(1, after) }),
        first: about(1, first),
        then: about(1, then),
      }
    }
    default:
      throw new Error(`a ${pattern.kind} of one device is not told of a fleet`)
  }
}

const ofEachDevice: readonly string[] = [
  'os-before-home-server',
  'no-squirrel-during-os-upgrade',
  'install-ends-in-cold-start',
  'os-changes-by-install-only',
  'os-never-goes-back',
  'code-runs-on-checked-os',
]

const ofEachOrderedDevice: readonly string[] = [
  'code-never-goes-back',
  'no-squirrel-during-code-download',
  'forced-restart-bypasses-handler',
  'old-os-runs-new-code',
]

/**
 * The exceptions of a property that can occur in a fleet. There is no grace, as nobody uses BlinkUp; and a connection
 * that comes late takes time and, as an application that is idle accepts in the instant in which it is asked, more than
 * a calm life.
 */
const exceptionsIn = (
  { life = 'calm', timed = true }: FleetShape,
  { exceptions = [] }: Property,
): readonly Exception[] =>
  exceptions.filter(
    ({ when }) =>
      when.graceAfterBlinkup === undefined && (when.lateConnection === undefined || (timed && life !== 'calm')),
  )

const choose = (copies: readonly number[], size: number): readonly (readonly number[])[] =>
  size === 0
    ? [[]]
    : copies.flatMap((first, index) => choose(copies.slice(index + 1), size - 1).map((rest) => [first, ...rest]))

const is = (name: string, copy: number): Formula => ({ is: nameIn(copy, name) })
const does = (name: string, copy: number): Formula => ({ does: nameIn(copy, name) })

function ofTheFleet(copies: readonly number[], stagger: number): readonly Property[] {
  const every = (name: string): Formula => and(...copies.map((copy) => is(name, copy)))
  const some = (name: string): Formula => or(...copies.map((copy) => is(name, copy)))
  const together = (size: number): Formula =>
    or(...choose(copies, size).map((chosen) => and(...chosen.map((copy) => is('upgradingOs', copy)))))
  const staggered = stagger < copies.length
  return [
    {
      id: 'stagger-bounds-upgrades',
      subject: 'upgrade',
      title: 'A staggered roll-out never upgrades more devices at a time than it may',
      claim: `At no time more than ${stagger} of the ${copies.length} devices fetch or install impOS.`,
      sources: ['D-130', 'M-41'],
      pattern: {
        kind: 'never',
        what: staggered ? together(stagger + 1) : or(),
        given: some('upgradingOs'),
      },
    },
    {
      id: 'fleet-upgrades-together',
      subject: 'upgrade',
      title: 'The whole fleet can be upgrading at the same time',
      claim: 'At some time all devices fetch or install impOS.',
      sources: ['D-130', 'M-41'],
      pattern: { kind: 'reachable', what: every('upgradingOs') },
      exceptions: staggered
        ? [{ when: {}, verdict: 'fails', because: `M-41: at most ${stagger} devices have their turn` }]
        : [],
    },
    {
      id: 'upgrade-in-turn',
      subject: 'upgrade',
      title: 'No device is upgraded before its turn',
      claim: 'A device does not begin to fetch a newer impOS before its turn in the roll-out has come.',
      sources: ['D-130', 'M-41'],
      pattern: { kind: 'precedence', first: does('turnComes', 1), then: does('takesNewerOs', 1) },
    },
    {
      id: 'turn-is-over-with-new-os',
      subject: 'upgrade',
      title: 'A turn is over only when the device runs the newer impOS',
      claim: 'No device whose turn is over has the older impOS.',
      sources: ['D-119', 'D-130', 'M-41'],
      pattern: {
        kind: 'never',
        what: or(...copies.map((copy) => and(is('turnOver', copy), is('osOld', copy)))),
        given: some('turnOver'),
      },
    },
    {
      id: 'fleet-gets-os',
      subject: 'upgrade',
      title: 'The whole fleet can get the newer impOS',
      claim: 'In some run all devices get the newer impOS.',
      sources: ['D-116', 'M-41'],
      pattern: { kind: 'reachable', what: every('osNew') },
    },
    ...(copies.length > 1
      ? [
          {
            id: 'fleet-is-mixed',
            subject: 'upgrade',
            title: 'Both releases of impOS can be in use',
            claim: 'At some time one device runs Squirrel on the newer impOS while another runs it on the older.',
            sources: ['D-130', 'M-41'],
            pattern: {
              kind: 'reachable',
              what: or(
                ...copies.flatMap((one) =>
                  copies
                    .filter((other) => other !== one)
                    .map((other) =>
                      and(
                        is('osNew', one),
                        is('squirrelRunning', one),
                        is('osOld', other),
                        is('squirrelRunning', other),
                      ),
                    ),
                ),
              ),
            },
          } satisfies Property,
        ]
      : []),
  ]
}

const orderReachesAll = (copies: readonly number[]): Property => ({
  id: 'order-reaches-every-device',
  subject: 'upgrade',
  title: 'A forced restart of the group is ordered for every device of it',
  claim: 'In the step in which the group is restarted by force, a restart is issued for each device.',
  sources: ['R17', 'D-111', 'M-41'],
  pattern: {
    kind: 'invariant',
    given: and({ does: 'groupRestartsForcibly' }, or(...copies.map((copy) => is('deploymentNewer', copy)))),
    holds: and(...copies.map((copy) => does('issuesRestart', copy))),
  },
})

/** The properties of a fleet, each with what is expected of it in every configuration. */
export function fleetProperties(shape: FleetShape): readonly Property[] {
  const copies = copiesOf(shape)
  const ids = [...ofEachDevice, ...(shape.orders ? ofEachOrderedDevice : [])]
  const known = [...upgrade, ...versions]
  return [
    ...ids.map((id): Property => {
      const property = known.find((one) => one.id === id)
      if (!property) throw new Error(`there is no property ${id}`)
      return { ...property, pattern: inFleet(copies, property.pattern), exceptions: exceptionsIn(shape, property) }
    }),
    ...ofTheFleet(copies, shape.stagger ?? shape.devices),
    ...(shape.orders ? [orderReachesAll(copies)] : []),
  ]
}
