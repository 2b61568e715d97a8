import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { TestRegistry } from '#tests/registry.ts'
import { openTestRegistry } from '#tests/registry.ts'
import { flat, gone, house, insertCadastreRows, land } from './cadastre-rows.ts'

let registry: TestRegistry

beforeAll(async () => {
  registry = await openTestRegistry('cadastre')
  await insertCadastreRows(registry)
})
beforeEach(() => void registry.statements())
afterAll(() => registry.close())

test('finds a property with its parts', async () => {
  const { data, errors } = await registry.ask(`{
    property(cadastralNumber: "${house}") {
      id cadastralNumber name kind landbookFolio parcelArea premiseGroupArea
      parcels { cadastralNumber area status address { id } landPurposes { code area } buildings { name } }
      buildings { name groundFloors address { id } premiseGroups { id premiseCount address { id } } }
      premiseGroups { id }
    }
  }`)
  expect(errors).toBeUndefined()
  expect(data?.property).toEqual({
    id: house,
    cadastralNumber: house,
    name: 'Bērzi',
    kind: 'Zemes un būvju īpašums',
    landbookFolio: '100',
    parcelArea: 1200.5,
    premiseGroupArea: null,
    parcels: [
      {
        cadastralNumber: '99000000011',
        area: 1000,
        status: 'Reģistrēta',
        address: null,
        landPurposes: [
          { code: '0101', area: 100 },
          { code: '0601', area: 900 },
        ],
        buildings: [],
      },
      {
        cadastralNumber: '99000000012',
        area: 200.5,
        status: null,
        address: { id: '100000021' },
        landPurposes: [],
        buildings: [{ name: 'Māja' }],
      },
    ],
    buildings: [
      {
        name: 'Māja',
        groundFloors: 2,
        address: { id: '101000001' },
        premiseGroups: [
          { id: '99000000011001007', premiseCount: 2, address: { id: '110000007' } },
          { id: '99000000011001008', premiseCount: null, address: { id: '110000008' } },
        ],
      },
    ],
    premiseGroups: [],
  })
})

test.each([
  [house, '101000001'],
  [flat, '110000007'],
  [land, '101000003'],
])('finds the address of %s: its own, or that of its nearest part', async (number, expected) => {
  const { data } = await registry.ask(`{ property(cadastralNumber: "${number}") { address { id } } }`)
  expect(data?.property).toEqual({ address: { id: expected } })
})

test.each([
  [house, { fiscal: 50000, fiscalOn: '2025-01-01', universal: 91400.3, universalOn: '2025-02-01' }],
  [flat, { fiscal: null, fiscalOn: null, universal: 9100.05, universalOn: '2025-02-01' }],
  [land, null],
])('values %s: as stated, or as the shares of its parts together', async (number, expected) => {
  const { data } = await registry.ask(
    `{ property(cadastralNumber: "${number}") { valuation { fiscal fiscalOn universal universalOn } } }`,
  )
  expect(data?.property).toEqual({ valuation: expected })
})

test('lists encumbrances of the property and of its own parts', async () => {
  const { data } = await registry.ask(`{
    land: property(cadastralNumber: "${land}") { encumbrances { kindLabel area establishedOn } }
    house: property(cadastralNumber: "${house}") { encumbrances { kindLabel } }
    flat: property(cadastralNumber: "${flat}") { encumbrances { kindLabel } }
  }`)
  const facts = { area: 10.5, establishedOn: '1999-12-31' }
  expect(data).toEqual({
    land: {
      encumbrances: [
        { kindLabel: 'apgrūtinājums 1', ...facts },
        { kindLabel: 'apgrūtinājums 2', ...facts },
      ],
    },
    house: { encumbrances: [{ kindLabel: 'apgrūtinājums 3' }] },
    flat: { encumbrances: [] },
  })
})

