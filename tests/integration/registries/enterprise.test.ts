import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { TestRegistry } from '#tests/registry.ts'
import { openTestRegistry } from '#tests/registry.ts'

let registry: TestRegistry

const origin = 'synthetic'
const ended = { ended_at: '2025-01-01T00:00:00Z' }

function entity(number: string, name: string, more: object = {}) {
  const search = name.toLocaleLowerCase('lv')
  return {
    registration_number: number,
    legal_name: name,
    search_name: search,
    without_quotes: false,
    origin,
    ...more,
  }
}

function officer(id: string, number: string, more: object) {
  return { id, registration_number: number, entity_type: 'NATURAL_PERSON', origin, ...more }
}

beforeAll(async () => {
  registry = await openTestRegistry('enterprise')
  await registry.insert('legal_entity', [
    entity('40000000001', 'SIA "Ābele"', {
      legal_form_code: 'SIA',
      legal_form_label: 'Sabiedrība ar ierobežotu atbildību',
      address_code: '100000021',
      address_text: 'Rīga, Brīvības iela 12',
      register_label: 'Komercreģistrs',
      registered_on: '2001-02-03',
    }),
    entity('40000000002', 'AS "Bērzs"', { legal_form_code: 'AS' }),
    entity('40000000003', 'SIA "Cīrulis"', {
      legal_form_code: 'SIA',
      closed: 'L',
      terminated_on: '2020-01-01',
    }),
    entity('40000000004', 'SIA "Dzērve"', {
      legal_form_code: 'SIA',
      closed: 'R',
      terminated_on: '2020-01-01',
    }),
    entity('40000000005', 'SIA "Egle"', { terminated_on: '2020-01-01' }),
    entity('40000000006', 'SIA "Fazāns"', ended),
    entity('680000001', 'Z/S "Gailīši"'),
  ])
  await registry.insert('officer', [
    officer('1', '40000000001', {
      person_code: '39000000001',
      position: 'BOARD_MEMBER',
      name: 'Ozols Jānis',
    }),
    officer('2', '40000000001', {
      masked_code: '010180-*****',
      position: 'BOARD_MEMBER',
      name: 'Kalns Ilze',
    }),
    officer('3', '40000000001', { entity_type: 'LEGAL_ENTITY', officer_registration_number: '40000000002' }),
    officer('4', '40000000001', {
      entity_type: 'FOREIGN_ENTITY',
      name: 'Oy Ab',
      officer_registration_number: '777',
    }),
    officer('5', '40000000001', { entity_type: 'SOMETHING_NEW', name: 'Kāds' }),
    officer('6', '40000000001', { person_code: '39000000001', position: 'LIQUIDATOR', ...ended }),
    officer('7', '40000000002', { person_code: '01018012345', position: 'CHAIR_OF_BOARD' }),
    officer('8', '40000000006', { person_code: '39000000001', position: 'OWNER' }),
  ])
  await registry.insert('member', [
    {
      ...officer('1', '40000000001', { person_code: '39000000001' }),
      number_of_shares: '1400.5',
      share_nominal_value: '2.00',
      share_currency: 'EUR',
      date_from: '2010-10-10',
    },
    officer('2', '40000000001', { entity_type: 'JOINT_OWNERS', name: 'Ozoli' }),
    officer('3', '40000000001', { entity_type: 'LEGAL_ENTITY', member_registration_number: '40000000002' }),
  ])
  await registry.insert('beneficial_owner', [
    {
      id: '1',
      registration_number: '40000000001',
      forename: 'Anna',
      surname: 'Liepa',
      registered_on: '2018-07-01T12:00:00',
      origin,
    },
    { id: '2', registration_number: '40000000001', person_code: '39000000001', origin },
  ])
  await registry.insert('former_name', [
    { registration_number: '40000000001', name: 'SIA "Sēkla"', date_to: '2005-01-01', origin },
    { registration_number: '40000000001', name: 'SIA "Stāds"', date_to: '2010-01-01', origin },
  ])
})
beforeEach(() => void registry.statements())
afterAll(() => registry.close())

