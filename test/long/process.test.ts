// The command as a process: exit codes, colours, closed pipes, Ctrl-C.
import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { specification } from '../../verification/impSpecification.js'
import { command } from '../cli/command.js'

const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url))

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs the command as a user would; `meet` gets the process while it runs. */
function impspec(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
  meet: (child: ChildProcess, said: () => string) => void = () => undefined,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const { FORCE_COLOR: _, NO_COLOR: __, ...inherited } = process.env
    const child = spawn(process.execPath, ['--import', 'tsx', main, ...argv], { env: { ...inherited, ...env } })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk) => {
      out += String(chunk)
      meet(child, () => out + err)
    })
    child.stderr.on('data', (chunk) => {
      err += String(chunk)
      meet(child, () => out + err)
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, err }))
    meet(child, () => '')
  })
}

describe('the impspec process', { timeout: 60_000 }, () => {
  it('lists the real properties and parties', async () => {
    const { code, out, err } = await impspec(['list', '--json'])
    expect(err).toBe('')
    expect(code).toBe(0)
    const { properties, parties } = JSON.parse(out) as Record<'properties' | 'parties', readonly unknown[]>
    expect(properties.length).toBeGreaterThan(0)
    expect(parties.length).toBeGreaterThan(5)
  })

  it('gives the exit code for wrong usage', async () => {
    const { code, err } = await impspec(['verify', '--workers', 'zero'])
    expect(code).toBe(3)
    expect(err).toContain('--workers takes a whole number of at least 1')
  })

  it('gives up at the limit of memory, and says how far it came', async () => {
    const argv = [
      'verify',
      '--configuration',
      'baseline',
      '--property',
      'cold-boot-leads-to-current-os',
      '--max-memory',
      '1MB',
    ]
    const { code, out } = await impspec(argv)
    expect(out).toMatch(/out of memory \(see --max-memory, --workers\) after [\d,]+ states and [\d,]+ transitions/)
    expect(code).toBe(2)
  })

  it('paints where FORCE_COLOR says so, but NO_COLOR wins', async () => {
    const [forced, refused] = await Promise.all([
      impspec(['list', 'properties'], { FORCE_COLOR: '1' }),
      impspec(['list', 'properties'], { FORCE_COLOR: '1', NO_COLOR: '1' }),
    ])
    expect(forced.out).toContain('\u001b[')
    expect(refused.out).not.toContain('\u001b[')
  })

  it('is quiet when its reader goes away', async () => {
    const { code, err } = await impspec(['list', '--json'], {}, (child) => child.stdout?.destroy())
    expect(err).toBe('')
    expect(code).toBe(0)
  })

  it('repeats a random run from its seed', async () => {
    const argv = ['simulate', '--seed', '5', '--steps', '30', '--json']
    // Again in this thread, which shares nothing with the process.
    const here = (asked: readonly string[]) => command(asked, specification)
    const other = await here(argv.map((text) => (text === '5' ? '6' : text)))
    const [one, again] = await Promise.all([impspec(argv), here(argv)])
    expect(one.code).toBe(0)
    expect(again.out).toBe(one.out)
    expect((JSON.parse(one.out) as { steps: unknown }).steps).not.toEqual(
      (JSON.parse(other.out) as { steps: unknown }).steps,
    )
  })

  it('hands in what it has on Ctrl-C, and says that it is incomplete', async () => {
    const argv = ['verify', '--configuration', 'baseline', '--workers', '1', '--json']
    let told = false
    const { code, out } = await impspec(argv, {}, (child, said) => {
      // The first line of progress: the exploration has begun. A second Ctrl-C would not wait for the report.
      if (told || !said().includes('1 running')) return
      told = child.kill('SIGINT')
    })
    const { interrupted, judgements } = JSON.parse(out) as {
      readonly interrupted: boolean
      readonly judgements: readonly { readonly standing: string }[]
    }
    expect(interrupted).toBe(true)
    expect(judgements.some(({ standing }) => standing === 'incomplete')).toBe(true)
    expect(code).toBe(2)
  })
})
