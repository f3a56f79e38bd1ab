// Stories as people read them: the pictures are kept as files, to be looked at when they change.
import { describe, expect, it } from 'vitest'
import { eventInWords, participants, timeInWords } from '../../report/phrases.js'
import { storyDiagram, storyTable, storyText, storyToMermaid } from '../../report/story.js'
import type { Story } from '../../model/result.js'
import { sampleStory } from './sample-story.js'

const longest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length))

describe('storyText', () => {
  it.each([80, 100, 120])('fits a terminal of %i columns', async (width) => {
    const text = storyText(sampleStory, { width })
    expect(longest(text)).toBeLessThanOrEqual(width)
    await expect(`${text}\n`).toMatchFileSnapshot(`snapshots/story-${width}.txt`)
  })

  it('has no space at the end of a line', () => {
    expect(storyText(sampleStory)).not.toMatch(/ $/m)
  })
})

describe('storyDiagram', () => {
  it('gives a column only to those who take part', () => {
    expect(participants(sampleStory)).toEqual(['device', 'application', 'upgradeServer', 'homeServer'])
    expect(storyDiagram(sampleStory)).not.toContain('installer')
  })

  it('draws what is ignored and what is lost with ~, and says so', () => {
    const lines = storyDiagram(sampleStory).split('\n')
    expect(lines.find((line) => line.includes('ignored'))).toMatch(/├~+▶/)
    expect(lines.find((line) => line.includes('lost in downlink'))).toMatch(/~+✗/)
  })

  it('says where a loop begins, and that it does not end', () => {
    const lines = storyDiagram(sampleStory).split('\n')
    const begins = lines.findIndex((line) => line.includes('from here on it repeats for ever'))
    expect(begins).toBeGreaterThan(lines.findIndex((line) => line.includes('power.cut')))
    expect(lines.at(-3)).toContain('and so on, for ever')
    expect(lines.at(-1)).toBe('● from outside   ◷ a timer   ~ ignored or lost')
  })

  it('keeps a violation that is nothing but the passing of time', () => {
    const steps: Story['steps'] = [
      ...sampleStory.steps.slice(0, 1),
      { time: 20_000, cause: { kind: 'tick' }, happenings: [], lost: [], mark: 'violation' },
    ]
    const { loop: _, ...story } = sampleStory
    expect(storyDiagram({ ...story, steps })).toMatch(/20 s .*◀ VIOLATION/)
    expect(storyTable({ ...story, steps })).toMatch(/2 +20 s +time passes +VIOLATION/)
  })

  it('tells a story in which nothing happens', () => {
    expect(storyText({ ...sampleStory, steps: [] })).toContain('nothing happens')
  })
})

describe('storyToMermaid', () => {
  it('is a sequence diagram', async () => {
    await expect(storyToMermaid(sampleStory)).toMatchFileSnapshot('snapshots/story.mmd')
  })

  it('says what changed, by which rule, and what was assumed; so do the text and the JSON', () => {
    const [step, ...others] = sampleStory.steps
    if (!step) throw new Error('the sample has a first step')
    const { loop: _, ...straight } = sampleStory
    const story = { ...straight, steps: [{ ...step, assumed: ['at most once'] }, ...others] }
    expect(storyToMermaid(story)).toContain(
      'power.off → power.on.boot.checking<br/>D-014 R2<br/>assumed: at most once\n',
    )
    expect(storyTable(story)).toMatch(/power\.applied .* power\.off → +D-014 R2\n/)
    expect(storyTable(story)).toContain('(at most once)')
  })

  it('escapes what Mermaid would take for syntax', () => {
    const [step] = sampleStory.steps
    const [happening] = step?.happenings ?? []
    if (!step || !happening) throw new Error('the sample has a first step')
    const event = { type: 'said', text: 'one; two #3' }
    const { loop: _, ...straight } = sampleStory
    const story = { ...straight, steps: [{ ...step, happenings: [{ ...happening, event }] }] }
    expect(storyToMermaid(story)).toContain('one#59; two #35;3')
  })
})

describe('words', () => {
  it.each([
    [0, '0 s'],
    [12_500, '12.5 s'],
    [120_000, '2 min'],
    [540_500, '9 min 0.5 s'],
    [3_600_000, '1 h'],
    [2_592_000_000, '30 d'],
  ])('%i ms are %s', (milliseconds, words) => expect(timeInWords(milliseconds)).toBe(words))

  it('names a timer by its delay, and spells a payload out', () => {
    expect(eventInWords({ type: 'xstate.after.bootTimeout.device.on' })).toBe('after bootTimeout')
    expect(eventInWords({ type: 'code.answered', code: 2, kept: null })).toBe('code.answered (code: 2, kept: null)')
  })
})
