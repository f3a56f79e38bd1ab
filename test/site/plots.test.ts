// Pictures in a browser: their text can be read, no label lies on another, none is cut, and the page does not scroll sideways.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hydrated, missing, openSite, thrifty, type Site } from './site.js'

/** Pages with pictures, and how many drawings each has at least. */
const pictured: Readonly<Record<string, number>> = {
  'evidence/pictures.html': 14,
  'evidence/products.html': 12,
  'evidence/mutants.html': 2,
  'evidence/coverage.html': 1,
  'evidence/bench.html': 2,
  'guide/time.html': 1,
  'parties/index.html': 1,
  'answers/politeness-after-blinkup.html': 2,
}

/** What is wrong with the labels of the drawings of a page, and how many drawings there are. */
const judged = async (page: Page) =>
  page.evaluate(() => {
    const wrong: string[] = []
    const drawings = [...document.querySelectorAll('svg.plot')]
    for (const drawing of drawings) {
      const name = drawing.getAttribute('aria-label') ?? ''
      const frame = drawing.getBoundingClientRect()
      const labels = [...drawing.querySelectorAll('text')].filter((one) => one.textContent.trim() !== '')
      if (labels.length === 0) wrong.push(`${name}: no text`)
      const boxes = labels.map((label) => ({ text: label.textContent, box: label.getBoundingClientRect() }))
      for (const label of labels) {
        const size = parseFloat(getComputedStyle(label).fontSize)
        if (size < 11) wrong.push(`${name}: "${label.textContent}" is ${size} px high`)
      }
      boxes.forEach(({ text, box }, index) => {
        if (box.left < frame.left - 1 || box.right > frame.right + 1) wrong.push(`${name}: "${text}" is cut`)
        if (box.top < frame.top - 1 || box.bottom > frame.bottom + 1) wrong.push(`${name}: "${text}" is cut`)
        for (const other of boxes.slice(index + 1)) {
          const across = box.right - 1 > other.box.left && other.box.right - 1 > box.left
          const down = box.bottom - 3 > other.box.top && other.box.bottom - 3 > box.top
          if (across && down) wrong.push(`${name}: "${text}" on "${other.text}"`)
        }
      })
    }
    return { count: drawings.length, wrong }
  })

describe.skipIf(missing !== undefined)(`pictures (${missing ?? 'in a browser'})`, () => {
  let site: Site

  beforeAll(async () => {
    site = await openSite()
  })
  afterAll(() => site.close())

  it.each([1440, 390])('can be read at %i px, and stay within the page', async (width) => {
    const context = await thrifty(site.browser, { viewport: { width, height: 900 } })
    const page = await context.newPage()
    for (const [path, least] of Object.entries(pictured)) {
      await page.goto(`${site.url}/${path}`)
      await hydrated(page)
      await page.evaluate(() => {
        for (const one of document.querySelectorAll('details')) one.open = true
      })
      const { count, wrong } = await judged(page)
      expect(count, path).toBeGreaterThanOrEqual(least)
      expect(wrong, path).toEqual([])
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect(overflow, path).toBeLessThanOrEqual(0)
    }
    await context.close()
  })
})
