import { anything, array, assert, constantFrom, dictionary, oneof, property, record, tuple } from 'fast-check'
import { buildSchema, getVariableValues, Kind, parse } from 'graphql'
import { expect, test } from 'vitest'
import { compileVariables } from './compile-variables.ts'

const schema = buildSchema(`
  type Query { a: Int }
  scalar Date
  enum Sex { MALE FEMALE }
  input Filter { since: Date, sexes: [Sex!] = [MALE] }
`)

const types = [
  'String',
  'ID',
  'Int',
  'Float',
  'Boolean',
  'Date',
  'Sex',
  '[String!]',
  '[Int]',
  '[[ID!]!]',
  'Filter',
  'Missing',
]
const defaults: Readonly<Record<string, readonly string[]>> = {
  String: ['"x"', 'null'],
  Int: ['3'],
  Sex: ['FEMALE'],
  '[String!]': ['["a"]', '"a"'],
  Filter: ['{ since: "2020-01-01" }'],
}
const definition = tuple(constantFrom(...types), constantFrom('', '!'), constantFrom(0, 1, 2)).map(
  ([type, bang, choice]) => {
    const given = defaults[type]?.[choice - 1]
    return `${type}${bang}${given === undefined || (bang === '!' && given === 'null') ? '' : ` = ${given}`}`
  },
)
const value = oneof(
  constantFrom<unknown>('', 'MALE', 'x', 0, -0, 1.5, 2 ** 31, 2 ** 31 - 1, -(2 ** 31), 1e20, true, null, NaN),
  array(constantFrom<unknown>('a', 'FEMALE', 1, null, ['b'], [null])),
  constantFrom({}, { since: '2020-01-01' }, { sexes: 'MALE' }, { unknown: 1 }),
  anything(),
)

test('variables become what graphql-js makes of them', () => {
  const requests = record({
    definitions: array(definition, { minLength: 1, maxLength: 4 }),
    given: dictionary(constantFrom('v0', 'v1', 'v2', 'v3', 'other'), value, { noNullPrototype: true }),
  })
  let taken = 0
  assert(
    property(requests, ({ definitions, given }) => {
      const text = definitions.map((each, position) => `$v${position}: ${each}`).join(', ')
      const [operation] = parse(`query (${text}) { a }`).definitions
      const nodes = operation?.kind === Kind.OPERATION_DEFINITION ? (operation.variableDefinitions ?? []) : []
      const expected = getVariableValues(schema, nodes, given, { maxErrors: 1 })
      expect(compileVariables(schema, nodes)(given)).toEqual(expected)
      if (expected.coerced) taken++
    }),
    { numRuns: 3_000 },
  )
  expect(taken).toBeGreaterThan(100)
})
