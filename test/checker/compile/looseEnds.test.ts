// Events that are sent or waited for in vain are told, in a small world and in our own.
import { expect, test } from 'vitest'
import { describes, looseEndInWords, looseEndsOf } from '../../../checker/compile/looseEnds.js'
import { specification } from '../../../verification/impSpecification.js'
import { looseEndsInWords } from '../../../verification/looseEnds.js'
import { lamp, lampWorld, machineFrom, party, pingWorld, single, stimulus, world } from '../worlds.js'

test('a stimulus that nobody hears and an event that nobody sends are loose ends', () => {
  const misspelt = world([party('lamp', lamp(), ['Press', 'press'])], { stimuli: [stimulus('lamp', 'Press')] })
  const ends = looseEndsOf([misspelt])
  expect(ends).toEqual([
    { kind: 'unheard', party: 'lamp', event: 'Press' },
    { kind: 'unsent', party: 'lamp', event: 'press' },
  ])
  expect(ends.map(looseEndInWords)).toEqual([
    "'lamp' is sent 'Press', and reacts to it in no state: is it spelt as in the machine?",
    "'lamp' hears 'press', and nobody sends it: no stimulus, and no link",
  ])
  expect(looseEndsOf([lampWorld(), pingWorld()])).toEqual([])
  expect(looseEndsOf([misspelt, lampWorld()])).toEqual([ends[0]])
  expect(looseEndsOf([pingWorld({ links: [] })])).toEqual([{ kind: 'unsent', party: 'counter', event: 'ping' }])
})

test('wildcards hear, as XState has them', () => {
  expect(looseEndsOf([single(machineFrom({ id: 'm', on: { '*': {} } }))])).toEqual([])
  expect(looseEndsOf([single(machineFrom({ id: 'm', on: { 'go.*': {} } }))])).toEqual([])
  expect(looseEndsOf([single(machineFrom({ id: 'm', on: { 'went.*': {} } }))])).toHaveLength(1)
  const said = ['door', 'door.opened', 'door.opened.wide', 'doors', 'window.opened']
  expect(said.filter((type) => describes('door.*', type))).toEqual(['door', 'door.opened', 'door.opened.wide'])
})

test('our own specification has those that it declares', () => {
  expect(looseEndsInWords(specification)).toEqual([])
  const { looseEnds = [] } = specification
  expect(looseEnds.length).toBeGreaterThan(0)
  const [first, ...others] = looseEnds
  expect(looseEndsInWords({ ...specification, looseEnds: others })).toEqual([
    expect.stringContaining(`'${first!.event}'`),
  ])
  const inVain = [...looseEnds, { ...first!, event: 'connection.closed' }]
  expect(looseEndsInWords({ ...specification, looseEnds: inVain })).toEqual([
    `looseEnds declares 'connection.closed' of '${first!.party}' as ${first!.kind}, which it is not: take it out`,
  ])
})
