import { expect, test } from 'vitest'
import type { Circumstances } from './condition.ts'
import {
  attributesOf,
  holds,
  isKnown,
  maxConditionDepth,
  needsOf,
  operandOf,
  parametersOf,
  rowTypeOf,
  truthOf,
} from './condition.ts'
import type { Condition, Operand } from './model.ts'

const nothingKnown: Circumstances = {
  subject: null,
  callerCodes: new Set(),
  attribute: () => undefined,
  bindings: { claims: {}, parameters: {}, relations: {}, today: '2026-03-01' },
  consented: undefined,
}
const self: Condition = { kind: 'self' }
const unknown: Condition = { kind: 'consent' }
const callerCodes = new Set(['39111111111', '01017012345'])

test.for([
  ['39111111111', true],
  ['01017012345', true],
  ['39222222222', false],
  ['unresolved:cadastre:17', undefined],
  ['', undefined],
  [null, undefined],
] as const)('the condition self on a row about %s', ([subject, expected]) => {
  expect(truthOf(self, { ...nothingKnown, subject, callerCodes })).toBe(expected)
})

test('a caller without a personal code is nobody', () => {
  expect(truthOf(self, { ...nothingKnown, subject: '39111111111' })).toBe(false)
})

test.for([true, false, undefined])('consent is what is known of it: %s', (consented) => {
  expect(truthOf({ kind: 'consent' }, { ...nothingKnown, consented })).toBe(consented)
})

const truths = { true: self, false: { kind: 'not', of: self }, unknown } as const satisfies Record<
  string,
  Condition
>
const aboutCaller = { ...nothingKnown, subject: '39111111111', callerCodes }

test.for([
  ['true', 'true', true, true],
  ['true', 'false', false, true],
  ['true', 'unknown', undefined, true],
  ['false', 'false', false, false],
  ['false', 'unknown', false, undefined],
  ['unknown', 'unknown', undefined, undefined],
] as const)('%s with %s, in Kleene’s three values', ([one, other, all, any]) => {
  for (const of of [
    [truths[one], truths[other]],
    [truths[other], truths[one]],
  ]) {
    expect(truthOf({ kind: 'all', of }, aboutCaller)).toBe(all)
    expect(truthOf({ kind: 'any', of }, aboutCaller)).toBe(any)
  }
})

test('not of what is unknown is unknown, and does not hold', () => {
  expect(truthOf({ kind: 'not', of: unknown }, aboutCaller)).toBe(undefined)
  expect(holds({ kind: 'not', of: unknown }, aboutCaller)).toBe(false)
})

function compare(
  operator: 'in' | 'atLeast' | 'atMost',
  value: Operand,
  attribute: unknown,
  bindings: Partial<Circumstances['bindings']> = {},
): unknown {
  return truthOf(
    { kind: 'compare', attribute: 'Person.any', operator, value },
    {
      ...nothingKnown,
      attribute: (coordinate) => (coordinate === 'Person.any' ? attribute : undefined),
      bindings: { ...nothingKnown.bindings, ...bindings },
    },
  )
}

test.for([
  ['0001000', ['0001000', '0002000'], true],
  ['0003000', ['0001000'], false],
  ['0001000', [], false],
  [false, [false], true],
  [false, ['false'], true],
  [true, [false], false],
  [7, ['7'], true],
  [7, [7.5], false],
  [Number.NaN, ['NaN'], undefined],
  [null, ['null'], undefined],
  [undefined, ['undefined'], undefined],
  [{}, ['[object Object]'], undefined],
  [['a', 'b'], ['b'], true],
  [['a', 'b'], ['c'], false],
  [['a', null], ['a'], true],
  [['a', null], ['c'], undefined],
  [[], ['a'], undefined],
] as const)('%j in %j', ([attribute, values, expected]) => {
  expect(compare('in', { values }, attribute)).toBe(expected)
})

