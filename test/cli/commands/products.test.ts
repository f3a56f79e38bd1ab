// The commands on every product at once: conditions, what is not expected, what is kept, two products compared, refusals.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { configure, dimensions } from '../../../machines/configurations.js'
import { parseCondition } from '../../../verification/conditions.js'
import { configurationAt, indexOf, productsOf } from '../../../verification/products.js'
import type { Property } from '../../../properties/index.js'
import { properties } from '../../../properties/index.js'
import { specification } from '../../../verification/impSpecification.js'
import type { Specification } from '../../../verification/specification.js'
import { command } from '../command.js'
import { smallSpecification } from '../small-specification.js'

const byId = (id: string): Property => properties.find((property) => property.id === id)!

/** The small specification with properties of the real one. */
const withProperties = (...own: readonly Property[]): Specification => ({ ...smallSpecification(), properties: own })

describe('impspec products', () => {
  it('tells each verdict as a condition on the choices', async () => {
    const two = withProperties(byId('shipped-means-blessed'), byId('application-loaded-in-factory'))
    const { code, out } = await command(['products', '--scope', 'factory', '--no-cache'], two)
    expect(code).toBe(0)
    expect(out).toContain('factory: 165,888 products, 3,262,464 states')
    expect(out).toMatch(/✓ +shipped-means-blessed +holds in every product/)
    expect(out).toMatch(/✓ +application-loaded-in-factory +fails where codeLoading=at-activation \(55,296/)
  })

  it('tells what is not expected, in its simplest product', async () => {
    const expected = byId('application-loaded-in-factory')
    const { exceptions: _, ...unexcused } = expected
    const { code, out } = await command(['products', '--json', '--no-cache'], withProperties(unexcused))
    expect(code).toBe(1)
    const { scopes } = JSON.parse(out) as { readonly scopes: readonly { readonly properties: readonly object[] }[] }
    expect(scopes[0]!.properties[0]).toMatchObject({
      property: 'application-loaded-in-factory',
      differences: [
        {
          expected: 'holds',
          found: 'fails',
          products: 55_296,
          where: [{ codeLoading: ['at-activation'] }],
          simplest: { codeLoading: 'at-activation' },
        },
      ],
    })
  })

  it('tells what a what-if question changes, as a condition and with the command for its story', async () => {
    const two = { ...specification, properties: [byId('shipped-means-blessed'), byId('credentials-forgotten')] }
    const set = ['products', '--scope', 'factory', '--no-cache', '--set', 'factory: credentials.forgotten=0']
    const { code, out } = await command(set, two)
    expect(code).toBe(1)
    expect(out).toContain('What if factory: credentials.forgotten is never?')
    expect(out).toContain('factory: 1 change\n')
    expect(out).toMatch(/✗ CHANGES {2}credentials-forgotten: holds → fails in every product/)
    expect(out).toContain("--set 'factory: credentials.forgotten=0'")
    const json = await command([...set, '--json'], two)
    const { scopes } = JSON.parse(json.out) as { readonly scopes: readonly { readonly moved: readonly object[] }[] }
    expect(scopes[0]!.moved).toMatchObject([{ before: 'holds', after: 'fails', products: 165_888, simplest: {} }])
  })

  it('says where a what-if question makes no difference, and refuses what cannot be set', async () => {
    const one = { ...specification, properties: [byId('shipped-means-blessed')] }
    const asked = (value: string) => command(['products', '--scope', 'factory', '--no-cache', '--set', value], one)
    expect(await asked('squirrelStart=30s')).toMatchObject({ code: 0 })
    expect((await asked('squirrelStart=30s')).out).toContain('makes no difference')
    expect((await asked('squirelStart=30s')).err).toContain('squirrelStart')
    const count = await command(['products', '--scope', 'polling', '--no-cache', '--set', 'squirrelStart=4'], one)
    expect(count).toMatchObject({ code: 3 })
    expect(count.err).toContain('a time such as 30s')
    const narrowed = await command(['products', '--set', 'squirrelStart=30s', '--verdict', 'fails'], one)
    expect(narrowed).toMatchObject({ code: 3 })
  })

  it('refuses a product that cannot exist, and says why', async () => {
    const impossible = 'codeLoading=at-activation,blinkupOver=bluetooth'
    const { code, err } = await command(['verify', '--configuration', impossible])
    expect(code).toBe(3)
    expect(err).toContain('nobody takes them')
  })

  it('refuses a scope that there is not', async () => {
    const { code, err } = await command(['products', '--scope', 'factori'])
    expect(code).toBe(3)
    expect(err).toContain('factory')
  })

  it('tells conditions within those products that are asked for', async () => {
    const one = withProperties(byId('application-loaded-in-factory'), byId('shipped-means-blessed'))
    const argv = ['products', '--scope', 'factory', '--no-cache', '--verdict', 'fails', '--where']
    const { code, out } = await command([...argv, 'handler!=none & power=battery'], one)
    expect(code).toBe(0)
    expect(out).toMatch(/application-loaded-in-factory +fails where codeLoading=at-activation \(/)
    expect(out).not.toContain('shipped-means-blessed')
    expect(out).not.toContain('165,888')
    const all = await command([...argv, 'codeLoading=at-activation'], one)
    expect(all.out).toMatch(/application-loaded-in-factory +fails in every product/)
  })

  it('refuses a condition that names what there is not, or that no product meets', async () => {
    const ask = async (where: string): Promise<string> => {
      const { code, err } = await command(['products', '--scope', 'factory', '--where', where])
      expect(code).toBe(3)
      return err
    }
    expect(await ask('powr=battery')).toContain('did you mean power?')
    expect(await ask('power=batery')).toContain("power has no value 'batery': its values are")
    expect(await ask('battery')).toContain('says nothing of a dimension')
    expect(await ask('codeLoading=at-activation & blinkupOver=bluetooth')).toContain('there is no product where')
  })

  it('tells what is proved when it is interrupted, and nothing of the rest', async () => {
    const one = withProperties(byId('application-loaded-in-factory'), byId('wake-reason-pin'))
    const { code, out, err } = await command(['products', '--no-cache'], one, { signal: AbortSignal.abort() })
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain('Interrupted: of the rest nothing is known (0 scopes proved).')
  })

  it('keeps what is proved, and proves it again where the file is damaged', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'products-'))
    try {
      const one = withProperties(byId('application-loaded-in-factory'))
      const argv = ['products', '--scope', 'factory', '--json', '--cache', folder]
      const first = await command(argv, one)
      const [name, ...more] = readdirSync(folder)
      expect(more).toEqual([])
      // The milliseconds are those of the first time.
      expect((await command(argv, one)).out).toEqual(first.out)
      const path = join(folder, name!)
      writeFileSync(path, readFileSync(path, 'utf8').replace('at-activation', 'at-blessing'))
      const again = await command(argv, one)
      expect(again.err).toContain(`${path} is damaged (its checksum is wrong)`)
      expect(again.out).toContain('at-activation')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('impspec compare', () => {
  it('says which verdicts differ, and what they depend on', async () => {
    const two = withProperties(byId('shipped-means-blessed'), byId('application-loaded-in-factory'))
    const argv = ['compare', 'power=battery', 'power=battery,codeLoading=at-activation', '--no-cache']
    const { code, out } = await command(argv, two)
    expect(code).toBe(1)
    expect(out).toContain('1 verdict of 2 differs')
    expect(out).toMatch(/application-loaded-in-factory +holds +fails +fails where/)
    const { out: json } = await command([...argv, '--json'], two)
    expect(JSON.parse(json)).toMatchObject({
      differences: [{ property: 'application-loaded-in-factory', verdicts: ['holds', 'fails'] }],
    })
  })

  it('ends with 0 where none does, and refuses a product that cannot exist', async () => {
    const one = withProperties(byId('application-loaded-in-factory'))
    const same = await command(['compare', 'baseline', 'power=battery', '--no-cache'], one)
    expect([same.code, same.out]).toEqual([0, expect.stringContaining('0 verdicts of 1 differ')])
    const none = await command(['compare', 'baseline', 'codeLoading=at-activation,blinkupOver=bluetooth'], one)
    expect(none.code).toBe(3)
  })
})

describe('a condition as it is typed', () => {
  it('means what its parts and cases say', () => {
    const [first, second, third] = dimensions
    const text = `${first.name}!=${first.values[0]} & ${second.name}=${second.values[0]}|${second.values[1]}, or ${third.name}=${third.values[1]}`
    const set = productsOf(parseCondition(text))
    const whole = productsOf([{}])
    for (let index = 0; index < whole.members.length; index += 7) {
      if (!whole.has(index)) continue
      const one = configurationAt(index) as unknown as Record<string, string>
      const isFirst =
        one[first.name] !== first.values[0] &&
        (one[second.name] === second.values[0] || one[second.name] === second.values[1])
      expect(set.has(index), text).toBe(isFirst || one[third.name] === third.values[1])
    }
  })

  it('numbers products as configurations do', () => {
    expect(indexOf(configure().values)).toBe(0)
    expect(indexOf(configurationAt(12_345))).toBe(12_345)
  })
})
