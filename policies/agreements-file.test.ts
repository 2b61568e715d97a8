import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { readAgreementsFile } from './agreements-file.ts'
import { DataFileError } from './data-reader.ts'
import { demoAgreements } from './load-agreements.ts'
import { plainTerms } from './plain-terms.ts'

const agreement = {
  permission: '1001',
  consumer: 'vid',
  purpose: 'tax',
  legalBasis: 'law',
  caseRequired: false,
  validFrom: '2025-01-01T00:00:00+02:00',
  validTo: null,
  status: 'active',
  grants: [{ coordinates: ['Query.person'] }],
}
const file = {
  organisations: [{ id: 'vid', name: 'VID' }],
  applications: [{ id: 'vid-esks', consumer: 'vid', defaultPermission: '1001' }],
  agreements: [agreement],
}

test('reads grants with their conditions and forbids, each with an id that says what it is', () => {
  const grants = [
    { coordinates: ['Query.persons', 'Query.persons(first:)'] },
    { condition: { kind: 'self' }, coordinates: ['Person.sex'] },
  ]
  const read = readAgreementsFile(
    JSON.stringify({ ...file, agreements: [{ ...agreement, grants, forbids: ['Person.family'] }] }),
  )
  expect(read).toStrictEqual({
    ...file,
    agreements: [
      {
        ...plainTerms,
        ...agreement,
        grants: [
          { id: '1001:Query.persons', coordinate: 'Query.persons' },
          { id: '1001:Query.persons(first:)', coordinate: 'Query.persons(first:)' },
          { id: '1001:Person.sex:self', coordinate: 'Person.sex', condition: { kind: 'self' } },
        ],
        forbids: [{ id: '1001:not:Person.family', coordinate: 'Person.family' }],
      },
    ],
  })
})

const inTerritory = {
  kind: 'compare',
  attribute: 'Property.municipality',
  operator: 'in',
  value: { parameter: 'territory' },
}

test('reads every term of an agreement, and every form of a grant', () => {
  const terms = {
    revision: 3,
    providers: ['population'],
    purposeTerm: 'dpv:TaxAdministration',
    legalInstrument: 'agreement 7',
    retentionDays: 730,
    disclosureDelayDays: 30,
    quotaPerDay: 1000,
    parameters: { territory: ['0001000'] },
  }
  const person = { coordinate: 'Person.*', covers: ['Person.sex', 'Person.family'] }
  const masked = { obligations: [{ kind: 'mask', keep: 6 }], maxStalenessSeconds: 60 }
  const grants = [
    { coordinates: [person, 'Person.family(first:)'], consentRequired: true, condition: { kind: 'self' } },
    { coordinates: ['Property.address'], condition: inTerritory, ...masked },
    { coordinates: ['Property.address'], condition: inTerritory, name: 'open' },
  ]
  const [read] = readAgreementsFile(
    JSON.stringify(withAgreement({ ...terms, grants, forbids: [{ coordinate: 'Query.*', covers: [] }] })),
  ).agreements
  expect(read).toStrictEqual({
    ...agreement,
    ...terms,
    grants: [
      { id: '1001:Person.*:consent+self', ...person, condition: { kind: 'self' }, consentRequired: true },
      {
        id: '1001:Person.family(first:):consent+self',
        coordinate: 'Person.family(first:)',
        condition: { kind: 'self' },
        consentRequired: true,
      },
      {
        id: '1001:Property.address:compare+mask',
        coordinate: 'Property.address',
        condition: inTerritory,
        ...masked,
      },
      { id: '1001:Property.address:open', coordinate: 'Property.address', condition: inTerritory },
    ],
    forbids: [{ id: '1001:not:Query.*', coordinate: 'Query.*', covers: [] }],
  })
})

const withAgreement = (change: object): object => ({ ...file, agreements: [{ ...agreement, ...change }] })
const withCoordinates = (...coordinates: unknown[]): object => withAgreement({ grants: [{ coordinates }] })
const notEmpty = 'must be a text that is not empty'