test.for([
  [5, 5, true, true],
  [5, 6, false, true],
  ['10', 9, true, false],
  ['-1.5', '-1.25', false, true],
  ['2010-02-28', '2010-02-28', true, true],
  ['2010-03-01', '2010-02-28', true, false],
  ['2010-02-30', '2010-02-28', undefined, undefined],
  ['2010-02-28', 2010, undefined, undefined],
  ['2026-03-01T00:30:00+02:00', '2026-02-28T22:30:00Z', true, true],
  ['2026-03-01T00:30:00+02:00', '2026-02-28', undefined, undefined],
  ['2026-02-30T00:30:00Z', '2026-02-28T22:30:00Z', undefined, undefined],
  ['b', 'a', undefined, undefined],
  [true, false, undefined, undefined],
  [['2010-03-01'], '2010-02-28', undefined, undefined],
  [null, 1, undefined, undefined],
] as const)('%j against the limit %j', ([attribute, limit, atLeast, atMost]) => {
  expect(compare('atLeast', { values: [limit] }, attribute)).toBe(atLeast)
  expect(compare('atMost', { values: [limit] }, attribute)).toBe(atMost)
})

test('a limit is one value', () => {
  expect(compare('atLeast', { values: [1, 2] }, 3)).toBe(undefined)
  expect(compare('atLeast', { values: [] }, 3)).toBe(undefined)
})

test.for([
  ['2026-03-01', 18, '2008-03-01'],
  ['2026-02-28', 18, '2008-02-28'],
  ['2028-02-29', 18, '2010-02-28'],
  ['2028-02-29', 20, '2008-02-29'],
  ['2028-02-29', 0, '2028-02-29'],
] as const)('on %s, %i years ago was %s', ([today, yearsAgo, expected]) => {
  expect(operandOf({ yearsAgo }, { ...nothingKnown.bindings, today })).toStrictEqual([expected])
})

test.for([
  ['2008-02-29', '2026-02-28', false],
  ['2008-02-29', '2026-03-01', true],
  ['2010-02-28', '2028-02-28', true],
  ['2010-03-01', '2028-02-29', false],
  ['2010-03-01', '2028-03-01', true],
] as const)('who was born on %s is of age on %s: %s', ([born, today, ofAge]) => {
  expect(compare('atMost', { yearsAgo: 18 }, born, { today })).toBe(ofAge)
})

test.for([
  ['2010-02-28', '2028-02-28', true],
  ['2010-02-28', '2028-02-29', false],
  ['2010-03-01', '2028-02-29', true],
  ['2010-03-01', '2028-03-01', true],
  ['2010-03-01', '2028-03-02', false],
  ['2008-02-29', '2026-02-28', true],
  ['2008-02-29', '2026-03-01', false],
] as const)('who was born on %s is not older than 18 on %s: %s', ([born, today, expected]) => {
  expect(compare('atLeast', { yearsAgo: 18 }, born, { today })).toBe(expected)
})

test.for([
  [{ claim: 'official' }, ['o-7']],
  [{ claim: 'application' }, undefined],
  [{ parameter: 'territory' }, ['0001000']],
  [{ parameter: 'empty' }, []],
  [{ parameter: 'toString' }, undefined],
  [{ parameter: '__proto__' }, undefined],
  [{ relation: 'companies' }, ['40000000001', '40000000002']],
  [{ relation: 'minorChildren' }, undefined],
] as const)('%j stands for what the caller and the agreement say', ([operand, expected]) => {
  const bindings = {
    claims: { official: 'o-7' },
    parameters: { territory: ['0001000'], empty: [] },
    relations: { companies: new Set(['40000000001', '40000000002']) },
    today: '2026-03-01',
  }
  expect(operandOf(operand, bindings)).toStrictEqual(expected)
})

test('a day that is no date makes years ago unknown', () => {
  expect(operandOf({ yearsAgo: 18 }, { ...nothingKnown.bindings, today: 'today' })).toBe(undefined)
})

