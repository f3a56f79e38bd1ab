// The bench of products: all at once, against one after the other, and how the cost grows with how many there are.
import { writeFileSync } from 'node:fs'
import { Command } from 'commander'
import { randomFrom } from '../checker/semantics/randomWalk.js'
import { columns } from '../report/text.js'
import { printJson, type Io } from '../report/terminal.js'
import type { NamedConfiguration } from '../machines/configurations.js'
import type { Scope } from '../machines/system.js'
import { properties, type Property } from '../properties/index.js'
import { assess } from '../verification/assess.js'
import { pick } from '../verification/configurationNames.js'
import { exitCodes } from '../verification/exitCodes.js'
import { specification } from '../verification/impSpecification.js'
import { impSpace } from '../verification/impSpace.js'
import { wholeNumber } from '../verification/optionValues.js'
import { selectionOf } from '../verification/plan.js'
import { configurationAt, dimensionNames, exploreProducts, possible, proveProducts } from '../verification/products.js'
import { propertiesOf } from '../verification/provedProducts.js'
import { machine, type Machine } from './machine.js'

/** CPU seconds of all threads of the process. */
interface Measured {
  readonly products: number
  readonly cpuSeconds: number
}

/** A scope with some of its dimensions chosen freely, and the others as in the baseline. */
interface Growth extends Measured {
  readonly free: number
  readonly states: number
  readonly nodes: number
}

interface ScopeReport {
  readonly scope: Scope
  readonly properties: number
  readonly together: Measured
  readonly alone: Measured
  /** How many times as many products a CPU second decides. */
  readonly ratio: number
  readonly growth: readonly Growth[]
}

interface Report {
  readonly when: string
  readonly machine: Machine
  readonly seed: number
  readonly scopes: readonly ScopeReport[]
}

async function cpuSeconds(of: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  await of()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

/** All properties of a scope in all products: exploration and verdicts. */
const together = async (scope: Scope, own: readonly Property[]): Promise<Measured> => ({
  products: possible.size,
  cpuSeconds: await cpuSeconds(() => proveProducts(scope, own)),
})

/** The same properties in some products drawn at random, by the explicit engine, one after the other. */
async function alone(own: readonly Property[], count: number, seed: number): Promise<Measured> {
  const random = randomFrom(seed)
  const drawn: NamedConfiguration[] = []
  while (drawn.length < count) {
    const index = Math.floor(random() * possible.members.length)
    if (possible.has(index)) drawn.push(impSpace.configure(configurationAt(index)))
  }
  const asked = selectionOf(own, drawn)
  const signal = new AbortController().signal
  const watcher = { signal, onProgress: () => undefined }
  const run = (): Promise<unknown> => assess(specification, own, asked, { workers: 1, stories: 'unexpected' }, watcher)
  return { products: count, cpuSeconds: await cpuSeconds(run) }
}

/** Explorations with more and more dimensions free. */
async function growth(scope: Scope, own: readonly Property[], steps: number): Promise<readonly Growth[]> {
  const all: Growth[] = []
  for (let step = 0; step <= steps; step++) {
    const free = Math.round((step * dimensionNames.length) / steps)
    let found: Omit<Growth, 'cpuSeconds' | 'free'> | undefined
    const seconds = await cpuSeconds(async () => {
      const { space, decider } = await exploreProducts(scope, own, { free: dimensionNames.slice(0, free) })
      found = { products: decider.products.of(space.reached).size, ...space.size }
    })
    all.push({ free, cpuSeconds: seconds, ...found! })
  }
  return all
}

function inText({ machine: where, seed, scopes }: Report, width: number): string {
  const seconds = (value: number): string => value.toFixed(1)
  const number = (value: number): string => value.toLocaleString('en-US')
  const rows = scopes.map(({ scope, properties: count, together: all, alone: some, ratio }) => [
    scope,
    `${count}`,
    number(all.products),
    seconds(all.cpuSeconds),
    number(some.products),
    seconds(some.cpuSeconds),
    number(Math.round(ratio)),
  ])
  const head = ['scope', 'properties', 'products at once', 'CPU s', 'one by one', 'CPU s', 'times as many a CPU second']
  return [
    `${where.processor}, ${where.cores} cores, Node ${where.versions.node}; products drawn with seed ${seed}`,
    '',
    columns(head, rows, { width, flexible: [] }),
    ...scopes.flatMap(({ scope, growth: members }) => [
      '',
      `${scope}, more and more dimensions free:`,
      columns(
        ['free', 'products', 'states', 'nodes', 'CPU s'],
        members.map((one) => [
          `${one.free}`,
          number(one.products),
          number(one.states),
          number(one.nodes),
          seconds(one.cpuSeconds),
        ]),
        { width, flexible: [] },
      ),
    ]),
  ].join('\n')
}

interface Options {
  readonly only?: readonly string[]
  readonly sample: number
  readonly seed: number
  readonly steps: number
  readonly json?: boolean
  readonly record?: boolean
}

async function bench({ only, sample, seed, steps, json, record }: Options, io: Io): Promise<number> {
  const known = specification.everyProduct ?? []
  const named = only ?? ['factory', 'plans', 'polling']
  const scopes: ScopeReport[] = []
  for (const scope of pick(known, (one) => one, named, 'scope', `there are ${known.join(', ')}`)) {
    io.stderr.write(`${scope}\n`)
    const own = propertiesOf(scope, properties)
    const some = await alone(own, sample, seed)
    const all = await together(scope, own)
    scopes.push({
      scope,
      properties: own.length,
      together: all,
      alone: some,
      ratio: all.products / all.cpuSeconds / (some.products / some.cpuSeconds),
      growth: await growth(scope, own, steps),
    })
  }
  const report: Report = { when: new Date().toISOString(), machine: machine(), seed, scopes }
  if (record === true) {
    const folder = new URL('../docs/generated/', import.meta.url)
    writeFileSync(new URL('bench-products.json', folder), `${JSON.stringify(report, null, 2)}\n`)
  }
  if (json === true) printJson(io, report)
  else io.stdout.write(`${inText(report, io.columns)}\n`)
  return exitCodes.asExpected
}

export function productsBench(io: Io, end: (code: number) => void): Command {
  const whole = (option: string) => (text: string) => wholeNumber(option, text, 1)
  return new Command('products')
    .description(
      'every product at once, against the explicit engine on products drawn at random, and how the cost grows',
    )
    .option('--only <scope...>', 'these scopes; by default those that take seconds')
    .option('--sample <n>', 'products that are explored one by one', whole('--sample'), 5)
    .option('--seed <n>', 'of the products that are drawn', whole('--seed'), 1)
    .option('--steps <n>', 'members of the growth', whole('--steps'), 4)
    .option('--json', 'one JSON document instead of text')
    .option('--record', 'also writes docs/generated/bench-products.json')
    .action(async (options: Options) => end(await bench(options, io)))
}
