// The page that collects all pictures, each with a link to where its numbers are.
import type { Verdicts } from '../verdicts.js'
import { raceFigure } from './answers.js'
import {
  benchFigure,
  coverageFigure,
  kindFigure,
  partyFigure,
  scopeFigures,
  talkFigure,
  timeFigure,
} from './figures.js'
import { page, type Page } from './markdown.js'

interface Section {
  readonly title: string
  /** Where the numbers are, and the words around them. */
  readonly more: string
  readonly lines: readonly string[]
}

const sections = (verdicts: Verdicts): readonly Section[] => [
  {
    title: 'A race of ten seconds',
    more: '[The answer](/answers/politeness-after-blinkup), and [the matrix](/answers/matrix) of products and readings',
    lines: raceFigure(verdicts),
  },
  {
    title: 'Verdicts by choice and reading',
    more: '[All of it, by scope, by choice, and as conditions](/evidence/products)',
    lines: scopeFigures(),
  },
  { title: 'Who speaks to whom', more: '[The parties](/parties/)', lines: talkFigure() },
  { title: 'How long the installer waits', more: '[How long, and what if](/guide/time)', lines: timeFigure() },
  { title: 'Mistakes that the properties notice', more: '[Mutants](/evidence/mutants)', lines: partyFigure() },
  { title: 'Kinds of mistakes', more: '[Mutants](/evidence/mutants#kinds-of-mistakes)', lines: kindFigure() },
  { title: 'What the generated tests cover', more: '[Coverage](/evidence/coverage)', lines: coverageFigure() },
  {
    title: 'Time and memory',
    more: '[Benchmarks](/evidence/bench), and [what they measure](/guide/bench)',
    lines: benchFigure(),
  },
]

export const picturesPage = (verdicts: Verdicts): Page =>
  page('evidence/pictures.md', 'Evidence in pictures', [
    'For readers who want to see how much was proved, tested and measured before they read the tables. Each picture is drawn from the record that the page behind it shows; the sentence above it is computed from the same numbers.',
    '',
    ...sections(verdicts).flatMap(({ title, more, lines }) => [
      `## ${title}`,
      '',
      ...(lines.length === 0 ? ['Nothing was found to draw.', ''] : lines),
      `Read on: ${more}.`,
      '',
    ]),
  ])
