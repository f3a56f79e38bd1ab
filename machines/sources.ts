// What the specification encodes: the rules R1..R25, the claims S1..S15, and the contradictions C-01..C-21 of its sources.
//
// A rule is what a model of these devices must obey; each follows from facts (machines/facts.ts). A claim is what was
// said in the thread F/polite-deployments-post-blinkup/5560, and is proved or refuted. Where sources contradict each
// other, a dimension (machines/configurations.ts) or a written decision (docs/decisions) says what is done about it.
import type { SourceId } from './party.js'

/**
 * How well the sources support a rule: `firm`, stated by them; `part`, one step is our inference; `contested`, they
 * conflict.
 */
export type Strength = 'firm' | 'part' | 'contested'

/** Something that machines, properties and decisions cite by its id. */
export interface Statement {
  readonly id: SourceId
  readonly text: string
  /** The facts, and sometimes contradictions, that it rests on; never empty. */
  readonly facts: readonly SourceId[]
}

export interface Rule extends Statement {
  readonly strength: Strength
}

export interface Contradiction extends Statement {
  readonly title: string
}

type Cited = readonly [`D-${string}` | `C-${string}`, ...(`D-${string}` | `C-${string}`)[]]

const rule = (number: number, strength: Strength, text: string, ...facts: Cited): Rule => ({
  id: `R${number}`,
  strength,
  text,
  facts,
})
const claim = (number: number, text: string, ...facts: Cited): Statement => ({ id: `S${number}`, text, facts })
const contradiction = (number: number, title: string, text: string, ...facts: Cited): Contradiction => ({
  id: `C-${String(number).padStart(2, '0')}`,
  title,
  text,
  facts,
})

/* prettier-ignore */
export const rules: readonly Rule[] = [
  rule(1, 'firm', 'Boot kind decides the path: cold (power, imp.reset(), after an impOS install or a failed one, a forced restart with impOS pending) or warm (timer, pin, snooze).', 'D-017', 'D-018'),
  rule(2, 'firm', 'A normal cold boot with code starts the VM when it has connected and its code is checked, or 10 s after the first attempt, whichever is first.', 'D-014'),
  rule(3, 'firm', 'With the rescue pin not asserted, or fast boot of the imp006, the VM starts immediately and nothing is checked; an asserted rescue pin clears the application.', 'D-023', 'D-024', 'D-190'),
  rule(4, 'firm', 'A warm boot starts the VM immediately, offline, with the stored code; it connects only as its policy says.', 'D-015', 'D-016'),
  rule(5, 'firm', 'No stored Squirrel: no VM, and no 10 s rule; the device waits for the connection.', 'D-013', 'D-021'),
  rule(6, 'part', 'Four production activation states with one-way progress: unactivated, pending, activated without code, activated with code. Clearing all configuration returns to unactivated; clearing the WiFi settings only does not.', 'D-010', 'D-097'),
  rule(7, 'firm', 'An unactivated device cannot connect; only BlinkUp or credentials stored by its code lead out of that state.', 'D-020', 'D-095'),
  rule(8, 'firm', 'A BlinkUp packet is accepted only while the window is open; the window depends on the phase, the impOS version and imp.enableblinkup(), which may be called at any time, either way.', 'D-063', 'D-064', 'D-065', 'D-187', 'C-21'),
  rule(9, 'part', 'A token is single use and short-lived; success means that the device presents it and is accepted; the phone learns only success, error or time-out.', 'D-076', 'D-082', 'D-085', 'D-185'),
  rule(10, 'firm', 'The identity of an agent is (device ID, plan ID): a new plan makes a new agent with empty data and a dead old URL; the same plan keeps agent and data.', 'D-001', 'D-089'),
  rule(11, 'contested', '"Token claimed, SDK success" and "agent running" are different events; a successful BlinkUp may be followed by an interval without agent (404).', 'D-117', 'D-156', 'C-04', 'C-05'),
  rule(12, 'part', 'Order of a connection: upgrade check (download, install, cold start, repeat), home server, agent start, Squirrel check, VM. impOS strictly before Squirrel.', 'D-116', 'D-117'),
  rule(13, 'part', 'An impOS upgrade can be interrupted at any point by loss of power or link, always leads back to a cold start with a bootable recovery image, and is tried again on the next connection.', 'D-121', 'D-124'),
  rule(14, 'part', 'A download of Squirrel is likewise retried at the next connection, and never leaves a half-written program running.', 'D-123'),
  rule(15, 'firm', 'A notice without a registered handler (or with a null one) restarts or upgrades immediately.', 'D-120', 'D-139'),
  rule(16, 'part', 'A notice with a handler calls it with a reason and restarts nothing; the VM goes on, and the update stays pending until server.restart() or a bypass.', 'D-134', 'D-143'),
  rule(17, 'firm', 'Bypasses: a checked cold boot, a forced restart, a move to another device group. The handler is not called; pending impOS and code are applied.', 'D-142', 'C-01', 'C-03', 'C-20'),
  rule(18, 'part', 'The registration of a handler is volatile: lost with every VM, so there is a window from the start of the VM to the registration in which R15 applies.', 'D-139', 'D-140'),
  rule(19, 'part', 'server.restart() and imp.reset() never return; a restart applies what is staged, and the wake reason of the next VM reflects it.', 'D-151', 'D-152'),
  rule(20, 'part', 'Offline devices receive no notice: they learn at the next connection, and may miss it if they sleep or disconnect before they are idle.', 'D-057', 'D-147', 'D-148'),
  rule(21, 'firm', 'A conditional restart is polite exactly if the running deployment is at least min_supported_deployment, and forced otherwise. A plain deployment without restart changes nothing on running devices.', 'D-110', 'D-112'),
  rule(22, 'firm', 'SUSPEND_ON_ERROR: one minute of retries, then sleeps of nine minutes with tries of one minute. RETURN_ON_ERROR: retries of 60 s, a callback, then only an explicit connect.', 'D-044', 'D-045', 'D-054'),
  rule(23, 'firm', 'An agent runs independently of its device: on while it is offline, stopped after 30 days, restarted on its return; it may restart or migrate at any time, with a gap, and keeps only what it has saved.', 'D-157', 'D-161', 'D-163'),
  rule(24, 'part', 'Code versions of agent and device may differ: the agent restarts with new code first, its device later or much later; messages to a missing peer or handler are lost.', 'D-167', 'D-170', 'D-171'),
  rule(25, 'firm', 'A 404 from an agent URL does not identify a cause (never started, upgrading, stopped, no handler), and views of the connection lag by up to nine minutes; no property may assume otherwise.', 'D-158', 'D-168'),
]

