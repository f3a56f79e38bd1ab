// The built site under test: a server for it, a browser, and a list of its pages.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core'

export const dist = fileURLToPath(new URL('../../docs/.vitepress/dist/', import.meta.url))

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
}

/** Where the browser is: Debian's package, or what CHROMIUM says. */
export const browserPath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

/** Why the tests cannot run here; undefined where they can. Under CI they must. */
export const missing: string | undefined = existsSync(browserPath)
  ? undefined
  : `no browser at ${browserPath}: apt-get install chromium, or set CHROMIUM`

if (!existsSync(join(dist, 'index.html'))) throw new Error('the site is not built: npm run docs')
if (missing !== undefined && process.env['CI'] === 'true') throw new Error(missing)

/** Every page, by its path from the root. */
export const pages: readonly string[] = readdirSync(dist, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.html'))
  .sort()

export const readPage = (page: string): string => readFileSync(join(dist, page), 'utf8')

export interface Site {
  readonly url: string
  readonly browser: Browser
  close(): Promise<void>
}

/** Serves the site compressed, as a server for static files would. */
function serve(): Promise<Server> {
  const known = new Map<string, Buffer>()
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname)
    const file = join(dist, path.endsWith('/') ? `${path}index.html` : path)
    if (!file.startsWith(dist) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end()
      return
    }
    const body = known.get(file) ?? gzipSync(readFileSync(file))
    known.set(file, body)
    const headers = {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'content-encoding': 'gzip',
      // The names of assets are hashes of what they hold.
      'cache-control': path.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-store',
    }
    response.writeHead(200, { ...headers, 'content-length': body.length }).end(body)
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server))
  })
}

/** A context whose pages fetch nothing that they only may need later: with 20 links in sight, that is most of the traffic. */
export async function thrifty(browser: Browser, options: BrowserContextOptions): Promise<BrowserContext> {
  const context = await browser.newContext(options)
  context.setDefaultTimeout(patience)
  await context.addInitScript(() => {
    Object.defineProperty(navigator, 'connection', { value: { saveData: true } })
  })
  return context
}

/** ms after which a page hangs: a busy machine is slow. */
export const patience = 120_000

/** Waits until the page is alive: what it shows came with the HTML, what it does comes with the program. */
export const hydrated = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => '__vue_app__' in (document.querySelector('#app') ?? {}))

export async function openSite(): Promise<Site> {
  const [server, browser] = await Promise.all([
    serve(),
    chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--disable-dev-shm-usage'] }),
  ])
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    browser,
    close: async () => {
      await browser.close()
      server.closeAllConnections()
      server.close()
    },
  }
}
