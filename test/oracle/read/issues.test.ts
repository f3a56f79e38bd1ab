// What is wrong with a log line, a mapping, a case, a list or an answer: said in words, with the field, and what would be right.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { answerSchema } from '../../../oracle/driver/protocol.js'
import { caseSchema, readCase } from '../../../oracle/driver/regressions.js'
import { faultIn } from '../../../oracle/read/issues.js'
import { knownSchema, loadKnown } from '../../../oracle/judge/known.js'
import { loadMapping, mappingSchemaOf } from '../../../oracle/read/mapping.js'
import { traceLineSchema } from '../../../oracle/read/trace.js'
import { command } from '../../cli/command.js'
import { impRoles } from '../../../verification/imp/roles.js'

const mappingSchema = mappingSchemaOf(impRoles.names)

const event = { type: 'phone.offline' }
const line = { t: 1, role: 'poller', dir: 'in', event }
const mapping = { 'impspec-mapping': 1, title: 'mine' }
const test = { 'impspec-case': 1, role: 'poller', id: 'x' }
const known = { 'impspec-known': 1 }

const wrong: readonly (readonly [z.ZodType, unknown, string])[] = [
  [
    traceLineSchema,
    { ...line, t: undefined },
    "lacks the field 't': a number expected (ms since any fixed moment; never decreases for one device)",
  ],
  [
    traceLineSchema,
    { ...line, dir: undefined },
    `lacks the field 'dir': "in", "out", "is" or "not" expected (in: it hears;`,
  ],
  [traceLineSchema, { ...line, event: undefined }, "lacks the field 'event': an object expected"],
  [traceLineSchema, { ...line, event: {} }, "lacks the field 'event.type': a text expected (noun.verb"],
  [traceLineSchema, { ...line, t: '1' }, `field 't' is "1"; a number expected`],
  [traceLineSchema, { ...line, t: -1 }, "field 't' is -1; 0 or more expected"],
  [traceLineSchema, { ...line, t: null }, "field 't' is null; a number expected"],
  [traceLineSchema, { ...line, dir: 'up' }, `field 'dir' is "up"; "in", "out", "is" or "not" expected`],
  [traceLineSchema, { ...line, device: 7 }, "field 'device' is 7; a text expected"],
  [traceLineSchema, { ...line, devise: 'd' }, "has an unknown field 'devise': did you mean device?"],
  [
    traceLineSchema,
    { ...line, severity: 1 },
    "has an unknown field 'severity': there are t, device, role, dir, event, source",
  ],
  [
    traceLineSchema,
    { ...line, event: { ...event, cause: [1] } },
    "field 'event.cause' is an array; a text, a number, true or false or null expected",
  ],
  [traceLineSchema, { ...line, event: { type: '' } }, `field 'event.type' is ""; a text that is not empty expected`],
  [traceLineSchema, 'phone.offline', 'is "phone.offline"; an object expected'],
  [
    mappingSchema,
    { ...mapping, roles: { pollr: {} } },
    "has an unknown field 'pollr' in 'roles': did you mean poller?",
  ],
  [
    mappingSchema,
    { ...mapping, roles: { poller: { start: 'never' } } },
    `field 'roles.poller.start' is "never"; "initial" or "unknown" or an object expected`,
  ],
  [
    mappingSchema,
    { ...mapping, roles: { poller: { start: { after: [] } } } },
    "field 'roles.poller.start.after' is an empty array; an array that is not empty expected",
  ],
  [
    mappingSchema,
    { ...mapping, roles: { poller: { latency: 1.5 } } },
    "field 'roles.poller.latency' is 1.5; a whole number expected (ms after which",
  ],
  [
    mappingSchema,
    { ...mapping, sources: { phone: { skw: 5 } } },
    "has an unknown field 'skw' in 'sources.phone': did you mean skew?",
  ],
  [mappingSchema, { ...mapping, pattern: '(' }, "field 'pattern' is not a regular expression"],
  [mappingSchema, { ...mapping, device: {} }, "lacks the field 'device.field': a text expected, or lacks the field"],
  [
    mappingSchema,
    { ...mapping, time: { field: 't', format: 'iso', zone: 'CET' } },
    `field 'time.zone' is "CET"; a text that matches`,
  ],
  [
    mappingSchema,
    { ...mapping, rules: [{ where: {}, events: [] }] },
    "field 'rules.0.events' is an empty array; an array",
  ],
  [caseSchema, { ...test, steps: [{ sent: event }] }, "lacks the field 'steps.0.send': an object expected (An event"],
  [caseSchema, { ...test, steps: [{ advance: 0 }] }, "field 'steps.0.advance' is 0; more than 0 expected"],
  [caseSchema, { ...test, steps: [{ send: { typ: 'x' } }] }, "lacks the field 'steps.0.send.type': a text expected"],
  [caseSchema, test, "lacks the field 'steps': an array expected"],
  [knownSchema, { ...known, failures: [{ id: 'x' }] }, "lacks the field 'failures.0.reason': a text expected (why it"],
  [answerSchema, { id: 1 }, "lacks the field 'ok': true expected"],
  [answerSchema, { id: 1, ok: 1 }, "field 'ok' is 1; true expected"],
  [answerSchema, { id: 1, ok: false }, "lacks the field 'error': a text expected"],
  [answerSchema, { id: 1, ok: true, output: [] }, "has an unknown field 'output': did you mean outputs?"],
  [answerSchema, { id: 1, ok: true, outputs: [{}] }, "lacks the field 'outputs.0.event': an object expected"],
  [answerSchema, [], 'is an empty array; an object expected'],
]

