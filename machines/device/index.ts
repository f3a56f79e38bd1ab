// The imp: impOS on a device, from the shelf to its hundredth upgrade.
//
// What is modelled. A device has power or not, and some things it keeps in flash without it: the impOS release, the
// recovery image, the application, network settings, plan ID and token. With power it lives in four parallel regions:
//
//   network     the way to the cloud: connect, enrol, check impOS, open the session, check the code, be online (R12)
//   blinkup     when BlinkUp is listened for, and what a packet does (R8)
//   vm          the Squirrel VM: when it starts (R2..R5), how it ends, who answers a notice (R15..R18)
//   grace       a proposal that the product does not have (S13)
//
// and, with power or without, in one of four activation states (R6). Boot kind decides the path (R1): a cold start
// enters `on` anew through a checked boot (or an unchecked one: R3), a warm start comes out of `asleep` or `snoozing`
// (R4, R22). An upgrade always ends in a cold start, whether it succeeded, failed, or was cut short (R13).
//
// Who says what to whom. The application calls the imp API (`handler.registered`, `restart.requested`, ...) and is told
// `vm.started`, `handler.called`, ... in the same instant. The cloud is asked over the network (`upgrade.queried`, ...)
// and answers when it can. A phone flashes a packet. All that takes time, and may fail, is an event from outside:
// `step.failed`, `image.downloaded`, `power.cut`.
//
// What is left out: signal strengths, proxy and cellular settings beyond "this step failed" (D-050); LED patterns, but
// for "no settings" (D-070); nv and user configuration, and what only factory firmware may call (M-17); impOS
// before 42 (M-03); flash on which no install succeeds, wake pins that are not configured, and what is slower on cellular
// (M-48); messages from the agent to the device, which change nothing in its life (M-09).
import { cites } from '../party.js'
import { type Party } from '../../model/party.js'
import { activated, activation } from './activation.js'
import { blinkup, grace } from './blinkup.js'
import { network } from './network.js'
import { impOS } from './setup.js'
import { vm } from './vm.js'
import { hears, says, type DeviceContext, type DeviceInput } from './vocabulary.js'

export * from './vocabulary.js'
export type { DeviceTag } from './setup.js'

