import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { anna } from './small-registries.ts'
import { openSmallWorld, seen } from './small-world.ts'
import type { SmallWorld } from './small-world.ts'

/** Finding out a denied attribute without reading it. */
let world: SmallWorld
beforeAll(async () => {
  world = await openSmallWorld()
  world.agree({
    granted: [
      'Query.persons',
      'Query.persons(filter:)',
      'Query.count',
      'Query.count(filter:)',
      'Filter.name',
      'Person.name',
    ],
  })
})
afterAll(() => world.close())

const persons = (given: string, variables = '') =>
  `query ${variables} { persons(${given}) { edges { node { name } } } }`

describe('a filter, a sort or a count by what is denied', () => {
  test.each<[string, string, Record<string, unknown> | undefined]>([
    ['a literal', persons('filter: { born: 1990 }'), undefined],
    ['a variable for the field', persons('filter: { born: $b }', '($b: Int)'), { b: 1990 }],
    ['a variable that has a default', persons('filter: { born: $b }', '($b: Int = 1990)'), undefined],
    ['a variable for all of it', persons('filter: $f', '($f: Filter)'), { f: { born: 1990 } }],
    ['a default for all of it', persons('filter: $f', '($f: Filter = { born: 1990 })'), undefined],
  ])('by %s is denied, and is not asked', async (_name, query, variables) => {
    expect(seen(await world.ask({ query, ...(variables && { variables }) }))).toEqual({
      status: 200,
      data: { persons: null },
      errors: ['FIELD_NOT_GRANTED Filter.born NO_GRANT persons'],
      records: [],
      operation: 'RELEASED',
      fetches: [],
    })
  })

  test.each([
    ['hidden in a list', '{ any: [{ name: "A" }, { born: 1990 }] }', ['Filter.any', 'Filter.born']],
    ['hidden in a list of lists', '{ any: { any: { born: 1990 } } }', ['Filter.any', 'Filter.born']],
  ])('%s is denied', async (_name, filter, coordinates) => {
    const answer = await world.ask({
      query: `{ count(filter: ${filter}) ${persons(`filter: ${filter}`).slice(8)}`,
    })
    expect(answer.data).toEqual({ count: null, persons: null })
    expect(answer.errors.map(({ extensions }) => extensions['coordinate'])).toEqual(coordinates)
    expect(answer.fetches).toEqual([])
  })

  test('a sort is denied as well, and by a variable', async () => {
    for (const [query, variables] of [
      [persons('order: BORN'), {}],
      [persons('order: $o', '($o: Order)'), { o: 'BORN' }],
      [persons('order: $o', '($o: Order = BORN)'), {}],
    ] as const)
      expect(seen(await world.ask({ query, variables }))).toMatchObject({
        data: { persons: null },
        errors: ['FIELD_NOT_GRANTED Query.persons(order:) NO_GRANT persons'],
        fetches: [],
      })
  })

  test('what is granted beside it is answered, under whatever variables came before', async () => {
    const query = persons('filter: $f', '($f: Filter)')
    for (const [filter, isDenied] of [
      [{ name: 'A' }, false],
      [{ name: 'A', born: 1 }, true],
      [{ name: 'A' }, false],
    ] as const) {
      const { data } = await world.ask({ query, variables: { f: filter } })
      expect(data?.['persons'] === null).toBe(isDenied)
    }
  })
})

test('@skip and @include by variable: what is decided is what is asked this time', async () => {
  const query = `query ($yes: Boolean!, $code: String!) {
    person(personalCode: $code) { name born @include(if: $yes) ... @skip(if: $yes) { title } }
  }`
  world.agree({ granted: ['Query.person', 'Person.name', 'Person.title'] })
  for (let round = 0; round < 2; round += 1) {
    expect(seen(await world.ask({ query, variables: { yes: false, code: anna } }))).toEqual({
      status: 200,
      data: { person: { name: 'Anna', title: 'Dr.' } },
      errors: [],
      records: [`${anna} RELEASED +Query.person +Person.name +Person.title`],
      operation: 'RELEASED',
      fetches: ['people'],
    })
    expect(seen(await world.ask({ query, variables: { yes: true, code: anna } }))).toEqual({
      status: 200,
      data: { person: { name: 'Anna', born: null } },
      errors: ['FIELD_NOT_GRANTED Person.born NO_GRANT person.born'],
      records: [`${anna} PARTLY +Query.person +Person.name -Person.born`],
      operation: 'RELEASED',
      fetches: ['people'],
    })
  }
})

test('a mutation that is denied is not carried out, and none by GET', async () => {
  const query = `mutation { rename(personalCode: "${anna}", to: "Eve") { name } }`
  world.agree({ granted: ['Query.person', 'Person.name'] })
  expect(seen(await world.ask({ query }))).toEqual({
    status: 200,
    data: { rename: null },
    errors: ['FIELD_NOT_GRANTED Mutation.rename NO_GRANT rename'],
    records: [`${anna} REFUSED -Mutation.rename`],
    operation: 'RELEASED',
    fetches: [],
  })
  world.agree({ granted: ['Mutation.rename', 'Person.name'] })
  expect(await world.ask({ query }, { method: 'GET' })).toMatchObject({
    status: 405,
    data: undefined,
    fetches: [],
  })
})

test('a mutation under a condition is not carried out: whether it holds would be known too late', async () => {
  const condition = {
    kind: 'compare',
    attribute: 'Person.born',
    operator: 'atLeast',
    value: { values: [2000] },
  } as const
  for (const each of [{ kind: 'self' } as const, condition]) {
    world.agree({
      grants: [{ id: 'some', coordinate: 'Mutation.rename', condition: each }],
      granted: ['Person.name'],
    })
    const query = `mutation { rename(personalCode: "${anna}", to: "Eve") { name } }`
    expect(seen(await world.ask({ query }))).toEqual({
      status: 200,
      data: { rename: null },
      errors: ['FIELD_NOT_GRANTED Mutation.rename ROW_CONDITION rename'],
      records: [`${anna} REFUSED -Mutation.rename`],
      operation: 'RELEASED',
      fetches: [],
    })
  }
})
