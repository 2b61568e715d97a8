import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { readAgreementsFile } from './agreements-file.ts'
import { DataFileError } from './data-reader.ts'
import { demoAgreements } from './load-agreements.ts'

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
    /^agreements\[0\]\.grants\[0\]\.coordinates\[0\]: "Person\.\*" is no coordinate/,
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
    'agreements[0].grants[0].condition.kind: must be one of: self',
  ],
  [
    'a condition null',
    withAgreement({ grants: [{ condition: null, coordinates: [] }] }),
    'agreements[0].grants[0].condition: must be an object',
  ],
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
  expect(problemsOf(/```json\n(.*?)```/s.exec(page)?.[1] ?? '')).toBe('')
})