const allOf = `
  officers { subject kind name position maskedPersonalCode person { id } legalEntity { legalName } }
  members { subject kind numberOfShares shareNominalValue shareCurrency dateFrom person { id } legalEntity { id } }
  beneficialOwners { subject givenName familyName registeredAt person { id } }
  nameHistory { name dateTo }`

test('finds a legal entity by its number', async () => {
  const { data, errors } = await registry.ask(`{
    legalEntity(registrationNumber: "40000000001") {
      id legalName legalForm { code label } status register registeredOn terminatedOn registeredAddress { id }
      registeredAddressText nameHistory { name dateTo }
    }
    ended: legalEntity(registrationNumber: "40000000006") { id }
    prototype: legalEntity(registrationNumber: "__proto__") { id }
    farm: legalEntity(registrationNumber: "680000001") { legalForm { code } registeredAddress { id } }
  }`)
  expect(errors).toBeUndefined()
  expect(data).toEqual({
    legalEntity: {
      id: '40000000001',
      legalName: 'SIA "Ābele"',
      legalForm: { code: 'SIA', label: 'Sabiedrība ar ierobežotu atbildību' },
      status: 'REGISTERED',
      register: 'Komercreģistrs',
      registeredOn: '2001-02-03',
      terminatedOn: null,
      registeredAddress: { id: '100000021' },
      registeredAddressText: 'Rīga, Brīvības iela 12',
      nameHistory: [
        { name: 'SIA "Stāds"', dateTo: '2010-01-01' },
        { name: 'SIA "Sēkla"', dateTo: '2005-01-01' },
      ],
    },
    ended: null,
    prototype: null,
    farm: { legalForm: null, registeredAddress: null },
  })
})

test('names the data subject of each officer, member and beneficial owner; none of a legal entity', async () => {
  const { data } = await registry.ask(`{ legalEntity(registrationNumber: "40000000001") { ${allOf} } }`)
  expect(data?.legalEntity).toMatchObject({
    officers: [
      { subject: '39000000001', person: { id: '39000000001' }, name: 'Ozols Jānis', kind: 'NATURAL_PERSON' },
      { subject: 'unresolved:enterprise:officer/2', person: null, maskedPersonalCode: '010180-*****' },
      { subject: null, person: null, legalEntity: { legalName: 'AS "Bērzs"' } },
      { subject: null, kind: 'FOREIGN_ENTITY', legalEntity: null },
      { subject: 'unresolved:enterprise:officer/5', kind: null },
    ],
    members: [
      {
        subject: '39000000001',
        numberOfShares: 1400.5,
        shareNominalValue: 2,
        shareCurrency: 'EUR',
        dateFrom: '2010-10-10',
      },
      { subject: 'unresolved:enterprise:member/2', kind: 'JOINT_OWNERS' },
      { subject: null, legalEntity: { id: '40000000002' } },
    ],
    beneficialOwners: [
      {
        subject: 'unresolved:enterprise:beneficial_owner/1',
        givenName: 'Anna',
        registeredAt: '2018-07-01T12:00:00+03:00',
        person: null,
      },
      { subject: '39000000001', registeredAt: null, person: { id: '39000000001' } },
    ],
  })
})

const scoped = (subjects: string) => `{ legalEntity(registrationNumber: "40000000001") {
  officers(scope: { subjects: ${subjects} }) { subject }
  members(scope: { subjects: ${subjects} }) { subject }
  beneficialOwners(scope: { subjects: ${subjects} }) { subject }
} }`

test('returns only rows about the data subjects in scope', async () => {
  const one = [{ subject: '39000000001' }]
  const own = await registry.ask(scoped('["39000000001", "39999999999"]'))
  expect(own.data?.legalEntity).toEqual({ officers: one, members: one, beneficialOwners: one })
  const nobody = await registry.ask(scoped('[]'))
  expect(nobody.data?.legalEntity).toEqual({ officers: [], members: [], beneficialOwners: [] })
  const refused = await registry.ask(`{
    legalEntities(scope: { subjects: ["39000000001"] }) { edges { cursor } }
    legalEntity(registrationNumber: "40000000001") { nameHistory(scope: { subjects: [] }) { name } }
  }`)
  expect(refused.data).toEqual({ legalEntities: null, legalEntity: { nameHistory: null } })
})

