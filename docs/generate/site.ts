// Writes every page of the site that is not written by hand, the drawings, and the side bar: the first half of `npm run docs`.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { answers } from '../../properties/claims/answers.js'
import { properties } from '../../properties/index.js'
import { loadMapping } from '../../oracle/read/mapping.js'
import { splitSteps } from '../draw/run.js'
import { toHash } from '../simulator/share.js'
import { parties } from './machine.js'
import { answerPages } from './pages/answers.js'
import { readExperiments } from './experiments.js'
import { evidencePages, readMeasurements } from './pages/evidence.js'
import { causesPage } from './pages/causes.js'
import { experimentsPage } from './pages/experiments.js'
import { homePage } from './pages/home.js'
import { page, type Page } from './pages/markdown.js'
import { drawCharts, partyPages, type DrawnChart } from './pages/party.js'
import { timeFigure } from './pages/figures.js'
import { picturesPage } from './pages/pictures.js'
import { productData, productPage } from './pages/product.js'
import { propertyPages, subjectTitles } from './pages/property.js'
import { referencePages } from './pages/reference.js'
import { decisionFooters, sourcePages } from './pages/sources.js'
import { provedById, readProducts } from './products.js'
import { setupOf } from './stories.js'
import { readVerdicts, type Verdicts } from './verdicts.js'
import { impRoles } from '../../verification/imp/roles.js'

const pagesFolder = new URL('../pages/', import.meta.url)
const dataFolder = new URL('../.vitepress/generated/', import.meta.url)

/** An entry of the side bar. */
interface Entry {
  readonly text: string
  readonly link?: string
  readonly items?: readonly Entry[]
}

/** Chapters of the guide in reading order; those that are not named follow by name. */
const readingOrder = [
  'life-of-a-device',
  'parties',
  'reading-a-verdict',
  'experiments',
  'semantics',
  'exploration',
  'reductions',
  'time',
  'oracle',
  'watch',
  'testing',
  'operation',
  'export',
  'bench',
]

function guideEntries(): readonly Entry[] {
  const folder = new URL('../guide/', import.meta.url)
  const place = (name: string): number => {
    const index = readingOrder.indexOf(name)
    return index < 0 ? readingOrder.length : index
  }
  return readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .map((file) => file.slice(0, -3))
    .sort((one, other) => place(one) - place(other) || one.localeCompare(other))
    .map((name) => ({
      text: /^# (.+)$/m.exec(readFileSync(new URL(`${name}.md`, folder), 'utf8'))?.[1] ?? name,
      link: `/guide/${name}`,
    }))
}

const sideBar = (): Readonly<Record<string, readonly Entry[]>> => ({
  '/guide/': [{ text: 'Guide', items: guideEntries() }],
  '/answers/': [
    {
      text: 'Answers',
      items: [
        { text: 'The matrix', link: '/answers/matrix' },
        { text: 'Which reading is right?', link: '/answers/experiments' },
        { text: 'The device never appears', link: '/answers/causes' },
        ...answers.map(({ id, question }) => ({ text: question, link: `/answers/${id}` })),
      ],
    },
  ],
  '/parties/': [
    {
      text: 'Parties',
      items: [
        { text: 'Overview', link: '/parties/' },
        ...parties.map(({ name, title }) => ({ text: title, link: `/parties/${name}` })),
      ],
    },
  ],
  '/properties/': [
    {
      text: 'Properties',
      items: [
        { text: 'All', link: '/properties/' },
        ...Object.entries(subjectTitles).map(([subject, text]) => ({ text, link: `/properties/#${subject}` })),
      ],
    },
  ],
  '/sources/': sources(),
  '/decisions/': sources(),
  '/evidence/': [
    {
      text: 'Evidence',
      items: [
        { text: 'In pictures', link: '/evidence/pictures' },
        { text: 'Verdicts in every product', link: '/evidence/products' },
        { text: 'Explorations', link: '/evidence/explorations' },
        { text: 'Coverage', link: '/evidence/coverage' },
        { text: 'Mutants', link: '/evidence/mutants' },
        { text: 'Benchmarks', link: '/evidence/bench' },
        { text: 'The oracle, measured', link: '/evidence/bench-oracle' },
        { text: 'Agreement with SPIN', link: '/evidence/spin' },
      ],
    },
  ],
  '/reference/': [
    {
      text: 'Reference',
      items: [
        { text: 'Configurations and delays', link: '/reference/configurations' },
        { text: 'The command', link: '/reference/cli' },
        { text: 'Formats', link: '/reference/formats' },
        { text: 'Glossary', link: '/reference/glossary' },
        { text: 'The vocabulary', link: '/reference/vocabulary' },
        { text: 'The package', link: '/reference/api/' },
      ],
    },
  ],
})

