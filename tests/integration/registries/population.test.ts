import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { TestRegistry } from '#tests/registry.ts'
import { openTestRegistry } from '#tests/registry.ts'

let registry: TestRegistry

const anna = '39000000001'
const annaBefore = '01018012345'
const janis = '39000000002'
const secret = '39000000003'
const ended = '39000000004'
const abroad = '39000000005'
const stranger = '39999999999'

function person(code: string, givenName: string, familyName: string, more: object = {}) {
  return {
    code,
    given_name: givenName,
    family_name: familyName,
    search_given_name: givenName.toLocaleLowerCase('lv'),
    search_family_name: familyName.toLocaleLowerCase('lv'),
    date_of_birth: '1980-01-01',
    sex: 'FEMALE',
    municipality: '0001000',
    address_secret: false,
    origin: 'synthetic',
    ...more,
  }
}

function residence(id: string, code: string, more: object) {
  return { id, person_code: code, kind: 'DECLARED', ...more }
}

beforeAll(async () => {
  registry = await openTestRegistry('population')
  await registry.insert('person', [
    person(anna, 'Anna Marija', 'Ābola', {
      birth_name: 'Ozola',
      place_of_birth: 'Rīga',
      citizenship: 'LV',
      residency: 'CITIZEN',
    }),
    person(janis, 'Jānis', 'Ābols', { sex: 'MALE', date_of_birth: '2010-02-28' }),
    person(secret, 'Ilze', 'Kalna', { address_secret: true, date_of_death: '2024-02-29' }),
    person(ended, 'Nav', 'Vairs', { ended_at: '2025-01-01T00:00:00Z' }),
    person(abroad, 'Uldis', 'Kalns', { sex: 'MALE', municipality: null }),
  ])
  await registry.insert('personal_code', [
    { code: anna, person_code: anna, current: true },
    { code: annaBefore, person_code: anna, current: false },
    ...[janis, secret, ended, abroad].map((code) => ({ code, person_code: code, current: true })),
  ])
  await registry.insert('person_name', [
    { id: '1', person_code: anna, given_name: 'Anna', family_name: 'Ozola', valid_from: '1980-01-01' },
    { id: '2', person_code: anna, given_name: 'Anna', family_name: 'Bērza', valid_from: '2000-01-01' },
    { id: '3', person_code: anna, given_name: 'Anna', family_name: 'Sena' },
  ])
  await registry.insert('residence', [
    residence('1', anna, { address_code: '100000022', since: '1990-01-01', until: '2000-01-01' }),
    residence('2', anna, { address_code: '100000021', since: '2000-01-01' }),
    residence('3', anna, { kind: 'POSTAL', address_code: '100000023', since: '2020-01-01' }),
    residence('4', secret, { address_code: '100000021', since: '2000-01-01' }),
    residence('5', abroad, { foreign_address: 'Oslo', country: 'NO', since: '2011-11-11' }),
  ])
  await registry.insert('family_relation', [
    { id: '1', person_code: anna, relation: 'CHILD', related_code: janis },
    { id: '2', person_code: janis, relation: 'PARENT', related_code: annaBefore },
    { id: '3', person_code: janis, relation: 'GUARDIAN', related_code: stranger },
  ])
  await registry.insert('identity_document', [
    { id: '1', person_code: anna, kind: 'PASSPORT', number: 'LV1', issued_on: '2020-01-01', status: 'VALID' },
  ])
})
beforeEach(() => void registry.statements())
afterAll(() => registry.close())

test('finds a person with all that the register holds', async () => {
  const { data, errors } = await registry.ask(`{
    person(personalCode: "390000-00001") {
      id codes personalCode earlierPersonalCodes givenName familyName birthName dateOfBirth dateOfDeath placeOfBirth
      sex citizenship residency nameHistory { familyName } residence { address { id } since country }
      family { relation person { id } } documents { kind number issuedOn status }
    }
  }`)
  expect(errors).toBeUndefined()
  expect(data?.person).toEqual({
    id: anna,
    codes: [annaBefore, anna],
    personalCode: '390000-00001',
    earlierPersonalCodes: ['010180-12345'],
    givenName: 'Anna Marija',
    familyName: 'Ābola',
    birthName: 'Ozola',
    dateOfBirth: '1980-01-01',
    dateOfDeath: null,
    placeOfBirth: 'Rīga',
    sex: 'FEMALE',
    citizenship: 'LV',
    residency: 'CITIZEN',
    nameHistory: [{ familyName: 'Bērza' }, { familyName: 'Ozola' }, { familyName: 'Sena' }],
    residence: { address: { id: '100000021' }, since: '2000-01-01', country: null },
    family: [{ relation: 'CHILD', person: { id: janis } }],
    documents: [{ kind: 'PASSPORT', number: 'LV1', issuedOn: '2020-01-01', status: 'VALID' }],
  })
})

