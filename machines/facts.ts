// The facts that the specification rests on, one a line: id, firmness, statement, source. D-nnn everywhere refers to these.
//
// Sources: `DC/...` is https://developer.electricimp.com/..., `F/...` is https://forums.electricimp.com/t/..., `gh owner/repo
// path` is a public GitHub repository, `seed` is the thread F/polite-deployments-post-blinkup/5560.

/** How firmly a fact is known, the firmest first. */
export const firmnesses = {
  documented: 'stated by the vendor: a Dev Center page, an official README or repository',
  'official-forum': "a reply of the vendor's staff in the forum",
  inferred: 'deduced from what is stated',
  'user-report': 'the observation of a customer; the weakest',
} as const

export type Firmness = keyof typeof firmnesses

/** One statement about devices, cloud, agents or phones, with where it was found. */
export interface Fact {
  readonly id: `D-${string}`
  readonly firmness: Firmness
  readonly statement: string
  /** In the abbreviations of `legend`; several are separated by semicolons. */
  readonly source: string
}

/** What the abbreviations in sources stand for. */
export const legend = {
  'DC/...': 'https://developer.electricimp.com/...',
  'F/...': 'https://forums.electricimp.com/t/...',
  'gh owner/repo path': 'a path in a public GitHub repository',
  seed: 'the thread F/polite-deployments-post-blinkup/5560',
} as const

