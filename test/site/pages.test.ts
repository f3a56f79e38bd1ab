// Each page in a browser: no error, no request to others, accessible, readable at both widths, light enough.
import axe, { type AxeResults } from 'axe-core'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hydrated, missing, openSite, pages, patience, thrifty, type Site } from './site.js'

/** One page of each kind. */
const kinds = [
  'index.html',
  'answers/matrix.html',
  'answers/politeness-after-blinkup.html',
  'guide/life-of-a-device.html',
  'guide/exploration.html',
  'parties/agent.html',
  'properties/index.html',
  'properties/politeness-respected-after-blinkup.html',
  'sources/r17.html',
  'decisions/m-01.html',
  'evidence/explorations.html',
  'evidence/pictures.html',
  'evidence/products.html',
  'evidence/bench.html',
  'parties/index.html',
  'guide/time.html',
  'evidence/coverage.html',
  'evidence/mutants.html',
  'evidence/spin.html',
  'reference/cli.html',
  'reference/configurations.html',
  'reference/formats.html',
  'reference/vocabulary.html',
  'reference/api/checker/interfaces/CheckResult.html',
  'simulator.html',
  'product.html',
]

describe.skipIf(missing !== undefined)(`the pages (${missing ?? 'in a browser'})`, () => {
  let site: Site

  beforeAll(async () => {
    site = await openSite()
  })
  afterAll(() => site.close())

  /** A page that notes every error and every request to another host. */
  async function watched(context: BrowserContext): Promise<{ page: Page; problems: string[] }> {
    const page = await context.newPage()
    const problems: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text())
    })
    page.on('pageerror', ({ message }) => problems.push(message))
    page.on('request', (request) => {
      const url = request.url()
      if (!url.startsWith(site.url) && !/^(?:data|blob):/.test(url)) problems.push(`asks ${url}`)
    })
    page.on('response', (response) => {
      if (response.status() >= 400) problems.push(`${response.status()} for ${response.url()}`)
    })
    return { page, problems }
  }

  it('they load without an error and without a request to another host; of those that are alike every third', async () => {
    const context = await thrifty(site.browser, { viewport: { width: 1280, height: 900 } })
    const agenda = pages.filter((page, index) => !alike.test(page) || index % 3 === 0)
    const found: string[] = []
    const visit = async (): Promise<void> => {
      const { page, problems } = await watched(context)
      for (let next = agenda.pop(); next !== undefined; next = agenda.pop()) {
        await page.goto(`${site.url}/${next}`, { waitUntil: 'load' })
        if (next !== '404.html') await hydrated(page)
        found.push(...problems.splice(0).map((problem) => `${next}: ${problem}`))
      }
      await page.close()
    }
    await Promise.all(Array.from({ length: 4 }, visit))
    await context.close()
    expect(found).toEqual([])
  })

  const looks = [
    { width: 1440, height: 900, colorScheme: 'light' },
    { width: 390, height: 844, colorScheme: 'dark' },
  ] as const

  describe.concurrent.each(looks)('at $width px, $colorScheme', ({ width, height, colorScheme }) => {
    let context: BrowserContext

    beforeAll(async () => {
      context = await thrifty(site.browser, { viewport: { width, height }, colorScheme })
    })
    afterAll(() => context.close())

    it.each(kinds)('%s is accessible and does not scroll sideways', async (path) => {
      const { page, problems } = await watched(context)
      await page.goto(`${site.url}/${path}`)
      await hydrated(page)
      if (path === 'simulator.html') await page.waitForSelector('.sim-steps button')
      await page.evaluate(axe.source)
      const { violations } = await page.evaluate(async () => {
        const { axe: checker } = globalThis as unknown as {
          axe: { run: (context: Document, options: object) => Promise<AxeResults> }
        }
        return checker.run(document, { resultTypes: ['violations'] })
      })
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect(
        serious.map(
          ({ id, nodes }) =>
            `${id}: ${nodes
              .map(({ html }) => html)
              .slice(0, 3)
              .join(' ')}`,
        ),
      ).toEqual([])
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect(overflow).toBeLessThanOrEqual(0)
      expect(problems).toEqual([])
      await page.close()
    })
  })

  it('every text of every drawing can be read: none lies on another', async () => {
    const context = await thrifty(site.browser, { viewport: { width: 1440, height: 900 } })
    const page = await context.newPage()
    const seen: string[] = []
    for (const path of pages.filter((one) => /^parties\/(?!index)/.test(one))) {
      await page.goto(`${site.url}/${path}`)
      await hydrated(page)
      await page.evaluate(() => document.fonts.ready)
      const { texts, collisions } = await page.evaluate(() => {
        const found: string[] = []
        let count = 0
        for (const drawing of document.querySelectorAll('svg.chart')) {
          const all = [...drawing.querySelectorAll('text')].map((text) => ({
            text: text.textContent,
            box: text.getBoundingClientRect(),
          }))
          count += all.length
          all.forEach(({ text, box }, index) => {
            for (const other of all.slice(index + 1)) {
              const across = box.right - 1 > other.box.left && other.box.right - 1 > box.left
              const down = box.bottom - 3 > other.box.top && other.box.bottom - 3 > box.top
              if (across && down) found.push(`${text} on ${other.text}`)
            }
          })
        }
        return { texts: count, collisions: found }
      })
      expect(texts, path).toBeGreaterThan(3)
      seen.push(...collisions.map((one) => `${path}: ${one}`))
    }
    await context.close()
    expect(seen).toEqual([])
  })

  /** Pages that are made from one template each, hundreds together. */
  const alike = /^(?:reference\/api|properties|sources)\//

  describe('weigh', () => {
    /** Compressed bytes that a page asks for until nothing more comes. */
    async function bytesOf(path: string, ready: (page: Page) => Promise<unknown>): Promise<number> {
      const context = await site.browser.newContext()
      context.setDefaultTimeout(patience)
      const page = await context.newPage()
      let bytes = 0
      page.on('response', (response) => {
        bytes += Number(response.headers()['content-length'] ?? 0)
      })
      await page.goto(`${site.url}/${path}`, { waitUntil: 'load' })
      await ready(page)
      await page.waitForLoadState('networkidle')
      await context.close()
      return bytes
    }

    it('less than 200 kB on the start page', async () => {
      expect(await bytesOf('index.html', hydrated)).toBeLessThan(200_000)
    })

    it('less than 500 kB in the simulator', async () => {
      const bytes = await bytesOf('simulator.html', (page) => page.waitForSelector('.sim-steps button'))
      expect(bytes).toBeLessThan(500_000)
    })
  })
})
