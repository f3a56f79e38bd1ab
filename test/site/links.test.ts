// Every link of every page leads to a page that there is, and every anchor to a place on it.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dist, pages, readPage } from './site.js'

const idsOf = new Map(
  pages.map((page) => [page, new Set([...readPage(page).matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id!))]),
)

const linksOf = (html: string): readonly string[] =>
  [...html.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)].map(([, target]) => target!.replaceAll('&amp;', '&'))

/** What is wrong with a link on a page; undefined if nothing is. */
function wrong(page: string, link: string): string | undefined {
  if (/^(?:https?|mailto):/.test(link)) return undefined
  const url = new URL(link, `http://site/${page}`)
  const path = decodeURIComponent(url.pathname).slice(1)
  const file = path === '' || path.endsWith('/') ? `${path}index.html` : path
  const target = pages.includes(file) ? file : undefined
  if (target === undefined) return existsSync(join(dist, file)) ? undefined : `${link}: no such page`
  const anchor = decodeURIComponent(url.hash.slice(1))
  // The simulator reads a run from there, not an anchor.
  if (anchor === '' || target === 'simulator.html') return undefined
  return idsOf.get(target)?.has(anchor) ? undefined : `${link}: no such place`
}

describe('links', () => {
  it('of all pages lead somewhere', () => {
    expect(pages.length).toBeGreaterThan(300)
    const broken = pages.flatMap((page) =>
      [...new Set(linksOf(readPage(page)))].flatMap((link) => {
        const problem = wrong(page, link)
        return problem === undefined ? [] : [`${page}: ${problem}`]
      }),
    )
    expect(broken).toEqual([])
  })

  it('are checked: one that leads nowhere is told', () => {
    expect(wrong('index.html', '/nowhere.html')).toBe('/nowhere.html: no such page')
    expect(wrong('index.html', './sources/facts.html#d-999')).toBe('./sources/facts.html#d-999: no such place')
    expect(wrong('index.html', './sources/facts.html#d-001')).toBeUndefined()
  })
})
