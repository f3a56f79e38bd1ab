// The site: where its pages come from, how they are found, and what Markdown means in them.
import { readFileSync } from 'node:fs'
import { defineConfig, type DefaultTheme, type MarkdownRenderer } from 'vitepress'
import { mentions, sourcePath } from '../draw/links.js'
import { searchedPart, weightOf, words } from '../search.js'

/** What `docs/generate/site.ts` has written. */
const generated = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`./generated/${name}.json`, import.meta.url), 'utf8'))

const sideBar = generated('sidebar') as DefaultTheme.SidebarMulti
const footers = generated('footers') as Readonly<Record<string, string>>

/** Pages in docs/pages stand at the root; a decision is found by its number. */
const placeOf = (file: string): string =>
  file
    .replace(/^pages\//, '')
    .replace(/^decisions\/README\.md$/, 'decisions/index.md')
    .replace(/^decisions\/(M-\d\d)-.*\.md$/, (_, id: string) => `decisions/${id.toLowerCase()}.md`)

interface Environment {
  readonly relativePath?: string
  readonly frontmatter?: Readonly<Record<string, unknown>>
}

/** Below each decision: who cites it. */
function withFooters(md: MarkdownRenderer): void {
  md.core.ruler.before('normalize', 'footers', (state) => {
    const { relativePath = '' } = state.env as Environment
    const [, id] = /^decisions\/(m-\d\d)\.md$/.exec(relativePath) ?? []
    if (id !== undefined) state.src += footers[id.toUpperCase()] ?? ''
  })
}

/** Links between files of the repository become links between pages of the site. */
function withSiteLinks(md: MarkdownRenderer): void {
  md.core.ruler.push('site-links', (state) => {
    for (const token of state.tokens.flatMap(({ children }) => children ?? [])) {
      const target = token.type === 'link_open' ? token.attrGet('href') : null
      if (target === null) continue
      const decision = /(?:^|\/)(M-\d\d)-[^/]*\.md$/.exec(target)?.[1]
      if (decision !== undefined) token.attrSet('href', `/decisions/${decision.toLowerCase()}`)
      else if (target.includes('generated/rules.md')) token.attrSet('href', target.replace(/^.*rules\.md/, '/sources/'))
      else if (target.includes('generated/')) {
        token.attrSet('href', target.replace(/^.*generated\/([\w-]+)\.md/, '/evidence/$1'))
      }
    }
  })
}

/** Ids of sources in prose become links to their pages. */
function withMentions(md: MarkdownRenderer): void {
  md.core.ruler.push('mentions', (state) => {
    for (const [index, block] of state.tokens.entries()) {
      const heading = state.tokens[index - 1]?.type === 'heading_open'
      if (block.type !== 'inline' || block.children === null || heading) continue
      let within = 0
      block.children = block.children.flatMap((token) => {
        if (token.type === 'link_open') within++
        if (token.type === 'link_close') within--
        if (token.type !== 'text' || within > 0) return [token]
        return token.content.split(new RegExp(`(${mentions.source})`)).flatMap((part, index) => {
          const path = index % 2 === 1 ? sourcePath(part) : undefined
          const text = new state.Token('text', '', 0)
          text.content = part
          if (path === undefined) return part === '' ? [] : [text]
          const open = new state.Token('link_open', 'a', 1)
          open.attrSet('href', path)
          return [open, text, new state.Token('link_close', 'a', -1)]
        })
      })
    }
  })
}

/** Names in code may break behind a dot, a comma or an equals sign, and nowhere else. */
function withBreaks(md: MarkdownRenderer): void {
  const plain = md.renderer.rules.code_inline
  md.renderer.rules.code_inline = (...given) =>
    (plain?.(...given) ?? '').replace(
      /^(<code[^>]*>)(.*)(<\/code>)$/s,
      (_, open: string, text: string, close: string) =>
        // What is in braces is code as well, not a template of ours.
        `${open.replace(/^<code(?! v-pre)/, '<code v-pre')}${text.replaceAll(/([.,=])(?=\w)/g, '$1<wbr>')}${close}`,
    )
}

export default defineConfig({
  title: 'imp lifecycle',
  description: "An executable formal specification of an imp device's life, proved over every reachable state.",
  lang: 'en',
  base: process.env['DOCS_BASE'] ?? '/',
  srcExclude: ['generated/**', 'generate/**', 'draw/**', 'simulator/**', 'product/**'],
  rewrites: placeOf,
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `${process.env['DOCS_BASE'] ?? '/'}favicon.svg` }]],
  lastUpdated: false,
  cacheDir: '.vitepress/cache',
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config: (md) => {
      withFooters(md)
      withSiteLinks(md)
      withMentions(md)
      withBreaks(md)
    },
  },
  themeConfig: {
    nav: [
      { text: 'Answers', link: '/answers/', activeMatch: '^/answers/' },
      { text: 'Your product', link: '/product' },
      { text: 'Simulator', link: '/simulator' },
      { text: 'Guide', link: '/guide/life-of-a-device', activeMatch: '^/guide/' },
      { text: 'Parties', link: '/parties/', activeMatch: '^/parties/' },
      { text: 'Properties', link: '/properties/', activeMatch: '^/properties/' },
      { text: 'Sources', link: '/sources/', activeMatch: '^/(sources|decisions)/' },
      { text: 'Evidence', link: '/evidence/', activeMatch: '^/evidence/' },
      { text: 'Reference', link: '/reference/', activeMatch: '^/reference/' },
    ],
    sidebar: sideBar,
    outline: { level: 2 },
    search: {
      provider: 'local',
      options: {
        detailedView: false,
        // Rendering is most of the work of an index: what is left out is left out before.
        _render: (text, env: Environment, md) => {
          const html = md.render(searchedPart(env.relativePath ?? '', text), env)
          return env.frontmatter?.['search'] === false ? '' : html
        },
        miniSearch: {
          options: { tokenize: words },
          searchOptions: { boostDocument: weightOf, fuzzy: 0.1, prefix: true, boost: { title: 4, text: 1, titles: 2 } },
        },
      },
    },
    notFound: {
      title: 'This page does not exist',
      quote:
        'Pages of properties, rules and facts keep their addresses as long as their ids. The search knows all of them.',
      linkText: 'To the start page',
      linkLabel: 'To the start page',
    },
    footer: {
      message: 'MIT licence. Not affiliated with the vendor; every fact cites its public source.',
    },
  },
  vite: {
    build: { chunkSizeWarningLimit: 1500 },
    worker: { format: 'es' },
  },
})
