import { buildSchema } from 'graphql'
import { expect, test } from 'vitest'
import { defaultLimits } from './operation/limits.ts'
import type { Supergraph } from './planner/supergraph.ts'
import { createServing } from './serving.ts'
import { parse } from './stages/parse.ts'
import type { GraphQLRequest } from './stages/parse.ts'

// Of a supergraph, parsing uses the API schema alone.
const supergraph = { api: buildSchema('type Query { a: Int }') } as Supergraph

function request(query: string): GraphQLRequest {
  return {
    body: { query },
    method: 'POST',
    headers: {},
    remoteAddress: '127.0.0.1',
    receivedAt: new Date(),
    signal: new AbortController().signal,
  }
}

test('documents are remembered, as many as there is memory for', () => {
  const serving = createServing(supergraph)
  const source = { ...serving, limits: defaultLimits, contract: () => supergraph.api }
  const ask = (query: string) => {
    try {
      return parse(request(query), source).key
    } catch {
      return null
    }
  }
  for (let n = 0; n < 2000; n += 1) ask(`{ b${n}: a } # ${'x'.repeat(690)}`)
  expect(serving.documents.texts.size).toBe(2000)
})
