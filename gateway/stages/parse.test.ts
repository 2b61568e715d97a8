import { buildSchema } from 'graphql'
import { expect, test } from 'vitest'
import { DagrError } from '../errors.ts'
import { defaultLimits } from '../operation/limits.ts'
import type { Supergraph } from '../planner/supergraph.ts'
import { parse } from './parse.ts'
import { createDocumentCache } from '../operation/parsed-document.ts'
import type { GraphQLRequest } from './parse.ts'

const api = buildSchema(
  'type Query { a(x: Int): Int c(x: Int!, y: Int! = 1): Int } type Mutation { b: Int } type Subscription { c: Int }',
)
// Of a supergraph, parsing uses the API schema alone.
const supergraph = { api } as Supergraph

function parsed(body: GraphQLRequest['body'], method: GraphQLRequest['method'] = 'POST') {
  const request: GraphQLRequest = {
    body,
    method,
    headers: {},
    remoteAddress: '127.0.0.1',
    receivedAt: new Date(),
    signal: new AbortController().signal,
  }
  return parse(request, { supergraph, documents, limits: defaultLimits, contract: () => contract })
}

/** What the caller may know. */
let contract = api

const documents = createDocumentCache(100_000)

function refusal(body: GraphQLRequest['body'], method?: GraphQLRequest['method']): DagrError {
  try {
    parsed(body, method)
  } catch (error) {
    const [first] = error instanceof AggregateError ? error.errors : [error]
    if (first instanceof DagrError) return first
    throw error
  }
  throw new Error('not refused')
}

test.each([
  ['no query', {}, 'GRAPHQL_PARSE_FAILED'],
  ['a syntax error', { query: '{ a' }, 'GRAPHQL_PARSE_FAILED'],
  ['an unknown field', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
  ['no operation', { query: 'fragment F on Query { a }' }, 'GRAPHQL_VALIDATION_FAILED'],
  ['several operations', { query: 'query A { a } query B { a }' }, 'GRAPHQL_VALIDATION_FAILED'],
  ['an unknown operation name', { query: 'query A { a }', operationName: 'B' }, 'GRAPHQL_VALIDATION_FAILED'],
  ['a subscription', { query: 'subscription { c }' }, 'GRAPHQL_VALIDATION_FAILED'],
  [
    'a variable of another type',
    { query: 'query ($x: Int) { a(x: $x) }', variables: { x: 'text' } },
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'null where an argument may not be null',
    { query: 'query ($x: Int = 1) { c(x: $x) }', variables: { x: null } },
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'null where an argument has a default',
    { query: 'query ($x: Int) { ...F } fragment F on Query { c(x: 1, y: $x) }', variables: { x: null } },
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'null for a condition',
    { query: 'query ($if: Boolean = true) { a @include(if: $if) }', variables: { if: null } },
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'a variable named __proto__',
    { query: 'query ($__proto__: Int) { a(x: $__proto__) }' },
    'GRAPHQL_VALIDATION_FAILED',
  ],
])('%s is refused', (_what, body, code) => {
  expect(refusal(body).code).toBe(code)
})

test('a mutation by GET is refused with 405, by POST it is not', () => {
  expect(refusal({ query: 'mutation { b }' }, 'GET').status).toBe(405)
  expect(parsed({ query: 'mutation { b }' }).definition.operation).toBe('mutation')
})

test('null is refused only where the operation that runs has it, and no value is another thing', () => {
  const query = 'query A ($x: Int) { a(x: $x) } query B ($x: Int = 1) { c(x: $x, y: $x) }'
  expect(parsed({ query, operationName: 'A', variables: { x: null } }).variables).toEqual({ x: null })
  expect(parsed({ query, operationName: 'B' }).variables).toEqual({ x: 1 })
})

test('requests with one text share what is compiled, whatever the values of their variables', () => {
  const query = 'query ($x: Int, $on: Boolean!) { a(x: $x) b: a @include(if: $on) }'
  const key = (variables: Record<string, unknown>) => parsed({ query, variables }).key
  expect(key({ x: 1, on: true })).toBe(key({ x: 2, on: true }))
  expect(key({ x: 1, on: true })).not.toBe(key({ x: 1, on: false }))
  expect(key({ x: 1, on: true })).not.toBe(key({ on: true }))
})
