// The upgrade server: it knows the current stable impOS, and hands it out before a device reaches its home server.
//
// What is modelled. Two releases: the one with which the device left the factory (1), and a newer one (2) that may be
// published at any moment. A device that asks is told the current one; a device that fetches it gets it. Without a
// new release the cloud may still make a connected device look (D-128); it is modelled where it matters, when there is
// something to find. Under the proposal of S14 the phone is told that an upgrade begins.
//
// What is left out: pre-releases and staged roll-out (D-130, no source); an unreachable upgrade server, which looks
// to the device like a failed step.
import { setup } from 'xstate'
import { cites, type SourceMeta } from '../party.js'
import { variants, type Party } from '../../model/party.js'
import type { Version } from '../device/vocabulary.js'

export type UpgradeServerEvent =
  | { type: 'upgrade.queried'; os: Version } // device -> upgrade server
  | { type: 'image.requested' } // device -> upgrade server
  | { type: 'release.published' } // the vendor
  | { type: 'check.forced' } // the vendor

export type UpgradeServerEmitted =
  | { type: 'upgrade.answered'; os: Version } // -> device
  | { type: 'upgrade.begun' } // -> phone, a proposal (S14)
  | { type: 'check.issued' } // -> home server

const base = setup({
  types: {
    events: {} as UpgradeServerEvent,
    emitted: {} as UpgradeServerEmitted,
    tags: {} as 'release.newer',
    meta: {} as SourceMeta,
  },
})

const server = base.extend({
  actions: {
    answerFirst: base.emit({ type: 'upgrade.answered', os: 1 }),
    answerNewer: base.emit({ type: 'upgrade.answered', os: 2 }),
    advise: base.emit({ type: 'upgrade.begun' }),
    issueCheck: base.emit({ type: 'check.issued' }),
  },
})

export const upgradeServerMachine = server.createMachine({
  id: 'upgradeServer',
  description: 'Which impOS is the current stable one.',
  meta: cites('R12', 'D-006', 'D-116'),
  initial: 'firstRelease',
  on: {
    'image.requested': {
      actions: 'advise',
      description: 'A device fetches an image: an upgrade begins.',
      meta: cites('S14', 'D-085', 'D-131'),
    },
  },
  states: {
    firstRelease: {
      description: 'The release of the factory is still the current one.',
      meta: cites('D-116', 'D-130'),
      on: {
        'upgrade.queried': {
          actions: 'answerFirst',
          description: 'Nothing newer.',
          meta: cites('R12', 'D-119'),
        },
        'release.published': {
          target: 'newerRelease',
          description: 'A newer impOS becomes the current stable one.',
          meta: cites('D-116', 'D-118'),
        },
      },
    },
    newerRelease: {
      description: 'Devices with the release of the factory are out of date.',
      meta: cites('D-116', 'D-118'),
      tags: 'release.newer',
      on: {
        'upgrade.queried': {
          actions: 'answerNewer',
          description: 'The newer release is current.',
          meta: cites('R12', 'S2', 'D-118', 'D-119'),
        },
        'check.forced': {
          actions: 'issueCheck',
          description: 'Connected devices are told to look for a newer impOS.',
          meta: cites('S7', 'D-128', 'D-131'),
        },
      },
    },
  },
})

export const upgradeServer = (): Party => ({
  name: 'upgradeServer',
  title: 'upgrade server',
  machine: upgradeServerMachine,
  inputs: [undefined],
  hears: [
    ...variants('upgrade.queried', { os: [1, 2] }),
    ...['image.requested', 'release.published', 'check.forced'].flatMap((type) => variants(type)),
  ],
  says: [
    ...variants('upgrade.answered', { os: [1, 2] }),
    ...['upgrade.begun', 'check.issued'].flatMap((type) => variants(type)),
  ],
})