const nested = (depth: number): unknown =>
  Array.from({ length: depth - 1 }).reduce((of: unknown) => ({ kind: 'not', of }), { kind: 'self' })
const comparison = { kind: 'compare', attribute: 'Person.sex', operator: 'in', value: { values: ['F'] } }

test.for([
  null,
  true,
  7,
  'self',
  [],
  {},
  { kind: 7 },
  ...['always', 'toString', '__proto__', 'constructor', 'Self', ''].map((kind) => ({ kind })),
  { kind: 'self', but: 'only on Sundays' },
  { kind: 'all' },
  { kind: 'all', of: [] },
  { kind: 'any', of: [] },
  { kind: 'all', of: {} },
  { kind: 'all', of: [null] },
  { kind: 'not' },
  { kind: 'not', of: null },
  { kind: 'not', of: [{ kind: 'self' }] },
  { ...comparison, attribute: 'sex' },
  { ...comparison, attribute: 7 },
  { ...comparison, operator: 'equals' },
  { ...comparison, value: null },
  { ...comparison, value: {} },
  { ...comparison, value: { values: 'F' } },
  { ...comparison, value: { values: [['F']] } },
  { ...comparison, value: { values: ['F'], claim: 'official' } },
  { ...comparison, value: { claim: 'toString' } },
  { ...comparison, value: { yearsAgo: 1.5 } },
  { ...comparison, value: { yearsAgo: -1 } },
  { ...comparison, value: { relation: 'cousins' } },
  { ...comparison, value: { constructor: 1 } },
  nested(maxConditionDepth + 1),
])('what is not known is unknown, inside of not as well: %j', (json) => {
  const condition: Condition = JSON.parse(JSON.stringify(json))
  const of = JSON.parse(JSON.stringify(json))
  const known = { ...aboutCaller, attribute: () => 'F', consented: true }
  for (const each of [condition, { kind: 'not', of }, { kind: 'all', of: [self, of] }] as Condition[]) {
    expect(isKnown(each)).toBe(false)
    expect(truthOf(each, known)).toBe(undefined)
  }
  expect(truthOf({ kind: 'any', of: [of, self] }, known)).toBe(true)
})

test('a text that is nested far deeper than any condition is unknown', () => {
  const deep = nested(100_000) as Condition
  expect([isKnown(deep), truthOf(deep, aboutCaller), rowTypeOf(deep)]).toStrictEqual([false, undefined, null])
})

const territory: Condition = {
  kind: 'compare',
  attribute: 'Property.municipality',
  operator: 'in',
  value: { parameter: 'territory' },
}
const ofAge: Condition = {
  kind: 'compare',
  attribute: 'Person.dateOfBirth',
  operator: 'atMost',
  value: { yearsAgo: 18 },
}
const child: Condition = {
  kind: 'compare',
  attribute: 'Person.codes',
  operator: 'in',
  value: { relation: 'minorChildren' },
}

test('the row type, the attributes and the needs of a condition', () => {
  const condition: Condition = {
    kind: 'all',
    of: [ofAge, { kind: 'not', of: { kind: 'any', of: [self, child] } }],
  }
  expect(rowTypeOf(condition)).toBe('Person')
  expect([...attributesOf(condition)]).toStrictEqual(['Person.dateOfBirth', 'Person.codes'])
  expect(needsOf(condition)).toStrictEqual({
    self: true,
    consent: false,
    relations: new Set(['minorChildren']),
  })
  expect(needsOf({ kind: 'not', of: unknown })).toMatchObject({ self: false, consent: true })
  expect([...parametersOf({ kind: 'not', of: territory })]).toStrictEqual(['territory'])
  expect(rowTypeOf(territory)).toBe('Property')
  expect(rowTypeOf({ kind: 'any', of: [territory, ofAge] })).toBe(null)
  expect(rowTypeOf({ kind: 'any', of: [territory, self] })).toBe(null)
})
