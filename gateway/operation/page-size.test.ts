import { buildSchema, parse } from 'graphql'
import type { OperationDefinitionNode } from 'graphql'
import { expect, test } from 'vitest'
import { cappedFirst } from './page-size.ts'
import { selectFields } from './selection.ts'

const schema = buildSchema(
  'type Query { rows(codes: [String!], first: Int): Int, usual(first: Int = 20): Int }',
)

test.for<[string, number, number | undefined]>([
  ['rows', 10, 10],
  ['rows', 20, undefined],
  ['rows(first: 5)', 10, 5],
  ['rows(first: 50)', 10, 10],
  ['rows(first: 0)', 10, 0],
  ['rows(first: null)', 10, 10],
  ['rows(codes: ["a", "b", "c"])', 20, undefined],
  [`rows(codes: ${JSON.stringify(Array.from({ length: 60 }, String))})`, 50, 50],
  ['usual', 10, 10],
  ['usual', 50, 20],
])('%s under at most %i rows: first is %s', ([field, maxRows, expected]) => {
  const operation = parse(`{ ${field} }`).definitions[0] as OperationDefinitionNode
  const [selected] = selectFields(schema, operation, new Map(), {})
  if (!selected) throw new Error('no field')
  expect(cappedFirst(selected, maxRows, {})).toBe(expected)
})
