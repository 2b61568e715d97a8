import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { TestRegistry } from '#tests/registry.ts'
import { openTestRegistry } from '#tests/registry.ts'

let registry: TestRegistry

function address(code: number, type: number, parent: number | null, name: string, more: object = {}) {
  return {
    code: String(code),
    type_code: type,
    status: 'EKS',
    parent_code: parent === null ? null : String(parent),
    name,
    full_address: name,
    search_address: name.toLocaleLowerCase('lv'),
    origin: 'synthetic',
    ...more,
  }
}

beforeAll(async () => {
  registry = await openTestRegistry('addresses')
  await registry.insert('address', [
    address(100000000, 101, null, 'Latvijas Republika'),
    address(100000001, 104, 100000000, 'Rīga', { atvk: '0001000' }),
    address(100000002, 113, 100000000, 'Dobeles nov.'),
    address(100000003, 105, 100000002, 'Auru pag.'),
    address(100000004, 106, 100000003, 'Gardene'),
    address(100000005, 104, 100000002, 'Dobele'),
    address(100000011, 107, 100000001, 'Brīvības iela'),
    address(100000012, 107, 100000005, 'Skolas iela'),
    address(100000021, 108, 100000011, '12', {
      full_address: 'Brīvības iela 12, Rīga, LV-1010',
      search_address: 'brīvības iela 12, rīga, lv-1010',
      post_code: 'LV-1010',
      latitude: 56.951234,
      longitude: 24.1,
    }),
    address(100000022, 108, 100000004, 'Bērzi'),
    address(100000023, 108, 100000012, '3'),
    address(100000031, 109, 100000021, '7'),
    address(100000032, 109, 100000021, '8', { ended_at: '2025-01-01T00:00:00Z' }),
    address(100000041, 108, 100000042, 'Mūžīgi'),
    address(100000042, 107, 100000041, 'Aplis'),
    address(100000051, 199, 100000099, 'Svešs'),
  ])
  await registry.run('SELECT settle_territories()')
})
beforeEach(() => void registry.statements())
afterAll(() => registry.close())

const lines = 'code kind adminUnit locality thoroughfare'

test('finds an address with its coordinates, its parent and its parts', async () => {
  const { data, errors } = await registry.ask(`{
    address(code: "100000021") {
      id name fullAddress postCode status latitude longitude parent { name parent { atvk } } parts { name }
    }
  }`)
  expect(errors).toBeUndefined()
  expect(data?.address).toEqual({
    id: '100000021',
    name: '12',
    fullAddress: 'Brīvības iela 12, Rīga, LV-1010',
    postCode: 'LV-1010',
    status: 'EKS',
    latitude: 56.951234,
    longitude: 24.1,
    parent: { name: 'Brīvības iela', parent: { atvk: '0001000' } },
    parts: [{ name: '7' }],
  })
})

test.each([
  ['100000031', 'PREMISE_GROUP', 'Rīga', 'Rīga', 'Brīvības iela'],
  ['100000022', 'BUILDING', 'Dobeles nov.', 'Gardene', null],
  ['100000023', 'BUILDING', 'Dobeles nov.', 'Dobele', 'Skolas iela'],
  ['100000003', 'PARISH', 'Dobeles nov.', 'Auru pag.', null],
  ['100000001', 'TOWN', 'Rīga', 'Rīga', null],
  ['100000000', 'REPUBLIC', null, null, null],
  ['100000041', 'BUILDING', null, null, 'Aplis'],
  ['100000051', null, null, null, null],
])('walks up from %s', async (code, kind, adminUnit, locality, thoroughfare) => {
  const { data } = await registry.ask(`query ($code: String!) { address(code: $code) { ${lines} } }`, {
    code,
  })
  expect(data?.address).toEqual({ code, kind, adminUnit, locality, thoroughfare })
})

test.each([
  ['text: "brīvības  IELA 12"', ['100000021']],
  ['postCode: "LV-1010"', ['100000021']],
  ['kind: TOWN', ['100000001', '100000005']],
  ['kind: TOWN, parentCode: "100000002"', ['100000005']],
  ['text: "_"', []],
  ['parentCode: "__proto__"', []],
])('searches by %s', async (given, expected) => {
  const { data } = await registry.ask(`{ addresses(${given}) { edges { node { id } } } }`)
  expect(data?.addresses).toEqual({ edges: expected.map((id) => ({ node: { id } })) })
})

