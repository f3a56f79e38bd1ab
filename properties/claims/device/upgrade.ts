// Upgrades of impOS and code: their order, their interruption, their end.
import { calm, completing, networked, timely, undisturbed } from '../../vocabulary/fairness.js'
import { and, is, not, or, step, was } from '../../vocabulary/predicates.js'
import type { Exception, Property } from '../../language/property.js'

const neverAccepts: Exception = {
  when: { politeness: ['never-accepts'] },
  verdict: 'fails',
  because: 'D-143: a handler that never restarts leaves the update pending until a bypass',
}

export const upgrade: readonly Property[] = [
  {
    id: 'os-before-home-server',
    subject: 'upgrade',
    title: 'An impOS upgrade comes before the home server',
    claim: 'A device that begins to fetch impOS does not turn to its home server before it has started again.',
    sources: ['S9', 'R12', 'D-117'],
    pattern: {
      kind: 'precedence',
      after: step('takesNewerOs'),
      first: or(step('startsCold'), step('losesPower')),
      then: step('requestsSession'),
    },
  },
  {
    id: 'os-before-code',
    subject: 'upgrade',
    title: 'impOS first, then the application',
    claim: 'A checked cold boot that is told of a newer impOS fetches no code before it has installed that impOS.',
    sources: ['S6', 'R12', 'D-116'],
    pattern: {
      kind: 'precedence',
      after: and(step('toldNewerOs'), was('bootUnchecked')),
      first: or(step('installsOs'), step('startsWarm'), step('goesOnline')),
      then: step('takesNewerCode'),
    },
    exceptions: [
      {
        when: { graceAfterBlinkup: ['2-minutes'] },
        verdict: 'fails',
        because: 'S13: during the proposed grace the application is fetched while the impOS upgrade is held off',
      },
    ],
  },
  {
    id: 'no-squirrel-during-os-upgrade',
    subject: 'upgrade',
    title: 'No Squirrel during an impOS upgrade',
    claim: 'While impOS is fetched or installed there is no VM.',
    sources: ['R12', 'S15', 'D-116'],
    pattern: { kind: 'invariant', given: is('upgradingOs'), holds: not(is('squirrelPresent')) },
  },
  {
    id: 'no-squirrel-on-broken-image',
    subject: 'upgrade',
    title: 'The recovery image runs no Squirrel',
    claim: 'While the main image is broken there is no VM.',
    sources: ['R13', 'D-121'],
    pattern: { kind: 'invariant', given: is('recovering'), holds: not(is('squirrelPresent')) },
  },
  {
    id: 'install-ends-in-cold-start',
    subject: 'upgrade',
    title: 'Every install ends in a cold start',
    claim: 'Whether it has completed or failed, an install of impOS is followed at once by a checked cold start.',
    sources: ['R1', 'R13', 'D-018', 'D-124'],
    pattern: {
      kind: 'invariant',
      given: or(step('installsOs'), step('failsInstall')),
      holds: step('startsColdChecked'),
    },
  },
  {
    id: 'interrupted-install-recovers',
    subject: 'upgrade',
    title: 'An interrupted install is completed some time',
    claim:
      'A device whose main image is broken gets a whole one, provided that it has power, its network works and disturbances end.',
    sources: ['R13', 'D-121', 'D-124'],
    pattern: {
      kind: 'response',
      trigger: and(step('startsCold'), is('recovering'), is('networkRight')),
      answer: or(not(is('recovering')), is('enrolmentRefused'), not(is('networkRight'))),
      fairness: [...timely, ...networked, ...completing, ...undisturbed],
    },
  },
  {
    id: 'power-cut-during-install',
    subject: 'upgrade',
    title: 'Power can be cut during an install',
    claim:
      'Some device loses power while it installs impOS, starts from its recovery image, and completes the install.',
    sources: ['R13', 'D-121'],
    pattern: { kind: 'reachable', what: and(step('startsCold'), was('recovering'), not(was('powered'))) },
  },
  {
    id: 'interrupted-download-recovers',
    subject: 'upgrade',
    title: 'A download of impOS can be interrupted',
    claim: 'Some download of impOS ends early, and the device starts cold with the release that it had.',
    sources: ['R13', 'D-121', 'D-125'],
    pattern: {
      kind: 'reachable',
      what: and(step('failsDownload'), step('startsCold'), is('osOld'), not(is('recovering'))),
    },
  },
  {
    id: 'os-changes-by-install-only',
    subject: 'upgrade',
    title: 'impOS changes only by a completed install',
    claim: 'The installed release changes only in the step in which an install completes.',
    sources: ['R13', 'D-121'],
    pattern: { kind: 'invariant', given: step('changesOs'), holds: step('installsOs') },
  },
  {
    id: 'code-changes-by-download-only',
    subject: 'upgrade',
    title: 'Code changes only by a completed download',
    claim:
      'The stored application changes only in the step in which a download completes, or the rescue pin clears it; nothing half-written ever runs.',
    sources: ['R14', 'D-123', 'D-190'],
    pattern: { kind: 'invariant', given: step('changesCode'), holds: or(step('storesCode'), step('startsRescued')) },
  },
  {
    id: 'interrupted-code-download-runs-old-code',
    subject: 'upgrade',
    title: 'A code download that fails leaves the old code running',
    claim: 'Some device times out while it fetches code, and starts the program that it had.',
    sources: ['R14', 'D-123', 'D-133'],
    pattern: { kind: 'reachable', what: and(step('failsCode'), step('vmStarts'), is('codeOld')) },
  },
  {
    id: 'no-squirrel-during-code-download',
    subject: 'upgrade',
    title: 'No Squirrel while code is fetched',
    claim: 'While the application is being fetched there is no VM: it has been shut down, or has not been started.',
    sources: ['R12', 'R14', 'D-133'],
    pattern: { kind: 'invariant', given: is('downloadingCode'), holds: not(is('squirrelPresent')) },
  },
  {
    id: 'online-device-gets-os',
    subject: 'upgrade',
    title: 'A device that goes online with an old impOS is upgraded some time',
    claim:
      'If an activated device goes online while a newer impOS is out, it is upgraded some time, provided that its handler accepts, Squirrel does not fail meanwhile, and disturbances end.',
    sources: ['R16', 'S7', 'S12', 'D-119', 'D-143'],
    pattern: {
      kind: 'response',
      trigger: and(step('passesNewerOs'), is('networkRight'), not(is('inGrace'))),
      answer: or(step('installsOs'), step('squirrelFails'), not(is('networkRight')), step('clearsAll')),
      fairness: calm,
    },
    exceptions: [
      { ...neverAccepts, when: { ...neverAccepts.when, handler: ['at-start', 'late'] } },
      {
        when: { handler: ['late'], politeness: ['accepts-when-idle'] },
        verdict: 'fails',
        because:
          'R18: a handler that is dropped takes the deferral with it, and a restart for code alone does not ask the upgrade server again',
      },
    ],
  },
  {
    id: 'online-device-gets-code',
    subject: 'upgrade',
    title: 'A device that is given notice of code gets it some time',
    claim:
      'If Squirrel is given notice of new code, the new code is stored some time, provided that its handler accepts, Squirrel does not fail meanwhile, the download does not time out, and disturbances end.',
    sources: ['R16', 'R21', 'S7', 'D-112', 'D-143'],
    pattern: {
      kind: 'response',
      trigger: and(step('handlerCalledForCode'), is('codeOld'), is('deploymentNewer'), is('networkRight')),
      answer: or(step('storesCode'), step('failsCode'), step('squirrelFails'), not(is('networkRight'))),
      fairness: calm,
    },
    exceptions: [
      { when: { handler: ['none'] }, verdict: 'vacuous', because: 'there is no handler to call' },
      neverAccepts,
    ],
  },
  {
    id: 'deferral-survives-squirrel-error',
    subject: 'upgrade',
    title: 'A deferred update survives a run-time error of Squirrel',
    claim: 'If the handler is called for impOS, the update is installed some time even if Squirrel fails meanwhile.',
    sources: ['R16', 'R18', 'D-034', 'D-150'],
    pattern: {
      kind: 'response',
      trigger: and(step('handlerCalledForOs'), is('networkRight')),
      answer: or(step('installsOs'), not(is('networkRight')), step('clearsAll')),
      fairness: calm,
    },
    exceptions: [
      { when: { handler: ['none'] }, verdict: 'vacuous', because: 'there is no handler to call' },
      {
        when: {},
        verdict: 'fails',
        because:
          'D-150: the new VM knows nothing of the notice, and a device that stays online is not told again before its next connection',
      },
    ],
  },
  {
    id: 'forced-restart-bypasses-handler',
    subject: 'upgrade',
    title: 'A forced restart asks nobody',
    claim: 'A device that is ordered to restart stops Squirrel in the same instant and calls no handler.',
    sources: ['R17', 'R21', 'D-111', 'D-114', 'D-115', 'D-142'],
    pattern: {
      kind: 'invariant',
      given: and(step('hearsForcedRestart'), was('squirrelRunning')),
      holds: and(step('vmStops'), not(step('handlerCalled'))),
    },
  },
  {
    id: 'forced-restart-checks-os',
    subject: 'upgrade',
    title: 'A forced restart applies what is pending',
    claim: 'After an order to restart, a device that is told of a newer impOS does not go on without it.',
    sources: ['R1', 'R17', 'D-142'],
    pattern: {
      kind: 'precedence',
      after: step('hearsForcedRestart'),
      first: or(
        step('goesOnline'),
        step('takesNewerOs'),
        step('losesLink'),
        step('startsCold'),
        step('startsWarm'),
        step('losesPower'),
        step('vmStarts'),
      ),
      then: or(step('takesNewerOs'), step('passesNewerOs')),
    },
    exceptions: [
      {
        when: { graceAfterBlinkup: ['2-minutes'] },
        verdict: 'fails',
        because: 'S13: as proposed, the grace holds an upgrade off even when a restart is ordered',
      },
    ],
  },
  {
    id: 'plain-deploy-is-silent',
    subject: 'upgrade',
    title: 'A deployment alone restarts nobody and asks nobody',
    claim: 'When a deployment is created, no notice and no order goes out.',
    sources: ['R21', 'D-110', 'C-12'],
    pattern: {
      kind: 'never',
      what: and(step('deploys'), or(step('issuesNotice'), step('issuesRestart'))),
      given: step('deploys'),
    },
    exceptions: [
      {
        when: { deployNotice: ['on-deploy'] },
        verdict: 'fails',
        because: 'C-12: under this reading a deploy gives notice when it happens',
      },
    ],
  },
  {
    id: 'conditional-restart-polite-iff-supported',
    subject: 'upgrade',
    title: 'A conditional restart is polite exactly to supported deployments',
    claim:
      'A conditional restart gives notice if the device runs at least min_supported_deployment, and restarts it outright otherwise.',
    sources: ['R21', 'D-112', 'D-113'],
    pattern: {
      kind: 'invariant',
      given: step('restartsConditionally'),
      holds: or(
        and(was('deviceSupported'), step('issuesNotice'), not(step('issuesRestart'))),
        and(not(was('deviceSupported')), step('issuesRestart'), not(step('issuesNotice'))),
      ),
    },
  },
  {
    id: 'group-move-is-outright',
    subject: 'upgrade',
    title: 'A move to another device group asks nobody',
    claim: 'When a device is moved to another group it is ordered to restart, not given notice.',
    sources: ['R17', 'D-115', 'D-142'],
    pattern: {
      kind: 'invariant',
      given: step('movesGroup'),
      holds: and(step('issuesRestart'), not(step('issuesNotice'))),
    },
  },
  {
    id: 'order-may-miss-the-device',
    subject: 'upgrade',
    title: 'An order may miss a device that is not there',
    claim:
      'Some order to restart is sent to a device that the home server wrongly believes to be connected, and is lost.',
    sources: ['R20', 'R25', 'D-147', 'C-08'],
    pattern: { kind: 'reachable', what: and(step('ordersRestart'), not(was('online')), was('sessionOpen')) },
  },

  {
    id: 'installing-breaks-the-image',
    subject: 'upgrade',
    title: 'During an install only the recovery image can boot',
    claim: 'From its first to its last moment an install leaves the main image broken.',
    sources: ['R13', 'D-121', 'M-05'],
    pattern: { kind: 'invariant', given: is('installingOs'), holds: is('recovering') },
  },
  {
    id: 'upgrade-server-tells-the-truth',
    subject: 'upgrade',
    title: 'The upgrade server answers with the current release',
    claim: 'A device that asks is told of the newer impOS exactly if it has been published.',
    sources: ['R12', 'S2', 'D-118', 'D-119'],
    pattern: {
      kind: 'invariant',
      given: or(step('answersNewer'), step('answersOld')),
      holds: or(and(step('answersNewer'), was('releaseNewer')), and(step('answersOld'), not(was('releaseNewer')))),
    },
  },
  {
    id: 'forced-restart-asks-upgrade-server',
    subject: 'upgrade',
    title: 'A forced restart asks the upgrade server at once',
    claim: 'A device that is ordered to restart asks for impOS in the same step.',
    sources: ['R1', 'R17', 'D-142', 'M-14'],
    pattern: { kind: 'invariant', given: step('hearsForcedRestart'), holds: step('queriesUpgrade') },
  },
  {
    id: 'forced-restart-is-an-order',
    subject: 'upgrade',
    title: 'Build and Force Restart gives no notice',
    claim: 'A forced restart is ordered, not asked for.',
    sources: ['R17', 'R21', 'D-111', 'D-114'],
    pattern: {
      kind: 'invariant',
      given: step('restartsForcibly'),
      holds: and(step('issuesRestart'), not(step('issuesNotice'))),
    },
  },
  {
    id: 'home-server-passes-on',
    subject: 'upgrade',
    title: 'The home server passes on what it is given',
    claim:
      'To a device that it believes to be connected, the home server passes on an order as an order and a notice as a notice.',
    sources: ['R17', 'R21', 'D-111', 'D-112'],
    pattern: {
      kind: 'invariant',
      given: and(was('sessionOpen'), or(step('issuesRestart'), step('issuesNotice'))),
      holds: or(
        and(step('issuesRestart'), step('ordersRestart'), not(step('announces'))),
        and(step('issuesNotice'), step('announces'), not(step('ordersRestart'))),
      ),
    },
  },
]
