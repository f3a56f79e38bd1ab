// impspec export: what it prints, what it writes, and what it refuses.
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { specification } from '../../../verification/impSpecification.js'
import { askedWorld } from '../../../cli/commands/models/askedWorld.js'
import { command } from '../command.js'

describe('impspec export', () => {
  it('prints a Promela model with its configuration, assumptions and properties', async () => {
    const { code, out, err } = await command(['export', '--to', 'promela', '--configuration', 'power=battery'])
    expect(code).toBe(0)
    expect(err).toBe('')
    expect(out).toContain('configuration power=battery, scope field')
    expect(out).toContain('- nobody steals the lamp')
    expect(out).toContain('0: lamp-follows-switch - The lamp follows the switch')
    expect(out).toContain('stimulus pressed: someone presses the switch')
    expect(out).toContain('active proctype world()')
  })

  it('is the same in two runs', async () => {
    for (const format of ['promela', 'tlaplus', 'json']) {
      const argv = ['export', '--to', format]
      expect(await command(argv)).toEqual(await command(argv))
    }
  })

  it('keeps to the properties that are asked for', async () => {
    const { out } = await command(['export', '--to', 'promela', '--property', 'switch-can-be-on'])
    expect(out).toContain('0: switch-can-be-on')
    expect(out).not.toContain('lamp-follows-switch')
    // What cannot influence the switch is left out.
    expect(out).not.toContain('at_lamp')
  })

  it('writes a TLA+ module that has the name of its file, and a configuration beside it', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'impspec-export-')), 'Lamp.tla')
    const { code, out, err } = await command(['export', '--to', 'tlaplus', '--out', file])
    expect([code, out]).toEqual([0, ''])
    expect(err).toMatch(/Lamp\.tla: [\d,]+ bytes\n.*Lamp\.cfg: \d+ bytes\n$/)
    expect(readFileSync(file, 'utf8')).toMatch(/^---- MODULE Lamp ----\n/)
    expect(readFileSync(file.replace('.tla', '.cfg'), 'utf8')).toContain('SPECIFICATION Spec')
  })

  it('shows the machine of one party', async () => {
    for (const [format, start] of [
      ['dot', /^\/\/ a lamp: its machine, a picture/],
      ['mermaid', /^%% a lamp: its machine, a picture\nstateDiagram-v2\n/],
      ['scxml', /^<\?xml version="1.0" encoding="UTF-8"\?>\n/],
      ['json', /^\{"format":"impspec-party"/],
    ] as const) {
      const { code, out } = await command(['export', '--to', format, '--party', 'lamp'])
      expect(code).toBe(0)
      expect(out).toMatch(start)
    }
  })

  it('writes a world for LTSmin, with the commands that compile and run it', async () => {
    const { code, out, err } = await command(['export', '--to', 'pins', '--property', 'switch-can-be-on'])
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^\/\* Executable: the engines of LTSmin/)
    expect(out).toMatch(/^ +Compile it: +gcc -O3 -shared/m)
    // Without the option each process explores all by itself.
    expect(out).toContain('mpirun -n 4 pins2lts-dist --mpi world.so')
    expect(out).toContain('void pins_model_init(model_t model)')
    expect(out).toContain('0: switch-can-be-on')
    expect(out).not.toContain('row_lamp')
  })

  it('writes a party that runs elsewhere: by itself, or as it is in a scope', async () => {
    const itself = await command(['export', '--to', 'scxml-flat', '--party', 'lamp'])
    expect([itself.code, itself.err]).toEqual([0, ''])
    expect(itself.out).toMatch(/^<\?xml.*\n<!-- a lamp: the party lamp\. Executable:/)
    expect(itself.out).not.toContain('target="unexplored"')
    const inScope = await command(['export', '--to', 'scxml-flat', '--party', 'lamp', '--scope', 'field'])
    expect([inScope.code, inScope.err]).toEqual([0, ''])
    expect(inScope.out).toContain('A tick is')
    const tooLarge = await command(['export', '--to', 'scxml-flat', '--party', 'lamp', '--max-states', '1'])
    expect([tooLarge.code, tooLarge.out]).toEqual([2, ''])
    expect(tooLarge.err).toMatch(/INCOMPLETE.*; the lamp alone has more than .*: with --scope it is exported as far/)
  })

  it('shows a party that is not in every scope, from the first scope that has it', async () => {
    const shown = await command(['export', '--to', 'mermaid', '--party', 'poller'], specification)
    expect([shown.code, shown.err]).toEqual([0, ''])
    expect(shown.out).toContain('stateDiagram-v2')
    expect(
      await command(['export', '--to', 'mermaid', '--party', 'poller', '--scope', 'polling'], specification),
    ).toEqual(shown)
  })

  it.each<readonly [readonly string[], RegExp]>([
    [
      ['--party', 'poller', '--scope', 'field'],
      /scope field has no poller, only device,.*is in the scopes polling, inst/,
    ],
    [['--party', 'device', '--scope', 'factory'], /the scope factory has no device, only factory: the device is in/],
    [['--party', 'factory', '--scope', 'field'], /the factory is in the scope factory\n/],
    [['--party', 'pollr'], /unknown party 'pollr': did you mean poller\?/],
    [[], /say --party factory\|device\|.*\|poller\|installer\n/],
    [['--scope', 'factory'], /say --party factory\n/],
  ])('says which scope has which party: %j', async (argv, message) => {
    for (const to of argv.includes('--party') ? ['mermaid', 'json'] : ['mermaid']) {
      const { code, out, err } = await command(['export', '--to', to, ...argv], specification)
      expect([code, out]).toEqual([3, ''])
      expect(err).toMatch(message)
    }
  })

  it('takes a party as JSON from the first scope with a property that speaks of it, or names those that have', () => {
    const asked = { party: 'agent', configuration: 'baseline' }
    expect(askedWorld(specification, asked, true).about).toBe('scope plans')
    const field = () => askedWorld(specification, { ...asked, scope: 'field' }, true)
    expect(field).toThrow(
      /no property of the scope field speaks of agent: say --scope; those of the scopes plans, .* do/,
    )
  })

  it('exports fleets, as many devices in as many lives as are asked for', async () => {
    const argv = ['--devices', '1', '--life', 'failing', '--stagger', '1', '--budget', 'link.lost=1']
    for (const to of ['promela', 'tlaplus', 'pins', 'json']) {
      const { code, out, err } = await command(['export', '--to', to, ...argv])
      expect([code, err]).toEqual([0, ''])
      expect(out).toContain('fleet of 1 device, life failing, stagger 1, link.lost 1 times, no delay elapses')
    }
    const timed = await command(['export', '--to', 'json', '--devices', '1', '--timed'])
    expect(timed.out).toContain('fleet of 1 device, life calm, timed')
  })

  it('makes no model of a world that it has not seen whole', async () => {
    const { code, out, err } = await command(['export', '--to', 'promela', '--max-states', '2'])
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain('INCOMPLETE: stopped after')
  })

  it.each<readonly [readonly string[], RegExp]>([
    [[], /required option '--to <format>' not specified/],
    [['--to', 'promla'], /unknown format 'promla': did you mean promela\?/],
    [['--to', 'dot'], /--to dot is about one party: say --party lamp\|toggle/],
    [['--to', 'dot', '--party', 'lmap'], /unknown party 'lmap': did you mean lamp\?/],
    [['--to', 'json', '--party', 'lmap'], /unknown party 'lmap': did you mean lamp\?/],
    [['--to', 'promela', '--property', 'switch'], /unknown property 'switch'/],
    [['--to', 'promela', '--scope', 'feild'], /unknown scope 'feild': did you mean field\?/],
    [['--to', 'tlaplus', '--out', 'two-words.tla'], /a TLA\+ module has the name of its file/],
    [['--to', 'promela', '--out', '/nonexistent/x.pml'], /--out: .*ENOENT/],
    [['--to', 'promela', '--stagger', '1'], /--stagger is about a fleet: say how many --devices there are/],
    [['--to', 'promela', '--devices', '1', '--scope', 'field'], /a fleet, which has no --scope/],
    [['--to', 'json', '--devices', '1', '--party', 'lamp'], /is exported with all its parties/],
    [['--to', 'dot', '--devices', '1', '--party', 'lamp'], /--to dot is about one party, not a fleet/],
    [['--to', 'promela', '--devices', '1', '--property', 'fleet'], /unknown property of a fleet 'fleet'/],
  ])('refuses %j', async (argv, message) => {
    const { code, out, err } = await command(['export', ...argv])
    expect([code, out]).toEqual([3, ''])
    expect(err).toMatch(message)
  })
})