const power = impOS.createStateConfig({
  description: 'Power, and what the device does with it.',
  meta: cites('R1', 'D-017', 'D-018'),
  initial: 'off',
  states: {
    off: {
      description: 'No power. Only flash remembers.',
      meta: cites('R1', 'D-017', 'D-121'),
      on: {
        'power.applied': [
          {
            guard: 'startsFast',
            target: 'on',
            actions: ['startFast', 'becausePowerOn'],
            description: 'Cold boot with the rescue pin not asserted, or fast boot: straight to Squirrel, unchecked.',
            meta: cites('R3', 'D-023', 'D-024', 'C-20'),
          },
          {
            guard: 'startsRescued',
            target: 'on',
            actions: ['clearCode', 'tellCodeCleared', 'startCold', 'becausePowerOn'],
            description: 'Cold boot with the rescue pin asserted: the application is cleared, to be fetched anew.',
            meta: cites('R1', 'R3', 'R5', 'D-024', 'D-190', 'M-44'),
          },
          {
            target: 'on',
            actions: ['startCold', 'becausePowerOn'],
            description: 'Cold boot: connect first, and check.',
            meta: cites('R1', 'R2', 'D-017', 'D-019', 'D-029'),
          },
        ],
      },
    },
    on: {
      id: 'on',
      description: 'impOS runs.',
      meta: cites('R1', 'D-010', 'D-018'),
      tags: 'power.on',
      type: 'parallel',
      entry: 'sayBooted',
      on: {
        'power.cut': {
          target: 'off',
          actions: 'forget',
          description: 'Power is lost, at whatever point.',
          meta: cites('R13', 'R14', 'D-017', 'D-121'),
        },
        'power.restored': {
          target: 'on',
          reenter: true,
          actions: ['startCold', 'becausePowerRestored'],
          description: 'The supply dipped, but VBAT held: a cold start that finds VBAT powered.',
          meta: cites('R1', 'D-040'),
        },
        'reset.pressed': {
          target: 'on',
          reenter: true,
          actions: ['startCold', 'becauseHardwareReset'],
          description: 'RESET_L: a cold start.',
          meta: cites('R1', 'D-037', 'M-02'),
        },
      },
      states: { network, blinkup, vm, grace },
    },
    asleep: {
      id: 'asleep',
      description: 'Deep sleep, asked for by the application: no VM, no network; the clock runs.',
      meta: cites('R1', 'R20', 'S8', 'D-017', 'D-058'),
      tags: 'power.asleep',
      after: {
        deepSleep: {
          target: 'on',
          actions: ['startWarm', 'becauseTimer'],
          description: 'The time is over: warm boot.',
          meta: cites('R1', 'R4', 'D-017', 'D-030'),
        },
      },
      on: {
        'pin.raised': {
          target: 'on',
          actions: ['startWarm', 'becausePin'],
          description: 'The wake pin went high: warm boot.',
          meta: cites('R1', 'R4', 'D-017', 'D-032'),
        },
        'reset.pressed': {
          target: 'on',
          actions: ['startCold', 'becauseHardwareReset'],
          description: 'RESET_L: a cold start.',
          meta: cites('R1', 'D-037', 'M-02'),
        },
        'power.cut': {
          target: 'off',
          description: 'Power is lost: the next boot is a cold one.',
          meta: cites('R1', 'D-017'),
        },
      },
    },
    snoozing: {
      id: 'snoozing',
      description: 'Snooze-and-retry: nine minutes of sleep after a minute of trying in vain.',
      meta: cites('R22', 'D-027', 'D-044'),
      tags: 'power.asleep',
      after: {
        snooze: {
          target: 'on',
          actions: ['startFromSnooze', 'becauseSnooze'],
          description: 'Nine minutes are over: warm boot, and another minute of trying.',
          meta: cites('R1', 'R4', 'R22', 'D-036', 'D-044'),
        },
      },
      on: {
        'pin.raised': {
          target: 'on',
          actions: ['startWarm', 'becausePin'],
          description: 'The wake pin went high: warm boot.',
          meta: cites('R1', 'R4', 'D-017', 'D-032'),
        },
        'reset.pressed': {
          target: 'on',
          actions: ['startCold', 'becauseHardwareReset'],
          description: 'RESET_L: a cold start.',
          meta: cites('R1', 'D-037', 'M-02'),
        },
        'power.cut': {
          target: 'off',
          description: 'Power is lost: the next boot is a cold one.',
          meta: cites('R1', 'D-017'),
        },
      },
    },
  },
})

const shipped = (given: DeviceInput): DeviceContext => ({
  given,
  os: 1,
  impROM: 'bootable',
  code: given.code,
  network: given.network,
  token: 'none',
  plan: 'none',
  boot: 'settled',
  reason: null,
  fetching: 'none',
  noticeOfOs: false,
  noticeOfCode: false,
  failureDue: false,
})

export const deviceMachine = impOS.createMachine({
  id: 'device',
  description: 'An imp: impOS on its hardware.',
  meta: cites('D-010', 'D-017', 'D-018'),
  context: ({ input }) => shipped(input),
  type: 'parallel',
  states: {
    activation,
    power,
  },
})

/**
 * The same life from another start: a device that has been installed and enrolled long ago, and is switched off. A
 * fleet consists of such devices (M-41).
 */
export const installedDeviceMachine = impOS.createMachine({
  id: 'device',
  description: 'An imp: impOS on its hardware, enrolled and with its application.',
  meta: cites('D-013', 'D-014', 'M-41'),
  context: ({ input }) => ({ ...shipped(input), network: 'right', plan: 'A' }),
  type: 'parallel',
  states: { activation: activated, power },
})

const asParty =
  (machine: Party['machine']) =>
  (inputs: readonly DeviceInput[]): Party => ({
    name: 'device',
    title: 'imp device (impOS)',
    machine,
    inputs,
    hears,
    says,
  })

/** The device as a party, one initial state for each of the inputs that the factory may yield. */
export const device = asParty(deviceMachine)

/** The same for a device that has been installed. */
export const installedDevice = asParty(installedDeviceMachine)
