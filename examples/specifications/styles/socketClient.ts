// A client of a web socket: a callback that says what comes in, a heartbeat that is a delayed raise, and a delayed reconnect.
import { assign, cancel, fromCallback, log, raise, sendTo, setup } from 'xstate'
import { and, context, defineSpecification, does, hears, inState, is, not, or, was } from '../../../model/index.js'

interface Connection {
  readonly attempts: number
}

const client = setup({
  types: {
    context: {} as Connection,
    events: {} as
      | { type: 'connect' }
      | { type: 'disconnect' }
      | { type: 'opened' }
      | { type: 'closed' }
      | { type: 'pong' }
      | { type: 'silent' },
  },
  actors: {
    socket: fromCallback(({ sendBack }) => {
      const socket = new WebSocket('wss://example.org')
      socket.onopen = () => sendBack({ type: 'opened' })
      socket.onclose = () => sendBack({ type: 'closed' })
      socket.onmessage = () => sendBack({ type: 'pong' })
      return () => socket.close()
    }),
  },
  delays: { backOff: ({ context: { attempts } }) => Math.min(8000, 1000 * 2 ** attempts), patience: 30_000 },
  actions: {
    expectPong: raise({ type: 'silent' }, { delay: 'patience', id: 'heartbeat' }),
    forgetPong: cancel('heartbeat'),
    ping: sendTo('wire', { type: 'ping' }),
  },
}).createMachine({
  context: { attempts: 0 },
  initial: 'offline',
  states: {
    offline: { on: { connect: 'online' } },
    online: {
      initial: 'connecting',
      on: { disconnect: { target: 'offline', actions: assign({ attempts: 0 }) } },
      states: {
        connecting: {
          invoke: { id: 'wire', src: 'socket' },
          initial: 'waiting',
          on: { closed: 'pausing', silent: 'pausing' },
          states: {
            waiting: { on: { opened: { target: 'open', actions: assign({ attempts: 0 }) } } },
            open: {
              entry: ['ping', 'expectPong', log('open')],
              exit: 'forgetPong',
              on: { pong: { actions: ['forgetPong', 'ping', 'expectPong'] } },
            },
          },
        },
        pausing: {
          entry: assign({ attempts: ({ context: { attempts } }) => Math.min(3, attempts + 1) }),
          after: { backOff: 'connecting' },
        },
      },
    },
  },
})

export default defineSpecification({
  name: 'a client of a web socket',
  parties: {
    client: {
      machine: client,
      title: 'the client',
      effects: 'ignore',
      services: { socket: { says: [{ type: 'opened' }, { type: 'closed' }, { type: 'pong' }] } },
      delays: { backOff: [2000, 4000, 8000] },
    },
  },
  stimuli: [
    { party: 'client', event: { type: 'connect' } },
    { party: 'client', event: { type: 'disconnect' } },
  ],
  predicates: {
    offline: inState('client', 'offline'),
    open: inState('client', 'online.connecting.open'),
    connecting: inState('client', 'online.connecting'),
    pausing: inState('client', 'online.pausing'),
    rested: context('client', 'has no failed attempts', ({ attempts }: Connection) => attempts === 0),
    opens: hears('client', 'opened'),
    closes: hears('client', 'closed'),
    pongs: hears('client', 'pong'),
    silent: hears('client', 'silent'),
    connects: hears('client', 'connect'),
  },
  properties: [
    {
      id: 'silence-while-open',
      claim: 'Silence is noticed while the socket is open only: who has left it is not told.',
      pattern: { kind: 'invariant', given: does('silent'), holds: was('open') },
    },
    {
      id: 'offline-hears-nothing',
      claim: 'Nothing comes from a socket that was closed by the user.',
      pattern: {
        kind: 'never',
        what: and(was('offline'), or(does('opens'), does('pongs'), does('closes'))),
        given: is('offline'),
      },
    },
    {
      id: 'reconnects-in-time',
      claim: 'A connection that is lost is tried again within eight seconds.',
      pattern: { kind: 'bounded', trigger: is('pausing'), answer: or(is('connecting'), is('offline')), within: 8000 },
    },
    {
      id: 'silence-is-noticed',
      claim: 'Within 30 s of an answer there is another one, or the connection is given up.',
      pattern: { kind: 'bounded', trigger: does('opens'), answer: or(does('pongs'), not(is('open'))), within: 30_000 },
    },
    {
      id: 'success-resets-the-pause',
      claim: 'Who is open begins with the shortest pause again.',
      pattern: { kind: 'invariant', given: is('open'), holds: is('rested') },
    },
    {
      id: 'offline-stays-offline',
      claim: 'Offline ends by the wish to connect only.',
      pattern: { kind: 'invariant', given: and(was('offline'), not(is('offline'))), holds: does('connects') },
    },
  ],
})
