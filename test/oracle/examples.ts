// The example implementations: how each is started, and how each faulty variant of it is wrong.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Configuration } from '../../machines/configurations.js'

const example = (path: string): string => fileURLToPath(new URL(`../../examples/${path}`, import.meta.url))

type Row = readonly [fault: string, kind: string, reason: RegExp, configuration?: Partial<Configuration>]

/** A faulty variant: the kind of its failure, and what the reason must say. */
export interface Wrong {
  readonly fault: string
  readonly kind: string
  readonly reason: RegExp
  readonly configuration: Partial<Configuration>
}

const wrong = (...rows: readonly Row[]): readonly Wrong[] =>
  rows.map(([fault, kind, reason, configuration = {}]) => ({ fault, kind, reason, configuration }))

/** Whether a failure is the one that is expected. */
export const isRight = (
  { kind, reason }: Wrong,
  failure: { readonly kind: string; readonly reason: string },
): boolean => kind.split('|').includes(failure.kind) && reason.test(failure.reason)

/** Whether a program of this machine can be run; under CI it must. */
export function has(program: string): boolean {
  const found = spawnSync(program, ['--version']).status === 0
  if (!found && process.env.CI === 'true') throw new Error(`${program} is needed for this test and is not installed`)
  return found
}

export const agentCommand = ['python3', example('agent-python/agent.py')] as const

export const installerCommand = [
  process.execPath,
  '--import',
  'tsx',
  example('installer-typescript/installer.ts'),
] as const

/** Compiles the device, and says how to start it. */
export function deviceCommand(): readonly string[] {
  const program = join(mkdtempSync(join(tmpdir(), 'impspec-device-')), 'device')
  execFileSync('cc', ['-O1', '-Wall', '-Wextra', '-Werror', '-o', program, example('device-c/device.c')])
  return [program]
}

export const runner = example('run-vectors.py')

const answered = (said: string, instead: string): RegExp =>
  new RegExp(`http.answered \\(status: ${said}\\) is said where http.answered \\(status: ${instead}\\) had to be said`)

const atEnrolment = { agentStarts: 'at-enrolment' } as const

/** Why each faulty agent is failed. */
export const wrongAgents = wrong(
  ['migration-1ms-late', 'wrong', answered('unavailable', '200|404')],
  ['migration-1ms-early', 'unexpected', /say agent.started/],
  ['handler-survives-restart', 'wrong', answered('200', '404')],
  ['runs-at-once', 'wrong', answered('404', 'unavailable')],
  ['restarts-for-same-plan', 'unexpected', /say agent.started/],
  ['keeps-old-plan', 'wrong', /http.answered/],
  ['starts-before-home-server', 'unexpected', /say agent.started/],
  ['ignores-new-code', 'unexpected', /say message.handled/],
  ['no-gap-at-restart', 'unexpected', /say agent.started/],
  ['old-code-after-deploy', 'unexpected', /say agent.started \(code: \d\)/],
  ['starts-twice', 'unexpected', /say agent.started/],
  ['hears-start-while-running', 'unexpected', /say agent.started/],
  ['any-url', 'wrong', answered('200|unavailable', '404')],
  ['answers-without-handler', 'wrong', answered('200', '404')],
  ['404-while-down', 'wrong', answered('404', 'unavailable')],
  ['silent-while-absent', 'missing', /http.answered \(status: 404\)/],
  ['stays-stopped', 'wrong', answered('404', 'unavailable')],
  ['stops-with-device', 'wrong', answered('404', '200|unavailable')],
  ['plain-deploy-restarts', 'wrong', /http.answered/],
  ['handles-while-down', 'unexpected', /say message.handled/],
  ['migrates-for-ever', 'wrong', /http.answered/],
  ['never-stops', 'wrong', answered('200|unavailable', '404'), atEnrolment],
  ['version', 'version', /speaks version 2/],
)

const fixed = { installerApp: 'fixed-15s' } as const
const advised = { installerApp: 'advised' } as const

/** Why each faulty installer's app is failed. */
export const wrongInstallers = wrong(
  ['gives-up-after-1s', 'unexpected|missing', /http.requested/, advised],
  ['pause-1ms-long', 'missing', /http.requested.* is missing/],
  ['hurries', 'early', /http.requested .* comes \d+ ms too early/],
  ['waits-10s', 'early', /http.requested .* comes 5000 ms too early/, fixed],
  ['fixed-asks-at-once', 'early', /http.requested .* comes 15000 ms too early/, fixed],
  ['advised-never-gives-up', 'unexpected', /say http.requested/, advised],
  ['stops-at-window', 'missing', /http.requested/],
  ['asks-first-plan', 'wrong', /http.requested/],
  ['goes-on-after-failure', 'unexpected', /say http.requested/],
  ['two-requests-at-once', 'unexpected', /say http.requested/],
  ['takes-503-for-200', 'missing', /http.requested/],
  ['forgets-to-ask-again', 'missing', /http.requested/],
  ['asks-on-after-200', 'unexpected', /say http.requested/],
  ['asks-once', 'missing', /http.requested/],
  ['advice-stops-asking', 'missing', /http.requested/, advised],
)

/** Why each faulty device is failed. */
export const wrongDevices = wrong(
  ['lost-update-after-power-cut', 'unexpected', /say vm.started/],
  ['vm-in-recovery', 'unexpected', /say vm.started/],
  ['boots-half-image', 'unexpected', /say vm.started/],
  ['handler-survives-restart', 'wrong', /handler.called/],
  ['token-used-twice', 'wrong', /enrolment.presented \(token: \d, plan: \w\) is said where upgrade.queried/],
  ['code-before-os', 'wrong', /session.requested is said where image.requested/],
  ['squirrel-1ms-early', 'early', /vm.started .* comes 1 ms too early/],
  ['squirrel-1ms-late', 'missing|late', /vm.started .* (is missing|1 ms too late)/],
  ['gives-up-after-61s', 'missing|unexpected', /vm.stopped is missing|say device.booted/],
  ['starts-twice', 'unexpected', /say vm.started \(reason: 4\)/],
  ['forced-restart-is-polite', 'missing', /upgrade.queried/],
  ['restart-checks-nothing', 'missing', /upgrade.queried/],
  ['uplinks-offline', 'unexpected', /say message.uplinked/],
  ['sleeps-without-goodbye', 'missing', /session.closed/],
  ['runs-on-without-link', 'missing|unexpected', /vm.(stopped|started)/],
  ['enrols-anyway', 'unexpected', /say upgrade.queried/],
  ['asks-when-late', 'wrong', /session.requested is said where image.requested/],
  ['never-tells-of-os', 'missing|unexpected|wrong', /handler.called|vm.stopped|code.queried/],
  ['asks-nobody-does-nothing', 'missing', /vm.stopped/],
  ['wrong-shutdown-reason', 'wrong', /handler.called/],
  ['install-changes-nothing', 'wrong', /upgrade.queried \(os: 1\) is said where upgrade.queried \(os: 2\)/],
  ['wake-reason-after-install', 'wrong|unexpected', /vm.started \(reason: 0\)/],
  ['vm-runs-during-download', 'missing', /vm.stopped/],
  ['blinkup-during-upgrade', 'unexpected', /say device.booted/],
  ['blinkup-always-open', 'unexpected', /say (device.booted|vm.stopped)/],
  ['snoozes-10-minutes', 'early|missing|unexpected', /device.booted|upgrade.queried/],
  ['snoozes-8-minutes', 'early|missing|unexpected|wrong', /device.booted|vm.started|upgrade.queried/],
)
