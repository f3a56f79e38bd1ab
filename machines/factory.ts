// The factory: from an assembled board to a blessed device in a box, or to the bin.
//
// Modelled: a BlinkUp fixture gives the device under test (DUT) the factory's network and a factory token. The DUT
// enrols, loads the DUT firmware and runs it: it may configure a rescue pin or fast boot, and tests the unit. A unit
// that passes asks to be blessed (server.bless(true)); the server accepts or refuses, and the LED says which. A blessed
// unit belongs to the production group: its credentials are cleared, or forgotten (D-107), and if its group loads code
// on blessing it fetches the application while the session lasts. New factory firmware restarts every DUT (D-108).
//
// Left out: the fixture's own life, label printing, webhooks, loss of power or network within the factory (the step is
// repeated or the unit rejected), and unblessing. Factory enrolment carries no plan ID (D-004), so none is shipped.
//
// What comes out is the initial condition of the device: see Shipped. All events come from the environment (M-29).
import { assign, setup } from 'xstate'
import type { Configuration } from './configurations.js'
import { cites, type SourceMeta } from './party.js'
import { variants, type Party } from '../model/party.js'
import { type PartyEvent } from '../model/party.js'
import { reachable } from './reachable.js'

export interface FactoryInput {
  readonly codeLoading: Configuration['codeLoading']
  readonly boot: Configuration['boot']
}

/** What the unit carries. */
export interface FactoryContext {
  /** Constants of this run. */
  readonly given: FactoryInput
  /** Network credentials in its flash. */
  readonly network: 'none' | 'factory'
  /** A rescue pin or the imp006's fast boot is configured. */
  readonly fastBoot: boolean
  /** The server has accepted it as a production device. */
  readonly blessed: boolean
  /** Application code in its flash; 1 is what is deployed at the time. */
  readonly code: 'none' | 1
}

export type FactoryEvent =
  // the BlinkUp fixture, and the unit's way to the cloud
  | { type: 'fixture.flashed' }
  | { type: 'dut.enrolled' }
  | { type: 'dut.refused' }
  // the DUT firmware
  | { type: 'firmware.deployed' }
  | { type: 'firmware.loaded' }
  | { type: 'rescuePin.enabled' }
  | { type: 'test.passed' }
  | { type: 'test.failed' }
  | { type: 'credentials.cleared' }
  | { type: 'credentials.forgotten' }
  // the cloud
  | { type: 'blessing.accepted' }
  | { type: 'blessing.refused' }
  | { type: 'application.loaded' }
  // the people on the line
  | { type: 'unit.retried' }
  | { type: 'unit.rejected' }
  | { type: 'unit.shipped' }

/** What properties speak of. */
export type FactoryTag = 'factory.dut' | 'factory.ledGreen' | 'factory.ledRed' | 'factory.shipped' | 'factory.rejected'

/** A device as it leaves the factory. */
export interface Shipped {
  readonly blessed: true
  readonly code: 'none' | 1
  readonly network: 'none' | 'factory'
  readonly fastBoot: boolean
}