test.each([
  [annaBefore, anna],
  ['010180-12345', anna],
  [anna, anna],
  [ended, null],
  [stranger, null],
  ['39000000001 ', null],
  ['3-9000000001', null],
  ['3900000001', null],
  ['__proto__', null],
  ['\0', null],
])('looks %j up', async (personalCode, expected) => {
  const query = 'query ($personalCode: String!) { person(personalCode: $personalCode) { id } }'
  const { data, errors } = await registry.ask(query, { personalCode })
  expect(errors).toBeUndefined()
  expect(data).toEqual({ person: expected && { id: expected } })
})

test('resolves references by any code, and answers under the code that was asked', async () => {
  const references = [annaBefore, stranger, anna, ended, '__proto__'].map((id) => ({
    __typename: 'Person',
    id,
  }))
  const found = await registry.entities(references, '... on Person { id personalCode codes }')
  const personalCode = '390000-00001'
  const codes = [annaBefore, anna]
  expect(found).toEqual([
    { id: annaBefore, personalCode, codes },
    null,
    { id: anna, personalCode, codes },
    null,
    null,
  ])
  // People under current codes, and then those under earlier ones.
  expect(registry.statements()).toEqual({ person: 1, personal_code: 2 })
})

test('knows relatives by reference: under the code on record, also where the register holds no one', async () => {
  const { data } = await registry.ask(`{
    person(personalCode: "${janis}") { family { relation person { id personalCode givenName family { relation } } } }
  }`)
  expect(data?.person).toEqual({
    family: [
      {
        relation: 'PARENT',
        person: {
          id: annaBefore,
          personalCode: '390000-00001',
          givenName: 'Anna Marija',
          family: [{ relation: 'CHILD' }],
        },
      },
      { relation: 'GUARDIAN', person: { id: stranger, personalCode: null, givenName: null, family: null } },
    ],
  })
})

test('gives a secret address to whom it is granted, and lets nobody be found by it', async () => {
  const { data } = await registry.ask(`{
    secret: person(personalCode: "${secret}") { dateOfDeath residence { address { id } } }
    abroad: person(personalCode: "${abroad}") { residence { foreignAddress country address { id } } }
    none: person(personalCode: "${janis}") { residence { since } }
    persons(municipality: "0001000") { edges { node { id } } }
  }`)
  expect(data).toEqual({
    secret: { dateOfDeath: '2024-02-29', residence: { address: { id: '100000021' } } },
    abroad: { residence: { foreignAddress: 'Oslo', country: 'NO', address: null } },
    none: { residence: null },
    persons: { edges: [{ node: { id: anna } }, { node: { id: janis } }] },
  })
})

test.each([
  ['', [anna, janis, secret, abroad]],
  [`personalCodes: ["${annaBefore}", "390000-00001", "${stranger}", "x", "__proto__"]`, [anna]],
  ['personalCodes: []', []],
  ['familyName: "ĀBOL"', [anna, janis]],
  ['familyName: "kaln", givenName: "u"', [abroad]],
  ['givenName: " anna   marija "', [anna]],
  ['givenName: "__proto__"', []],
  ['dateOfBirth: "2010-02-28"', [janis]],
  [`familyName: "ābol", personalCodes: ["${annaBefore}", "${abroad}"]`, [anna]],
  [`scope: { subjects: ["${annaBefore}", "unresolved:cadastre:1"] }`, [anna]],
  [`scope: { subjects: ["${anna}"] }, personalCodes: ["${janis}"]`, []],
  [`scope: { subjects: ["${janis}"] }, familyName: "ā"`, [janis]],
  ['scope: { subjects: [] }', []],
  [`scope: { subjects: ["${annaBefore}"], where: { all: [] } }`, [anna]],
  [`scope: { subjects: ["${annaBefore}"], where: { not: { subjects: ["010180-12345"] } } }`, []],
  [`scope: { where: { not: { subjects: ["${annaBefore}"] } } }, familyName: "ā"`, [janis]],
  [
    'scope: { where: { all: [{ attribute: "Person.municipality", in: ["0001000"] }, { attribute: "Person.addressSecret", in: ["false"] }] } }',
    [anna, janis],
  ],
  ['scope: { where: { not: { attribute: "Person.municipality", in: ["0020000"] } } }', [anna, janis, secret]],
  ['scope: { subjects: null }, dateOfBirth: null, first: null', [anna, janis, secret, abroad]],
])('searches by %s', async (given, expected) => {
  const { data, errors } = await registry.ask(`{ persons(after: null ${given}) { edges { node { id } } } }`)
  expect(errors).toBeUndefined()
  expect(data?.persons).toEqual({ edges: expected.map((id) => ({ node: { id } })) })
})

