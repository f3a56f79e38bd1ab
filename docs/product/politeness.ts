// The answer to the question of the thread, for one product: what becomes of politeness after BlinkUp.
import type { Configuration } from '../../machines/configurations.js'
import type { Verdict } from '../../model/property.js'

/** Whether a handler that is registered at BlinkUp is always asked, and whether one can be asked at all. */
export const matrixProperties = ['politeness-respected-after-blinkup', 'handler-called-after-blinkup'] as const

/** A product of which nothing is asked while BlinkUp arrives: over Bluetooth, BlinkUp is a reset of running code. */
const resets = ({ blinkupOver }: Configuration): boolean => blinkupOver === 'bluetooth'

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
