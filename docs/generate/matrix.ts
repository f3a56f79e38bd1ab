// The answer of the start page as a matrix: what becomes of politeness after BlinkUp, by reading and by configuration.
import { selectionOf, type Asked } from '../../verification/plan.js'
import { configure, type Configuration, type NamedConfiguration } from '../../machines/configurations.js'
import { properties } from '../../properties/index.js'
import { matrixProperties } from '../product/politeness.js'

interface Line {
  readonly title: string
  readonly values: Partial<Configuration>
}

/** How the sources can be read. */
export const readingsOfBlinkup: readonly Line[] = [
  { title: 'BlinkUp restarts the device; late connections upgrade', values: {} },
  { title: 'BlinkUp restarts the device; late connections ask', values: { lateConnection: 'asked-politely' } },
  { title: 'Squirrel survives BlinkUp; late connections upgrade', values: { blinkupRestarts: 'no' } },
  {
    title: 'Squirrel survives BlinkUp; late connections ask',
    values: { blinkupRestarts: 'no', lateConnection: 'asked-politely' },
  },
]

/** What a product may be like. */
export const productsAtBlinkup: readonly Line[] = [
  { title: 'Code loaded after blessing, handler at start', values: {} },
  { title: 'Handler registered late', values: { handler: 'late' } },
  { title: 'Handler never accepts', values: { politeness: 'never-accepts' } },
  { title: 'Sleeps on battery', values: { power: 'battery' } },
  { title: 'Fast boot', values: { boot: 'fast' } },
  { title: 'BlinkUp over Bluetooth', values: { blinkupOver: 'bluetooth' } },
  { title: 'Code loaded at activation', values: { codeLoading: 'at-activation' } },
  { title: 'No handler', values: { handler: 'none' } },
]

export const cellConfiguration = (product: Line, reading: Line): NamedConfiguration =>
  configure({ ...product.values, ...reading.values })

/** What must be checked for the matrix. */
export const matrixSelection: readonly Asked[] = selectionOf(
  properties.filter(({ id }) => matrixProperties.some((one) => one === id)),
  productsAtBlinkup.flatMap((product) => readingsOfBlinkup.map((reading) => cellConfiguration(product, reading))),
)
