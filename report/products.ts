// What is proved of every product of a scope, in words.
import { configure } from '../machines/configurations.js'
import { counted } from '../util/plural.js'
import type { Difference, JudgedScope } from '../verification/products.js'
import { provedInWords, whereInWords } from './conditions.js'
import { columns, indented } from './text.js'

const differenceInWords = (difference: Difference, among: number): string =>
  `${difference.found}, but ${difference.expected} is expected, ${whereInWords(difference, among)}; simplest: ${configure(difference.simplest).name}`

/**
 * A scope as a part of a report: its size, a line for each property, what is not expected, and where time stands still.
 *
 * @param among how many products are asked for
 * @param brief whether properties that hold in all of these, as is expected, are counted instead of listed
 */
export function scopeInWords(
  { scope, states, nodes, quantum, milliseconds, deadlock, zeno, properties }: JudgedScope,
  among: number,
  width: number,
  brief = false,
): string {
  const stills = [
    ...(deadlock.products > 0 ? [`no step is possible in some state ${whereInWords(deadlock, among)}`] : []),
    ...(zeno.products > 0 ? [`time may stand still for ever ${whereInWords(zeno, among)}`] : []),
  ]
  const took = milliseconds === undefined ? '' : `, ${(milliseconds / 1000).toFixed(1)} s`
  const listed = properties.filter(
    ({ fails, vacuous, differences }) => !brief || fails.products + vacuous.products + differences.length > 0,
  )
  const holding = properties.length - listed.length
  return [
    `${scope}: ${counted(among, 'product')}, ${counted(states, 'state')} in ${counted(nodes, 'node')}, ticks of ${quantum} ms${took}`,
    ...(holding > 0 ? ['', `${counted(holding, 'property holds', 'properties hold')} in every product.`] : []),
    ...(listed.length > 0
      ? [
          '',
          columns(
            ['', 'property', 'verdict'],
            listed.map((one) => [one.differences.length > 0 ? '✗' : '✓', one.property, provedInWords(one, among)]),
            { width, flexible: [2] },
          ),
        ]
      : []),
    ...properties.flatMap(({ property, differences }) =>
      differences.flatMap((one) => ['', `${property}:`, indented(differenceInWords(one, among), width)]),
    ),
    ...stills.flatMap((one) => ['', indented(one, width, '')]),
    '',
  ].join('\n')
}