export const factoryMachine = setup({
  types: {
    context: {} as FactoryContext,
    events: {} as FactoryEvent,
    input: {} as FactoryInput,
    tags: {} as FactoryTag,
    meta: {} as SourceMeta,
  },
  guards: {
    bootsFast: ({ context }) => context.given.boot === 'fast',
    loadsAfterBlessing: ({ context }) => context.given.codeLoading === 'after-blessing',
  },
  actions: {
    storeNetwork: assign({ network: 'factory' }),
    clearNetwork: assign({ network: 'none' }),
    setFastBoot: assign({ fastBoot: true }),
    bless: assign({ blessed: true }),
    storeApplication: assign({ code: 1 }),
  },
}).createMachine({
  id: 'factory',
  context: ({ input }) => ({ given: input, network: 'none', fastBoot: false, blessed: false, code: 'none' }),
  description: 'One unit on its way along the line.',
  meta: cites('D-102', 'M-29'),
  initial: 'assembled',
  states: {
    assembled: {
      description: 'The board is assembled and powered; it knows no network.',
      meta: cites('D-102', 'D-020'),
      on: {
        'fixture.flashed': {
          target: 'enrolling',
          actions: ['storeNetwork'],
          description:
            'The BlinkUp fixture flashes the factory’s network and a factory token; there is no plan ID in it.',
          meta: cites('D-004', 'D-102', 'D-106'),
        },
        'unit.rejected': {
          target: 'rejected',
          description: 'It does not take BlinkUp: the unit is taken off the line.',
          meta: cites('D-102', 'M-29'),
        },
      },
    },
    enrolling: {
      description: 'The unit joins the factory’s network and presents its factory token.',
      meta: cites('D-004', 'D-102'),
      on: {
        'dut.enrolled': {
          target: 'dut',
          description: 'It is now a device under test, in the dut group.',
          meta: cites('D-004', 'D-100', 'D-102'),
        },
        'dut.refused': {
          target: 'assembled',
          description: 'No network, no server, or refused: the fixture flashes again.',
          meta: cites('D-086', 'D-087', 'M-29'),
        },
      },
    },
    dut: {
      tags: ['factory.dut'],
      description: 'The unit is in the dut group and runs what is deployed to that.',
      meta: cites('D-100', 'D-101', 'D-102'),
      initial: 'loadingFirmware',
      on: {
        'firmware.deployed': {
          target: '.loadingFirmware',
          description: 'New factory firmware restarts the DUTs at once, whatever they are doing.',
          meta: cites('D-108', 'M-30'),
        },
      },
      states: {
        loadingFirmware: {
          description: 'The unit restarts and fetches the DUT firmware.',
          meta: cites('D-101', 'D-102', 'D-108'),
          on: {
            'firmware.loaded': [
              {
                guard: 'bootsFast',
                target: 'configuringBoot',
                description: 'The DUT firmware runs; the product wants a rescue pin or fast boot.',
                meta: cites('D-023', 'D-024', 'R3'),
              },
              {
                target: 'testing',
                description: 'The DUT firmware runs; the product has ordinary, checked boots.',
                meta: cites('D-102', 'R2'),
              },
            ],
          },
        },
        configuringBoot: {
          description: 'The DUT firmware configures how the unit will boot; only it can.',
          meta: cites('D-023', 'D-024', 'R3'),
          on: {
            'rescuePin.enabled': {
              target: 'testing',
              actions: ['setFastBoot'],
              description: 'A rescue pin is configured, or fast boot on the imp006. It stays configured.',
              meta: cites('D-023', 'D-024', 'C-20'),
            },
          },
        },
        testing: {
          description: 'The DUT firmware tests the unit.',
          meta: cites('D-102'),
          on: {
            'test.passed': {
              target: 'blessing',
              description: 'Everything works: the firmware calls server.bless(true).',
              meta: cites('D-102', 'D-103'),
            },
            'test.failed': {
              target: 'failed',
              description: 'Something does not: the firmware calls server.bless(false), and the failure is logged.',
              meta: cites('D-103'),
            },
          },
        },
        failed: {
          tags: ['factory.ledRed'],
          description: 'The test has failed; the LED is red at once. Nothing was blessed.',
          meta: cites('D-103'),
          on: {
            'unit.retried': {
              target: 'testing',
              description: 'The unit is repaired or put in again, and tested again.',
              meta: cites('D-102', 'M-30'),
            },
            'unit.rejected': {
              target: '#factory.rejected',
              description: 'The unit is taken off the line.',
              meta: cites('D-102', 'M-30'),
            },
          },
        },
        blessing: {
          description: 'server.bless(true) is on its way to the server.',
          meta: cites('D-103'),
          on: {
            'blessing.accepted': {
              target: '#factory.blessed',
              actions: ['bless'],
              description: 'cb(true): the unit is a production device now.',
              meta: cites('D-103', 'D-102'),
            },
            'blessing.refused': {
              target: 'refused',
              description: 'cb(false): the server does not bless the unit.',
              meta: cites('D-103'),
            },
          },
        },
        refused: {
          tags: ['factory.ledRed'],
          description: 'The blessing was refused; the LED is solid red. The unit is still a DUT.',
          meta: cites('D-103'),
          on: {
            'unit.retried': {
              target: 'blessing',
              description: 'The firmware asks once more.',
              meta: cites('D-103', 'M-30'),
            },
            'unit.rejected': {
              target: '#factory.rejected',
              description: 'The unit is taken off the line.',
              meta: cites('D-102', 'M-30'),
            },
          },
        },
      },
    },
    blessed: {
      tags: ['factory.ledGreen'],
      description: 'The LED is solid green; the DUT firmware’s bless callback runs for the last time.',
      meta: cites('D-103', 'D-104'),
      on: {
        'credentials.cleared': {
          target: 'leavingFactoryGroup',
          actions: ['clearNetwork'],
          description: 'Good factory firmware clears the factory’s network. The session that is open lasts on.',
          meta: cites('D-107', 'D-097'),
        },
        'credentials.forgotten': {
          target: 'leavingFactoryGroup',
          description: 'Other firmware forgets to: the unit will try the factory’s network at the end user’s.',
          meta: cites('D-107'),
        },
      },
    },
    leavingFactoryGroup: {
      description: 'The unit is moved to the production group; what that says about code decides.',
      meta: cites('D-102', 'D-105'),
      always: [
        {
          guard: 'loadsAfterBlessing',
          target: 'loadingApplication',
          description: 'The group loads code after blessing (the default).',
          meta: cites('D-104', 'D-105'),
        },
        {
          target: 'packed',
          description: 'The group loads code at activation: none is on board until the end user’s BlinkUp.',
          meta: cites('D-105', 'D-013'),
        },
      ],
    },
    loadingApplication: {
      tags: ['factory.ledGreen'],
      description: 'Two seconds after the callback the application is fetched, in the session that is still open.',
      meta: cites('D-104', 'D-105', 'M-31'),
      on: {
        'application.loaded': {
          target: 'packed',
          actions: ['storeApplication'],
          description: 'The application is in flash and runs when there is power.',
          meta: cites('D-105', 'S5'),
        },
        'unit.rejected': {
          target: 'rejected',
          description: 'It cannot be loaded: a unit without its application is not shipped.',
          meta: cites('D-105', 'M-31'),
        },
      },
    },
    packed: {
      description: 'Switched off and packed.',
      meta: cites('D-102'),
      on: {
        'unit.shipped': {
          target: 'shipped',
          description: 'It leaves the factory.',
          meta: cites('D-102', 'D-011'),
        },
      },
    },
    shipped: {
      type: 'final',
      tags: ['factory.shipped'],
      description: 'In stock somewhere; its next event is an end user’s power and BlinkUp.',
      meta: cites('D-011', 'D-102'),
    },
    rejected: {
      type: 'final',
      tags: ['factory.rejected'],
      description: 'Off the line.',
      meta: cites('D-102', 'M-30'),
    },
  },
})

