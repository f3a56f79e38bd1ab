// The page of experiments: for each reading what to do with one device, and what it proves when something is seen.
import { dimensions } from '../../../machines/configurations.js'
import { experimentHeading, instructionsOf, outcomesInWords } from '../../../report/experiment.js'
import { assumptions, ledShows, ledSources, sightings } from '../../../verification/experiment/laboratory.js'
import type { Experiment } from '../../../verification/experiment/experiments.js'
import { questions } from '../../product/questions.js'
import type { ExperimentsRecord } from '../experiments.js'
import { code, page, plain, sourceLinks, type Page } from './markdown.js'

function sectionOf(experiment: Experiment): readonly string[] {
  const { reading, values, plan } = experiment
  const { asked } = questions[reading]
  const { sources } = dimensions.find(({ name }) => name === reading)!
  return [
    `## ${plain(asked)} {#${reading}}`,
    '',
    `${values.map(code).join(' or ')} (${sourceLinks(sources)}). ${plain(experimentHeading(experiment))}`,
    '',
    ...(plan === undefined ? [] : instructionsOf(plan, values)).flatMap((instruction) => [
      `${instruction.number}. ${plain(instruction.text)}`,
      ...outcomesInWords(reading, instruction).map((line) => `    - ${plain(line)}`),
    ]),
    '',
  ]
}

export const experimentsPage = ({ experiments }: ExperimentsRecord): Page =>
  page('answers/experiments.md', 'Which reading is right? An experiment for each', [
    'Where the sources of the vendor leave something open, one device can tell. For each reading this is the shortest run after which both answers *cannot* look alike, whatever else happens: the checker has found it, and live actors of both worlds have rehearsed it ([how](/guide/experiments)). `impspec experiment --reading lateConnection --configuration …` finds one for your own product.',
    '',
    ...experiments.flatMap(sectionOf),
    '## What is taken for granted',
    '',
    ...assumptions.map((one) => `- ${plain(one)}`),
    '',
    '## What can be seen',
    '',
    ...sightings.map(
      ({ seen, on, sources }) =>
        `- ${plain(seen)} (${on === 'code' ? 'by your own code' : `in the ${on}`}; ${sourceLinks(sources)})`,
    ),
    ...ledShows.map((one) => `- ${plain(one)} (${sourceLinks(ledSources)})`),
  ])
