// What a reader does: finds the answer, searches, reads a story, and plays a whole session in the simulator.
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { missing, openSite, type Site } from './site.js'

/** The way to a violation that is expected where Squirrel survives BlinkUp. */
const unasked = [
  'power.applied rescue=false',
  'upgradeServer: release.published',
  'blinkup: blinkup.started plan=A network=right',
  'deliver phoneUp',
  'enrolment: request.granted',
  'deliver phoneDown',
  'tick',
  'timer device squirrelStart',
  'blinkup: flash.finished',
  ...new Array<string>(5).fill('step.succeeded'),
  'deliver uplink',
  'deliver downlink',
  'deliver uplink',
  'deliver downlink',
]
const violation = 'A handler that is registered at BlinkUp is asked before an upgrade'

describe.skipIf(missing !== undefined)(`a reader (${missing ?? 'in a browser'})`, () => {
  let site: Site
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    site = await openSite()
  })
  afterAll(() => site.close())
  beforeEach(async () => {
    context = await site.browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true })
    page = await context.newPage()
    page.setDefaultTimeout(20_000)
  })
  afterEach(() => context.close())

  const open = async (path: string): Promise<void> => {
    await page.goto(`${site.url}/${path}`)
    await page.waitForFunction(() => '__vue_app__' in (document.querySelector('#app') ?? {}))
    if (path.startsWith('simulator')) await page.waitForSelector('.sim-steps button')
  }
  const take = (name: string): Promise<void> => page.click(`.sim-steps [data-step="${name}"]`)
  const violated = (): Promise<string> =>
    page
      .locator('.sim-properties .violated')
      .allTextContents()
      .then((all) => all.join())
  const status = (): Promise<string | null> => page.textContent('.sim-now')

  it('finds the answer on the start page, and its story behind a cell', async () => {
    await open('index.html')
    expect(await page.textContent('h1')).toContain('What happens after BlinkUp when an impOS update waits?')
    const cells = page.locator('table.matrix td a')
    expect(await cells.count()).toBe(32)
    const first = page.locator('table.matrix tbody tr').first().locator('td')
    expect(await first.allTextContents()).toEqual(['Not asked', 'A race', 'Not asked', 'Asked first'])
    await first.nth(2).locator('a').click()
    await page.waitForURL(/answers\/matrix\.html#cell-1-3$/)
    await page.locator('section.story-player').filter({ hasText: 'upgrade.answered' }).first().waitFor()
  })

  it('finds a page by searching', async () => {
    await open('index.html')
    await page.click('.VPNavBarSearch button')
    await page.fill('.VPLocalSearchBox input', 'snooze')
    await page.waitForSelector('.VPLocalSearchBox .result')
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.pathname !== '/index.html' && url.pathname !== '/')
    expect((await page.textContent('.VPDoc'))?.toLowerCase()).toContain('snooze')
  })

  it('steps through a story by keyboard, and takes it into the simulator', async () => {
    await open('properties/politeness-respected-after-blinkup.html')
    const player = page.locator('section.story-player').first()
    await player.getByRole('button', { name: 'Next step' }).focus()
    for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowRight')
    expect(await player.locator('li.row.current').count()).toBe(1)
    expect(await player.locator('li.row.current .detail').first().isVisible()).toBe(true)
    await page.keyboard.press('End')
    expect(await player.getByRole('status').textContent()).toContain('VIOLATION')
    await player.getByRole('link', { name: 'Open in the simulator' }).click()
    await page.waitForSelector('.sim-properties .violated')
    expect(await violated()).toContain(violation)
  })

  it('chooses a configuration, violates an expected property, steps back, shares and reloads', async () => {
    await open('simulator.html')
    await page.click('.sim-world summary')
    await page.getByLabel('blinkupRestarts').selectOption('no')
    for (const name of unasked) await take(name)
    expect(await violated()).toContain(violation)
    expect(await violated()).toContain('Expected here: C-03')
    expect(await status()).toContain(`Violated: ${violation}`)
    expect(await page.locator('.sim-parties svg .box.active').count()).toBeGreaterThan(0)
    expect(await page.locator('.sim-sequence li.row').last().textContent()).toContain('vm.stopped')

    await page.getByRole('button', { name: 'Step back' }).click()
    expect(await violated()).not.toContain(violation)
    expect(await page.locator('.sim-sequence li.row.later').count()).toBeGreaterThan(0)

    const shared = page.url()
    expect(shared).toContain('configuration:blinkupRestarts=no')
    expect(shared).toContain('run:power.applied_rescue=false;')
    await page.reload()
    await page.waitForSelector('.sim-sequence li.row')
    expect(page.url()).toBe(shared)
    expect(await violated()).not.toContain(violation)
    await page.getByRole('button', { name: 'Forward' }).click()
    expect(await violated()).toContain(violation)
  })

  it('branches, and compares two branches', async () => {
    await open('simulator.html')
    await take('power.applied rescue=false')
    await take('tick')
    await page.getByRole('button', { name: 'Step back' }).click()
    await take('power.cut')
    await page.getByRole('button', { name: 'Branches' }).click()
    expect(await page.locator('.sim-tree button').allTextContents()).toEqual(
      expect.arrayContaining([expect.stringContaining('tick'), expect.stringContaining('power.cut')]),
    )
    expect(await page.textContent('.sim-panel')).toContain('They share 1 steps.')
    expect(await page.locator('table.sim-compare').textContent()).toContain('power.off')
  })

  it('asks the checker whether something can be reached, and takes the way', async () => {
    await open('simulator.html')
    await page.getByRole('button', { name: 'Can it be reached?' }).click()
    await page.getByLabel('Look for').selectOption('state')
    await page
      .locator('.sim-ask label', { hasText: /^\s*state/ })
      .locator('select')
      .selectOption('power.on.network.installing')
    await page.getByRole('button', { name: 'Ask the checker' }).click()
    await page.getByRole('button', { name: 'Take these steps' }).click({ timeout: 50_000 })
    expect(await page.locator('.sim-parties').textContent()).toContain('network.installing')
  })

  it('plays a run, lets time pass, exports it, and replays a log', async () => {
    await open('simulator.html')
    await take('power.applied rescue=false')
    await page.getByRole('button', { name: 'To the next timer' }).click()
    await take('timer device squirrelStart')
    const end = await status()
    await page.getByRole('button', { name: 'Play' }).click()
    await page.waitForFunction((wanted) => document.querySelector('.sim-now')?.textContent === wanted, end)

    await page.getByRole('button', { name: 'Share and export' }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Log (JSON Lines)' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('run.jsonl')
    await page.locator('.sim-panel summary', { hasText: 'The log' }).click()
    const log = (await page.locator('.sim-panel pre').last().textContent()) ?? ''

    await page.getByRole('button', { name: 'Load' }).click()
    await page.getByLabel('or text').fill(log.replace('"vm.started"', '"vm.stopped"'))
    await page.getByRole('button', { name: 'Replay' }).click()
    expect(await page.textContent('.sim-panel .sim-problem')).toContain('is explained by no run')
    await page.getByLabel('or text').fill(log)
    await page.getByRole('button', { name: 'Replay' }).click()
    await page.waitForFunction((wanted) => document.querySelector('.sim-now')?.textContent === wanted, end)
  })

  it('needs nothing but a keyboard', async () => {
    await open('simulator.html')
    await page.locator('.sim-world summary').focus()
    const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent.trim() ?? '')
    for (let tab = 0; tab < 60 && (await focused()) !== 'power.applied (rescue: false)'; tab++) {
      await page.keyboard.press('Tab')
    }
    await page.keyboard.press('Enter')
    expect(await status()).toContain('device hears power.applied')
    await page.keyboard.press('n')
    expect(await status()).toContain('10 s')
    await page.keyboard.press('ArrowLeft')
    expect(await status()).toContain('0 s')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('r')
    await page.keyboard.press('Home')
    expect(await status()).toContain('At the start.')
    await page.keyboard.press('End')
    expect(await page.locator('.sim-sequence li.row.later').count()).toBe(0)
  })

  it('is told what is wrong with a link', async () => {
    await open('simulator.html#configuration:handler=never')
    expect(await page.textContent('[role="alert"]')).toContain("handler has no value 'never'")
    await open('simulator.html#configuration:baseline&scope:field&run:power.applied_rescue=false;nonsense')
    await page.waitForSelector('.sim-problem:has-text("nonsense")')
    expect(await page.textContent('.sim-problem')).toContain('"nonsense", cannot happen')
  })
})
