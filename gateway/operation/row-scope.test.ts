import { array, assert, constantFrom, property } from 'fast-check'
import { expect, test } from 'vitest'
import { attributesOf, needsOf, rowTypeOf } from '#policies/condition.ts'
import type { Comparison, Condition } from '#policies/model.ts'
import { codes, condition, naiveTruth, somebody } from '#tests/row-world.ts'
import type { Somebody } from '#tests/row-world.ts'
import { smallBindings } from '#tests/small-schema.ts'
import type { Way } from './guards.ts'
import { canPushDown, rowScope } from './row-scope.ts'
import type { RowCondition } from './row-scope.ts'

const wayOf = (each: Condition | null): Way => ({
  condition: each,
  rowType: each && rowTypeOf(each),
  attributes: each ? attributesOf(each) : new Set(),
  needs: each ? needsOf(each) : { self: false, consent: false, relations: new Set() },
  obligations: [],
  maxRows: null,
})

const self: Condition = { kind: 'self' }
const inTerritory: Comparison = {
  kind: 'compare',
  attribute: 'Person.territory',
  operator: 'in',
  value: { parameter: 'territory' },
}

/** A registry's reading of a scope in SQL's three values: null is unknown. */
function sql(where: RowCondition, person: Somebody): boolean | null {
  if ('all' in where) return where.all.map((part) => sql(part, person)).reduce(and, true)
  if ('any' in where) return not(where.any.map((part) => not(sql(part, person))).reduce(and, true))
  if ('not' in where) return not(sql(where.not, person))
  if ('subjects' in where) return where.subjects.includes(person.id)
  const value = where.attribute === 'Person.age' ? person.age : person.territory
  if (value === null) return null
  if ('in' in where) return where.in.includes(String(value))
  return 'atLeast' in where ? Number(value) >= Number(where.atLeast) : Number(value) <= Number(where.atMost)
}
const not = (truth: boolean | null): boolean | null => (truth === null ? null : !truth)
const and = (one: boolean | null, other: boolean | null): boolean | null =>
  one === false || other === false ? false : one === null || other === null ? null : true

test('a registry that applies the scope returns exactly the rows of which the conditions are true', () => {
  const guards = array(array(condition, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 })
  assert(
    property(guards, array(somebody), constantFrom(...codes, null), (conditions, people, caller) => {
      const given = conditions.map((alternatives) => alternatives.map(wayOf))
      const scope = rowScope(given, smallBindings, caller === null ? [] : [caller])
      const isIn = (person: Somebody) =>
        (scope?.subjects?.includes(person.id) ?? true) && (!scope?.where || sql(scope.where, person) === true)
      const isTrue = (person: Somebody) =>
        conditions.every((ways) => ways.some((way) => naiveTruth(way, person, caller) === 2))
      expect(people.filter(isIn)).toEqual(people.filter(isTrue))
    }),
    { numRuns: 2_000 },
  )
})

test.for<[string, (Condition | null)[][], unknown]>([
  ['every row', [[null]], null],
  ['the caller’s own alone', [[self]], { subjects: ['39000000001'] }],
  ['a territory', [[inTerritory]], { where: { attribute: 'Person.territory', in: ['A', 'B'] } }],
  [
    'either of two ways',
    [[inTerritory, self]],
    { where: { any: [{ attribute: 'Person.territory', in: ['A', 'B'] }, { subjects: ['39000000001'] }] } },
  ],
  [
    'the field’s and the argument’s',
    [[inTerritory], [self]],
    { where: { all: [{ attribute: 'Person.territory', in: ['A', 'B'] }, { subjects: ['39000000001'] }] } },
  ],
  [
    'what is not in an empty list, where it is known',
    [[{ kind: 'not', of: { ...inTerritory, value: { parameter: 'nowhere' } } }]],
    { where: { not: { attribute: 'Person.territory', in: [] } } },
  ],
  [
    'nothing that is unknown, nor its opposite',
    [[{ kind: 'not', of: { kind: 'consent' } }]],
    { where: { any: [] } },
  ],
])('a scope of %s', ([, conditions, expected]) => {
  const guards = conditions.map((ways) => ways.map(wayOf))
  expect(rowScope(guards, smallBindings, ['39000000001'])).toEqual(expected)
})

const people = { rowType: 'Person', attributes: new Set(['Person.territory']), bySubject: true }

test.for<[string, Condition, boolean]>([
  ['an attribute that the field knows', inTerritory, true],
  ['the caller', self, true],
  ['an attribute that it does not know', { ...inTerritory, attribute: 'Person.age' }, false],
  ['consent', { kind: 'any', of: [inTerritory, { kind: 'consent' }] }, false],
  ['rows of another type', { ...inTerritory, attribute: 'Property.territory' }, false],
])('a list can be cut by %s: or not', ([, each, expected]) => {
  expect(canPushDown([wayOf(each)], people)).toBe(expected)
})

test('nobody’s own rows are none, and others’ are those of which it is known whose they are', () => {
  const own: Condition = { kind: 'all', of: [self] }
  expect(rowScope([[wayOf(own)]], smallBindings, [])).toEqual({ where: { any: [] } })
  const others = rowScope([[wayOf({ kind: 'not', of: self })]], smallBindings, [])
  expect(others).toEqual({ where: { not: { subjects: [] } } })
})
