import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { TestRegistry } from '#tests/registry.ts'
import { openTestRegistry } from '#tests/registry.ts'

let registry: TestRegistry

function institution(number: string, name: string, more: object = {}): Record<string, unknown> {
  return {
    registration_number: number,
    legal_name: name,
    search_name: name.toLocaleLowerCase('lv'),
    status: 'REGISTERED',
    authority_type: 'INSTITUTION_OF_DIRECT_ADMINISTRATION',
    origin: 'synthetic',
    ...more,
  }
}

beforeAll(async () => {
  registry = await openTestRegistry('institutions')
  await registry.insert('institution', [
    institution('90000000001', 'Finanšu ministrija', {
      established_on: '1918-11-18',
      address_code: '100000001',
      establishing_act_date: '1919-01-02',
    }),
    institution('90000000002', 'Valsts ieņēmumu dienests', { higher_authority_number: '90000000001' }),
    institution('90000000003', 'Valsts kase', {
      higher_authority_number: '90000000001',
      subordination_type: 'CONTROL',
    }),
    institution('90000000004', 'Nodaļa', { higher_authority_number: '90000000002', authority_type: 'COURT' }),
    institution('90000000005', 'Bijusi iestāde', {
      higher_authority_number: '90000000001',
      ended_at: '2024-01-01T00:00:00Z',
    }),
    institution('90000000006', 'Bāreņtiesa', { higher_authority_number: '90000000005' }),
  ])
})
beforeEach(() => void registry.statements())
afterAll(() => registry.close())

test('finds an institution with what is above and below it', async () => {
  const { data, errors } = await registry.ask(`{
    institution(registrationNumber: "90000000001") {
      id legalName establishedOn establishingActDate address { id } higherAuthority { legalName }
      subordinates { registrationNumber subordinationType higherAuthority { registrationNumber } }
    }
  }`)
  expect(errors).toBeUndefined()
  const higherAuthority = { registrationNumber: '90000000001' }
  expect(data?.institution).toEqual({
    id: '90000000001',
    legalName: 'Finanšu ministrija',
    establishedOn: '1918-11-18',
    establishingActDate: '1919-01-02',
    address: { id: '100000001' },
    higherAuthority: null,
    subordinates: [
      { registrationNumber: '90000000002', subordinationType: null, higherAuthority },
      { registrationNumber: '90000000003', subordinationType: 'CONTROL', higherAuthority },
    ],
  })
})

test('does not show what ended, neither itself nor as higher authority', async () => {
  const { data } = await registry.ask(`{
    ended: institution(registrationNumber: "90000000005") { id }
    orphan: institution(registrationNumber: "90000000006") { id higherAuthority { id } }
  }`)
  expect(data).toEqual({ ended: null, orphan: { id: '90000000006', higherAuthority: null } })
})

test.each([
  ['legalName: " VALSTS  ie"', ['90000000002']],
  ['legalName: "valsts"', ['90000000002', '90000000003']],
  ['legalName: "valsts", higherAuthorityNumber: "90000000001", authorityType: "COURT"', []],
  ['authorityType: "COURT"', ['90000000004']],
  ['legalName: "%"', []],
  ['legalName: "__proto__"', []],
  ['higherAuthorityNumber: "90000000001"', ['90000000002', '90000000003']],
  ['legalName: null', ['90000000001', '90000000002', '90000000003', '90000000004', '90000000006']],
])('searches by %s', async (given, expected) => {
  const { data } = await registry.ask(`{ institutions(${given}) { edges { node { id } } } }`)
  expect(data?.institutions).toEqual({ edges: expected.map((id) => ({ node: { id } })) })
})

test.each(['__proto__', 'constructor', '', '\0', '\u{1F600}'])('finds nothing under %j', async (number) => {
  const { data, errors } = await registry.ask(
    `query ($number: String!) { institution(registrationNumber: $number) { id } }`,
    { number },
  )
  expect(errors).toBeUndefined()
  expect(data).toEqual({ institution: null })
})

test('reads each table once a level, however many institutions are asked for', async () => {
  const { data } = await registry.ask(`{
    institutions { edges { node { higherAuthority { legalName } subordinates { subordinates { legalName } } } } }
  }`)
  expect(data?.institutions).toMatchObject({ edges: { length: 5 } })
  // The search, the higher authorities, and the subordinates, of whom the next level is known by then.
  expect(registry.statements()).toEqual({ institution: 3 })
})

test('reads a batch of references in one statement, in their order', async () => {
  const numbers = ['90000000004', '90000000009', '90000000001', '90000000004', '__proto__']
  const found = await registry.entities(
    numbers.map((id) => ({ __typename: 'Institution', id })),
    '... on Institution { id legalName }',
  )
  const branch = { id: '90000000004', legalName: 'Nodaļa' }
  expect(found).toEqual([branch, null, { id: '90000000001', legalName: 'Finanšu ministrija' }, branch, null])
  expect(registry.statements()).toEqual({ institution: 1 })
})

test('refuses a scope of data subjects: institutions have none', async () => {
  const { data, errors } = await registry.ask(
    `{ institutions(scope: { subjects: [] }) { edges { cursor } } }`,
  )
  expect(data).toEqual({ institutions: null })
  expect(errors).toMatchObject([{ path: ['institutions'], extensions: { code: 'ARGUMENT_NOT_VALID' } }])
  expect(registry.statements()).toEqual({})
})

const subordinates = (values: string): string =>
  `subordinates(scope: { where: { attribute: "Institution.subordinationType", in: ${values} } }) { legalName }`

test('gives subordinates of which a condition is true, one statement for each condition', async () => {
  const { data } = await registry.ask(`{ institutions(authorityType: "INSTITUTION_OF_DIRECT_ADMINISTRATION") {
    edges { node { controlled: ${subordinates('["CONTROL"]')} other: ${subordinates('["SUPERVISION"]')} } }
  } }`)
  expect(data?.institutions).toMatchObject({
    edges: [
      { node: { controlled: [{ legalName: 'Valsts kase' }], other: [] } },
      { node: { controlled: [], other: [] } },
      { node: { controlled: [], other: [] } },
      { node: { controlled: [], other: [] } },
    ],
  })
  expect(registry.statements()).toEqual({ institution: 3 })
})

test('takes an empty scope for none', async () => {
  const { data } = await registry.ask(`{ institutions(scope: {}, first: 1) { edges { node { id } } } }`)
  expect(data?.institutions).toEqual({ edges: [{ node: { id: '90000000001' } }] })
})