/* prettier-ignore */
export const claims: readonly Statement[] = [
  claim(1, 'A device that is power-cycled receives and applies a waiting impOS update whatever its polite handler says.', 'D-118', 'D-142'),
  claim(2, 'A device that connects from a cold boot is brought to the current stable impOS and the deployed code.', 'D-116', 'D-118'),
  claim(3, 'Polite handlers, for impOS or code, fire only for devices that are online or that warm-boot and connect.', 'D-141'),
  claim(4, 'Polite handling works only while Squirrel is running with a registered handler; before that impOS may be updated at any contact.', 'D-139', 'D-140'),
  claim(5, 'Code loaded after blessing: Squirrel runs from 10 s after power-on, so its handler is registered before BlinkUp, and the first impOS notice after enrolment reaches the handler.', 'D-014', 'D-105', 'D-154'),
  claim(6, 'Stock device, first BlinkUp: the latest impOS first, then the latest application.', 'D-116'),
  claim(7, 'From then on the handler hears of a pending impOS update at connection, and of a deploy when it happens or at connection, whichever is sooner; it may delay or accept.', 'D-119', 'D-145'),
  claim(8, 'Mostly offline devices may delay too.', 'D-146'),
  claim(9, 'The impOS update happens before the device reaches its home server, where the agent runs.', 'D-117'),
  claim(10, 'After success of BlinkUp the agent ID comes from polling; an agent that is still 404 after 10 s means that the imp is upgrading; when the imp is back the agent is started.', 'D-156', 'D-158', 'D-177'),
  claim(11, 'The fixed wait of 15 s: slower when there is no update, and not long enough when there is one.', 'D-126', 'D-176'),
  claim(12, 'Politeness protects what a device is doing; it is no way to stay on an old version for ever once a bypass occurs.', 'D-118', 'D-143', 'D-184'),
  claim(13, 'Wish: hold the upgrade off for a minute or two after BlinkUp, so that the installer can finish.', 'D-176'),
  claim(14, 'Wish: let the phone or the agent know that an upgrade is about to start.', 'D-085', 'D-176'),
  claim(15, 'Application code never runs on an impOS older than the one that its boot check found current: recent APIs are safe to use.', 'D-116'),
]