const sources = (): readonly Entry[] => [
  {
    text: 'Sources',
    items: [
      { text: 'All', link: '/sources/' },
      { text: 'Rules', link: '/sources/#rules' },
      { text: 'Claims', link: '/sources/#claims' },
      { text: 'Contradictions', link: '/sources/#contradictions' },
      { text: 'Facts', link: '/sources/facts' },
      { text: 'Decisions', link: '/decisions/' },
    ],
  },
]

const simulatorPage = (): Page =>
  page('simulator.md', 'Simulator', ['<SimulatorLoader />'], {
    layout: 'doc',
    aside: false,
    sidebar: false,
    pageClass: 'wide',
  })

/** The stories that the simulator offers, as links to their runs. */
const listedStories = (verdicts: Verdicts) =>
  properties.flatMap(({ id, title }) =>
    (verdicts.properties[id]?.stories ?? []).map((story, index) => {
      const verdict = verdicts.properties[id]?.verdicts.find((one) => one.story === index)
      const setup = setupOf(verdicts, story)
      return {
        property: id,
        title,
        verdict: `${verdict?.verdict ?? ''} in ${setup.configuration.name}`,
        hash: toHash({ setup, initial: story.initial, steps: splitSteps(story.steps) }),
      }
    }),
  )

/** Runs to begin with: what somebody who sees the simulator for the first time may want to look at. */
const tours: readonly (readonly [property: string, caption: string])[] = [
  ['squirrel-within-ten-seconds', 'A cold boot'],
  ['politeness-respected-after-blinkup', 'BlinkUp while an update waits: the handler is not asked'],
  ['interrupted-install-recovers', 'Power is cut while impOS is installed'],
  ['two-failures-look-alike', 'The phone gives up, and cannot say why'],
  ['conditional-restart-polite-iff-supported', 'A conditional restart'],
]

/** Each tour as a link to the shortest story of its property. */
const tourLinks = (verdicts: Verdicts) =>
  tours.flatMap(([property, caption]) => {
    const stories = listedStories(verdicts).filter((one) => one.property === property)
    const [shortest] = [...stories].sort((one, other) => one.hash.length - other.hash.length)
    return shortest ? [{ caption, hash: shortest.hash }] : []
  })

/** Every generated page. */
export async function allPages(charts: readonly DrawnChart[]): Promise<readonly Page[]> {
  const verdicts = readVerdicts()
  const measurements = readMeasurements()
  const products = readProducts()
  return [
    homePage(verdicts),
    productPage(),
    simulatorPage(),
    ...answerPages(verdicts),
    experimentsPage(readExperiments()),
    causesPage(),
    ...partyPages(charts),
    ...propertyPages(verdicts, measurements, provedById(products)),
    ...sourcePages(),
    ...evidencePages(verdicts, products),
    picturesPage(verdicts),
    ...(await referencePages()),
  ]
}

const put = (folder: URL, file: string, text: string): void => {
  const url = new URL(file, folder)
  mkdirSync(new URL('./', url), { recursive: true })
  writeFileSync(url, text)
}

async function generate(): Promise<void> {
  const began = performance.now()
  rmSync(pagesFolder, { recursive: true, force: true })
  const charts = await drawCharts()
  const pages = await allPages(charts)
  for (const { file, text } of pages) put(pagesFolder, file, text)
  for (const { chart, svg } of charts) put(dataFolder, `charts/${chart.name}.svg`, svg)
  put(
    dataFolder,
    'charts.json',
    JSON.stringify(charts.map(({ party, chart: { name, title, of } }) => ({ party, name, title, of }))),
  )
  put(dataFolder, 'stories.json', JSON.stringify(listedStories(readVerdicts())))
  put(
    dataFolder,
    'mappings.json',
    JSON.stringify(
      impRoles.mappings.map((name) => ({ name, mapping: { ...loadMapping(name, impRoles), path: `${name}.yaml` } })),
    ),
  )
  put(dataFolder, 'product.json', JSON.stringify(productData(readProducts())))
  // Pages of the guide, which are written by hand, include their pictures from here.
  put(dataFolder, 'plots/time.md', [...timeFigure(), ''].join('\n'))
  put(dataFolder, 'subjects.json', JSON.stringify(subjectTitles))
  put(dataFolder, 'tours.json', JSON.stringify(tourLinks(readVerdicts())))
  put(dataFolder, 'sidebar.json', JSON.stringify(sideBar()))
  put(dataFolder, 'footers.json', JSON.stringify(decisionFooters()))
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.log(`${pages.length} pages and ${charts.length} drawings in ${seconds} s`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await generate()
