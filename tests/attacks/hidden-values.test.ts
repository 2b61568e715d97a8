import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { anna, bruno, nobody } from './small-registries.ts'
import { openSmallWorld, seen } from './small-world.ts'
import type { SmallWorld } from './small-world.ts'

/** Values that the gateway needs, or a registry sends, and a caller must not get. */
let world: SmallWorld
beforeAll(async () => {
  world = await openSmallWorld()
})
afterEach(() => world.spoil())
afterAll(() => world.close())

const withTax = ['Query.person', 'Person.name', 'Person.bracket', 'Person.income']
const query = `{ person(personalCode: "${anna}") { name bracket income } }`

test('@requires pulls a denied field: it goes from registry to registry, and not to the caller', async () => {
  world.agree({ granted: withTax })
  const answer = await world.ask({ query: `{ person(personalCode: "${anna}") { bracket born b: born } }` })
  expect(seen(answer)).toEqual({
    status: 200,
    data: { person: { bracket: 'high', born: null, b: null } },
    errors: ['FIELD_NOT_GRANTED Person.born NO_GRANT'],
    records: [`${anna} PARTLY +Query.person +Person.bracket -Person.born`],
    operation: 'RELEASED',
    fetches: ['people', 'taxes'],
  })
  expect(answer.fetches[1]?.variables).toMatchObject({ representations: [{ born: 1990 }] })
  expect(answer.text).not.toContain('1990')
})

test('@requires where the registry tells in an error what it was given', async () => {
  world.agree({ granted: withTax })
  world.spoil((reply, subgraph) =>
    subgraph === 'taxes'
      ? {
          data: { _entities: [{ bracket: null, income: 7777 }] },
          errors: [
            {
              message: `born 1990 is out of range for ${anna}`,
              path: ['_entities', 0, 'bracket', anna, '1990'],
              extensions: { code: 'ARGUMENT 1990', born: 1990, id: anna },
            },
          ],
        }
      : reply,
  )
  const answer = await world.ask({ query })
  expect(seen(answer)).toEqual({
    status: 200,
    data: { person: { name: 'Anna', bracket: null, income: 7777 } },
    errors: ['REGISTRY_UNAVAILABLE person.bracket'],
    records: [`${anna} RELEASED +Query.person +Person.name +Person.income`],
    operation: 'RELEASED',
    fetches: ['people', 'taxes'],
  })
  expect(answer.errors[0]).toMatchObject({
    message: 'A registry did not deliver what was asked',
    extensions: { registry: 'taxes' },
  })
  expect(answer.text).not.toMatch(/1990|390000/)
})

test('the key by which registries are joined is in no data and no error', async () => {
  world.agree({ granted: withTax })
  for (const reply of [
    { data: { _entities: [null] } },
    { data: null, errors: [{ message: anna }] },
    'not JSON',
  ]) {
    world.spoil((told, subgraph) => (subgraph === 'taxes' ? reply : told))
    const answer = await world.ask({ query })
    expect(answer.data).toEqual({ person: { name: 'Anna', bracket: null, income: null } })
    expect(answer.text).not.toContain(anna)
    expect(answer.records).toMatchObject([{ subject: anna, released: ['Query.person', 'Person.name'] }])
  }
  for (const field of ['id', 'codes', 'dagr_field_id', 'x: id']) {
    const asked = await world.ask({ query: `{ person(personalCode: "${nobody}") { ${field} } }` })
    expect(asked).toMatchObject({ status: 400, data: undefined, fetches: [], records: [] })
    expect(asked.errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }])
  }
})

test('a field that two registries share is decided once, whichever answers', async () => {
  const shared = `{ person(personalCode: "${anna}") { income title } }`
  world.agree({ granted: [...withTax, 'Person.title'] })
  expect(seen(await world.ask({ query: shared }))).toMatchObject({
    data: { person: { income: 7777, title: 'Dr.' } },
    records: [`${anna} RELEASED +Query.person +Person.income +Person.title`],
  })
  world.agree({ granted: withTax })
  world.spoil((reply, subgraph) =>
    subgraph === 'taxes' ? { data: { _entities: [{ income: 7777, title: 'Dr.' }] } } : reply,
  )
  const answer = await world.ask({ query: shared })
  expect(seen(answer)).toMatchObject({
    data: { person: { income: 7777, title: null } },
    errors: ['FIELD_NOT_GRANTED Person.title NO_GRANT person.title'],
    records: [`${anna} PARTLY +Query.person +Person.income -Person.title`],
  })
  expect(answer.fetches.map(({ query: fetched }) => fetched).join()).not.toContain('title')
})