const table = `
D-001 | documented | A device has one immutable device ID; an agent ID (the path of the agent URL) is determined by the pair (device ID, plan ID), so there is at most one distinct agent per pair. | DC/faqs/terminology; DC/manufacturing/publiccloudplanids; gh electricimp/BlinkUpSDK-iOS docs/html/docs/FAQ-template.markdown
D-002 | documented | The agent URL is the fixed base host agent.electricimp.com plus the agent ID; persisted agent data (server.save) is also keyed by agent ID. | DC/faqs/terminology
D-003 | documented | There are two kinds of plan ID: developer (one per account) and production (one per end user). | DC/manufacturing/publiccloudplanids
D-004 | documented | There are three kinds of enrolment token: developer (sent by the Electric Imp phone app to development devices and fixtures), factory (sent by a BlinkUp fixture to a not-yet-blessed DUT), production (sent by a customer's SDK app to a blessed device). Factory enrolment carries no plan ID. | DC/manufacturing/enrollment
D-005 | documented | 'Setup token' (SDK API names) and 'enrollment token' (current docs) are the same object. | gh electricimp/BlinkUpSDK-Android sdk/README.md (Terminology Note)
D-006 | official-forum | At least three cloud roles are visible from outside: an upgrade server that delivers impOS images, a 'home' server that terminates the device session and hosts the agent, and the REST/enrolment API used by phones and tools. | seed thread (F/polite-deployments-post-blinkup/5560); F/impos-update-stuck/3457; DC/api/imp/setenroltokens
D-007 | official-forum | Device-to-server affinity is set by server groups; the well-known entry host was imp.electricimp.com and an imp that lands on the wrong server is redirected to its proper one. | F/todays-server-update/3412; DC/api/server/disconnect (lists a server redirect among pending messages)
D-008 | official-forum | The device-to-cloud session of that era used TCP port 31314; a blocked port shows as the 'connecting to server' LED pattern. | F/after-fw-update-blink-pattern-short-red-off-long-amber-off-solved/2854
D-009 | documented | Agent and device run separate Squirrel VMs; each device has its own agent instance; an agent fault does not stop its device and vice versa. | DC/gettingstarted/developer/agents; F/agent-code-to-check-if-imp-device-is-offline/580
D-010 | documented | A blessed (production) imp that gets power is in exactly one of four states: Unactivated, Pending Activation, Activated-without-Squirrel, Activated-with-Squirrel (factory states excluded). Each may be entered by cold or warm boot. | DC/resources/imp-boot-procedure
D-011 | documented | Unactivated = no production plan ID and no production enrolment token stored and never connected as a production unit; status LED flashes orange; this is how units leave the factory. | DC/resources/imp-boot-procedure
D-012 | documented | Pending Activation = plan ID + production token have been received (optically or over Bluetooth) but the impCloud has not been contacted yet. | DC/resources/imp-boot-procedure
D-013 | documented | Activated/no Squirrel = authorised, but no application on board: the imp has to connect (or reconnect) to fetch the device half of the application before any VM can run. | DC/resources/imp-boot-procedure
D-014 | documented | Activated/has Squirrel, cold boot: Squirrel starts when the FIRST of these happens: (a) the imp has connected and confirmed its stored code is current; (b) 10 s have passed since it started trying to connect. | DC/resources/imp-boot-procedure; DC/resources/imprestartoptions; DC/api/imp/enablerescuepin (node/3136)
D-015 | documented | Activated/has Squirrel, warm boot: a fresh VM starts at once in an offline state, running the code already in flash; no server check happens first. | DC/resources/imp-boot-procedure; DC/api/imp/enableblinkup; DC node/3158 (wake pin guide)
D-016 | documented | After a warm boot the imp connects only when Squirrel makes it: with SUSPEND_ON_ERROR any server-touching call does; with RETURN_ON_ERROR only server.connect()/connectwith(). | DC/api/imp/reset; DC node/3158
D-017 | documented | Cold boot = power applied to an unpowered imp; warm boot = wake from sleep by timer or pin. RTC and the nv table survive sleep but not a power cut. | DC/resources/imp-boot-procedure
D-018 | documented | COLD START in the network state diagram is entered by power-on, by imp.reset() (impOS 38+), and after an impOS update has been installed - or has failed to install. | DC/resources/wifistatediagram
D-019 | documented | On a cold boot the imp always attempts to connect, whatever timeout policy the previous run had set. | DC/api/server/disconnect (node/2486)
D-020 | documented | An unactivated WiFi imp cannot reach the cloud at boot (no credentials): it enables BlinkUp sensing and flashes orange. | DC/resources/imp-boot-procedure
D-021 | documented | Devices with no Squirrel (new development devices; production devices set to load code at activation) do not start a VM at this point, so no Squirrel timer of 10 s applies. | DC/resources/imprestartoptions
D-022 | documented | History: before impOS 27 a cold boot without server contact never started Squirrel; from 27 (Nov 2013) it starts after a 10 s failure to join WiFi. | connect.electricimp.com/blog/new-imp-os-27-warms-up-to-cold-boot; F/preserving-imp-code-across-cold-reboots/1521
D-023 | documented | If factory firmware configured a rescue pin and it is NOT asserted at cold start, the imp goes straight to the 'active offline' state: Squirrel starts immediately and nothing is checked with the server until Squirrel connects. | DC/resources/wifistatediagram; DC/resources/imprestartoptions
D-024 | documented | imp006 equivalent: imp.enablerescuepin(true) in DUT firmware turns on fast boot (power-cycle goes directly to Squirrel, no connection attempt); asserting the rescue pin restores the normal checked boot, and clears Squirrel (D-190). | DC node/3136 (imp.enablerescuepin)
D-025 | documented | Connection steps in order: join WiFi (or detect link / register modem), obtain IP address, resolve server name, TCP three-way handshake, TLS with mutual certificate checks, then session. | DC/troubleshooting/deviceserver; DC/resources/imprestartoptions; DC/api/server/connect (error codes)
D-026 | documented | After the first connection try begins, the related BlinkUp 'CONNECTING' phase and LED signalling last about 60 s; forum reports of a failing join show the LED pattern stopping after about 1 minute. | DC/api/imp/enableblinkup; F/dead-imps-blink-red-during-blinkup/3310
D-027 | user-report | With default policy, an imp that cold-boots without a network eventually gives up and goes dark; it must wake by its own retry cycle or a power cycle (user description: slow red, then lights out; WiFi later restored is not noticed at once). | F/imp-running-stored-code-from-a-cold-boot-and-no-wifi-connection/1254; see D-044
D-028 | documented | Application code that calls imp.reset() (or sleeps) too early can form an endless loop that keeps the device from ever fetching new code; documentation warns about it. | DC/api/imp/reset
D-029 | documented | WAKEREASON_POWER_ON = 0: cold boot. | DC/api/hardware/wakereason (node/2407)
D-030 | documented | WAKEREASON_TIMER = 1: sleep time expired. | DC/api/hardware/wakereason (node/2407)
D-031 | documented | WAKEREASON_SW_RESET = 2: software reset such as imp.reset(), or an out-of-memory condition. | DC/api/hardware/wakereason (node/2407)
D-032 | documented | WAKEREASON_PIN = 3: wake pin went high. | DC/api/hardware/wakereason (node/2407)
D-033 | documented | WAKEREASON_NEW_SQUIRREL = 4: restarted because new Squirrel was loaded. | DC/api/hardware/wakereason (node/2407)
D-034 | documented | WAKEREASON_SQUIRREL_ERROR = 5: restarted by a Squirrel run-time error. | DC/api/hardware/wakereason (node/2407)
D-035 | documented | WAKEREASON_NEW_FIRMWARE = 6: restarted by an impOS upgrade. | DC/api/hardware/wakereason (node/2407)
D-036 | documented | WAKEREASON_SNOOZE = 7: woken by the snooze-and-retry cycle. | DC/api/hardware/wakereason (node/2407)
D-037 | documented | WAKEREASON_HW_RESET = 8: RESET_L pin; imp003 and later only. | DC/api/hardware/wakereason (node/2407)
D-038 | documented | WAKEREASON_BLINKUP = 9: restarted after being reconfigured by BlinkUp. | DC/api/hardware/wakereason (node/2407)
D-039 | documented | WAKEREASON_SW_RESTART = 10: restarted by server.restart(). | DC/api/hardware/wakereason (node/2407)
D-040 | documented | WAKEREASON_POWER_RESTORED = 11: VBAT already powered during a cold start (impOS 40+; impC001 radio brown-out at start is also reported as 11). | DC/api/hardware/wakereason (node/2407); gh electricimp/LPDeviceManager README.md
D-041 | documented | The numeric values are documented as subject to change; not every value can occur on every imp type. One value is returned per VM start (no bit-field). | DC/api/hardware/wakereason
D-042 | user-report | A user saw wakereason masked: other imps sharing a model reported NEW_SQUIRREL at their next restart whatever its real cause, and a run-time error was reported as TIMER (1), not 5 (Jan 2015). See C-09. | F/interpreting-hardware-wakereason/3229
D-043 | documented | Default policy equals server.setsendtimeoutpolicy(SUSPEND_ON_ERROR, WAIT_TIL_SENT, 30). | DC/api/server/setsendtimeoutpolicy
D-044 | documented | SUSPEND_ON_ERROR: on unexpected disconnect or send error the VM stops, impOS retries for 1 minute, then deep-sleeps; every 9 minutes it wakes, tries for 1 minute and sleeps again (snooze-and-retry, wakereason 7). | DC/api/server/setsendtimeoutpolicy; DC/api/hardware/wakereason
D-045 | documented | RETURN_ON_ERROR: code keeps running, send calls return an error code, onunexpecteddisconnect fires, and only an explicit server.connect()/connectwith() reconnects. | DC/api/server/setsendtimeoutpolicy
D-046 | documented | RETURN_ON_ERROR_NO_DISCONNECT (impOS 38+): like RETURN_ON_ERROR, but a send that cannot complete in time does not by itself drop the connection (page read in part). | DC/api/server/setsendtimeoutpolicy
D-047 | documented | waitPolicy is WAIT_TIL_SENT or WAIT_FOR_ACK; the timeout argument is in seconds. | DC/api/server/setsendtimeoutpolicy
D-048 | documented | Send results: 0 ok, 1 SEND_ERROR_NOT_CONNECTED, 2 SEND_ERROR_TIMEOUT, 3 SEND_ERROR_DISCONNECTED, 4 SEND_ERROR_WOULDBLOCK (from impOS 38). | DC/api/server
D-049 | documented | server.connect(): blocks under SUSPEND_ON_ERROR (callback/timeout ignored); asynchronous under RETURN_ON_ERROR with default timeout 60 s (default since impOS 30; WiFi and Ethernet, longer on cellular). | DC/api/server/connect; DC/releasenotes/releases/release30
D-050 | documented | Connect/disconnect reasons: 0 NOT_CONNECTED, 1 NO_WIFI = NO_LINK, 2 NO_IP_ADDRESS, 3 NOT_RESOLVED, 4 NO_SERVER, 5 SERVER_CONNECTED, 6 NO_PROXY, 7 NOT_AUTHORISED (proxy credentials), 8 NO_MODEM, 9 SIM_ERROR, 10 NO_REGISTRATION, 11 REGISTRATION_DENIED, 12 NO_PPP_CONNECTION, 13 PPP_NO_CONNECTIVITY (12/13 from public test stubs). | DC/api/server/connect; public code
D-051 | documented | Only one server.connect() callback is live: a second call before completion replaces the callback. | DC/api/server/connect
D-052 | documented | ConnectionManager guards a race in which server.connect() never calls back if the imp is already connected; it also waits 0.5 s and retries while a connect/disconnect is in progress. | gh electricimp/ConnectionManager ConnectionManager.lib.nut
D-053 | documented | server.disconnect() drops the session and powers the network interface down; later reconnection follows the policy; the doc demands it be called from imp.onidle() so OS/Squirrel/redirect messages are processed first. | DC/api/server/disconnect (node/2486); DC/examples/disconnectanddeepsleepsafely
D-054 | documented | server.onunexpecteddisconnect() only fires under RETURN_ON_ERROR, and only after impOS has itself retried for 60 s without success. | DC/api/server/onunexpecteddisconnect
D-055 | user-report | The reason passed to that callback can describe the failed retry rather than the original loss (a server restart was reported as NO_WIFI / NO_IP). | F/server-onunexpecteddisconnect-callback-reason-not-always-so/4299
D-056 | documented | server.isconnected() stays true for roughly 60 s of silence plus about 45 s of unanswered keepalive, then turns false and the socket is closed. | DC/api/server/isconnected
D-057 | documented | imp.onidle() callbacks run only after impOS has processed queued server messages, including update notices and new-code notices; timers (imp.wakeup(0)) give no such guarantee. | DC/examples/disconnectanddeepsleepsafely
D-058 | documented | server.sleepfor / imp.deepsleepfor: 0..2,419,198 s (28 days minus 2 s). server.sleepfor flushes pending sends first; imp.deepsleepfor does not. imp005 has no deep sleep. | DC/api/server/sleepfor; DC node/2424
D-059 | documented | Passing 0 to either sleep call makes an immediate warm restart. | DC/resources/imprestartoptions
D-060 | documented | imp.sleep() suspends the VM only: the radio stays up but server messages are not processed, so update notices wait. | DC/api/imp/sleep
D-061 | documented | nv table: survives deep sleep, never a cold boot, and not an impOS update; absent on imp005 and imp004m; alternatives are agent server.save or imp.setuserconfiguration (flash, survives both boots). | DC node/2304; DC/resources/politeosdeployments; DC node/743
D-062 | documented | ConnectionManager 3.1.1 defaults: errorPolicy RETURN_ON_ERROR, connectTimeout 60 s, checkTimeout 5 s, ackTimeout 1 s, retryOnTimeout true, stayConnected false, blinkupBehavior BLINK_ON_DISCONNECT, flush timeout 30 s. | gh electricimp/ConnectionManager README.md
D-063 | documented | imp.enableblinkup is evaluated per system phase: BOOTING (first 60 s after cold start), CONNECTING (within 60 s of the first connection attempt), IDLE (otherwise). | DC/api/imp/enableblinkup
D-064 | documented | impOS 40 and earlier, BlinkUp+LED by phase (BOOTING/CONNECTING/IDLE): never called = on/on/off; false = on/off/off; true = on/on/on. A call takes effect only at the next phase change. | DC/api/imp/enableblinkup
D-065 | documented | impOS 42+: enableblinkup(false) takes effect immediately even inside the first 60 s, so with Squirrel starting at 10 s the user may have only about 10 s to BlinkUp. | F/blinkup-with-impos-42-how-to-reproduce-old-behaviour-with-cm/6385; gh electricimp/ConnectionManager README.md
D-066 | documented | On a warm start the setting applies almost at once because Squirrel starts straight away in the active-offline state. | DC/api/imp/enableblinkup
D-067 | documented | The restart guide says BlinkUp is available 120 s after a power cycle unless Squirrel disables it and never less than 60 s (pre-42 wording). See C-07. | DC/resources/imprestartoptions
D-068 | documented | By default the LED stops 60 s after power-on to save power; a dark LED means BlinkUp is not listening. | DC/troubleshooting/developers; DC/troubleshooting/blinkup; F/help-blinkup-failing/2074
D-069 | documented | Devices without WiFi credentials keep BlinkUp and its LED active. | DC/resources/imprestartoptions
D-070 | documented | LED phases, in order: no network settings or credentials; BlinkUp received OK (3 s); WPS; searching WiFi; joining WiFi; getting IP; resolving server name; connecting to server; connected to server; plus proxy-address error, proxy-credential error and five cellular phases. | docs.kisi.io/references/hardware/blinkup (vendor copy of the table, colours lost); DC/troubleshooting/blinkup
D-071 | official-forum | Colours recovered from forum/official text: slow orange = no settings; red long-short-short = searching WiFi; red long-short-short-short = joining WiFi; red/off/orange/off = connecting to server; slow green = online; green short/long = downloading impOS, then solid green, then reboot. | F/dead-imps-blink-red-during-blinkup/3310; F/after-fw-update-...-solved/2854; F/imp-not-taking-blinkup-solid-red-led/2825; F/im-stuck-in-firmware-update/2145
D-072 | official-forum | Solid red during an upgrade means a hardware (SPI flash) failure: the backup WiFi firmware cannot be read; it is not a network state. | F/impos-update-stuck/3457; F/imp-not-taking-blinkup-solid-red-led/2825
D-073 | user-report | During optical reception the LED goes dark; at the end a green flash means a valid packet, red a bad one; then normal phase patterns resume. | F/help-blinkup-failing/2074; F/dead-imps-blink-red-during-blinkup/3310
D-074 | official-forum | Alternating slow green and fast red can mean application code crashing, rebooting, reconnecting and crashing again. | F/commissioning-issue-android-and-ios/876
D-075 | documented | BlinkUp order: collect network details; fetch a one-time token (and plan ID if none held) from the cloud; transmit details+token+plan ID; device joins network then cloud; device presents token; phone polls the cloud for the result. | gh electricimp/BlinkUpSDK-iOS FAQ-template.markdown (item 3)
D-076 | documented | The enrolment token is single use and identifies one short-term configuration transaction. | gh electricimp/BlinkUpSDK-iOS docs/html/Classes/BUConfigId.html; F/blink-up-app-for-windows/138
D-077 | documented | Tokens come from POST https://api.electricimp.com/v5/enroll with body type production_token, Basic auth using the BlinkUp API key, optional plan_id (older docs: v1/setup_tokens). | DC/api/imp/setenroltokens
D-078 | inferred | No source found states how long a token lives on the server side: only that it is not long (D-185), and the phone-side polling timeouts. | (negative result)
D-079 | documented | iOS SDK: polling must be started explicitly; default pollTimeout 60 s, adjustable; it ends on device contact, timeout or error; stopPolling suppresses the callback. | gh electricimp/BlinkUpSDK-iOS docs/html/Classes/BUDevicePoller.html
D-080 | documented | Cordova plugin: default timeoutMs 30000. | gh electricimp/cordova-plugin-blinkup README.md
D-081 | documented | Poll success yields agent URL, device ID ('impee ID'), plan ID and a verification/claim time (sample Android code reads claimed_at, plan_id, agent_url, impee_id). | gh electricimp/BlinkUpSDK-iOS BUDeviceInfo.html; gh electricimp/BlinkUpSDK-Android sdk/sample_agent BlinkupCompleteActivity.java
D-082 | documented | Android SDK 6.3.5+: if the SDK cannot reach the server at all that is onError; if it reaches the server but the device never enrols, or the enrolment is rejected, that is onTimeout. The two device-side failures are thus indistinguishable to the app. | gh electricimp/BlinkUpSDK-Android sdk/README.md (6.3.5)
D-083 | documented | iOS error codes: 10 network error while polling, 20 bad flash packet, 30/31 plan ID invalid/not retrieved, 41/42 token invalid/not retrieved, 51/52 password save, 60 SSID empty, 80 server responded with error, 110-115 SDK set-up faults, 300-302 feature faults. | gh electricimp/BlinkUpSDK-iOS docs/html/Constants/BlinkUpError.html
D-084 | documented | Cordova states: started / completed / error; status 0 device connected, 200 gathering info, 201 WiFi cleared, 202 WiFi and cached plan ID cleared; plugin errors 100 args, 101 timed out, 102 cancelled, 103 bad key, 301 key check failed, 302 JSON. | gh electricimp/cordova-plugin-blinkup README.md
D-085 | official-forum | No SDK status, error or callback mentions an impOS upgrade: the phone cannot tell 'upgrading' from 'slow'. A wish-list item existed but was not on the roadmap. | seed; SDK docs above
D-086 | documented | A BlinkUp that never completes may be due to ambient light, wrong WiFi settings or no route to the cloud; the app sees only its poll timing out. | gh electricimp/BlinkUpSDK-iOS FAQ-template.markdown (item 5)
D-087 | documented | Failed enrolment: the device is refused by the cloud and may try again. A successfully enrolled device may re-enrol later. | DC/manufacturing/publiccloudplanids
D-088 | documented | Each successful enrolment results in an agent being instantiated for the (device, plan) pair at its URL - as worded in the plan-ID guide (timing versus upgrade: C-04). | DC/manufacturing/publiccloudplanids
D-089 | documented | Re-BlinkUp with a NEW plan ID: new agent ID/URL, old URL invalid for that device, previously saved agent data not reachable. With the SAME plan ID: same URL, same data. | gh electricimp/BlinkUpSDK-iOS FAQ-template.markdown; DC/api/server/save; DC/api/imp/setenroltokens
D-090 | documented | A developer plan ID shipped in a production app makes enrolment fail for end users. | gh electricimp/BlinkUpSDK-iOS FAQ-template.markdown; gh electricimp/cordova-plugin-blinkup README.md
D-091 | documented | Using another account's BlinkUp API key means end users' BlinkUp fails and the device stays unresponsive. | DC/knowledgebase?category=660&type=652
D-092 | documented | A VM start that follows BlinkUp reports wakereason 9, i.e. optical reconfiguration does restart the VM/imp. | DC/api/hardware/wakereason
D-093 | documented | Bluetooth BlinkUp: application Squirrel must already be loaded (load after blessing, not after activation); the library stores WiFi + plan ID + token, then calls imp.reset() at idle - i.e. a full cold start follows. | gh electricimp/BTLEBlinkUp README.md and btleblinkup.device.lib.nut
D-094 | documented | Until a device has been activated it has no agent. | gh electricimp/BTLEBlinkUp README.md (Application Code Loading Time note)
D-095 | documented | imp.setenroltokens + imp.setwificonfiguration let running Squirrel store credentials without BlinkUp; they are used on subsequent connections, also after cold boots, and may be overwritten by a later BlinkUp. | DC/api/imp/setenroltokens; DC/api/imp/setwificonfiguration
D-096 | documented | There is no remote recovery for a device given bad WiFi settings: it needs local BlinkUp. | DC/api/imp/setwificonfiguration
D-097 | documented | 'Clear' BlinkUp needs no token and yields no poll. imp.clearconfiguration(): CONFIG_WIFI keeps enrolment; CONFIG_ALL (default) wipes WiFi, static IP, proxy and enrolment; the current session continues until sleep, power cycle or server.disconnect(). | gh electricimp/BlinkUpSDK-iOS Custom BlinkUp-template.markdown; DC/api/imp/clearconfiguration
D-098 | documented | The BlinkUp webhook fires on successful activation of a production device and carries device_id, plan_id and token; a Blessing webhook carries device_id and imp_id; a deployment webhook exists too. | DC/manufacturing/webhooks; gh electricimp/imp-central-impt ProductionGuide.md
D-099 | documented | Android SDK 6.4.2+ cancels BlinkUp if the user leaves the app during flashing. | gh electricimp/BlinkUpSDK-Android sdk/README.md
D-100 | documented | Seven Device Group types: development, pre_factoryfixture, pre_dut, pre_production, factoryfixture, dut, production (API names end in _devicegroup). | gh electricimp/imp-central-api lib/DeviceGroups.js
D-101 | documented | All devices in a group run the code deployed to that group; a deployment (build) belongs to exactly one group. | DC/tools/impcentralprimer; gh electricimp/imp-central-impt ProductionGuide.md
D-102 | documented | Factory flow: assembly -> factory BlinkUp by a fixture -> DUT firmware runs in the dut group -> test -> server.bless -> moved to the target production group -> shipped -> end-user activation. | DC/manufacturing/factoryprocess; gh electricimp/imp-central-impt ProductionGuide.md
D-103 | documented | server.bless(true, cb): request goes to server; cb(true|false) on answer; LED solid green on success, solid red on failure. bless(false): failure logged, red LED at once, cb(false). | DC/api/server/bless
D-104 | documented | If the target group loads code on blessing (the default), something happens two seconds after the bless callback (text read in part; presumably restart + application download). | DC/api/server/bless
D-105 | documented | Production/pre-production attribute load_code_after_blessing defaults to true (code fetched right after blessing and run when powered); if false the device fetches it on first connection as part of BlinkUp. | gh electricimp/imp-central-impt CommandsManual.md (dg update); gh electricimp/imp-central-api lib/DeviceGroups.js
D-106 | documented | server.factoryblinkup works only on fixtures in a (test) factory group; elsewhere it only logs an error. | DC/api/server/factoryblinkup
D-107 | documented | Good factory firmware clears stored credentials after blessing so the unit starts as unconfigured; otherwise it would try the factory network at first end-user power-up. | DC/manufacturing/api
D-108 | documented | Deploying new factory firmware during production restarts the DUTs automatically. | gh electricimp/FactoryTools README.md
D-109 | documented | A production device can only be reassigned between production groups of the same product; unassigning (unblessing) needs the account's unbond key and turns it into a development device. | gh electricimp/imp-central-impt ProductionGuide.md
D-110 | documented | Creating a deployment does not itself run it: the devices run it when next restarted (impt: 'build deploy' vs 'dg restart'; 'build run' = both). | gh electricimp/imp-central-impt CommandsManual.md (Build Deploy)
D-111 | documented | POST .../restart on a device or group = unconditional restart; the polite handler is not consulted. | gh electricimp/imp-central-api lib/Devices.js; DC/api/server/onshutdown
D-112 | documented | POST .../conditional_restart: a device running a deployment at or above the group's min_supported_deployment gets SHUTDOWN_NEWSQUIRREL (polite); one running an older deployment is restarted outright. | gh electricimp/imp-central-api lib/Devices.js and lib/DeviceGroups.js
D-113 | documented | min_supported_deployment belongs to the group and only moves to a newer deployment; that deployment and newer ones cannot be deleted; flagged deployments are also protected. | gh electricimp/imp-central-impt CommandsManual.md
D-114 | documented | impCentral's 'Build and Force Restart' is an unconditional restart; the handler is skipped. | DC/api/server/onshutdown
D-115 | documented | Moving a device to another Device Group applies pending OS and code at once, skipping the handler. | DC/api/server/onshutdown
D-116 | official-forum | An out-of-date device that comes online after activation gets the latest impOS first, then the latest application Squirrel. | seed
D-117 | official-forum | The impOS upgrade takes place before the device reaches its home server; agents live on the home server. | seed
D-118 | official-forum | Any device connecting from a cold boot is brought to the current stable OS and the deployed code; polite handling is not a way to refuse upgrades. | seed; DC/api/server/onshutdown
D-119 | documented | A device is told about a pending impOS update whenever it reconnects: explicit connect, or first server access after warm start/deep sleep. | DC/resources/politeosdeployments
D-120 | documented | With no handler (or a null one) impOS acts at once: it restarts the device as if cold-booted and the update is fetched and installed during that start. | DC/resources/politeosdeployments; DC/api/server/onshutdown
D-121 | official-forum | impOS upgrade is power-fail safe: the imp holds an OS image (impROM) and a recovery image (bootROM); loss of power or link at any point leads to resumption at the next opportunity to connect. | F/firmware-upgrade-process/3817
D-122 | official-forum | The bootROM is itself upgradable (fail-safely) but only when a release changes it, so mixed bootROM/impROM versions coexist in the field. | F/firmware-upgrade-process/3817
D-123 | official-forum | An interrupted Squirrel download is simply redone at the next connection; whether two copies are held is stated as uncertain. | F/firmware-upgrade-process/3817
D-124 | documented | After a failed install the imp also lands in COLD START, so the cycle repeats. | DC/resources/wifistatediagram
D-125 | user-report | Upgrades can stall: a slow route gave 0.04 kB/s; after about 15 min the attempt ended and restarted at the next boot (user saw many hours; a dozen tries). | F/im-stuck-in-firmware-update/2145
D-126 | user-report | That user recalled the docs quoting about 60 s for an OS update; the seed customer budgeted 15 s; neither is a guarantee. | F/im-stuck-in-firmware-update/2145; seed
D-127 | user-report | While a development imp was stuck in upgrade the IDE showed agent and device online and agent code ran, device code did not. See C-05. | F/im-stuck-in-firmware-update/2145
D-128 | official-forum | The cloud can force a firmware check without a new release, e.g. when a device bounces quickly between servers; it should be harmless unless hardware is faulty or the upgrade server is unreachable. | F/impos-update-stuck/3457
D-129 | official-forum | Before release 30 the remedy for a device at the wrong server was to trigger an impOS update because it passes through the bootROM and clears the DNS cache. | F/todays-server-update/3412
D-130 | documented | Odd major impOS numbers are pre-releases, even ones production quality; 42 is the last for most imps, 46 (and internal 47) are imp006 only. | DC/releasenotes/releases/release42; DC node/2941
D-131 | user-report | Log trace of an OS update: 'firmware update triggered', then 'Device disconnected' (40 s later in one trace), later 'Downloading new code'. | F/unable-to-blinkup-after-last-firmware-update-triggered/4239; F/after-fw-update-.../2854
D-132 | inferred | If the compiled program does not fit, the status line reports out of (program) space with the percentage used; new code is then not run. | gh electricimp/imp-central-impt lib/util/TestLogsParser.js
D-133 | documented | A reload request makes impOS shut the VM down and enter 'Get Squirrel #2', which ends with new code acquired or with a time-out (after which the old code presumably runs on). | DC/resources/polite-squirrel-deployment
D-134 | documented | server.onshutdown(cb) registers one device-side handler; cb(reason) is called instead of the restart, and the application keeps running until it calls server.restart(). | DC/api/server/onshutdown; DC/resources/polite-squirrel-deployment
D-135 | documented | SHUTDOWN_NEWSQUIRREL = 1: new Squirrel available. | DC/api/server/onshutdown
D-136 | documented | SHUTDOWN_NEWFIRMWARE = 2: new impOS available. | DC/api/server/onshutdown
D-137 | documented | SHUTDOWN_OTHER = 3: other reason; the guide says it is reserved and not in use. | DC/api/server/onshutdown; DC/resources/polite-squirrel-deployment
D-138 | documented | Numeric values of the shutdown constants may change between releases. | DC/api/server/onshutdown
D-139 | documented | Until onshutdown() has been called any server contact may trigger an immediate restart, hence the advice to call it as early as possible: there is a race window between VM start and registration. | DC/resources/politeosdeployments
D-140 | official-forum | Polite handling works only while Squirrel is running with a registered handler; before that impOS updates freely. | seed
D-141 | official-forum | Handlers fire only for devices that are online or that warm-boot and connect; not for cold boots. | seed
D-142 | documented | Handler bypassed by: power cycle/cold boot, forced restart (impCentral or API), move to another Device Group. | DC/api/server/onshutdown
D-143 | inferred | No maximum delay is documented. The handler may postpone 'until a less disruptive time'; a handler that never restarts leaves the update pending indefinitely until a bypass event occurs. | DC/api/server/onshutdown; seed
D-144 | user-report | Observed usage: restart after 60 s timer (smittytone apps), after 2 s with a sound, or re-check every 1 s until not busy (Electric Imp's own lala example). | public code; gh electricimp/examples lalavoicerecorder/lala_device.nut
D-145 | official-forum | Handler is told of OS updates when the device connects, and of deploys when they happen or when it connects, whichever is sooner. | seed
D-146 | official-forum | Mostly-offline (battery) devices take part: they are notified on their periodic connections and may defer. | seed
D-147 | inferred | A deploy made while the device is offline is not pushed; the device learns of it on its next connection (and on warm boots runs the OLD stored code first). | seed; D-015
D-148 | documented | If a device sleeps or disconnects without letting impOS go idle, it may never process the notice, so the update can be put off indefinitely (the unboundedness is our inference). | DC/examples/disconnectanddeepsleepsafely
D-149 | inferred | No source says what happens when OS and Squirrel updates are both pending (one call or two, order of reasons). The cold-start rule (OS first, then Squirrel) makes one restart sufficient. | D-116; D-118
D-150 | inferred | No source states whether the notice repeats on each reconnection after the handler has been called once and has not restarted. For OS updates the text 'whenever it reconnects' suggests yes. | DC/resources/politeosdeployments
D-151 | documented | server.restart(): never returns; restarts the VM (not the imp) and thereby lets impOS apply staged Squirrel and/or impOS; usable any time, device or agent; next wakereason 10 (presumably 4 or 6 instead if code or OS was installed on the way). | DC/api/server/restart; DC/api/hardware/wakereason
D-152 | documented | imp.reset(): immediate software reset into the COLD START flow (wakereason 2; dev log exit code 16), so pending OS/code are applied too. | DC/api/imp/reset
D-153 | documented | The API page lists onshutdown as device-only; the guide and server.restart's page speak of 'the device or agent' trapping requests; public agent code registering one exists. See C-06. | DC/api/server/onshutdown; DC/api/server/restart; DC/resources/politeosdeployments; public code
D-154 | official-forum | Advice: load application code after blessing so that Squirrel starts 10 s after power-on and registers its handler before BlinkUp; then the first post-enrolment OS notice reaches the handler. | seed
D-155 | documented | An agent is created/assigned when a production device is first activated with BlinkUp; before that none exists (requests to any URL get 404). | DC/api/server/save; gh electricimp/BTLEBlinkUp README.md; seed
D-156 | official-forum | First start happens when the device reaches its home server; if an OS upgrade intervenes the agent starts only after the device is back. | seed
D-157 | documented | Agent keeps running while its device is offline; after 30 days offline it is stopped, not deleted; HTTP then gives 404; it restarts automatically when the device returns, same URL, saved data intact. | DC/knowledgebase (Technotes: agent lifespan); DC/api/server/load
D-158 | documented | 404 is ambiguous: (a) no such/never started agent, (b) stopped after 30 days, (c) running but no http.onrequest handler registered. | DC/knowledgebase; seed
D-159 | documented | The response-code note says 4xx codes are produced by the impCloud and 5xx by the caller's browser/OS HTTP layer; agent code may itself send any code. Its table was not read. | DC/troubleshooting/httpresponsecodes
D-160 | documented | Status codes 0..99 seen by an agent's own outgoing requests are libcurl-like transport errors. | DC/troubleshooting/httpresponsecodes
D-161 | documented | Agents can be migrated between servers at any time: stop, move code + saved data, start. Outage usually short, e.g. up to 5 s, no guarantee. RAM state is lost. | DC/resources/agentmigration
D-162 | documented | Log lines: 'Agent started.', 'Agent stopped: migrating', 'Agent restarted: reload.', 'Agent restarted: new_bytecode_version.' | F/unable-to-blinkup-.../4239; F/changes-to-device-agent/3716; gh electricimp/imp-central-impt TestingGuide.md
D-163 | documented | server.save keeps one table of at most 64 KB (serialised), survives agent/device/server restarts; exceeding it throws. server.load on a never-saved agent returns an empty table. | DC/api/server/save; DC/api/server/load
D-164 | documented | During migration server.load may return a slightly older table than the last save. | DC/api/server/load
D-165 | documented | device.ondisconnect fires only on a connected->disconnected transition; quick drop/reconnect may be missed; only one callback, replaceable but not removable until agent restart. | DC/api/device/ondisconnect
D-166 | documented | device.onconnect may fire before the device VM is up, so a device.send in it can find no handler. | DC/api/device/onconnect
D-167 | documented | device.send to a disconnected device is lost; to a connected device with no matching handler it is ignored with a log warning. | DC/api/device/isconnected (node/2431); DC/examples/deviceagent
D-168 | documented | Offline detection figures: cloud pings every 9 min with 20 s grace; TCP keepalive detects in 106 s (55 s then 17 s steps); another page: ~60 s silence then ~100 s; FAQ: ~270 s average, 9 min worst; longer on cellular. See C-08. | DC/api/device/ondisconnect; DC/troubleshooting/deviceserver; DC/knowledgebase
D-169 | documented | A stale connection shows up as ondisconnect immediately followed by onconnect; recipe: wait 30 s before declaring offline. | DC/examples/agentdevicedisconnected
D-170 | documented | On a restart-with-new-code the agent restarts first (reload), the device then starts its download about 0.24 s later and the agent restarts once more for the new bytecode (0.25 s after the first) in one trace taken as impt's test runner assigned the device to a group; other logs show 'Agent restarted: reload' about 0.45 s before 'Downloading new code'. | gh electricimp/imp-central-impt TestingGuide.md lines 846-848; public code
D-171 | inferred | Consequence: agent and device can run different versions for some time - milliseconds when forced, unbounded when the device defers politely or is offline. | D-170; D-143; D-147
D-172 | user-report | Exhausting the agent heap restarts the agent (a testing trick a user credits to an Electric Imp engineer; it works on the device too); RAM state is lost. No documented back-off or crash-loop throttle for agents was found. | F/changes-to-device-agent/3716
D-173 | documented | An agent can restart itself with server.restart(). | DC/api/server/restart; F/changes-to-device-agent/3716
D-174 | official-forum | Cloud deploys restart many agents and drop sessions for minutes; staff advise code that tolerates unsolicited restarts. | F/todays-server-update/3412
D-175 | documented | An agent may hold 40 outgoing-request credits, refilled at 2 per second. | DC node/2299 (httprequest)
D-176 | user-report | Installers wait for an OS update straight after BlinkUp; the app has no signal and hard-codes a 15 s delay. | seed
D-177 | official-forum | Recommended work-around: after poll success, try the agent for 10 s; still 404 => assume upgrade; agent appears when the device returns. It mis-fires where 404 has other causes (D-158) or where a re-BlinkUp with the same plan ID finds an already running agent. | seed; D-158; D-089
D-178 | user-report | BlinkUp window shrinking in impOS 42 was called dangerous (bricking risk) by a ConnectionManager user. | F/blinkup-with-impos-42-.../6385
D-179 | user-report | Unsolicited agent restarts and device disconnects upset paired state machines; users ask for ways to simulate them. | F/todays-server-update/3412; F/changes-to-device-agent/3716
D-180 | user-report | Upgrade loops on bad flash or slow networks look like BlinkUp failures to the user. | F/unable-to-blinkup-.../4239; F/im-stuck-in-firmware-update/2145
D-181 | user-report | wakereason does not let a user tell the true restart cause. | F/interpreting-hardware-wakereason/3229
D-182 | user-report | RETURN_ON_ERROR misused without reconnect logic leaves a remote device offline until a visit. | F/did-i-screw-up-my-remote-imp006-.../6300
D-183 | official-forum | With RETURN_ON_ERROR and deep sleep, code that sleeps before the asynchronous connect finishes never connects - and so never sees updates. | F/dealing-with-wifi-disconnection-when-waking-from-deep-sleep/3913
D-184 | user-report | Fear that forced OS updates halt products; official answer is polite deployment, not opt-out. | F/im-stuck-in-firmware-update/2145; seed
D-185 | documented | Enrolment tokens are intentionally short-lived, so that they cannot be cached; no figure is given. | DC/manufacturing/factoryactivation
D-186 | documented | Factory activation: after blessing the agent of the DUT fetches plan ID and token, and the application applies them with imp.setenroltokens(); the unit leaves the line pending activation. | DC/manufacturing/factoryactivation
D-187 | documented | imp.enableblinkup() activates or deactivates BlinkUp, and may be called at any time, either way. | DC/api/imp/enableblinkup
D-188 | documented | The ConnectionManager library by default calls imp.enableblinkup() with every connection that comes and goes: true while disconnected, false while connected. | gh electricimp/ConnectionManager README.md
D-189 | documented | From impOS 42 on there is no period any more for which BlinkUp remains active after imp.enableblinkup(false), not even in the phase BOOTING. Settings are not mentioned. | release notes of impOS 42, quoted in F/blinkup-with-impos-42-how-to-reproduce-old-behaviour-with-cm/6385
D-190 | documented | From impOS 36 on, asserting the rescue pin at a cold boot clears Squirrel, so that the device has to connect to get its application. | DC/api/imp/setrescuepin
D-191 | documented | Clear BlinkUp over Bluetooth is a matter of the application: it clears the WiFi settings, which neither ends the current connection nor restarts the device. | gh electricimp/BTLEBlinkUp btleblinkup.device.lib.nut
D-192 | documented | BlinkUp details that arrive over Bluetooth are stored with the connection flushed and closed, and imp.reset() follows in imp.onidle(): the agent hears of the disconnection at once. | gh electricimp/BTLEBlinkUp btleblinkup.device.lib.nut
D-193 | documented | Devices are moved between groups in any direction, as a way to update a part of a fleet. | gh electricimp/imp-central-impt ProductionGuide.md
D-194 | documented | A phone that cannot reach the impCloud while it polls: the Android SDK reports an error only if that is so until the time-out, the iOS SDK at once (error 10). | gh electricimp/BlinkUpSDK-Android sdk/README.md; gh electricimp/BlinkUpSDK-iOS
D-195 | official-forum | An install of impOS that fails for good, as on unsupported flash, cannot be recovered from. | F/unable-to-blinkup-after-last-firmware-update-triggered/4239
D-196 | documented | server.onunexpecteddisconnect() is called only under RETURN_ON_ERROR, only after a connection was lost, and only if it does not come back within 60 s. | DC/api/server/onunexpecteddisconnect
D-197 | user-report | Tested by a customer: server.onunexpecteddisconnect() is not called where the attempt of a start fails. | F/.../3430
D-198 | documented | The wake pin wakes a device only if it was configured before the sleep. | DC/examples/wakepin
D-199 | documented | A device whose agent has been moved hears of it as a redirect, which is among what a careless disconnection leaves unprocessed. | DC/examples/disconnectanddeepsleepsafely
D-200 | user-report | Devices of 2014 to 2016 that reconnected were seen not to be upgraded outright, or again and again: in tension with D-116 and D-117, which rest on one thread. | F/unable-to-blinkup-after-last-firmware-update-triggered/4239; F/im-stuck-in-firmware-update/2145
D-201 | official-forum | Wake reason 4 overrides 9, 10 and 2 where new code was fetched on the way; to change that is "in the backlog". | F/.../5360
D-202 | official-forum | Whether a BlinkUp that has begun survives imp.enableblinkup(false) is an open question to the vendor's own staff. | F/blinkup-with-impos-42-how-to-reproduce-old-behaviour-with-cm/6385
`

function read(line: string): Fact {
  const [id = '', firmness = '', statement = '', source = ''] = line.split(' | ')
  if (!/^D-\d{3}$/.test(id) || !(firmness in firmnesses) || statement === '' || source === '') {
    throw new Error(`not a fact: "${line}"; expected "D-nnn | firmness | statement | source".`)
  }
  return { id: id as Fact['id'], firmness: firmness as Firmness, statement, source }
}

/** All facts, by number. */
export const facts: readonly Fact[] = table.trim().split('\n').map(read)
