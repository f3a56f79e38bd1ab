// A NATS server of our own, on a free port, with JetStream in a folder that goes with it.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Why there is no server to test with; undefined where there is. */
export const missing = (): string | undefined =>
  spawnSync('nats-server', ['--version']).status === 0
    ? undefined
    : 'nats-server not installed (apt-get install -y nats-server)'

/** Whether to run tests that need a server: not where it is missing, but under CI they must fail then. */
export function wanted(): boolean {
  const why = missing()
  if (why !== undefined) console.warn(`tests of impspec watch skipped: ${why}`)
  return why === undefined || process.env.CI === 'true'
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { readonly port: number }
      server.close(() => resolve(port))
    })
  })

export interface TestServer {
  readonly url: string
  readonly port: number
  stop(): Promise<void>
}

/** Starts a server; `config` is added to its configuration, and replaces JetStream if it says `jetstream`. */
export async function startServer(config = ''): Promise<TestServer> {
  const why = missing()
  if (why !== undefined) throw new Error(why)
  const folder = mkdtempSync(join(tmpdir(), 'impspec-nats-'))
  const port = await freePort()
  const path = join(folder, 'nats.conf')
  const jetstream = config.includes('jetstream') ? '' : `jetstream { store_dir: ${JSON.stringify(folder)} }\n`
  writeFileSync(path, `host: 127.0.0.1\nport: ${port}\n${jetstream}${config}\n`)
  const child = spawn('nats-server', ['-c', path], { stdio: ['ignore', 'ignore', 'pipe'] })
  await ready(child)
  return {
    url: `nats://127.0.0.1:${port}`,
    port,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const ready = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let said = ''
    child.stderr!.on('data', (piece: Buffer) => {
      said += piece.toString()
      if (said.includes('Server is ready')) resolve()
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`nats-server ended with ${code}: ${said}`)))
  })