test("finds a person's offices under every code that the person has had", async () => {
  const offices = '... on Person { offices { position legalEntity { legalName } } }'
  const references = [
    { __typename: 'Person', id: '39000000001', codes: ['39000000001', '01018012345'] },
    { __typename: 'Person', id: '39000000001', codes: ['39000000001'] },
    { __typename: 'Person', id: '39000000002', codes: ['39000000002', null] },
  ]
  const board = { position: 'BOARD_MEMBER', legalEntity: { legalName: 'SIA "Ābele"' } }
  const owner = { position: 'OWNER', legalEntity: null }
  const chair = { position: 'CHAIR_OF_BOARD', legalEntity: { legalName: 'AS "Bērzs"' } }
  expect(await registry.entities(references, offices)).toEqual([
    { offices: [board, owner, chair] },
    { offices: [board, owner] },
    { offices: [] },
  ])
  expect(registry.statements()).toEqual({ officer: 1, legal_entity: 1 })
})

const officesFor = (code: string) =>
  `... on Person { offices(scope: { subjects: ["${code}"] }) { position } }`

test("scopes a person's offices by any of the person's codes", async () => {
  const person = { __typename: 'Person', id: '39000000001', codes: ['39000000001', '01018012345'] }
  expect(await registry.entities([person], officesFor('01018012345'))).toMatchObject([
    { offices: { length: 3 } },
  ])
  expect(await registry.entities([person], officesFor('39000000009'))).toEqual([{ offices: [] }])
})

test.each([
  ['legalName: "sia \\"ā"', ['40000000001']],
  ['legalFormCode: "SIA"', ['40000000001', '40000000003', '40000000004']],
  ['status: REGISTERED', ['40000000001', '40000000002', '680000001']],
  ['status: LIQUIDATED', ['40000000003']],
  ['status: REORGANISED, legalName: "sia"', ['40000000004']],
  [
    'registrationNumbers: ["680000001", "40000000006", "40000000002", "__proto__"]',
    ['40000000002', '680000001'],
  ],
  ['registrationNumbers: []', []],
])('searches by %s', async (given, expected) => {
  const { data } = await registry.ask(`{ legalEntities(${given}) { edges { node { id } } } }`)
  expect(data?.legalEntities).toEqual({ edges: expected.map((id) => ({ node: { id } })) })
})

test('refuses a list of more than 100 numbers', async () => {
  const query =
    'query ($numbers: [String!]) { legalEntities(registrationNumbers: $numbers) { edges { cursor } } }'
  const { errors } = await registry.ask(query, { numbers: Array.from({ length: 101 }, String) })
  expect(errors).toMatchObject([{ message: 'registrationNumbers may name 100 at most.' }])
})

test('reads each table once a level, however many legal entities are asked for', async () => {
  const { data } = await registry.ask(`{ legalEntities { edges { node { ${allOf} } } } }`)
  expect(data?.legalEntities).toMatchObject({ edges: { length: 6 } })
  // Legal entities are read twice: those found, and those that hold offices or shares in them.
  const once = { officer: 1, member: 1, beneficial_owner: 1, former_name: 1 }
  expect(registry.statements()).toEqual({ ...once, legal_entity: 2 })
})

test('reads a batch of references in one statement a table', async () => {
  const references = ['40000000002', '__proto__', '40000000001'].map((id) => ({
    __typename: 'LegalEntity',
    id,
  }))
  const found = await registry.entities(references, '... on LegalEntity { legalName officers { position } }')
  expect(found).toMatchObject([{ legalName: 'AS "Bērzs"' }, null, { legalName: 'SIA "Ābele"' }])
  expect(registry.statements()).toEqual({ legal_entity: 1, officer: 1 })
})
