// The experiments that the site shows, as data: `npm run generate:experiments` looks for them and writes them.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readings } from '../../machines/configurations.js'
import { machineSources } from '../../testing/record/sourceDigest.js'
import { cheapest, usualEffort, type Experiment } from '../../verification/experiment/experiments.js'
import { fingerprint } from './fingerprint.js'

/** The file: what was found, and of which machines and with which means. */
export interface ExperimentsRecord {
  readonly fingerprint: string
  readonly experiments: readonly Experiment[]
}

const file = new URL('../generated/experiments.json', import.meta.url)

/** What was written last. */
export const readExperiments = (): ExperimentsRecord => JSON.parse(readFileSync(file, 'utf8')) as ExperimentsRecord

/** What it depends on: the machines, what an experimenter can do and see, and how plans are looked for. */
const basis = (): string => fingerprint([...machineSources, 'verification/experiment', 'checker/experiment'])

/** Whether it is of the machines and means as they are now. */
export const isCurrent = (): boolean => readExperiments().fingerprint === basis()

/** A line for each experiment, so that a change of one is a change of one line. */
export const textOf = ({ fingerprint: of, experiments }: ExperimentsRecord): string =>
  `{"fingerprint":${JSON.stringify(of)},"experiments":[\n${experiments.map((one) => JSON.stringify(one)).join(',\n')}\n]}\n`

function generate(): void {
  const experiments = readings.map((reading) => {
    console.error(`looking for an experiment: ${reading}`)
    const onTurn = (turns: number, sets: number): void => console.error(`${turns} turns, ${sets} sets`)
    return cheapest(reading, { ...usualEffort, onTurn })
  })
  writeFileSync(file, textOf({ fingerprint: basis(), experiments }))
  console.log(`written: ${fileURLToPath(file)}`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) generate()