test.for([
  ['no JSON', '{', /^It is not JSON: /],
  ['a list', [], 'the file: must be an object'],
  [
    'an unknown member',
    { ...file, agrements: [] },
    'agrements: is not known; known are: organisations, applications, agreements',
  ],
  [
    'an unknown member of an agreement',
    withAgreement({ forbid: [] }),
    /^agreements\[0\]\.forbid: is not known/,
  ],
  ['no organisations', { ...file, organisations: undefined }, /^organisations: must be a list\n/],
  [
    'an organisation without a name',
    { ...file, organisations: [{ id: 'vid' }] },
    `organisations[0].name: ${notEmpty}`,
  ],
  ['a blank purpose', withAgreement({ purpose: ' ' }), `agreements[0].purpose: ${notEmpty}`],
  [
    'a number for a permission',
    withAgreement({ permission: 1001 }),
    /^agreements\[0\]\.permission: must be a text/,
  ],
  [
    'caseRequired as a text',
    withAgreement({ caseRequired: 'no' }),
    'agreements[0].caseRequired: must be true or false',
  ],
  [
    'an unknown status',
    withAgreement({ status: 'draft' }),
    'agreements[0].status: must be one of: active, suspended, ended',
  ],
  [
    'a time without offset',
    withAgreement({ validFrom: '2025-01-01T00:00:00' }),
    /^agreements\[0\]\.validFrom: must be an instant/,
  ],
  [
    'a day that does not exist',
    withAgreement({ validFrom: '2025-02-41T00:00:00Z' }),
    /^agreements\[0\]\.validFrom: must be an instant/,
  ],
  ['no end', withAgreement({ validTo: undefined }), /^agreements\[0\]\.validTo: must be an instant/],
  [
    'an end before the begin',
    withAgreement({ validTo: '2024-01-01T00:00:00Z' }),
    'agreements[0].validTo: must be after validFrom',
  ],
  [
    'a wildcard',
    withCoordinates('Person.*'),
    'agreements[0].grants[0].coordinates[0]: Person.* must say what it covers, such as {"coordinate":"Person.*","covers":["Person.field"]}',
  ],
  ['a wildcard that is forbidden', withAgreement({ forbids: ['Person.*'] }), /must say what it covers/],
  ['a wildcard of everything', withCoordinates('*.*'), /"\*\.\*" is no coordinate/],
  [
    'a wildcard that covers another type',
    withCoordinates({ coordinate: 'Person.*', covers: ['Person.sex', 'Property.address'] }),
    'agreements[0].grants[0].coordinates[0].covers: Property.address is not of Person.*',
  ],
  [
    'a field that covers',
    withCoordinates({ coordinate: 'Person.sex', covers: ['Person.sex'] }),
    /"Person\.sex" is no type with all that is covered/,
  ],
  [
    'a wildcard without covers',
    withCoordinates({ coordinate: 'Person.*' }),
    'agreements[0].grants[0].coordinates[0].covers: must be a list',
  ],
  ['a type', withCoordinates('Person'), /"Person" is no coordinate/],
  [
    'an argument without its colon',
    withCoordinates('Query.persons', 'Query.persons(first)'),
    /coordinates\[1\]: "Query.persons\(first\)" is no/,
  ],
  ['a number for a coordinate', withCoordinates(7), /7 is no coordinate/],
  [
    'an argument without its field',
    withCoordinates('Query.persons(first:)'),
    'agreements[0].grants: Query.persons(first:) is granted without Query.persons',
  ],
  [
    'a coordinate twice',
    withCoordinates('Query.person', 'Query.person'),
    'grants and forbids: 1001:Query.person is repeated',
  ],
  [
    'an unknown condition',
    withAgreement({ grants: [{ condition: { kind: 'always' }, coordinates: [] }] }),
    'agreements[0].grants[0].condition.kind: must be one of: self, consent, compare, all, any, not',
  ],
  [
    'a condition null',
    withAgreement({ grants: [{ condition: null, coordinates: [] }] }),
    'agreements[0].grants[0].condition: must be an object',
  ],
  [
    'a parameter that the agreement does not have',
    withAgreement({
      parameters: { territories: ['0001000'] },
      grants: [{ condition: inTerritory, coordinates: ['Query.person'] }],
    }),
    'agreements[0].grants: the agreement has no parameter territory',
  ],
  [
    'a parameter that is no list',
    withAgreement({ parameters: { territory: '0001000' } }),
    'agreements[0].parameters.territory: must be a list',
  ],
  [
    'consent on rows that are no people',
    withAgreement({
      parameters: { territory: ['0001000'] },
      grants: [{ condition: inTerritory, consentRequired: true, coordinates: ['Query.person'] }],
    }),
    /consentRequired: consent is a Person’s/,
  ],
  [
    'an unknown obligation',
    withAgreement({ grants: [{ obligations: [{ kind: 'burn' }], coordinates: [] }] }),
    'agreements[0].grants[0].obligations[0].kind: must be one of: mask, generalise, maxRows',
  ],
  [
    'an obligation with another’s member',
    withAgreement({ grants: [{ obligations: [{ kind: 'mask', keep: 1, rows: 1 }], coordinates: [] }] }),
    'agreements[0].grants[0].obligations[0].rows: is not known; known are: kind, keep',
  ],
  [
    'a mask that keeps less than nothing',
    withAgreement({ grants: [{ obligations: [{ kind: 'mask', keep: -1 }], coordinates: [] }] }),
    'agreements[0].grants[0].obligations[0].keep: must be a whole number, 0 or more',
  ],
  ['a quota of nothing', withAgreement({ quotaPerDay: 0 }), /quotaPerDay: must be a whole number, 1 or more/],
  [
    'a delay without end',
    withAgreement({ disclosureDelayDays: 3651 }),
    /disclosureDelayDays: must be a whole number, 0 or more, 3650 at most/,
  ],
  ['a revision null', withAgreement({ revision: null }), /revision: must be a whole number/],
  [
    'an unknown consumer',
    { ...file, applications: [], agreements: [{ ...agreement, consumer: 'riga' }] },
    'agreement 1001: no organisation has the id riga',
  ],
  [
    'the default permission of another consumer',
    { ...file, applications: [{ id: 'a', consumer: 'vid', defaultPermission: '2001' }] },
    'application a: vid has no agreement 2001',
  ],
  [
    'an agreement twice',
    { ...file, agreements: [agreement, { ...agreement, grants: [] }] },
    'agreements: 1001 is repeated',
  ],
] as const)('refuses %s', ([, content, message]) => {
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  expect(problemsOf(text)).toMatch(message)
})

