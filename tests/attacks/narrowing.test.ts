import { afterAll, beforeAll, expect, test } from 'vitest'
import { anna } from './small-registries.ts'
import { openSmallWorld, seen } from './small-world.ts'
import type { SmallWorld } from './small-world.ts'

/** What was granted a moment ago, or is granted to somebody else, is remembered for nobody who has not got it now. */
let world: SmallWorld
beforeAll(async () => {
  world = await openSmallWorld()
})
afterAll(() => world.close())

const query = `query Trusted { person(personalCode: "${anna}") { name income } }`
const both = ['Query.person', 'Person.name', 'Person.income']
const whole = {
  status: 200,
  data: { person: { name: 'Anna', income: 7777 } },
  errors: [],
  records: [`${anna} RELEASED +Query.person +Person.name +Person.income`],
  operation: 'RELEASED',
  fetches: ['people', 'taxes'],
}
const partly = (reason: string) => ({
  status: 200,
  data: { person: { name: 'Anna', income: null } },
  errors: [`FIELD_NOT_GRANTED Person.income ${reason} person.income`],
  records: [`${anna} PARTLY +Query.person +Person.name -Person.income`],
  operation: 'RELEASED',
  fetches: ['people'],
})

test('an operation that was trusted is cut as soon as a forbid is in force, its text and plan being known', async () => {
  world.agree({ granted: both })
  for (let round = 0; round < 3; round += 1) expect(seen(await world.ask({ query }))).toEqual(whole)
  world.agree({ granted: both, forbids: [{ id: 'court', coordinate: 'Person.income' }] })
  for (let round = 0; round < 2; round += 1)
    expect(seen(await world.ask({ query }))).toEqual(partly('FORBIDDEN'))
  world.agree({ granted: both, forbids: [{ id: 'court', coordinate: 'Query.person' }] })
  expect(seen(await world.ask({ query }))).toMatchObject({ data: { person: null }, fetches: [] })
  world.agree({ granted: both })
  expect(seen(await world.ask({ query }))).toEqual(whole)
})

test('two callers with one text share no plan, whoever comes first', async () => {
  const wide = { granted: both }
  const narrow = { permission: '2', consumer: 'other', granted: both.slice(0, 2) }
  const asOther = { consumer: 'other', permission: '2' }
  for (const order of [
    [false, true],
    [true, false],
  ]) {
    world.agree(wide, narrow)
    for (const isOther of [...order, ...order])
      expect(seen(await world.ask({ query }, isOther ? asOther : {}))).toEqual(
        isOther ? partly('NO_GRANT') : whole,
      )
  }
  const [many, few] = await Promise.all([
    Promise.all(Array.from({ length: 30 }, () => world.ask({ query }))),
    Promise.all(Array.from({ length: 30 }, () => world.ask({ query }, asOther))),
  ])
  expect(new Set(many.map(({ data }) => JSON.stringify(data)))).toEqual(new Set([JSON.stringify(whole.data)]))
  expect(new Set(few.map(({ data }) => JSON.stringify(data)))).toEqual(
    new Set([JSON.stringify(partly('').data)]),
  )
})

test('the same caller has under each permission what that one grants, the text and the cursor being the same', async () => {
  world.agree({ granted: both }, { permission: '2', granted: both.slice(0, 2) })
  expect(seen(await world.ask({ query }, { permission: '2' }))).toEqual(partly('NO_GRANT'))
  expect(seen(await world.ask({ query }))).toEqual(whole)

  const page = 'query ($after: String) { persons(after: $after) { pageInfo { endCursor } } }'
  const paging = ['Query.persons', 'Query.persons(after:)', 'Person.name']
  world.agree({ granted: paging }, { permission: '2', granted: paging })
  const { data } = await world.ask({ query: page })
  const after = (data as { persons: { pageInfo: { endCursor: string } } }).persons.pageInfo.endCursor
  expect(after).not.toContain(Buffer.from(anna).toString('base64url').slice(0, 6))
  expect((await world.ask({ query: page, variables: { after } })).status).toBe(200)
  expect(await world.ask({ query: page, variables: { after } }, { permission: '2' })).toMatchObject({
    status: 400,
    data: undefined,
    fetches: [],
    errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
  })
})

test("another consumer's permission, and one that nobody has, are told apart by nothing", async () => {
  world.agree({ granted: both }, { permission: '2', consumer: 'other', granted: both })
  const texts = await Promise.all(
    ['2', '99', '1 2', '__proto__'].map(async (permission) => {
      const answer = await world.ask({ query }, { permission })
      expect(seen(answer)).toEqual({
        status: 403,
        data: undefined,
        errors: ['PERMISSION_NOT_VALID'],
        records: [`${anna} REFUSED -Query.person -Person.name -Person.income`],
        operation: 'REFUSED PERMISSION_NOT_VALID',
        fetches: [],
      })
      return answer.text
    }),
  )
  expect(new Set(texts).size).toBe(1)
})

test('what is told of a text that is known is told from the contract of whoever asks', async () => {
  const misspelt = `{ person(personalCode: "${anna}") { incom } }`
  world.agree({ granted: both }, { permission: '2', granted: both.slice(0, 2) })
  for (let round = 0; round < 2; round += 1) {
    expect((await world.ask({ query: misspelt })).text).toContain('Did you mean \\"income\\"?')
    expect((await world.ask({ query: misspelt }, { permission: '2' })).text).not.toContain('income')
  }
  const fields = '{ __type(name: "Person") { fields { name } } }'
  const told = async (permission: string) => (await world.ask({ query: fields }, { permission })).data
  expect(await told('1')).toEqual({ __type: { fields: [{ name: 'income' }, { name: 'name' }].toReversed() } })
  expect(await told('2')).toEqual({ __type: { fields: [{ name: 'name' }] } })
})

const bornSince = (year: number) => ({
  grants: [
    {
      id: 'some',
      coordinate: 'Query.persons',
      condition: {
        kind: 'compare',
        attribute: 'Person.born',
        operator: 'atLeast',
        value: { values: [year] },
      } as const,
    },
  ],
  granted: ['Query.persons(first:)', 'Query.persons(after:)', 'Person.name'],
})

test('a cursor that was given before the rows were narrowed leads to none that are outside', async () => {
  const page = `query ($after: String) {
    persons(first: 1, after: $after) { edges { node { name } } pageInfo { hasNextPage endCursor } }
  }`
  world.agree(bornSince(1900))
  const first = await world.ask({ query: page })
  expect(first.data).toMatchObject({
    persons: { edges: [{ node: { name: 'Anna' } }], pageInfo: { hasNextPage: true } },
  })
  const after = (first.data as { persons: { pageInfo: { endCursor: string } } }).persons.pageInfo.endCursor
  world.agree(bornSince(1980))
  const last = await world.ask({ query: page, variables: { after } })
  expect(seen(last)).toMatchObject({
    data: { persons: { edges: [], pageInfo: { hasNextPage: false, endCursor: null } } },
    errors: [],
    records: [],
  })
})
