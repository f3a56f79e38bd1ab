// impspec products --set: which verdicts a what-if question changes in every product at once, each change as a condition.
import { configure } from '../../../machines/configurations.js'
import type { Scope } from '../../../machines/system.js'
import type { Property } from '../../../properties/index.js'
import { whereInWords } from '../../../report/conditions.js'
import { painter } from '../../../report/paint.js'
import { printJson, type Io } from '../../../report/terminal.js'
import { counted, indented } from '../../../report/text.js'
import { isAffected, movedBetween, possible, type Moved, type ProvedScope } from '../../../verification/products.js'
import type { Specification } from '../../../verification/specification.js'
import { inWords, parseSettings, taking } from '../../options/whatIf.js'
import { endOf, proved, type ProvingOptions } from './proved.js'

/** A scope as it is and with the settings. */
interface Compared {
  readonly scope: Scope
  readonly moved: readonly Moved[]
  /** Products in which time may stand still with the settings, and may not as it is. */
  readonly standstills: number
}

function comparedIn(before: ProvedScope, after: ProvedScope): Compared {
  const later = new Map(after.properties.map((one) => [one.property, one]))
  const still = ({ deadlock, zeno }: ProvedScope): number => deadlock.products + zeno.products
  return {
    scope: before.scope,
    moved: before.properties.flatMap((one) => movedBetween(one, later.get(one.property)!)),
    standstills: Math.max(0, still(after) - still(before)),
  }
}

/** How the story of a change is asked for. */
const storyOf = (set: readonly string[], { property, simplest }: Moved): string => {
  const quoted = set.map((one) => (/^[\w.=,-]+$/.test(one) ? one : `'${one}'`))
  return `impspec diff ${quoted.map((one) => `--set ${one}`).join(' ')} --property ${property} --configuration ${configure(simplest).name}`
}

function textOf(
  { scope, moved, standstills }: Compared,
  set: readonly string[],
  properties: readonly Property[],
  io: Io,
): string {
  const paint = painter(io.color)
  const claimOf = (id: string): string => properties.find((one) => one.id === id)!.claim
  return [
    `${scope}: ${moved.length === 0 ? 'no verdict changes in any product' : counted(moved.length, 'change')}`,
    ...moved.map((one) =>
      [
        paint.bad(`✗ CHANGES  ${one.property}: ${one.before} → ${one.after} ${whereInWords(one)}`),
        indented(claimOf(one.property), io.columns),
        indented(`Its story: ${storyOf(set, one)}`, io.columns),
      ].join('\n'),
    ),
    ...(standstills === 0 ? [] : [paint.bad(`✗ time may stand still in ${counted(standstills, 'product')}`)]),
  ].join('\n\n')
}

/** Runs the command: 1 if some verdict changes in some product, 0 if none does. */
export async function whatIfInEveryProduct(
  specification: Specification,
  { set, ...options }: ProvingOptions & { readonly set: readonly string[] },
  properties: readonly Property[],
  scopes: readonly Scope[],
  io: Io,
): Promise<number> {
  const settings = parseSettings(set, specification)
  const affected = taking(() => scopes.filter((scope) => isAffected(scope, settings)))
  if (options.json !== true) io.stdout.write(`What if ${inWords(settings)}?\n\n`)
  const before = new Map<Scope, ProvedScope>()
  for await (const one of proved(affected, properties, options, io)) before.set(one.scope, one)
  const all: Compared[] = []
  for await (const one of proved(affected, properties, { ...options, settings }, io)) {
    const was = before.get(one.scope)
    if (was === undefined) continue
    const compared = comparedIn(was, one)
    all.push(compared)
    if (options.json !== true) io.stdout.write(`${textOf(compared, set, properties, io)}\n\n`)
  }
  const changes = all.reduce((sum, { moved, standstills }) => sum + moved.length + standstills, 0)
  const untouched = scopes.filter((scope) => !affected.includes(scope))
  if (options.json === true) printJson(io, { settings: set, products: possible.size, scopes: all, untouched })
  else if (untouched.length > 0) {
    const verb = untouched.length === 1 ? 'does' : 'do'
    io.stdout.write(`${untouched.join(', ')} ${verb} not change, since what is set makes no difference there.\n`)
  }
  return endOf(changes > 0, io)
}