test.each([
  [{ codes: Array.from({ length: 101 }, () => anna) }, 'personalCodes may name 100 at most.'],
  [{ first: 0 }, 'first must be 1 to 100.'],
  [{ first: 101 }, 'first must be 1 to 100.'],
  [{ after: 'x' }, 'after must be a cursor of this search.'],
  [{ after: Buffer.from('["\\u0000"]').toString('base64url') }, 'after must be a cursor of this search.'],
  [
    { after: Buffer.from('{"__proto__":1}').toString('base64url'), codes: [] },
    'after must be a cursor of this search.',
  ],
])('refuses %j', async (variables, message) => {
  const query = `query ($codes: [String!], $first: Int, $after: String) {
    persons(personalCodes: $codes, first: $first, after: $after) { edges { cursor } }
  }`
  const { data, errors } = await registry.ask(query, variables)
  expect(data).toEqual({ persons: null })
  expect(errors).toMatchObject([{ message, extensions: { code: 'ARGUMENT_NOT_VALID' } }])
  expect(registry.statements()).toEqual({})
})

test.each(['2010-02-30', '10.10.2010', '0000-01-01', ''])('refuses %j as a date', async (date) => {
  const { errors } = await registry.ask(
    'query ($date: Date) { persons(dateOfBirth: $date) { edges { cursor } } }',
    {
      date,
    },
  )
  expect(errors).toMatchObject([{ extensions: { code: 'OPERATION_NOT_VALID' } }])
})

const lists = (code: string) => `{ person(personalCode: "${anna}") {
  family(scope: { subjects: ["${code}"] }) { relation }
  documents(scope: { subjects: ["${code}"] }) { kind }
  nameHistory(scope: { subjects: ["${code}"] }) { familyName }
} }`

test("gives a person's lists only within the scope, by any code of the person", async () => {
  expect((await registry.ask(lists(annaBefore))).data?.person).toMatchObject({
    family: { length: 1 },
    documents: { length: 1 },
    nameHistory: { length: 3 },
  })
  expect((await registry.ask(lists(janis))).data?.person).toEqual({
    family: [],
    documents: [],
    nameHistory: [],
  })
})

test("gives a person's lists by conditions on the person's codes, and by no others", async () => {
  const query = `query ($scope: RowScope) {
    person(personalCode: "${anna}") { family(scope: $scope) { relation } documents(scope: $scope) { kind } }
  }`
  const listed = async (where: object) => registry.ask(query, { scope: { where } })
  const own = await listed({ any: [{ subjects: [janis] }, { subjects: [annaBefore] }] })
  expect(own.data?.person).toMatchObject({ family: { length: 1 }, documents: { length: 1 } })
  const others = await listed({ not: { subjects: [annaBefore] } })
  expect(others.data?.person).toEqual({ family: [], documents: [] })
  const refused = await listed({ any: [{ all: [] }, { attribute: 'Person.sex', in: ['FEMALE'] }] })
  expect(refused.data?.person).toEqual({ family: null, documents: null })
})

test('the hidden attributes say where people live, and who has a secret address', async () => {
  const { data } = await registry.ask('{ persons { edges { node { id municipality addressSecret } } } }')
  expect(data?.persons).toEqual({
    edges: [
      { node: { id: anna, municipality: '0001000', addressSecret: false } },
      { node: { id: janis, municipality: '0001000', addressSecret: false } },
      { node: { id: secret, municipality: '0001000', addressSecret: true } },
      { node: { id: abroad, municipality: null, addressSecret: false } },
    ],
  })
})

test('reads each table once a level, however many people are asked for', async () => {
  const { data } = await registry.ask(`{
    persons { edges { node {
      codes earlierPersonalCodes nameHistory { familyName } residence { since } documents { kind }
      family { person { givenName familyName codes family { person { givenName } } } }
    } } }
  }`)
  expect(data?.persons).toMatchObject({ edges: { length: 4 } })
  expect(registry.statements()).toEqual({
    // Those found, their relatives, and the one of these who is on record under an earlier code; all others are known.
    person: 3,
    // The codes of those found; the owner of that earlier code, and of one that nobody has.
    personal_code: 2,
    person_name: 1,
    residence: 1,
    identity_document: 1,
    family_relation: 1,
  })
})
