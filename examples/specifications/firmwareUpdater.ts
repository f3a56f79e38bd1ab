// A device with two slots for its firmware: a new image is on trial, and a watchdog that nobody feeds leads back to the old one.
import { and as both, assign, emit, setup } from 'xstate'
import { and, context, defineSpecification, does, hears, inState, is, not, or, says, was } from '../../model/index.js'

interface Slots {
  readonly confirmsAtBoot: boolean
  readonly image: 'old' | 'new'
  readonly confirmed: boolean
}

const device = setup({
  types: {
    context: {} as Slots,
    input: {} as Pick<Slots, 'confirmsAtBoot'>,
    events: {} as
      | { type: 'update.offered' }
      | { type: 'download.finished' }
      | { type: 'download.broken' }
      | { type: 'power.cut' }
      | { type: 'image.hangs' },
    emitted: {} as { type: 'update.confirmed' },
  },
  delays: { boot: 5_000, selfTest: 10_000, watchdog: 30_000 },
  guards: {
    isNew: ({ context: { image } }) => image === 'new',
    confirmsAtBoot: ({ context: { confirmsAtBoot } }) => confirmsAtBoot,
    unconfirmed: ({ context: { image, confirmed } }) => image === 'new' && !confirmed,
  },
  actions: {
    takeNew: assign({ image: 'new', confirmed: false }),
    confirm: assign({ confirmed: true }),
    rollBack: assign({ image: 'old' }),
    tell: emit({ type: 'update.confirmed' }),
  },
}).createMachine({
  context: ({ input }) => ({ ...input, image: 'old', confirmed: false }),
  initial: 'running',
  on: {
    'power.cut': [{ guard: 'unconfirmed', target: '.booting', actions: 'rollBack' }, { target: '.booting' }],
  },
  states: {
    running: { on: { 'update.offered': [{ guard: 'isNew' }, { target: 'downloading' }] } },
    downloading: {
      on: { 'download.finished': { target: 'booting', actions: 'takeNew' }, 'download.broken': 'running' },
    },
    booting: {
      after: {
        boot: [
          { guard: both(['unconfirmed', 'confirmsAtBoot']), target: 'trying', actions: 'confirm' },
          { guard: 'unconfirmed', target: 'trying' },
          { target: 'running' },
        ],
      },
    },
    trying: {
      on: { 'image.hangs': 'hanging' },
      after: { selfTest: { target: 'running', actions: ['confirm', 'tell'] } },
    },
    hanging: {
      after: {
        watchdog: [{ guard: 'unconfirmed', target: 'booting', actions: 'rollBack' }, { target: 'booting' }],
      },
    },
  },
})

const backend = setup({
  types: {
    events: {} as { type: 'release.published' } | { type: 'update.confirmed' },
    emitted: {} as { type: 'update.offered' },
  },
}).createMachine({
  initial: 'waiting',
  states: {
    waiting: { on: { 'release.published': { target: 'offering', actions: emit({ type: 'update.offered' }) } } },
    offering: { on: { 'update.confirmed': 'updated' } },
    updated: {},
  },
})

export default defineSpecification({
  name: 'a firmware updater with two slots',
  configurations: { confirms: ['after-self-test', 'at-boot'] },
  parties: {
    device: { machine: device, inputs: ({ confirms }) => [{ confirmsAtBoot: confirms === 'at-boot' }] },
    backend: { machine: backend },
  },
  links: [
    { from: 'backend', says: 'update.offered', to: 'device' },
    { from: 'device', says: 'update.confirmed', to: 'backend' },
  ],
  stimuli: [
    { party: 'backend', event: { type: 'release.published' } },
    { party: 'device', event: { type: 'download.finished' }, when: 'downloading' },
    { party: 'device', event: { type: 'download.broken' }, when: 'downloading' },
    { party: 'device', event: { type: 'power.cut' }, budget: 1 },
    { party: 'device', event: { type: 'image.hangs' }, when: 'onTrial', description: 'the new image is bad' },
  ],
  assumptions: ['an image that hangs does so within its self-test; the old image never does'],
  predicates: {
    downloading: inState('device', 'downloading'),
    running: inState('device', 'running'),
    onTrial: inState('device', 'trying'),
    hangs: hears('device', 'image.hangs'),
    cut: hears('device', 'power.cut'),
    isOld: context('device', 'has the old image', ({ image }: Slots) => image === 'old'),
    confirms: says('device', 'update.confirmed'),
    knowsUpdate: inState('backend', 'updated'),
  },
  properties: [
    {
      id: 'bad-image-is-left',
      claim: 'Within 45 s after the new image hangs, the old one runs again, unless the power is cut meanwhile.',
      pattern: {
        kind: 'bounded',
        trigger: does('hangs'),
        answer: or(and(is('running'), is('isOld')), does('cut')),
        within: 45_000,
      },
      exceptions: [
        {
          when: { confirms: ['at-boot'] },
          verdict: 'fails',
          because: 'the image was confirmed before it had shown anything: the watchdog boots it again',
        },
      ],
    },
    {
      id: 'told-is-true',
      claim: 'The backend takes a device for updated only if it has the new image.',
      pattern: { kind: 'never', what: and(is('knowsUpdate'), is('isOld')), given: does('confirms') },
    },
    {
      id: 'update-can-succeed',
      claim: 'An update can come to its good end.',
      pattern: { kind: 'reachable', what: and(is('knowsUpdate'), is('running'), not(was('running'))) },
    },
  ],
})
