// What a customer is asked about his product, in his own words; and what would decide, at the bench, what the sources leave open.
import type { Configuration, DimensionName } from '../../machines/configurations.js'

/** A question, and for each value of its dimension the answer that stands for it. */
export interface Question<D extends DimensionName = DimensionName> {
  readonly asked: string
  readonly values: Readonly<Record<Configuration[D], string>>
  /** For a reading: the experiment that tells which one a device follows. */
  readonly decidedBy?: string
}

/** By dimension. */
export const questions: { readonly [D in DimensionName]: Question<D> } = {
  codeLoading: {
    asked: 'When is your code loaded for the first time?',
    values: {
      'after-blessing': 'In the factory, once the device is blessed',
      'at-activation': 'In the field: the device fetches it after its first BlinkUp',
    },
  },
  handler: {
    asked: 'When does your code call server.onshutdown()?',
    values: { 'at-start': 'In its first lines', late: 'Later, when it is ready', none: 'Never' },
  },
  politeness: {
    asked: 'What does your shutdown handler do when it is called?',
    values: {
      'accepts-when-idle': 'It calls server.restart() as soon as the device is idle',
      'accepts-at-once': 'It calls server.restart() at once',
      'never-accepts': 'It never lets the update happen',
    },
  },
  power: {
    asked: 'Does the device sleep?',
    values: { mains: 'No, it is on mains power', battery: 'Yes, it runs on battery and sleeps between connections' },
  },
  errorPolicy: {
    asked: 'What does your code choose with server.setsendtimeoutpolicy()?',
    values: {
      'suspend-on-error': 'SUSPEND_ON_ERROR, the default: it stands still while there is no connection',
      'return-on-error': 'RETURN_ON_ERROR: it goes on without a connection',
    },
  },
  boot: {
    asked: 'How does the device boot?',
    values: {
      checked: 'As usual: it asks the server before it runs your code',
      fast: 'By the fast boot of the imp006',
    },
  },
  blinkupOver: {
    asked: 'How does the phone hand over the WiFi details?',
    values: { optical: 'It flashes its screen', bluetooth: 'Over Bluetooth, to your code' },
  },
  enableBlinkup: {
    asked: 'What does your code say to imp.enableblinkup()?',
    values: {
      default: 'Nothing',
      always: 'true, in its first lines',
      never: 'false, in its first lines',
      'while-offline': 'true when it loses its connection, false when it has one',
    },
  },
  disabledBlinkup: {
    asked: 'After imp.enableblinkup(false), does a device without WiFi settings listen for BlinkUp?',
    values: { off: 'No, it listens no more', 'on-without-settings': 'Yes, as long as it has no settings' },
    decidedBy:
      'Let the code say imp.enableblinkup(false) in its first lines, on a device that had its first BlinkUp. Clear its WiFi settings, start it, and send BlinkUp a minute later: it blinks as it takes the details, or stays dark.',
  },
  blinkupRestarts: {
    asked: 'Does BlinkUp restart a device whose code runs?',
    values: { yes: 'Yes: the code starts anew', no: 'No: the code survives' },
    decidedBy:
      'Let the code log a counter that it keeps in RAM, once a second. Send BlinkUp to the running device, and read its log when it is back: the counter has begun anew, or has gone on.',
  },
  lateConnection: {
    asked: 'A cold boot connects only after the code has started, at 10 s. Is the handler asked before an update?',
    values: { 'upgraded-outright': 'No: the update is applied outright', 'asked-politely': 'Yes: it is asked' },
    decidedBy:
      'Have a newer impOS or a conditional restart wait for a device that is off. Switch the access point off, then the device on. Half a minute later switch the access point on: the handler logs that it was called, or the device restarts without it.',
  },
  agentStarts: {
    asked: 'When is the agent started for the first time?',
    values: {
      'at-home-server': 'When the device reaches its home server',
      'at-enrolment': 'When the device is enrolled',
    },
    decidedBy:
      'Enrol a device for which a newer impOS waits, and ask its agent URL once a second: it answers while the device still upgrades, or only after that.',
  },
  deployNotice: {
    asked: 'What makes the cloud tell a running device of new code?',
    values: {
      'on-conditional-restart': 'A conditional restart of the device group',
      'on-deploy': 'The deployment itself',
    },
    decidedBy: 'Deploy without any restart while a device is online, and see whether its handler is called.',
  },
  installerApp: {
    asked: "How does the installer's app find out that the device upgrades?",
    values: {
      'probe-10s': 'It asks the agent URL for 10 s',
      'fixed-15s': 'It waits for 15 s',
      advised: 'The SDK tells it (a proposal: the product has no such thing)',
    },
  },
  graceAfterBlinkup: {
    asked: 'Is an upgrade held off for a while after enrolment?',
    values: { none: 'No', '2-minutes': 'For two minutes (a proposal: the product has no such time)' },
  },
}