test.each([
  { value: { values: ['39005641465'] } },
  { value: { parameter: 'who' }, parameters: { who: ['39005641465'] } },
])('refuses a file about one named person, and does not say whom', ({ value, parameters = {} }) => {
  const condition = { kind: 'compare', attribute: 'Person.codes', operator: 'in', value }
  const grants = [{ coordinates: ['Query.person'], condition }]
  const problems = problemsOf(JSON.stringify(withAgreement({ grants, parameters })))
  expect(problems).toMatch(/^agreements\[0\]\.grants: .*must not name people$/)
  expect(problems).not.toContain('39005641465')
})

test('tells all problems at once', () => {
  const problems = problemsOf(JSON.stringify(withAgreement({ purpose: '', legalBasis: '', status: '' })))
  expect(problems.split('\n')).toHaveLength(3)
})

test('finds nothing wrong in the demonstration', async () => {
  expect(problemsOf(await readFile(demoAgreements, 'utf8'))).toBe('')
})

function problemsOf(text: string): string {
  try {
    readAgreementsFile(text)
    return ''
  } catch (error) {
    if (error instanceof DataFileError) return error.message
    throw error
  }
}

test('finds nothing wrong in the example of the documentation', async () => {
  const page = await readFile(new URL('../docs/permissions.md', import.meta.url), 'utf8')
  const example = /## Agreements in a file.*?```json\n(.*?)```/s.exec(page)?.[1] ?? ''
  expect(problemsOf(example)).toBe('')
})
