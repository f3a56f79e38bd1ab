// The answer of the start page as a matrix: what becomes of politeness after BlinkUp, by reading and by configuration.
import { selectionOf, type Asked } from '../../verification/plan.js'
import { configure, type Configuration, type NamedConfiguration } from '../../machines/configurations.js'
import { properties } from '../../properties/index.js'
import type { Verdict } from '../../model/property.js'

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

/** Whether a handler that is registered at BlinkUp is always asked, and whether one can be asked at all. */
export const matrixProperties = ['politeness-respected-after-blinkup', 'handler-called-after-blinkup'] as const

/** A product of which nothing is asked while BlinkUp arrives: over Bluetooth, BlinkUp is a reset of running code. */
const resets = ({ blinkupOver }: Configuration): boolean => blinkupOver === 'bluetooth'

export const cellConfiguration = (product: Line, reading: Line): NamedConfiguration =>
  configure({ ...product.values, ...reading.values })

/** What must be checked for the matrix. */
export const matrixSelection: readonly Asked[] = selectionOf(
  properties.filter(({ id }) => matrixProperties.some((one) => one === id)),
  productsAtBlinkup.flatMap((product) => readingsOfBlinkup.map((reading) => cellConfiguration(product, reading))),
)

/** What happens when an impOS update waits at BlinkUp. */
export type CellAnswer = 'asked' | 'race' | 'not-asked' | 'nobody'

/** The words of an answer: the cell, and what it means. */
export const cellAnswers: Readonly<Record<CellAnswer, { readonly text: string; readonly meaning: string }>> = {
  asked: { text: 'Asked first', meaning: 'A handler that is registered at BlinkUp is asked before impOS is fetched.' },
  race: {
    text: 'A race',
    meaning:
      'The handler is asked if Squirrel runs and the handler is registered by the time the device is told; otherwise the update is applied at once.',
  },
  'not-asked': { text: 'Not asked', meaning: 'The update is fetched at once, whatever the handler would say.' },
  nobody: {
    text: 'Nobody to ask',
    meaning: 'No handler is registered when BlinkUp arrives: the update is fetched at once.',
  },
}

/** The answer from the verdicts of the two properties. */
export function cellAnswer(configuration: Configuration, respected: Verdict, canBeAsked: Verdict): CellAnswer {
  if (respected === 'holds') return 'asked'
  // No handler is registered when BlinkUp arrives; that a later boot may ask one is another matter.
  if (respected === 'vacuous' && !resets(configuration)) return 'nobody'
  return canBeAsked === 'holds' ? 'race' : 'not-asked'
}
