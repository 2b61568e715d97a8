import { buildSchema } from 'graphql'
import { expect, test } from 'vitest'
import type { Obligation } from '#policies/model.ts'
import { canBeDone, discharge, dischargeFirst, fewestRows, pseudonyms } from './obligations.ts'

const schema = buildSchema(`
  scalar Date
  type Query { address: Address person: Person }
  type Address { text: String since: Date kind: Kind size: Int adminUnit: String }
  type Person { code: String birth: Date address: Address homes: [Address!] }
  enum Kind { TOWN }
`)
const means = { municipality: 'Rīga', pseudonymOf: pseudonyms(Buffer.alloc(32, 1), 'csp') }
const mask: Obligation = { kind: 'mask', keep: 6 }
const generalise = (to: 'year' | 'month' | 'municipality' | 'pseudonym'): Obligation => ({
  kind: 'generalise',
  to,
})

test.for<[Obligation, unknown, unknown]>([
  [mask, '390000-00001', '390000-*****'],
  [{ kind: 'mask', keep: 0 }, 'Ķ-ā', '*-*'],
  [{ kind: 'mask', keep: 20 }, 'short', 'short'],
  [generalise('year'), '1984-05-17', '1984-01-01'],
  [generalise('month'), '1984-05-17', '1984-05-01'],
  [generalise('year'), '2020-05-17T10:00:00+03:00', '2020-01-01T00:00:00Z'],
  [generalise('year'), '1984', undefined],
  [generalise('municipality'), 'Brīvības iela 1, Rīga', 'Rīga'],
  [{ kind: 'maxRows', rows: 3 }, true, true],
  [mask, true, undefined],
  [{ kind: 'something newer' } as unknown as Obligation, 'a', undefined],
])('%j of %j is %j', ([obligation, value, expected]) => {
  expect(discharge([obligation], value, means)).toBe(expected)
})

test('without the name of the municipality there is nothing to tell', () => {
  expect(discharge([generalise('municipality')], 'Rīga', { ...means, municipality: null })).toBeUndefined()
})

test('of several ways the first that can be done is', () => {
  const [town, hidden] = [{ obligations: [generalise('municipality')] }, { obligations: [mask] }]
  const unknown = { ...means, municipality: null }
  expect(dischargeFirst([town, hidden], 'Brīvības iela 1', means)).toBe('Rīga')
  expect(dischargeFirst([town, hidden], 'Brīvības iela 1', unknown)).toBe('Brīvīb*********')
  expect(dischargeFirst([town], 'Brīvības iela 1', unknown)).toBeUndefined()
})

test('obligations are done one after the other', () => {
  expect(discharge([generalise('year'), { kind: 'mask', keep: 4 }], '1984-05-17', means)).toBe('1984-**-**')
})

test('a pseudonym is the same for the same value and consumer only', () => {
  const [csp, riga] = [means.pseudonymOf, pseudonyms(Buffer.alloc(32, 1), 'riga')]
  expect(csp('390000-00001')).toMatch(/^[\da-f]{32}$/)
  expect(csp('390000-00001')).toBe(csp('390000-00001'))
  const others = [
    csp('390000-00002'),
    riga('390000-00001'),
    pseudonyms(Buffer.alloc(32, 2), 'csp')('390000-00001'),
  ]
  expect(new Set([csp('390000-00001'), ...others]).size).toBe(4)
})

test.for<[Obligation, string, boolean]>([
  [mask, 'Person.code', true],
  [mask, 'Person.birth', false],
  [mask, 'Person.address', false],
  [generalise('year'), 'Person.birth', true],
  [generalise('year'), 'Person.code', false],
  [generalise('pseudonym'), 'Person.code', true],
  [generalise('pseudonym'), 'Address.kind', false],
  [generalise('pseudonym'), 'Address.size', false],
  [generalise('municipality'), 'Address.text', true],
  [generalise('municipality'), 'Person.code', false],
  [{ kind: 'maxRows', rows: 10 }, 'Person.homes', true],
  [{ kind: 'maxRows', rows: 10 }, 'Person.address', false],
  [{ kind: 'maxRows', rows: 0 }, 'Person.homes', false],
  [{ kind: 'mask', keep: -1 }, 'Person.code', false],
  [{ kind: 'something newer' } as unknown as Obligation, 'Person.code', false],
  [{ kind: 'generalise', to: 'toString' } as unknown as Obligation, 'Person.code', false],
])('whether %j can be done on %s: %s', ([obligation, coordinate, expected]) => {
  const [type = '', name = ''] = coordinate.split('.')
  const found = schema.getType(type)
  const field = found && 'getFields' in found ? found.getFields()[name] : undefined
  if (!field || !('args' in field)) throw new Error(`no field ${coordinate}`)
  expect(canBeDone(obligation, type, field)).toBe(expected)
})

test('of several limits the lowest counts', () => {
  expect(fewestRows([{ kind: 'maxRows', rows: 10 }, mask, { kind: 'maxRows', rows: 5 }])).toBe(5)
  expect(fewestRows([mask])).toBeNull()
})
