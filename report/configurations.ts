// Configurations by the values of their dimensions: in short, and in words.
import { dimensions, type Configuration } from '../machines/configurations.js'
import type { ConfigurationPattern } from '../model/configuration.js'

/** `power=battery, handler=late|none`. */
export const patternOfConfigurations = (when: ConfigurationPattern): string =>
  Object.entries(when)
    .map(([dimension, values]) => `${dimension}=${(values ?? []).join('|')}`)
    .join(', ') || 'every configuration'

/** What a value of a dimension says of a product or of the vendor; a value that is not here is told as `title: value`. */
const words: { readonly [D in keyof Configuration]?: Readonly<Partial<Record<Configuration[D], string>>> } = {
  codeLoading: {
    'after-blessing': 'the code is loaded after blessing',
    'at-activation': 'the code is loaded at activation',
  },
  handler: {
    none: 'there is no handler',
    'at-start': 'the handler is registered at start',
    late: 'the handler is registered late',
  },
  politeness: {
    'accepts-at-once': 'the handler accepts at once',
    'accepts-when-idle': 'the handler accepts when the application is idle',
    'never-accepts': 'the handler never accepts',
  },
  power: { mains: 'the device stays awake', battery: 'the device sleeps on battery' },
  errorPolicy: {
    'suspend-on-error': 'the application is suspended when a connection fails',
    'return-on-error': 'the application runs on when a connection fails',
  },
  boot: { checked: 'a cold boot checks with the server first', fast: 'a cold boot is a fast boot' },
  blinkupRestarts: { yes: 'BlinkUp restarts the device', no: 'Squirrel survives BlinkUp' },
  lateConnection: {
    'upgraded-outright': 'late connections upgrade at once',
    'asked-politely': 'late connections ask',
  },
  agentStarts: {
    'at-enrolment': 'the agent starts at enrolment',
    'at-home-server': 'the agent starts when its device reaches the home server',
  },
  deployNotice: {
    'on-deploy': 'a device is told of new code on each deploy',
    'on-conditional-restart': 'a device is told of new code on a conditional restart',
  },
  installerApp: {
    'probe-10s': "the installer's app probes the agent for 10 s",
    'fixed-15s': "the installer's app waits 15 s",
    advised: 'the BlinkUp SDK tells of an upgrade',
  },
  graceAfterBlinkup: {
    none: 'there is no grace after BlinkUp',
    '2-minutes': 'upgrades are held off for 2 minutes after BlinkUp',
  },
  blinkupOver: { optical: 'BlinkUp goes over light', bluetooth: 'BlinkUp goes over Bluetooth' },
  enableBlinkup: {
    default: 'BlinkUp is open for a minute after power-on',
    always: 'BlinkUp is always open',
    never: 'BlinkUp is never open while the code runs',
  },
  disabledBlinkup: {
    off: 'a device without settings does not listen for BlinkUp after imp.enableblinkup(false)',
    'on-without-settings': 'a device without settings listens for BlinkUp even after imp.enableblinkup(false)',
  },
}

function valueInWords(name: string, value: string): string {
  const known = (words as Readonly<Record<string, Readonly<Record<string, string>>>>)[name]?.[value]
  const title = dimensions.find((dimension) => dimension.name === name)?.title ?? name
  return known ?? `${title}: ${value.replaceAll('-', ' ')}`
}

const joined = (phrases: readonly string[], word: string): string =>
  phrases.length <= 1 ? (phrases[0] ?? '') : `${phrases.slice(0, -1).join(', ')} ${word} ${phrases.at(-1) ?? ''}`

/** A configuration by its name: `Squirrel survives BlinkUp and late connections ask`. */
export const configurationInWords = (name: string): string =>
  name === 'baseline'
    ? 'nothing differs from the usual product'
    : joined(
        name.split(',').map((part) => {
          const [dimension = '', value = ''] = part.split('=')
          return valueInWords(dimension, value)
        }),
        'and',
      )

/** `there is no handler or the handler is registered late, and late connections ask`. */
export const patternInSentence = (when: ConfigurationPattern): string =>
  joined(
    Object.entries(when).map(([name, values]) =>
      joined(
        (values ?? []).map((value) => valueInWords(name, value)),
        'or',
      ),
    ),
    'and',
  ) || 'in every product'