/* prettier-ignore */
export const contradictions: readonly Contradiction[] = [
  contradiction(1, 'Politeness after BlinkUp', 'A device that connects freshly from a cold boot is always upgraded and asks nobody (D-118, D-141), or upgraded first and asked from then on (D-116); or, with code loaded before, Squirrel is up after 10 s and its handler is called for the first impOS notice (D-154).', 'D-116', 'D-118', 'D-141', 'D-154'),
  contradiction(2, 'Does Squirrel survive BlinkUp?', 'The advice of D-154 needs a VM that runs on; wake reason 9 exists because BlinkUp restarts (D-092), and over Bluetooth a reset follows (D-093).', 'D-014', 'D-092', 'D-093', 'D-154'),
  contradiction(3, 'A late connection after the 10 s start', 'A cold boot whose session opens after Squirrel has started with a registered handler: always upgraded (D-118, D-142), or asked because the VM runs (D-119, D-140).', 'D-118', 'D-119', 'D-140', 'D-142'),
  contradiction(4, 'When does the agent start?', 'Every successful enrolment instantiates the agent (D-088); or success can precede the agent, because the impOS upgrade comes before the home server (D-117, D-156).', 'D-088', 'D-117', 'D-156'),
  contradiction(5, 'The agent during an upgrade', '404 while the imp upgrades, as there is no agent yet (D-177); or agent code that runs while the imp is upgrading (D-127). Compatible if the agent existed before.', 'D-127', 'D-177'),
  contradiction(6, 'Agent-side polite deployment', 'onshutdown() is for devices only, or for "the device or agent".', 'D-153'),
  contradiction(7, 'The BlinkUp window', '120 s and never less than 60 s (D-067), 60 s (D-064, D-068), or about 10 s if code disables it from impOS 42 on (D-065).', 'D-064', 'D-065', 'D-067', 'D-068'),
  contradiction(8, 'Detection of a device that is offline', '106 s, about 160 s, 270 s on average or 9 minutes at worst in the cloud (D-168); about 105 s in the device (D-056).', 'D-056', 'D-168'),
  contradiction(9, 'Truth of the wake reason', '5 for a run-time error (D-034); a user saw 1 for it, and 4 in place of other causes (D-042).', 'D-034', 'D-042'),
  contradiction(10, 'What imp.reset() is', 'A true warm boot that is equal to a cold start, or a simulated cold boot.', 'D-018', 'D-152'),
  contradiction(11, 'Reconnection under RETURN_ON_ERROR', 'Only an explicit connect reconnects (D-045), or impOS first tries for 60 s by itself (D-054).', 'D-045', 'D-054'),
  contradiction(12, 'What triggers a notice of code', 'A deploy when it happens (D-145), or nothing before a restart or conditional restart (D-110, D-112).', 'D-110', 'D-112', 'D-145'),
  contradiction(13, 'What server.restart() restarts', 'The VM and not the imp (D-151), and yet an impOS update is applied as if cold-booted (D-120).', 'D-120', 'D-151'),
  contradiction(14, 'SHUTDOWN_OTHER', 'A reason on the API page; reserved and not in use in the guide.', 'D-137'),
  contradiction(15, 'Lifetime of nv', 'As long as the imp is powered, or lost across impOS updates.', 'D-061'),
  contradiction(16, 'Start of the 10 s', 'From the first attempt to connect (D-014), from power-on (D-154), or from a failure to join WiFi (D-022).', 'D-014', 'D-022', 'D-154'),
  contradiction(17, 'The agent after 30 days', 'Stopped, not deleted, and restarted; or a new agent is instantiated. Same URL and data either way.', 'D-157'),
  contradiction(18, 'How long to poll and to wait', '60 s on iOS (D-079), 30 s in the Cordova plug-in (D-080), a fixed wait of 15 s (D-176), a probe of 10 s (D-177); nothing bounds an impOS update below any of them (D-126).', 'D-079', 'D-080', 'D-126', 'D-176', 'D-177'),
  contradiction(19, 'What is for factory firmware only', 'The factory page says that configuration calls raise exceptions in application firmware; their own pages and the Bluetooth library use them there.', 'D-093', 'D-095', 'D-097'),
  contradiction(20, 'Fast boot and "a cold boot always upgrades"', 'With a rescue pin that is not asserted, or fast boot, a cold boot runs Squirrel unchecked (D-023, D-024), against D-118.', 'D-023', 'D-024', 'D-118'),
  contradiction(21, 'BlinkUp after imp.enableblinkup(false), without settings', 'No BlinkUp at all from impOS 42 on (D-189), or still, as a device without network settings keeps it active (D-069, wording of before 42).', 'D-069', 'D-189'),
]

/** Everything that can be cited, but for facts and decisions. */
export const statements: readonly (Rule | Statement | Contradiction)[] = [...rules, ...claims, ...contradictions]
