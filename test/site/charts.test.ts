// State charts on the pages of the parties: seen as a whole, legible, and told of where one is.
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hydrated, missing, openSite, pages, thrifty, type Site } from './site.js'

const partyPages = pages.filter((one) => /^parties\/(?!index)/.test(one))

/** What a reader sees of a drawing that is scrolled to: the px of its smallest text, and the share that is visible. */
const seen = (figure: Element) => {
  figure.querySelector('.chart-tools')!.scrollIntoView({ block: 'start' })
  window.scrollBy(0, -70)
  const svg = figure.querySelector('svg')!
  const drawing = svg.getBoundingClientRect()
  const frame = figure.querySelector('.chart-frame')!.getBoundingClientRect()
  const across = Math.min(drawing.right, frame.right, window.innerWidth) - Math.max(drawing.left, frame.left, 0)
  const down = Math.min(drawing.bottom, frame.bottom, window.innerHeight) - Math.max(drawing.top, frame.top, 0)
  const scale = drawing.width / svg.viewBox.baseVal.width
  const sizes = [...svg.querySelectorAll('text')].map((text) => parseFloat(getComputedStyle(text).fontSize) * scale)
  return {
    name: svg.getAttribute('aria-label') ?? '',
    text: Math.min(...sizes),
    share: (Math.max(0, across) * Math.max(0, down)) / (drawing.width * drawing.height),
  }
}

describe.skipIf(missing !== undefined)(`state charts (${missing ?? 'in a browser'})`, () => {
  let site: Site
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    site = await openSite()
    context = await thrifty(site.browser, { viewport: { width: 1440, height: 900 } })
    page = await context.newPage()
  })
  afterAll(async () => {
    await context.close()
    await site.close()
  })

  it('are seen as a whole at 1440 px, with text of 11 px at least', async () => {
    let count = 0
    for (const path of partyPages) {
      await page.goto(`${site.url}/${path}`)
      await hydrated(page)
      for (const figure of await page.locator('.chart-view').all()) {
        const { name, text, share } = await figure.evaluate(seen)
        expect(text, name).toBeGreaterThanOrEqual(11)
        expect(share, name).toBeGreaterThanOrEqual(0.9)
        count++
      }
    }
    expect(count).toBeGreaterThan(20)
  })

  it('tell what is behind a state and an event beside them, instead of leaving', async () => {
    await page.goto(`${site.url}/parties/poller.html`)
    await hydrated(page)
    const before = page.url()
    const figure = page.locator('.chart-view').first()
    await figure.locator('.box.state a').first().click()
    const panel = figure.locator('.chart-panel')
    await expect.poll(() => panel.locator('a[href*="/sources/"]').count()).toBeGreaterThan(0)
    await expect.poll(() => figure.locator('.box.chosen').count()).toBe(1)
    await figure.locator('.arrow:not(.start) a').first().click()
    await expect.poll(() => figure.locator('.arrow.chosen').count()).toBe(1)
    await expect.poll(() => panel.locator('dt').allTextContents()).toContain('why')
    expect(page.url()).toBe(before)
    await page.keyboard.press('Escape')
    await expect.poll(() => figure.locator('.chart-panel, .chosen').count()).toBe(0)
  })

  it('grow, shrink, fit again, and fill the screen', async () => {
    await page.goto(`${site.url}/parties/agent.html`)
    await hydrated(page)
    const figure = page.locator('.chart-view').first()
    const width = async (): Promise<number> => (await figure.locator('svg').boundingBox())?.width ?? 0
    const fitted = await width()
    await figure.getByRole('button', { name: 'Larger' }).click()
    expect(await width()).toBeCloseTo(fitted * 1.25, 0)
    await figure.getByRole('button', { name: 'Fit' }).click()
    expect(await width()).toBeCloseTo(fitted, 0)
    await figure.getByRole('button', { name: 'Full screen' }).click()
    await figure.getByRole('button', { name: 'Leave full screen' }).click()
    await figure.getByRole('button', { name: 'Full screen' }).waitFor()
  })

  it('begin legible on a phone', async () => {
    const phone = await thrifty(site.browser, { viewport: { width: 390, height: 844 } })
    const small = await phone.newPage()
    await small.goto(`${site.url}/parties/device.html`)
    await hydrated(small)
    for (const figure of await small.locator('.chart-view').all()) {
      const { name, text } = await figure.evaluate(seen)
      expect(text, name).toBeGreaterThanOrEqual(8)
    }
    await phone.close()
  })
})