test('reads the table once a level, however many addresses are walked up from', async () => {
  const codes = ['100000031', '100000022', '100000023', '100000005', '__proto__']
  const references = codes.map((id) => ({ __typename: 'Address', id }))
  const found = await registry.entities(references, `... on Address { ${lines} parts { name } }`)
  expect(found).toMatchObject([
    { locality: 'Rīga' },
    { locality: 'Gardene' },
    {},
    { locality: 'Dobele' },
    null,
  ])
  // The addresses, their parts, and three levels above: the republic comes with the parents of the town.
  expect(registry.statements()).toEqual({ address: 5 })
})

test('says for row conditions in which territories an address lies, and in which municipality', async () => {
  const codes = ['100000021', '100000022', '100000002', '100000000', '100000041', '100000051']
  const references = codes.map((id) => ({
    __typename: 'Address',
    id,
  }))
  expect(await registry.entities(references, '... on Address { territories municipality }')).toEqual([
    { territories: ['100000021', '100000011', '100000001', '100000000'], municipality: '0001000' },
    {
      territories: ['100000022', '100000004', '100000003', '100000002', '100000000'],
      municipality: null,
    },
    { territories: ['100000002', '100000000'], municipality: null },
    { territories: ['100000000'], municipality: null },
    { territories: null, municipality: null },
    { territories: null, municipality: null },
  ])
  expect(registry.statements()).toEqual({ address: 1 })
})

test.each([
  ['100000021, the building itself', '100000021', ['100000021', '100000031']],
  ['100000002, a municipality', '100000002', ['100000003', '100000004', '100000022']],
  ['100000042, a circle', '100000042', []],
  ['100000099, which is not there', '100000099', []],
])('finds, in one statement, what lies in %s', async (_, code, expected) => {
  const where = `{ all: [{ attribute: "Address.territories", in: ["${code}"] }
    { not: { attribute: "Address.territories", in: ["100000005", "100000000000"] } }
    { not: { attribute: "Address.code", in: ["100000002"] } }] }`
  const { data } = await registry.ask(`{ addresses(scope: { where: ${where} }) { edges { node { id } } } }`)
  expect(data?.addresses).toEqual({ edges: expected.map((id) => ({ node: { id } })) })
  expect(registry.statements()).toEqual({ address: 1 })
})

test('what lies where nobody knows is outside of every territory, and outside of none', async () => {
  const broken = '{ attribute: "Address.code", in: ["100000041", "100000042", "100000051"] }'
  const elsewhere = '{ attribute: "Address.territories", in: ["100000001"] }'
  const { data } = await registry.ask(`{
    inside: addresses(scope: { where: { all: [${broken}, ${elsewhere}] } }) { edges { cursor } }
    outside: addresses(scope: { where: { all: [${broken}, { not: ${elsewhere} }] } }) { edges { cursor } }
  }`)
  expect(data).toEqual({ inside: { edges: [] }, outside: { edges: [] } })
})

test('gives parts of which a condition is true', async () => {
  const { data } = await registry.ask(`{ address(code: "100000021") {
    existing: parts(scope: { where: { attribute: "Address.status", in: ["EKS"] } }) { name }
    others: parts(scope: { where: { not: { attribute: "Address.status", in: ["EKS"] } } }) { name }
  } }`)
  expect(data?.address).toEqual({ existing: [{ name: '7' }], others: [] })
})

test('refuses a scope of data subjects: addresses have none', async () => {
  const { data, errors } = await registry.ask(`{
    addresses(scope: { subjects: ["39000000001"] }) { edges { cursor } }
    address(code: "100000021") { parts(scope: { subjects: [] }) { code } }
  }`)
  expect(data).toEqual({ addresses: null, address: { parts: null } })
  expect(errors?.map(({ path }) => path)).toEqual(
    expect.arrayContaining([['addresses'], ['address', 'parts']]),
  )
})
