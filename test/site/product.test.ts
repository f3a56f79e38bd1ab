// The page of one's own product: choices, what was proved, runs, and what would have to be otherwise.
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { hydrated, missing, openSite, thrifty, type Site } from './site.js'

describe.skipIf(missing !== undefined)(`an architect (${missing ?? 'in a browser'})`, () => {
  let site: Site
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    site = await openSite()
  })
  afterAll(() => site.close())
  beforeEach(async () => {
    context = await thrifty(site.browser, { viewport: { width: 1440, height: 900 } })
    page = await context.newPage()
  })
  afterEach(() => context.close())

  const open = async (path: string): Promise<void> => {
    await page.goto(`${site.url}/${path}`)
    await hydrated(page)
    await page.waitForSelector('.product-name')
  }
  const reads = (selector: string) =>
    expect.poll(() => page.locator(selector).first().textContent(), { message: selector })
  const counts = (selector: string) => expect.poll(() => page.locator(selector).count(), { message: selector })

  it('says what his product is like, and is told what was proved of it', async () => {
    await open('product.html')
    await page.waitForSelector('.product-counts')
    const failing = page.locator('.product-list li .verdict.fails')
    const usual = await failing.count()
    await page.locator('select[name="handler"]').selectOption('none')
    await expect.poll(() => page.url()).toContain('product.html#handler=none')
    await expect.poll(() => failing.count()).not.toBe(usual)
    await reads('.product-answer').toContain('Nobody to ask')

    const property = page.locator('[data-property="application-loaded-in-factory"]')
    await page.goto(`${site.url}/product.html#codeLoading=at-activation&power=battery`)
    await property.getByRole('button', { name: 'What would have to change?' }).click()
    await property.getByRole('button', { name: 'the code is loaded after blessing' }).click()
    await expect.poll(() => page.url()).toMatch(/product\.html#power=battery$/)
    await expect.poll(() => property.locator('.verdict.holds').count()).toBe(1)
  })

  it('is shown a shortest run in his product, and takes it into the simulator', async () => {
    await open('product.html#codeLoading=at-activation')
    const property = page.locator('.product-list > li').filter({ hasText: 'Show a run' })
    await property.first().getByRole('button', { name: 'Show a run' }).click()
    const run = page.getByRole('link', { name: /A shortest run: \d+ steps/ })
    await run.click({ timeout: 240_000 })
    await page.waitForSelector('.sim-steps button')
    await counts('.sim-problem').toBe(0)
    await counts('.sim-properties .violated li').toBeGreaterThan(0)
  })

  it('is told that a product cannot exist, and that an address names what there is not', async () => {
    await open('product.html#codeLoading=at-activation&blinkupOver=bluetooth&power=batery')
    await reads('.product-problem').toContain('power=batery')
    await expect
      .poll(() =>
        page
          .locator('.product-problem')
          .allTextContents()
          .then((all) => all.join()),
      )
      .toContain('cannot exist')
    await counts('.product-counts').toBe(0)
  })
})
