// What a reader does: finds the answer, searches, reads a story, and plays a whole session in the simulator.
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { configure } from '../../machines/configurations.js'
import { roleOf } from '../../oracle/belief/role.js'
import { vectorsOf } from '../../oracle/driver/vectors.js'
import { hydrated, missing, openSite, type Site } from './site.js'

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

/** Which of the rows of a story are the current ones. */
const currentRows = (rows: readonly Element[]): readonly number[] =>
  rows.flatMap((row, index) => (row.classList.contains('current') ? [index] : []))

/** The texts of an element from now on, as they change: some stay for a moment only. */
const noteTexts = (element: Element): (string | null)[] => {
  const texts: (string | null)[] = []
  const options = { childList: true, characterData: true, subtree: true }
  new MutationObserver(() => texts.push(element.textContent)).observe(element, options)
  return texts
}

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
    await hydrated(page)
    if (path.startsWith('simulator')) await page.waitForSelector('.sim-steps button')
  }
  const take = (name: string): Promise<void> => page.click(`.sim-steps [data-step="${name}"]`)
  const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click()

  // What follows from a click, a key or a navigation comes later: each of these waits for it.
  const reads = (selector: string) =>
    expect.poll(() => page.locator(selector).first().textContent(), { message: selector })
  const counts = (selector: string) => expect.poll(() => page.locator(selector).count(), { message: selector })
  const violated = () =>
    expect.poll(() =>
      page
        .locator('.sim-properties .violated')
        .allTextContents()
        .then((all) => all.join()),
    )
  const status = () => reads('.sim-now')

  it('finds the answer on the start page, and its story behind a cell', async () => {
    await open('index.html')
    await reads('h1').toContain('Is polite deployment respected after BlinkUp?')
    await counts('table.matrix td a').toBe(32)
    const first = page.locator('table.matrix tbody tr').first().locator('td')
    await expect.poll(() => first.allInnerTexts()).toEqual(['Not asked', 'A race', 'Not asked', 'Asked first'])
    await first.nth(2).locator('a').click()
    await page.waitForURL(/answers\/matrix\.html#cell-1-3$/)
    await page.locator('section.story-player').filter({ hasText: 'upgrade.answered' }).first().waitFor()
  })

  it('finds a page by searching', async () => {
    await open('index.html')
    await page.click('.VPNavBarSearch button')
    await page.fill('.VPLocalSearchBox input', 'snooze')
    await page.waitForSelector('.VPLocalSearchBox .result.selected')
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.pathname !== '/index.html' && url.pathname !== '/')
    await reads('.VPDoc').toMatch(/snooze/i)
  })

  it('steps through a story by keyboard, and takes it into the simulator', async () => {
    await open('properties/politeness-respected-after-blinkup.html')
    const player = page.locator('section.story-player').first()
    await player.getByRole('button', { name: 'Next step' }).focus()
    for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowRight')
    await expect.poll(() => player.locator('li.row').evaluateAll(currentRows)).toEqual([2])
    await player.locator('li.row.current .detail').first().waitFor()
    await page.keyboard.press('End')
    await expect.poll(() => player.getByRole('status').textContent()).toContain('VIOLATION')
    await player.getByRole('link', { name: 'Open in the simulator' }).click()
    await violated().toContain(violation)
  })

  it('chooses a configuration, violates an expected property, steps back, shares and reloads', async () => {
    await open('simulator.html')
    await page.click('.sim-world summary')
    await page.getByLabel('blinkupRestarts').selectOption('no')
    for (const name of unasked) await take(name)
    await violated().toContain(violation)
    await violated().toContain('Expected here: C-03')
    await status().toContain(`Violated: ${violation}`)
    await counts('.sim-parties svg .box.active').toBeGreaterThan(0)
    await expect.poll(() => page.locator('.sim-sequence li.row').last().textContent()).toContain('vm.stopped')

    await press('Step back')
    await violated().not.toContain(violation)
    await counts('.sim-sequence li.row.later').toBeGreaterThan(0)

    await expect.poll(() => page.url()).toMatch(/&at:\d+$/)
    const shared = page.url()
    expect(shared).toContain('configuration:blinkupRestarts=no')
    expect(shared).toContain('run:power.applied_rescue=false;')
    await page.reload()
    await counts('.sim-sequence li.row.later').toBeGreaterThan(0)
    await expect.poll(() => page.url()).toBe(shared)
    await violated().not.toContain(violation)
    await press('Forward')
    await violated().toContain(violation)
  })

  it('branches, and compares two branches', async () => {
    await open('simulator.html')
    await take('power.applied rescue=false')
    await take('tick')
    await press('Step back')
    await take('power.cut')
    await press('Branches')
    await expect
      .poll(() => page.locator('.sim-tree button').allTextContents())
      .toEqual(expect.arrayContaining([expect.stringContaining('tick'), expect.stringContaining('power.cut')]))
    await reads('.sim-panel').toContain('They share 1 steps.')
    await reads('table.sim-compare').toContain('power.off')
  })

  it('asks the checker whether something can be reached, and takes the way', async () => {
    await open('simulator.html')
    await press('Can it be reached?')
    // Titles of properties are labels, too.
    await page
      .locator('.sim-ask label', { hasText: /^\s*Look for/ })
      .locator('select')
      .selectOption('state')
    await page
      .locator('.sim-ask label', { hasText: /^\s*state/ })
      .locator('select')
      .selectOption('power.on.network.installing')
    await press('Ask the checker')
    await page.getByRole('button', { name: 'Take these steps' }).click({ timeout: 50_000 })
    await reads('.sim-parties').toContain('network.installing')
  })

  it('plays a run, lets time pass, exports it, and replays a log', async () => {
    await open('simulator.html')
    await take('power.applied rescue=false')
    await press('To the next timer')
    await take('timer device squirrelStart')
    await status().toMatch(/^10 s:\s+device hears/)
    const end = await page.textContent('.sim-now')
    const shown = await page.locator('.sim-now').evaluateHandle(noteTexts)
    await press('Play')
    await expect
      .poll(() => shown.jsonValue())
      .toEqual(expect.arrayContaining([expect.stringContaining('At the start.'), end]))
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor()

    await press('Share and export')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Log (JSON Lines)' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('run.jsonl')
    await page.locator('.sim-panel summary', { hasText: 'The log' }).click()
    await expect.poll(() => page.locator('.sim-panel pre').last().textContent()).toContain('"vm.started"')
    const log = (await page.locator('.sim-panel pre').last().textContent()) ?? ''

    await press('Load')
    const wrong = log.replace('"vm.started","reason":null', '"vm.idle"')
    expect(wrong).not.toBe(log)
    await page.getByLabel('or text').fill(wrong)
    await press('Replay')
    await reads('.sim-panel .sim-problem').toContain('is explained by no run')
    await reads('.sim-verdict').toMatch(/judged one by one, \d+ conform, [12] do not/)
    await reads('.sim-verdict article h4').toMatch(/Line \d+, device of d1: /)
    await reads('.sim-verdict article ul').toContain('vm.started')
    await counts('.sim-verdict article ul small a').toBeGreaterThan(0)
    await page.getByLabel('or text').fill(log)
    await press('Replay')
    await counts('.sim-panel').toBe(0)
    await status().toBe(end)
  })

  it('replays a test vector with its role alone', async () => {
    const role = roleOf('enrolment', [configure()])
    const vectors = vectorsOf(role, configure(), { maxTransitions: 50, walks: 0 })
    const vector = vectors.find(({ steps }) => steps.some(({ allowed }) => allowed[0]!.length > 0))!
    await open('simulator.html')
    await press('Load')
    await page.getByLabel('or text').fill(JSON.stringify(vector))
    await press('Replay')
    await counts('.sim-panel').toBe(0)
    await reads('.sim-world summary').toContain('the role enrolment alone')
    await expect.poll(() => page.url()).toContain('role:enrolment')
    await counts('.sim-sequence li.row').toBeGreaterThan(0)

    await press('Load')
    const steps = vector.steps.map((step) => ({ ...step, allowed: [[]] }))
    await page.getByLabel('or text').fill(JSON.stringify({ ...vector, steps }))
    await press('Replay')
    await reads('.sim-panel .sim-problem').toContain('the vector allows nothing')
  })

  it('plays with a fleet', async () => {
    await open('simulator.html')
    await page.click('.sim-world summary')
    await page.getByLabel('devices').selectOption('2')
    await take('2: power.applied rescue=false')
    await status().toContain('device.2 hears power.applied')
    await reads('.sim-parties .chart-frame').toContain('power')
    await counts('.sim-parties svg .box.active').toBeGreaterThan(0)
  })

  it('begins with a tour', async () => {
    await open('simulator.html')
    await page.locator('.sim-empty a').first().click()
    await counts('.sim-sequence li.row').toBeGreaterThan(1)
    await counts('.sim-problem').toBe(0)
  })

  it('needs nothing but a keyboard', async () => {
    await open('simulator.html')
    await page.locator('.sim-world summary').focus()
    const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent.trim() ?? '')
    for (let tab = 0; tab < 60 && (await focused()) !== 'power.applied (rescue: false)'; tab++) {
      await page.keyboard.press('Tab')
    }
    await page.keyboard.press('Enter')
    await status().toContain('device hears power.applied')
    await page.keyboard.press('n')
    await status().toContain('10 s')
    await page.keyboard.press('ArrowLeft')
    await status().toMatch(/^0 s/)
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('r')
    await page.keyboard.press('Home')
    await status().toContain('At the start.')
    await page.keyboard.press('End')
    await counts('.sim-sequence li.row.later').toBe(0)
  })

  it('is told what is wrong with a link', async () => {
    await open('simulator.html#configuration:handler=never')
    await reads('[role="alert"]').toContain("handler has no value 'never'")
    await open('simulator.html#configuration:baseline&scope:field&run:power.applied_rescue=false;nonsense')
    await reads('.sim-problem').toContain('"nonsense", cannot happen')
  })
})