test('names the data subject of each ownership, and the owner where there is one', async () => {
  const { data } = await registry.ask(`{ property(cadastralNumber: "${house}") {
    ownerships { subject share since ownerKind owner { __typename ... on Person { id } ... on LegalEntity { id } } }
  } }`)
  expect(data?.property).toMatchObject({
    ownerships: [
      {
        subject: '39000000001',
        share: '1/2',
        since: '2001-01-01',
        owner: { __typename: 'Person', id: '39000000001' },
      },
      { subject: 'unresolved:cadastre:2', share: null, owner: null },
      { subject: null, owner: { __typename: 'LegalEntity', id: '40000000001' } },
      { subject: null, ownerKind: 'valsts', owner: null },
      { subject: 'unresolved:cadastre:5', ownerKind: null, owner: null },
    ],
  })
})

test('returns only rows about the data subjects in scope, and refuses where rows have none', async () => {
  const { data, errors } = await registry.ask(`{
    house: property(cadastralNumber: "${house}") { ownerships(scope: { subjects: ["39000000001"] }) { subject } }
    nobody: property(cadastralNumber: "${house}") { ownerships(scope: { subjects: [] }) { subject } }
    flat: property(cadastralNumber: "${flat}") {
      parcels(scope: { subjects: [] }) { id } encumbrances(scope: { subjects: [] }) { number }
    }
    properties(scope: { subjects: ["39000000001"] }) { edges { cursor } }
  }`)
  expect(data).toEqual({
    house: { ownerships: [{ subject: '39000000001' }] },
    nobody: { ownerships: [] },
    flat: { parcels: null, encumbrances: null },
    properties: null,
  })
  expect(errors).toHaveLength(3)
})

test("finds a person's properties under every code, each once, and those of a legal entity", async () => {
  const references = [
    { __typename: 'Person', id: '39000000001', codes: ['39000000001', '01018012345'] },
    { __typename: 'LegalEntity', id: '40000000001' },
    { __typename: 'Person', id: '01018012345', codes: ['01018012345'] },
    { __typename: 'Person', id: '__proto__', codes: ['__proto__'] },
  ]
  const selection = '... on Person { properties { id } } ... on LegalEntity { properties { id } }'
  expect(await registry.entities(references, selection)).toEqual([
    { properties: [{ id: house }, { id: flat }] },
    { properties: [{ id: house }, { id: land }] },
    { properties: [{ id: flat }] },
    { properties: [] },
  ])
  // By person, and by legal entity; then the properties of all.
  expect(registry.statements()).toEqual({ ownership: 2, property: 1 })
})

test('without the codes there is no list that would be incomplete', async () => {
  const person = { __typename: 'Person', id: '39000000001', codes: null }
  await expect(registry.entities([person], '... on Person { properties { id } }')).rejects.toThrow(
    'SOURCE_FAILED',
  )
})

const propertiesFor = (code: string) =>
  `... on Person { properties(scope: { subjects: ["${code}"] }) { id } }`

test("scopes a person's properties by any of the person's codes", async () => {
  const person = { __typename: 'Person', id: '39000000001', codes: ['39000000001', '01018012345'] }
  expect(await registry.entities([person], propertiesFor('01018012345'))).toMatchObject([
    { properties: { length: 2 } },
  ])
  expect(await registry.entities([person], propertiesFor('39000000009'))).toEqual([{ properties: [] }])
})

async function subjects(where: object): Promise<unknown> {
  const query = `query ($scope: RowScope) {
    property(cadastralNumber: "${house}") { ownerships(scope: $scope) { subject } }
  }`
  const { data, errors } = await registry.ask(query, { scope: { where } })
  return errors?.map(({ extensions }) => extensions.code) ?? data?.property
}

test('cuts ownerships by conditions on data subjects, an owner without a code being anybody', async () => {
  const own = { subjects: ['39000000001'] }
  const isOwn = { ownerships: [{ subject: '39000000001' }] }
  expect(await subjects({ any: [own, { subjects: ['39999999999'] }] })).toEqual(isOwn)
  expect(await subjects({ all: [own, { not: { subjects: ['39999999999'] } }] })).toEqual(isOwn)
  expect(await subjects({ all: [own, { not: own }] })).toEqual({ ownerships: [] })
  expect(await subjects({ attribute: 'Ownership.status', in: [] })).toEqual(['ARGUMENT_NOT_VALID'])
})

