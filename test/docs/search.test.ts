// What the search of the site knows, and what it shows first.
import { describe, expect, it } from 'vitest'
import { searchedPart, weightOf, words } from '../../docs/search.js'

describe('the search', () => {
  it('knows ids in one piece', () => {
    expect(words('See C-03, D-105 and R17: vm.started (os: 2).')).toEqual([
      ...['See', 'C-03', 'D-105', 'and', 'R17', 'vm', 'started', 'os', '2'],
    ])
  })

  it('shows a page first whose name is asked for, and answers before the rest', () => {
    const first = (term: string, ...places: readonly string[]): string | undefined =>
      [...places].sort((one, other) => weightOf(other, term) - weightOf(one, term))[0]
    expect(first('c-03', '/guide/life-of-a-device#blinkup', '/sources/r17#rules', '/sources/c-03.html')).toBe(
      '/sources/c-03.html',
    )
    expect(first('d-105', '/answers/matrix', '/sources/facts#d-105')).toBe('/sources/facts#d-105')
    expect(first('polite', '/properties/polite', '/answers/politeness-after-blinkup', '/guide/oracle')).toBe(
      '/answers/politeness-after-blinkup',
    )
  })

  it('leaves out what repeats other pages, and keeps the words around it', () => {
    const text =
      'before\n<StoryPlayer name="a">\nrun\n</StoryPlayer>\nbetween\n<details><summary>s</summary>x</details>\nafter'
    expect(searchedPart('pages/properties/a.md', text)).toBe('before\n\nbetween\n\nafter')
    expect(searchedPart('pages/reference/api/index.md', text)).toBe('')
    expect(searchedPart('pages/evidence/mutants.md', text)).toBe('')
    expect(searchedPart('pages/evidence/index.md', 'words')).toBe('words')
  })
})
