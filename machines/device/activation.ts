// The four production states of a device (D-010), kept in flash: no loss of power and no restart changes them.
import { cites } from '../party.js'
import { impOS } from './setup.js'

export const activation = impOS.createStateConfig({
  description: 'Whether this unit belongs to an end user yet, and whether it has an application.',
  meta: cites('R6', 'D-010'),
  initial: 'unactivated',
  states: {
    unactivated: {
      description:
        'No production plan ID and no enrolment token: as it leaves the factory. It cannot connect; only BlinkUp or credentials stored by its own code lead on.',
      meta: cites('R6', 'R7', 'D-011', 'D-020'),
      tags: 'activation.unactivated',
      on: {
        'internal.credentials': {
          target: 'pending',
          description: 'Plan ID and token have arrived, by light or from the application.',
          meta: cites('R6', 'R7', 'D-012', 'D-095'),
        },
      },
    },
    pending: {
      description: 'Plan ID and token are stored; the impCloud has not confirmed them yet.',
      meta: cites('R6', 'D-012'),
      tags: 'activation.pending',
      on: {
        'internal.enrolled': [
          {
            guard: 'codeStored',
            target: 'activated.withSquirrel',
            description: 'Enrolled; the application was loaded after blessing.',
            meta: cites('R6', 'R9', 'D-105'),
          },
          {
            target: 'activated.withoutSquirrel',
            description: 'Enrolled; the application is still to be fetched.',
            meta: cites('R6', 'R9', 'D-013'),
          },
        ],
        'internal.wiped': {
          target: 'unactivated',
          description: 'All configuration was cleared before the cloud was reached.',
          meta: cites('R6', 'D-097'),
        },
      },
    },
    activated: {
      description:
        'The impCloud has accepted a token of this device. Clearing only the WiFi settings does not undo it.',
      meta: cites('R6', 'D-097'),
      tags: 'activation.activated',
      initial: 'withoutSquirrel',
      on: {
        'internal.wiped': {
          target: 'unactivated',
          description: 'Clearing all configuration wipes the enrolment too.',
          meta: cites('R6', 'D-097'),
        },
      },
      states: {
        withoutSquirrel: {
          description: 'Authorised, but without application: it must connect before any VM can run.',
          meta: cites('R5', 'R6', 'D-013'),
          on: {
            'internal.codeStored': {
              target: 'withSquirrel',
              description: 'The first application has been downloaded.',
              meta: cites('R6', 'D-013', 'D-105'),
            },
          },
        },
        withSquirrel: {
          description: 'Authorised, with an application in flash.',
          meta: cites('R6', 'D-014'),
          on: {
            'internal.codeCleared': {
              target: 'withoutSquirrel',
              description: 'The rescue pin has cleared the application: it is to be fetched anew.',
              meta: cites('R6', 'D-013', 'D-190', 'M-44'),
            },
          },
        },
      },
    },
  },
})

/** The same region of a device that was enrolled, and got its application, long ago. */
export const activated = impOS.createStateConfig({
  ...activation,
  initial: 'activated',
  states: { ...activation.states, activated: { ...activation.states.activated, initial: 'withSquirrel' } },
})