describe('a registry that returns more than it was asked', () => {
  const more = {
    personalCode: bruno,
    born: 1990,
    id: anna,
    codes: [bruno],
    income: 1,
    friend: { number: '400' },
  }

  test('adds nothing to the answer or to the records, nor can it say whose the values are', async () => {
    world.agree({ granted: ['Query.person', 'Person.name'] })
    const asked = { query: `{ person(personalCode: "${anna}") { name born } }` }
    const before = await world.ask(asked)
    world.spoil((reply) => {
      const person = reply.data?.['person']
      return { data: { person: { ...more, ...(person as object) }, persons: more }, extensions: more }
    })
    const answer = await world.ask(asked)
    expect(seen(answer)).toEqual(seen(before))
    expect(answer.text).toBe(before.text)
  })

  test('cannot give a row where there is nobody', async () => {
    world.agree({ granted: ['Query.person', 'Query.persons', 'Person.name'] })
    world.spoil(() => ({ data: { person: null, persons: { edges: [{ node: more }] } } }))
    expect(seen(await world.ask({ query: `{ person(personalCode: "${nobody}") { name } }` }))).toEqual({
      status: 200,
      data: { person: null },
      errors: [],
      records: [`${nobody} NOT_FOUND`],
      operation: 'RELEASED',
      fetches: ['people'],
    })
  })
})

test.each(['__proto__', 'constructor', 'prototype', 'toString'])(
  'a registry that sends the key %s changes nothing',
  async (key) => {
    world.agree({ granted: withTax })
    world.spoil((reply) =>
      JSON.stringify(reply).replaceAll('{', `{"${key}":{"born":1990,"polluted":"yes","name":"Eve"},`),
    )
    const answer = await world.ask({ query })
    expect(answer.data).toEqual({ person: { name: 'Anna', bracket: 'high', income: 7777 } })
    expect(answer.errors).toEqual([])
    expect(answer.text).not.toMatch(/polluted|Eve|1990/)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  },
)

test('null where a value must be costs nobody beside it, and tells of it in words of the gateway', async () => {
  world.agree({ granted: ['Query.persons', 'Query.person', 'Person.name', 'Person.friends'] })
  world.spoil((reply) => {
    const persons = reply.data?.['persons'] as { edges: { cursor: unknown }[] } | undefined
    const first = persons?.edges[0]
    if (first) first.cursor = null
    return reply
  })
  const answer = await world.ask({
    query: `{ persons { edges { cursor node { name } } } person(personalCode: "${bruno}") { name friends { name } born } }`,
  })
  expect(answer.data).toMatchObject({ person: { name: 'Bruno', friends: [], born: null } })
  expect(answer.errors.map(({ extensions }) => extensions['code'])).toEqual(
    expect.arrayContaining(['FIELD_NOT_GRANTED', 'REGISTRY_UNAVAILABLE']),
  )
  expect(answer.text).not.toMatch(/390000|Anna/)
  // Of whoever went with the null nothing is recorded as released.
  expect(answer.records.map(({ subject }) => subject)).toEqual([bruno])
})

test('a denied value is null alone: nothing around it goes with it', async () => {
  world.agree({ granted: ['Query.persons', 'Person.name'] })
  expect(
    seen(await world.ask({ query: '{ persons { edges { node { name born friend { __typename } } } } }' })),
  ).toEqual({
    status: 200,
    data: {
      persons: {
        edges: [
          { node: { name: 'Anna', born: null, friend: null } },
          { node: { name: 'Bruno', born: null, friend: null } },
        ],
      },
    },
    errors: ['FIELD_NOT_GRANTED Person.born NO_GRANT', 'FIELD_NOT_GRANTED Person.friend NO_GRANT'],
    records: [anna, bruno].map(
      (code) => `${code} PARTLY +Query.persons +Person.name -Person.born -Person.friend`,
    ),
    operation: 'RELEASED',
    fetches: ['people'],
  })
})

test('a trace that a caller makes up is passed on and recorded as a trace, or not at all', async () => {
  world.agree({ granted: ['Query.person', 'Person.name'] })
  const asked = { query: `{ person(personalCode: "${anna}") { name } }` }
  const trace = '0af7651916cd43dd8448eb211c80319c'
  const good = await world.ask(asked, { headers: { traceparent: `00-${trace}-00f067aa0ba902b7-01` } })
  expect([good.fetches[0]?.traceparent, good.operation.trace]).toEqual([
    `00-${trace}-00f067aa0ba902b7-01`,
    trace,
  ])
  for (const traceparent of [anna, `00-${anna}-1-01`, `00-${trace}-00f067aa0ba902b7-01 ${anna}`]) {
    const { fetches, operation, text } = await world.ask(asked, { headers: { traceparent } })
    expect([fetches[0]?.traceparent, operation.trace]).toEqual([undefined, null])
    expect(text).not.toContain(anna)
  }
})
