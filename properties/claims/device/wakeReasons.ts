// hardware.wakereason(): each reason occurs, and tells the truth.
import { and, or, step, type PredicateName } from '../../vocabulary/predicates.js'
import type { Property } from '../../language/property.js'

/** For properties of sleep. */
export const neverSleeps = {
  when: { codeLoading: ['after-blessing'], power: ['mains'], errorPolicy: ['return-on-error'], boot: ['checked'] },
  verdict: 'vacuous',
  because:
    'on mains power and under RETURN_ON_ERROR nothing ever sleeps but a device without code: before its activation, or once the rescue pin has cleared it',
} as const

const causes = [
  ['power-on', 'power is applied', 'D-029'],
  ['timer', 'the sleep of the device is over', 'D-030'],
  ['software-reset', 'imp.reset() or lack of memory', 'D-031'],
  ['pin', 'the wake pin', 'D-032'],
  ['new-squirrel', 'new Squirrel that was loaded', 'D-033'],
  ['squirrel-error', 'a Squirrel run-time error', 'D-034'],
  ['new-firmware', 'an impOS upgrade', 'D-035'],
  ['snooze', 'the snooze-and-retry cycle', 'D-036'],
  ['hardware-reset', 'RESET_L', 'D-037'],
  ['blinkup', 'BlinkUp', 'D-038'],
  ['software-restart', 'server.restart()', 'D-039'],
  ['power-restored', 'a dip of the supply', 'D-040'],
] as const

/** Each wake reason can be reported. */
const reported: readonly Property[] = causes.map(([name, cause, fact], reason) => ({
  id: `wake-reason-${name}`,
  subject: 'boot',
  title: `hardware.wakereason() can be ${reason}`,
  claim: `Some VM is started because of ${cause}, and is told ${reason}.`,
  sources: ['R19', fact, 'D-041'],
  scope: 'wakeReasons',
  pattern: { kind: 'reachable', what: step(`vmStartsBecause${reason}` as PredicateName) },
  exceptions: [
    ...(name === 'timer'
      ? ([{ when: { power: ['mains'] }, verdict: 'fails', because: 'a device on mains power never sleeps' }] as const)
      : []),
    ...(name === 'pin' ? ([{ ...neverSleeps, verdict: 'fails' }] as const) : []),
    ...(name === 'snooze'
      ? ([
          {
            when: { codeLoading: ['after-blessing'], errorPolicy: ['return-on-error'], boot: ['checked'] },
            verdict: 'fails',
            because:
              'under RETURN_ON_ERROR nothing snoozes but a device without code: before its activation, or once the rescue pin has cleared it',
          },
        ] as const)
      : []),
    ...(name === 'blinkup'
      ? ([
          {
            when: { blinkupOver: ['bluetooth'] },
            verdict: 'fails',
            because: 'BlinkUp over Bluetooth ends in imp.reset(), which is told 2',
          },
          {
            when: { codeLoading: ['at-activation'] },
            verdict: 'fails',
            because:
              'without code no VM starts after the first BlinkUp before one has been fetched, and that one is told 4',
          },
          {
            when: { blinkupRestarts: ['no'] },
            verdict: 'fails',
            because: 'under this reading BlinkUp restarts nothing',
          },
        ] as const)
      : []),
  ],
}))

export const wakeReasons: readonly Property[] = [
  ...reported,
  {
    id: 'wake-reason-new-firmware-is-true',
    subject: 'boot',
    title: 'Wake reason 6 tells the truth',
    claim: 'A VM is told "impOS upgrade" only if impOS was installed since the VM before it started.',
    sources: ['R19', 'D-035', 'C-09'],
    scope: 'wakeReasons',
    pattern: { kind: 'precedence', after: step('vmStarts'), first: step('installsOs'), then: step('vmStartsBecause6') },
  },
  {
    id: 'wake-reason-new-squirrel-is-true',
    subject: 'boot',
    title: 'Wake reason 4 tells the truth',
    claim: 'A VM is told "new Squirrel" only if code was downloaded since the VM before it started.',
    sources: ['R14', 'R19', 'D-033', 'C-09'],
    scope: 'wakeReasons',
    pattern: { kind: 'precedence', after: step('vmStarts'), first: step('storesCode'), then: step('vmStartsBecause4') },
  },
  {
    id: 'wake-reason-squirrel-error-is-true',
    subject: 'boot',
    title: 'Wake reason 5 tells the truth',
    claim: 'A VM is told "run-time error" exactly in the instant in which Squirrel has failed.',
    sources: ['D-034', 'C-09', 'D-042'],
    scope: 'wakeReasons',
    pattern: {
      kind: 'invariant',
      given: or(step('squirrelFails'), step('vmStartsBecause5')),
      holds: and(step('squirrelFails'), step('vmStartsBecause5')),
    },
  },
]
