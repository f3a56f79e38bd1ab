// impspec confirm: what it says where the other checker agrees, differs, does not finish or is missing. A folder of two small
// scripts stands for SPIN here; test/spin/confirm.test.ts asks the real one.
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { readLtsmin } from '../../../verification/foreign/ltsmin.js'
import { readTlc } from '../../../verification/foreign/tlc.js'
import { command } from '../command.js'

/** Puts a spin and a gcc before all others: the verifier that they make prints a text. */
function pretend(printed: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'impspec-pretended-'))
  const script = (name: string, lines: readonly string[]): void => {
    writeFileSync(join(folder, name), ['#!/bin/sh', ...lines, ''].join('\n'))
    chmodSync(join(folder, name), 0o755)
  }
  script('spin', ['exit 0'])
  script('gcc', [
    `[ "$1" = --version ] && exit 0`,
    `cat > pan <<'END'`,
    '#!/bin/sh',
    "cat <<'TEXT'",
    printed,
    'TEXT',
    'END',
    'chmod +x pan',
  ])
  vi.stubEnv('PATH', `${folder}:${process.env.PATH!}`)
}

const report = (states: number): string =>
  `${states} states, stored\n9 transitions (= stored+matched)\nState-vector 20 byte, depth reached 9, errors: 0`

afterEach(() => vi.unstubAllEnvs())

describe('impspec confirm', () => {
  it('says where another checker has found something else, and ends with exit code 1', async () => {
    pretend(report(7))
    const { code, out } = await command(['confirm'])
    expect(code).toBe(1)
    expect(out).toMatch(/✗ DIFFERS\s+states, and the root\s+\d+\s+7/)
    expect(out).toMatch(/✓ same\s+errors of the model\s+0\s+0/)
    expect(out).toMatch(/✗ DIFFERS\s+lamp-follows-switch\s+\S.* nothing/)
    expect(out).toContain('✗ SPIN has found something else')
    const told = JSON.parse((await command(['confirm', '--json'])).out) as { exitCode: number; compared: unknown[] }
    expect(told.exitCode).toBe(1)
    expect(told.compared).toContainEqual({ what: 'errors of the model', ours: 0, theirs: 0 })
  })

  it('takes a search that did not end for no opinion', async () => {
    pretend(`error: max search depth too small\n${report(7)}`)
    const { code, out, err } = await command(['confirm'])
    expect([code, out]).toEqual([70, ''])
    expect(err).toContain('the verifier did not finish')
  })

  it.each([
    [['--with', 'spni'], /unknown checker 'spni': did you mean spin\?/],
    [['--with', 'tlc'], /--with tlc: the environment variable TLA2TOOLS_JAR names no tla2tools\.jar/],
    [['--stagger', '1'], /say how many --devices there are/],
  ] as const)('refuses %j', async (argv, message) => {
    vi.stubEnv('TLA2TOOLS_JAR', undefined)
    const { code, out, err } = await command(['confirm', ...argv])
    expect([code, out]).toEqual([3, ''])
    expect(err).toMatch(message)
  })

  it('says what is not installed', async () => {
    vi.stubEnv('PATH', '')
    expect((await command(['confirm'])).err).toContain('--with spin: spin and gcc not installed')
    vi.stubEnv('TLA2TOOLS_JAR', '/nonexistent.jar')
    expect((await command(['confirm', '--with', 'tlc'])).err).toContain('which does not exist')
  })
})

describe('what TLC prints', () => {
  it('is read where TLC has finished', () => {
    const counts = (left: number): string =>
      `12 states generated, 5 distinct states found, ${left} states left on queue.\n`
    expect(readTlc(`No error has been found.\n${counts(0)}`)).toMatchObject({ states: 5, generated: 12 })
    const violated = `Error: Invariant NotViolated is violated.\n${counts(2)}`
    expect(readTlc(violated)).toMatchObject({ violated: 'NotViolated' })
    for (const words of [
      'Temporal properties were',
      'Temporal property Response_a was',
      'Temporal properties A and B were',
    ]) {
      expect(readTlc(`Error: ${words} violated.\n${counts(2)}`)).toMatchObject({ violated: 'temporal properties' })
    }
    expect(() => readTlc(`Error: Attempted to access index 0 of tuple\n${counts(2)}`)).toThrow('TLC did not finish')
  })

  it('reads what LTSmin says, and takes nothing else for an answer', () => {
    const counts = 'pins2lts-mc: Explored 18 states 49 transitions, fanout: 2.722'
    expect(readLtsmin(counts)).toEqual({ states: 18, transitions: 49, violated: false })
    const violated = `pins2lts-mc: Invariant violation (!ended) found at depth 5!\n${counts}`
    expect(readLtsmin(violated)).toMatchObject({ violated: true })
    expect(() => readLtsmin(`pins2lts-mc, ** error **: hash table full\n${counts}`)).toThrow('LTSmin did not finish')
  })
})
