// What of a device need not be told apart where a log shows little of it: fewer states to believe, and the same verdicts.
//
// A console shows whether Squirrel runs and whether there is a session. Which of two releases is installed, which plan a
// device has, whether it was a BlinkUp or a cut of power that began it anew, no line of it can tell; so all of that is
// taken for one. What is taken for one can do whatever each could do: a log that conforms is never called a failure.
import type { Blur } from '../../checker/compile/partyTable.js'
import type { Coarse } from '../../oracle/belief/coarse.js'
import type { Shown } from '../../oracle/belief/roleSettings.js'
import type { WrittenEvent } from '../../oracle/belief/symbol.js'

type Context = Readonly<Record<string, unknown>>

/** A part of the context that is blurred where none of some types of events is shown. */
interface Part {
  readonly unless: readonly string[]
  readonly field: string
  readonly blur: (context: Context) => Context
}

/** Of a field with several values that are alike, one. */
const alike = (field: string, value: string | number | null, except?: string): Omit<Part, 'unless'> => ({
  field,
  blur: (context) => (context[field] === except ? context : { ...context, [field]: value }),
})

const upgrades = ['upgrade.queried', 'upgrade.answered']
const deployments = ['code.queried', 'code.answered']

/** What the context of a device holds and little of a log tells of. A test holds random devices against it. */
const deviceParts: readonly Part[] = [
  // What it left the factory with has gone into the rest of its context.
  {
    unless: [],
    field: 'given',
    blur: (context) => ({ ...context, given: { ...(context['given'] as Context), code: 'none', network: 'none' } }),
  },
  // Settings of the factory are as wrong at the place of use as mistyped ones.
  {
    unless: [],
    field: 'network',
    blur: (context) => (context['network'] === 'factory' ? { ...context, network: 'wrong' } : context),
  },
  { unless: ['vm.started'], ...alike('reason', null) },
  { unless: ['enrolment.presented'], ...alike('plan', 'none') },
  { unless: ['enrolment.presented'], ...alike('token', 1, 'none') },
  // There may always be a newer release, and another deployment.
  { unless: upgrades, ...alike('os', 1) },
  { unless: deployments, ...alike('code', 1, 'none') },
  { unless: [...upgrades, ...deployments], ...alike('fetching', 1, 'none') },
]

/** How a device comes to the place of use, and what may be changed of that there. */
const installation = [
  'packet.flashed',
  'packet.clear',
  'credentials.stored',
  'wifi.cleared',
  'configuration.cleared',
  'blinkup.enabled',
  'blinkup.disabled',
  'enrolment.presented',
  'enrolment.accepted',
  'enrolment.refused',
]

/**
 * What a log may show of a device while its installation need not be looked at: a BlinkUp is to it a start, or a link that
 * is lost; a device whose settings are gone is to it one that cannot connect.
 */
const aside = {
  tags: [
    'power.on',
    'power.asleep',
    'link.connecting',
    'link.stepping',
    'link.joined',
    'link.up',
    'link.session',
    'link.online',
    'update.downloading',
    'update.installing',
    'update.code',
    'vm.running',
    'vm.held',
    'handler.registered',
  ],
  states: 'power.on.network.connected.',
  /** Only a BlinkUp gives this reason for a start (D-039). */
  reason: 9,
}

/** A device that has been online with an application. */
const installed: readonly WrittenEvent[] = [
  { type: 'power.applied', rescue: false },
  { type: 'packet.flashed', token: 1, plan: 'A', network: 'right' },
  ...Array.from({ length: 5 }, () => ({ type: 'step.succeeded' })),
  { type: 'enrolment.accepted' },
  { type: 'upgrade.answered', os: 1 },
  { type: 'session.opened' },
  { type: 'code.answered', code: 1 },
]

const shownOnly = (shown: readonly Shown[]): boolean =>
  shown.every(({ dir, event }) =>
    dir === 'is' || dir === 'not'
      ? aside.tags.includes(event.type) || event.type.startsWith(aside.states)
      : !installation.includes(event.type) &&
        !(event.type === 'vm.started' && (event['reason'] === aside.reason || event['reason'] === '*')),
  )

/** Blurs that were made, so that equal ones are the same function and share a table. */
const blurs = new Map<string, Blur>()

function blurOf(parts: readonly Part[]): Blur {
  const key = parts.map((part) => deviceParts.indexOf(part)).join()
  const known = blurs.get(key)
  if (known !== undefined) return known
  const blur: Blur = (context) => parts.reduce((so, part) => part.blur(so), context)
  blurs.set(key, blur)
  return blur
}

/** The view of a role of which a log can show no more than this; undefined where it is seen as it is. */
export function coarseView(role: string, shown: readonly Shown[] | undefined): Coarse | undefined {
  if (shown === undefined || role !== 'device') return undefined
  const types = new Set(shown.filter(({ dir }) => dir === 'in' || dir === 'out').map(({ event }) => event.type))
  const parts = deviceParts.filter(({ unless }) => !unless.some((type) => types.has(type)))
  const installs = !shownOnly(shown)
  const blurred = new Set(parts.map(({ field }) => field))
  return {
    blur: blurOf(parts),
    tells: ({ tags, fields, more }) =>
      installs
        ? [...fields].every((field) => !blurred.has(field))
        : !more && fields.size === 0 && [...tags].every((tag) => aside.tags.includes(tag)),
    without: new Set(installs ? [] : installation),
    history: installs ? [] : installed,
  }
}
