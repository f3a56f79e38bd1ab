// A hand-made story with one of everything: stimulus, timer, direct and channel messages, ignored, lost, marks, a loop.
import type { Happening, Story } from '../../model/result.js'

const happening = (party: string, from: string, type: string, rest: Partial<Happening> = {}): Happening => ({
  party,
  from,
  event: { type },
  says: [],
  left: [],
  entered: [],
  changed: {},
  sources: [],
  ...rest,
})

export const sampleStory: Story = {
  initial: { device: 0, application: 0, upgradeServer: 1, homeServer: 0, installer: 0 },
  start: {
    device: { states: ['power.off'], context: { osVersion: 'old', codeVersion: null } },
    application: { states: ['absent'], context: {} },
    upgradeServer: { states: ['serving'], context: { newest: 'new' } },
    homeServer: { states: ['waiting'], context: {} },
    installer: { states: ['idle'], context: {} },
  },
  steps: [
    {
      time: 0,
      cause: {
        kind: 'stimulus',
        id: 'power.applied',
        party: 'device',
        event: { type: 'power.applied', rescue: false },
      },
      happenings: [
        happening('device', 'environment', 'power.applied', {
          event: { type: 'power.applied', rescue: false },
          left: ['power.off'],
          entered: ['power.on', 'power.on.boot', 'power.on.boot.checking'],
          sources: ['D-014', 'R2'],
        }),
      ],
      lost: [],
    },
    { time: 5000, cause: { kind: 'tick' }, happenings: [], lost: [] },
    { time: 10000, cause: { kind: 'tick' }, happenings: [], lost: [] },
    {
      time: 10000,
      cause: {
        kind: 'timer',
        party: 'device',
        delay: 'bootTimeout',
        event: { type: 'xstate.after.bootTimeout.device.power.on' },
      },
      happenings: [
        happening('device', 'clock', 'xstate.after.bootTimeout.device.power.on', {
          left: ['power.on.boot', 'power.on.boot.checking'],
          entered: ['power.on.vm', 'power.on.vm.running'],
          says: [{ type: 'vm.started' }, { type: 'session.opened', os: 'old' }],
          sources: ['D-105', 'R3', 'S5'],
        }),
        happening('application', 'device', 'vm.started', {
          left: ['absent'],
          entered: ['running', 'running.registered'],
          changed: { handler: { before: false, after: true } },
          says: [{ type: 'handler.registered' }],
          sources: ['D-139'],
        }),
        happening('device', 'application', 'handler.registered', { entered: ['power.on.vm.running.polite'], left: [] }),
      ],
      lost: [],
      mark: 'trigger',
    },
    {
      time: 12500,
      cause: { kind: 'delivery', channel: 'uplink', from: 'device', event: { type: 'session.opened', os: 'old' } },
      happenings: [
        happening('upgradeServer', 'device', 'session.opened', {
          event: { type: 'session.opened', os: 'old' },
          says: [{ type: 'upgrade.offered' }],
          sources: ['R2'],
        }),
        happening('homeServer', 'device', 'session.opened', { event: { type: 'session.opened', os: 'old' } }),
      ],
      lost: [],
    },
    {
      time: 72500,
      cause: { kind: 'stimulus', id: 'power.cut', party: 'device', event: { type: 'power.cut' } },
      happenings: [
        happening('device', 'environment', 'power.cut', {
          left: ['power.on', 'power.on.vm', 'power.on.vm.running'],
          entered: ['power.off'],
          changed: { codeVersion: { before: null, after: 'first' } },
          sources: ['D-020'],
        }),
      ],
      lost: [{ channel: 'downlink', event: { type: 'upgrade.offered' } }],
      mark: 'violation',
    },
    {
      time: 73000,
      cause: { kind: 'tick' },
      happenings: [],
      lost: [],
      mark: 'loop',
    },
  ],
  loop: 6,
}