test("cuts a person's and a legal entity's properties by municipality", async () => {
  const references = [
    { __typename: 'Person', id: '39000000001', codes: ['39000000001', '01018012345'] },
    { __typename: 'LegalEntity', id: '40000000001' },
  ]
  const propertiesIn = (...municipalities: string[]): Promise<unknown> => {
    const scope = `scope: { where: { attribute: "Property.municipality", in: ${JSON.stringify(municipalities)} } }`
    const selection = `properties(${scope}) { municipality }`
    return registry.entities(references, `... on Person { ${selection} } ... on LegalEntity { ${selection} }`)
  }
  const [riga, elsewhere] = ['0001000', '0020000']
  const all = (await propertiesIn(riga, elsewhere)) as { properties: { municipality: string }[] }[]
  expect(all.flatMap(({ properties }) => properties.map(({ municipality }) => municipality))).toContain(
    elsewhere,
  )
  expect(await propertiesIn(riga)).toEqual(
    all.map(({ properties }) => ({
      properties: properties.filter(({ municipality }) => municipality === riga),
    })),
  )
  expect(await propertiesIn()).toEqual([{ properties: [] }, { properties: [] }])
})

test.each([
  ['', [house, flat, land]],
  [`cadastralNumbers: ["${gone}", "${land}", "__proto__", "${house}"]`, [house, land]],
  ['kind: "Dzīvokļa īpašums"', [flat]],
  ['municipality: "0020000"', [land]],
  ['landbookFolio: "100"', [house]],
  ['landbookFolio: "__proto__"', []],
])('searches by %s', async (given, expected) => {
  const { data } = await registry.ask(`{ properties(after: null ${given}) { edges { node { id } } } }`)
  expect(data?.properties).toEqual({ edges: expected.map((id) => ({ node: { id } })) })
})

test('finds neither what ended nor what never was', async () => {
  const { data } = await registry.ask(`{
    gone: property(cadastralNumber: "${gone}") { id }
    never: property(cadastralNumber: "__proto__") { id }
  }`)
  expect(data).toEqual({ gone: null, never: null })
})

test('reads each table once a level, however many properties are asked for', async () => {
  const { data } = await registry.ask(`{
    properties { edges { node {
      address { id } valuation { fiscal universal } encumbrances { number }
      ownerships { subject owner { __typename } }
      parcels { area address { id } landPurposes { code } buildings { name } }
      buildings { name address { id } premiseGroups { id address { id } } }
      premiseGroups { id address { id } }
    } } }
  }`)
  expect(data?.properties).toMatchObject({ edges: { length: 3 } })
  const statements = registry.statements()
  expect(statements).toMatchObject({
    property: 1,
    property_object: 1,
    parcel: 1,
    ownership: 1,
    land_purpose: 1,
  })
  // Buildings of properties and of parcels; premise groups of properties and of buildings; valuations of properties and
  // of their parts.
  expect(statements).toMatchObject({ building: 2, premise_group: 2, valuation: 2, encumbrance: 1 })
  // Of properties, and of their parts; those of the buildings' premise groups are known by then.
  expect(statements).toMatchObject({ object_address: 2 })
})

test('reads a batch of references in one statement a table', async () => {
  const kinds = {
    Property: flat,
    Parcel: land,
    Building: '99000000011001',
    PremiseGroup: '99000000011001007',
  }
  const references = Object.entries(kinds).flatMap(([__typename, id]) => [
    { __typename, id },
    { __typename, id: 'nothing' },
  ])
  const selection = Object.keys(kinds)
    .map((type) => `... on ${type} { id }`)
    .join(' ')
  const expected = Object.values(kinds).flatMap((id) => [{ id }, null])
  expect(await registry.entities(references, selection)).toEqual(expected)
  expect(registry.statements()).toEqual({ property: 1, parcel: 1, building: 1, premise_group: 1 })
})