describe('what is wrong with a value', () => {
  it.each(wrong.map(([schema, value, text]) => ({ schema, value, text })))('$text', ({ schema, value, text }) => {
    const parsed = schema.safeParse(value)
    expect(parsed.success).toBe(false)
    expect(faultIn(schema, parsed.error!, value).text.slice(0, text.length)).toBe(text)
  })
})

describe('what is wrong with a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'impspec-issues-'))
  const write = (name: string, text: string): string => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }

  it.each([
    [
      (path: string) => loadMapping(path, impRoles),
      'm.yaml',
      'impspec-mapping: 1\ntitle: mine\ndevice:\n  constant: 7\n',
      ":4: field 'device.constant' is 7",
    ],
    [
      (path: string) => loadMapping(path, impRoles),
      'u.yaml',
      'impspec-mapping: 1\ntitle: mine\nignroe: []\n',
      ":3: has an unknown field 'ignroe': did you",
    ],
    [
      loadKnown,
      'k.yaml',
      'impspec-known: 1\nfailures:\n  - id: a\n    reason: b\n  - id: c\n',
      ":5: lacks the field 'fail",
    ],
    [
      (path: string) => readCase(path, 'poller'),
      'c.json',
      JSON.stringify({ ...test, steps: [{ advance: 1 }, { advance: 'x' }] }, null, 1),
      `:10: field 'steps.1.advance' is "x"; a number expected`,
    ],
    [(path: string) => readCase(path, 'poller'), 'd.json', '{', ': is no JSON: '],
  ])('is told with its line: %#', (load, name, text, message) => {
    const path = write(name, text)
    expect(() => load(path)).toThrow(`${path}${message}`)
  })

  it('is that it is not there, or no file', async () => {
    const nowhere = join(folder, 'nosuch')
    for (const load of [
      (path: string) => loadMapping(path, impRoles),
      loadKnown,
      (path: string) => readCase(path, 'poller'),
    ]) {
      expect(() => load(nowhere)).toThrow(`${nowhere}: there is no such file`)
      expect(() => load(folder)).toThrow(`${folder}: is a directory; a file expected`)
    }
    const { code, err } = await command(['test', '--role', 'poller', '--case', nowhere, '--', 'cat'])
    expect(err).toBe(`error: ${nowhere}: there is no such file\n`)
    expect(code).toBe(4)
  })

  it('and of a log: the line, and what it lacks', async () => {
    const { out } = await command(['check', write('log.jsonl', '{"role":"poller","dir":"in","event":{"type":"x"}}\n')])
    expect(out).toMatch(/log\.jsonl:1: lacks the field 't': a number expected .*, in \{"role"/)
  })
})

describe('an implementation', () => {
  it.each([
    [
      ['cat'],
      'sends {"id":1,"cmd":"hello","protocol":1,"role":"poller"} back, which is the request; an answer has "ok"',
    ],
    [
      ['sh', '-c', 'read x; echo \'{"id":1}\'; read x'],
      'says {"id":1} on stdout, which is no answer: it lacks the field \'ok\': true expected (noise)',
    ],
  ])('that does not answer is told why: %j', async (argv, text) => {
    const { out, code } = await command(['test', '--role', 'poller', '--no-regressions', '--', ...argv])
    expect(out).toContain(text)
    expect(code).toBe(1)
  })

  it('that says nothing is told so before anything is planned', async () => {
    const argv = ['--patience', '200', '--no-regressions', '--', 'sleep', '60']
    const { out, err, code } = await command(['test', '--role', 'device', ...argv])
    expect(out).toContain('no answer to hello in 200 ms (hang)')
    expect(out).toContain('1 case, 0 steps')
    expect(err).toBe('')
    expect(code).toBe(1)
  })
})
