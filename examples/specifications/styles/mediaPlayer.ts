// A media player: playback and volume side by side, with a history that goes on where a call interrupted it.
import { setup } from 'xstate'
import { and, defineSpecification, does, hears, inState, is, not, or, tagged, was } from '../../../model/index.js'

const player = setup({
  types: {
    events: {} as
      | { type: 'play' }
      | { type: 'pause' }
      | { type: 'stop' }
      | { type: 'mute' }
      | { type: 'call.began' }
      | { type: 'call.ended' }
      | { type: 'media.ended' },
  },
  actions: { announce: (_, params: { readonly title: string }) => console.log(params.title) },
}).createMachine({
  type: 'parallel',
  states: {
    playback: {
      initial: 'ready',
      states: {
        ready: {
          initial: 'stopped',
          on: { 'call.began': 'held' },
          states: {
            stopped: { on: { play: 'playing' } },
            playing: {
              tags: 'audible',
              entry: { type: 'announce', params: { title: 'now playing' } },
              on: { pause: 'paused', stop: 'stopped', 'media.ended': 'stopped' },
            },
            paused: { on: { play: 'playing', stop: 'stopped' }, after: { 60000: 'stopped' } },
            last: { type: 'history', history: 'shallow', target: 'stopped' },
          },
        },
        held: { on: { 'call.ended': 'ready.last', stop: 'ready' } },
      },
    },
    volume: {
      initial: 'normal',
      states: { normal: { on: { mute: 'muted' } }, muted: { on: { mute: 'normal' } } },
    },
  },
})

export default defineSpecification({
  name: 'a media player',
  parties: { player: { machine: player, title: 'the player', effects: 'ignore' } },
  stimuli: (['play', 'pause', 'stop', 'mute', 'call.began', 'call.ended', 'media.ended'] as const).map((type) => ({
    party: 'player' as const,
    event: { type },
  })),
  predicates: {
    audible: tagged('player', 'audible'),
    held: inState('player', 'playback.held'),
    paused: inState('player', 'playback.ready.paused'),
    stopped: inState('player', 'playback.ready.stopped'),
    muted: inState('player', 'volume.muted'),
    stops: hears('player', 'stop'),
    mutes: hears('player', 'mute'),
    rings: hears('player', 'call.began'),
    resumes: hears('player', 'call.ended'),
    plays: hears('player', 'play'),
  },
  properties: [
    {
      id: 'silent-during-a-call',
      claim: 'From the beginning of a call to its end nothing plays.',
      pattern: {
        kind: 'precedence',
        after: does('rings'),
        first: or(does('resumes'), does('stops')),
        then: is('audible'),
      },
    },
    {
      id: 'goes-on-after-a-call',
      claim: 'After a call something may play again that nobody has started.',
      pattern: { kind: 'reachable', what: and(was('held'), does('resumes'), is('audible')) },
    },
    {
      id: 'stop-means-stop',
      claim: 'Whatever was, stop is the end of it.',
      pattern: { kind: 'invariant', given: does('stops'), holds: is('stopped') },
    },
    {
      id: 'mute-plays-on',
      claim: 'Muting neither stops nor starts anything.',
      pattern: {
        kind: 'invariant',
        given: does('mutes'),
        holds: or(and(was('audible'), is('audible')), and(not(was('audible')), not(is('audible')))),
      },
    },
    {
      id: 'paused-is-not-for-ever',
      claim: 'After a minute of pause the player stops, unless something else happens to it.',
      pattern: { kind: 'bounded', trigger: is('paused'), answer: not(is('paused')), within: 60000 },
    },
  ],
})