export const hears: readonly PartyEvent[] = [
  ...['fixture.flashed', 'dut.enrolled', 'dut.refused'],
  ...['firmware.deployed', 'firmware.loaded', 'rescuePin.enabled', 'test.passed', 'test.failed'],
  ...['blessing.accepted', 'blessing.refused', 'credentials.cleared', 'credentials.forgotten', 'application.loaded'],
  ...['unit.retried', 'unit.rejected', 'unit.shipped'],
].flatMap((type) => variants(type))

/** The factory has nobody to speak to: what it says is the unit. */
export const says: readonly PartyEvent[] = []

const inputOf = ({ codeLoading, boot }: Configuration): FactoryInput => ({ codeLoading, boot })

export const factory = (configuration: Configuration): Party => ({
  name: 'factory',
  title: 'factory',
  machine: factoryMachine,
  inputs: [inputOf(configuration)],
  hears,
  says,
})

/**
 * Every kind of unit that can leave the factory, by exploring its machine.
 *
 * @throws Error if a unit can leave it that was not blessed: the machine is wrong.
 */
export function shippedOutcomes(configuration: Configuration): readonly Shipped[] {
  const units = reachable(factoryMachine, inputOf(configuration), hears)
    .states.filter((state) => state.hasTag('factory.shipped'))
    .map((state): Shipped => shippedUnit(state.context as FactoryContext))
  return [...new Map(units.map((unit) => [JSON.stringify(unit), unit])).values()]
}

function shippedUnit({ blessed, code, network, fastBoot }: FactoryContext): Shipped {
  if (!blessed) throw new Error('The factory machine ships a unit that was not blessed.')
  return { blessed, code, network, fastBoot }
}
