// What a reader does: finds the answer, searches, reads a story, and plays a whole session in the simulator.
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { configure } from '../../machines/configurations.js'
import { roleOf } from '../../oracle/belief/catalogue.js'
import { impRoles } from '../../verification/imp/roles.js'
import { vectorsOf } from '../../oracle/driver/vectors.js'
import { hydrated, missing, openSite, patience, type Site } from './site.js'

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
    page.setDefaultTimeout(patience)
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
    // What only those read who hear the page stands before the answer.
    const answers = (cells: readonly Element[]) => cells.map((cell) => cell.querySelector('a')!.lastChild!.textContent)
    await expect.poll(() => first.evaluateAll(answers)).toEqual(['Not asked', 'A race', 'Not asked', 'Asked first'])
    await first.nth(2).locator('a').click()
    await page.waitForURL(/answers\/matrix\.html#cell-1-3$/)
    await page.locator('section.story-player').filter({ hasText: 'upgrade.answered' }).first().waitFor()
  })

  it('sees every reading of the matrix on a phone, each in words', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    await open('index.html')
    const boxes = await page.locator('table.matrix td a').evaluateAll((cells) =>
      cells.map((cell) => {
        const { left, right, height } = cell.getBoundingClientRect()
        return { left, right, height, reading: cell.querySelector('small')?.offsetHeight ?? 0 }
      }),
    )
    expect(boxes).toHaveLength(32)
    for (const { left, right, height, reading } of boxes) {
      expect(left).toBeGreaterThanOrEqual(0)
      expect(right).toBeLessThanOrEqual(390)
      expect(height).toBeGreaterThanOrEqual(44)
      expect(reading).toBeGreaterThan(0)
    }
    await expect
      .poll(() => page.locator('table.matrix td.asked a').first().innerText())
      .toContain('late connections ask')
  })

  it('is told what a word means, by keyboard and by pointer', async () => {
    await open('index.html')
    const word = page.locator('.term').filter({ hasText: 'BlinkUp' }).first()
    await word.getByRole('button').focus()
    await word.getByRole('tooltip').waitFor()
    await page.keyboard.press('Escape')
    await word.getByRole('tooltip').waitFor({ state: 'hidden' })
  })

  it('sees how a story ends: in a sentence above, and in the frame', async () => {
    for (const path of [
      'properties/politeness-respected-after-blinkup',
      'answers/matrix',
      'properties/two-failures-look-alike',
    ]) {
      await open(`${path}.html`)
      for (const player of await page.locator('section.story-player').all()) {
        await expect
          .poll(() => player.locator('.story-told strong').textContent())
          .toMatch(/^(?:Violated|Shown|It is so)/)
        const hidden = await player.evaluate((section) => {
          const frame = section.querySelector('.story-frame')!.getBoundingClientRect()
          const last = [...section.querySelectorAll('li.row')].at(-1)!.getBoundingClientRect()
          return last.bottom - frame.bottom
        })
        expect(hidden).toBeLessThanOrEqual(1)
      }
    }
  })

  it.each([
    ['C-03', '/sources/c-03.html'],
    ['polite deployment', '/answers/politeness-after-blinkup.html'],
  ])('finds first what is asked for: %s', async (asked, path) => {
    await open('index.html')
    await page.click('.VPNavBarSearch button')
    await page.fill('.VPLocalSearchBox input', asked)
    const first = page.locator('.VPLocalSearchBox a.result').first()
    await expect.poll(() => first.getAttribute('href')).toContain(path)
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

  it('has its branches after a reload, and can undo what replaced a run', async () => {
    await open('simulator.html')
    await take('power.applied rescue=false')
    await take('tick')
    await press('Step back')
    await take('power.cut')
    await page.reload()
    await page.waitForSelector('.sim-steps button')
    await press('Branches')
    await expect
      .poll(() => page.locator('.sim-tree button').allTextContents())
      .toEqual(expect.arrayContaining([expect.stringContaining('tick'), expect.stringContaining('power.cut')]))
    await press('Start over')
    await counts('.sim-sequence li.row').toBe(0)
    await press('Undo')
    await counts('.sim-sequence li.row').toBeGreaterThan(1)
  })

  it('sees the newest violation first, and in the diagram where it happened', async () => {
    await open('simulator.html')
    await page.click('.sim-world summary')
    await page.getByLabel('blinkupRestarts').selectOption('no')
    for (const name of unasked) await take(name)
    await reads('.sim-properties .violated li.fresh').toContain('by this step')
    await counts('.sim-sequence li.row.is-violation').toBeGreaterThan(0)
    await take('reset.pressed')
    await reads('.sim-properties .violated li .where').toContain(`by step ${unasked.length}`)
  })

  it('chooses what the device starts with', async () => {
    await open('simulator.html')
    await page.click('.sim-world summary')
    const start = page.getByLabel('device starts with')
    expect(await start.locator('option').count()).toBeGreaterThan(1)
    await start.selectOption('1')
    await expect.poll(() => page.url()).toContain('start:device=1')
  })

  it('has a log of the console recognised, and judged', async () => {
    await open('simulator.html')
    await press('Load')
    await page.getByRole('button', { name: 'the text of the impCentral console' }).click()
    await reads('.sim-format select option').toContain('impCentral console text')
    await press('Replay')
    await reads('.sim-verdict').toMatch(/judged one by one, \d+ conform, 0 do not/)
  })

  it('sees what a tap does, on a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    await open('simulator.html')
    const step = page.locator('.sim-steps [data-step="power.applied rescue=false"]')
    await step.scrollIntoViewIfNeeded()
    expect((await step.boundingBox())?.height).toBeGreaterThanOrEqual(44)
    await step.click()
    const row = page.locator('.sim-sequence li.row.current').first()
    await row.waitFor()
    const box = await row.boundingBox()
    expect(box?.y).toBeGreaterThanOrEqual(0)
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(844)
  })

  it('takes the 300th step as fast as the third', async () => {
    const steps = new Array<string>(60).fill('reset.pressed;tick;timer_device_squirrelStart').join(';')
    await open(`simulator.html#configuration:baseline&scope:field&run:power.applied_rescue=false;${steps}`)
    await counts('.sim-problem').toBe(0)
    const added = await page.locator('.sim-sequence ol.rows').evaluateHandle((list) => {
      const seen = { added: 0 }
      new MutationObserver((records) => {
        for (const { addedNodes } of records) seen.added += addedNodes.length
      }).observe(list, { childList: true })
      return seen
    })
    await take('reset.pressed')
    await expect.poll(() => added.evaluate(({ added: count }) => count)).toBeGreaterThan(0)
    // A step adds its own rows; the hundreds before it stay as they are.
    expect(await added.evaluate(({ added: count }) => count)).toBeLessThan(10)
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
    await page.getByRole('button', { name: 'Take these steps' }).click({ timeout: 120_000 })
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
    const role = roleOf(impRoles, 'enrolment', [configure()])
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
    // The last state that the step entered is one of the virtual machine, which has a drawing of its own.
    await reads('.sim-parties .chart-frame svg title').toContain('The virtual machine')
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
    const step = 'power.applied rescue=false'
    const focused = (): Promise<string> =>
      page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset['step'] ?? '')
    for (let tab = 0; tab < 60 && (await focused()) !== step; tab++) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await status().toContain('device hears power.applied')
    // The button is gone; what comes next is a Tab away.
    await expect.poll(() => page.evaluate(() => document.activeElement?.closest('.sim-steps') !== null)).toBe(true)
    await page.keyboard.press('s')
    await expect.poll(focused).not.toBe('')
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
