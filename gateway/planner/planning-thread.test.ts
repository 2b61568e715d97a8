import { introspectionFromSchema, lexicographicSortSchema, parse } from 'graphql'
import type { GraphQLSchema } from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { composeOwnSubgraphs } from '#tools/compose-subgraphs.ts'
import { CompositionError } from './composition-error.ts'
import { supergraphInThread } from './planning-thread.ts'
import { planOperation } from './plan-operation.ts'
import type { Supergraph } from './supergraph.ts'

let local: Supergraph
let threaded: Supergraph

beforeAll(async () => {
  local = await composeOwnSubgraphs()
  threaded = await supergraphInThread(local.sdl)
})
afterAll(() => threaded.planner.close())

const told = (schema: GraphQLSchema) => introspectionFromSchema(lexicographicSortSchema(schema))

test('a supergraph of another thread is the one of this thread', () => {
  expect(threaded.hash).toBe(local.hash)
  expect(told(threaded.full)).toEqual(told(local.full))
  expect(told(threaded.api)).toEqual(told(local.api))
  expect(threaded.facts).toEqual(local.facts)
  expect([...threaded.subgraphs]).toEqual([...local.subgraphs])
})

const operations = [
  '{ person(personalCode: "1") { givenName properties { cadastralNumber address { fullAddress } } } }',
  'query ($code: String!) { legalEntity(registrationNumber: $code) { legalName officers { person { familyName } } } }',
  'query ($code: String!) { person(personalCode: $code) { id codes } }',
]

test.each(operations)('its plans are those of this thread: %s', async (text) => {
  const document = parse(text)
  expect(await planOperation(threaded, document, undefined)).toEqual(
    await planOperation(local, document, undefined),
  )
})

test('plans are made while this thread goes on', async () => {
  let turns = 0
  const turn = setInterval(() => (turns += 1), 0)
  const fields = Array.from(
    { length: 30 },
    (_, n) => `p${n}: person(personalCode: "${n}") { givenName offices { position } }`,
  )
  await planOperation(threaded, parse(`{ ${fields.join(' ')} }`), undefined)
  clearInterval(turn)
  expect(turns).toBeGreaterThan(1)
})

test('what cannot be planned, loaded or composed is said', async () => {
  await expect(threaded.planner.plan('{ nothing }', undefined)).rejects.toThrow(/nothing/)
  await expect(supergraphInThread('type Query { a: Int }')).rejects.toThrow(/join|link|supergraph/i)
  const schemas = [{ name: 'one', url: 'http://one.invalid', sdl: 'type Query { a: Missing }' }]
  await expect(supergraphInThread(schemas)).rejects.toBeInstanceOf(CompositionError)
})

test('what waits for a thread that is closed has no plan', async () => {
  const another = await supergraphInThread(local.sdl)
  const waiting = another.planner.plan(operations[0] ?? '', undefined)
  another.planner.close()
  await expect(waiting).rejects.toThrow('no longer in use')
  await expect(another.planner.plan(operations[0] ?? '', undefined)).rejects.toThrow('no longer in use')
})
