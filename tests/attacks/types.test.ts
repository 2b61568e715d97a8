import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { anna } from './small-registries.ts'
import { openSmallWorld, seen } from './small-world.ts'
import type { SmallWorld } from './small-world.ts'

let world: SmallWorld
beforeAll(async () => {
  world = await openSmallWorld()
})
afterAll(() => world.close())

const denied = (coordinate: string, path: string) => `FIELD_NOT_GRANTED ${coordinate} NO_GRANT ${path}`

describe('an interface', () => {
  const throughInterface = `{ named(code: "${anna}") { __typename name } }`

  test('does not give what the concrete type is denied', async () => {
    world.agree({ granted: ['Query.named', 'Company.name', 'Named.name'] })
    expect(seen(await world.ask({ query: throughInterface }))).toEqual({
      status: 200,
      data: { named: { __typename: 'Person', name: null } },
      errors: [denied('Person.name', 'named.name')],
      records: [`${anna} PARTLY +Query.named -Person.name`],
      operation: 'RELEASED',
      fetches: ['people'],
    })
  })

  test('is given by the concrete type, for that type alone', async () => {
    world.agree({ granted: ['Query.named', 'Person.name'] })
    expect(seen(await world.ask({ query: throughInterface }))).toMatchObject({
      data: { named: { __typename: 'Person', name: 'Anna' } },
      errors: [denied('Company.name', 'named.name')],
      records: [`${anna} RELEASED +Query.named +Person.name`],
    })
  })

  test.each([
    ['a condition on the concrete type', '... on Person { born }', ''],
    ['a condition within a condition', '... on Named { ... on Person { born } }', ''],
    ['fragments within fragments', '...N', 'fragment N on Named { ...P } fragment P on Person { n: born }'],
  ])('does not open %s', async (_name, selection, fragments) => {
    world.agree({ granted: ['Query.named', 'Named.name', 'Company.name', 'Person.name'] })
    const answer = await world.ask({
      query: `{ named(code: "${anna}") { name ${selection} } } ${fragments}`,
    })
    expect(seen(answer)).toMatchObject({
      data: { named: { name: 'Anna' } },
      records: [`${anna} PARTLY +Query.named +Person.name -Person.born`],
    })
    expect(answer.errors).toMatchObject([{ extensions: { coordinate: 'Person.born', reason: 'NO_GRANT' } }])
    expect(answer.text).not.toContain('1990')
    expect(answer.fetches.map(({ query }) => query).join()).not.toContain('born')
  })
})

describe('a member of a union', () => {
  const query = `{ person(personalCode: "${anna}") { friend { __typename ... on Company { number } ... on Named { name } } } }`

  test('has only what its own type is granted', async () => {
    world.agree({ granted: ['Query.person', 'Person.friend', 'Person.name', 'Company.name'] })
    const answer = await world.ask({ query })
    expect(seen(answer)).toEqual({
      status: 200,
      data: { person: { friend: { __typename: 'Company', number: null, name: 'Koks' } } },
      errors: [denied('Company.number', 'person.friend.number')],
      records: [`${anna} PARTLY +Query.person +Person.friend +Company.name -Company.number`],
      operation: 'RELEASED',
      fetches: ['people'],
    })
    expect(answer.text).not.toContain('400')
  })

  test('is not even of a type, where the way to it is denied', async () => {
    world.agree({ granted: ['Query.person', 'Person.name', 'Company.name', 'Company.number'] })
    const answer = await world.ask({ query })
    expect(answer.data).toEqual({ person: { friend: null } })
    expect(answer.text).not.toContain('Koks')
    expect(answer.fetches.map(({ query: fetched }) => fetched).join()).not.toContain('friend')
  })
})
