import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readAgreementsFile } from '#policies/agreements-file.ts'
import { recordCatalogue } from '#policies/catalogue.ts'
import { demoAgreements, loadAgreements } from '#policies/load-agreements.ts'
import { publish, readEpoch } from '#policies/store.ts'
import { policySubgraph } from '#subgraphs/policy/resolvers.ts'
import { openPolicySource } from '#subgraphs/policy/source.ts'
import { serveSubgraph } from '#subgraphs/serve.ts'
import type { RunningSubgraph } from '#subgraphs/serve.ts'
import { createTestDatabase } from '../postgres.ts'
import type { TestDatabase } from '../postgres.ts'

/** The subgraph by itself: what it is asked here, only a gateway can ask. */
const credential = 'secret'
let databases: readonly TestDatabase[]
let pool: Pool
let subgraph: RunningSubgraph

beforeAll(async () => {
  const [policy, audit] = await Promise.all([createTestDatabase('policy'), createTestDatabase('audit')])
  databases = [policy, audit]
  pool = new Pool({ connectionString: policy.url, max: 2 })
  await loadAgreements(pool, demoAgreements, { author: 'test' })
  const known = { type: 'String', registry: 'population', description: null, isPersonal: true }
  await recordCatalogue(
    pool,
    ['Query.person', 'Person.givenName'].map((coordinate) => ({ ...known, coordinate })),
  )
  const source = { url: policy.url, auditUrl: audit.url, consentKey: randomBytes(32) }
  subgraph = await serveSubgraph(policySubgraph(openPolicySource(source)), { credential })
})
afterAll(async () => {
  await subgraph.close()
  await pool.end()
  await Promise.all(databases.map((database) => database.drop()))
})

interface Answer {
  readonly data: Readonly<Record<string, unknown>> | null
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[]
}

async function ask(query: string, variables: object = {}): Promise<Answer> {
  const response = await fetch(subgraph.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${credential}` },
    body: JSON.stringify({ query, variables }),
  })
  return response.json() as Promise<Answer>
}

const riga = { consumer: 'riga', application: 'riga-soc', official: 'riga-0342', permission: '2001' }
const steward = {
  consumer: 'pmlp',
  application: 'pmlp-stewards',
  official: 'pmlp-0101',
  permission: '9001',
}

test.each([
  ['nobody', undefined, 'under an agreement only'],
  ['open mode', { consumer: 'anybody', application: 'open-mode', permission: '' }, 'no longer in force'],
  ['another organisation’s agreement', { ...riga, permission: '9001' }, 'no longer in force'],
  ['a steward who does not say who it is', { ...steward, official: null }, 'names the official'],
])('%s is refused every question', async (_who, acting, words) => {
  for (const field of [
    'agreements(acting: $acting) { pageInfo { hasNextPage } }',
    'agreement(permission: "2001", acting: $acting) { permission }',
    'myPermissions(acting: $acting) { pageInfo { hasNextPage } }',
    'catalogue(acting: $acting) { pageInfo { hasNextPage } }',
    'policyChanges(acting: $acting) { pageInfo { hasNextPage } }',
    'epochReached(number: 1, acting: $acting) { reached }',
    'effect(permission: "2001", revision: 1, acting: $acting) { words }',
  ]) {
    const { errors } = await ask(`query ($acting: Acting) { ${field} }`, { acting })
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['CHANGE_REFUSED'])
    expect(errors?.[0]?.message).toContain(words)
  }
})

test.each([
  ['an application without an official', { ...riga, official: null }, 'names the official'],
  ['an agreement that does not grant it', { ...riga, permission: '2001' }, 'no longer grants'],
])('%s moves nothing', async (_who, acting, words) => {
  const move = words.includes('grants') ? 'approveRevision' : 'withdrawRevision'
  const query = `mutation ($acting: Acting) { ${move}(permission: "2001", number: 1, acting: $acting) { state } }`
  expect((await ask(query, { acting })).errors?.[0]?.message).toContain(words)
})

test('hidden attributes are told to stewards only', async () => {
  const query = `query ($acting: Acting) {
    catalogue(hidden: true, acting: $acting) { edges { node { coordinate } } }
  }`
  expect((await ask(query, { acting: riga })).errors?.[0]?.message).toContain('listed for stewards')
  expect((await ask(query, { acting: steward })).data).toStrictEqual({ catalogue: { edges: [] } })
})

async function permissionsIn(field: string): Promise<Answer['data']> {
  const query = `query ($acting: Acting) { ${field}(acting: $acting) { edges { node { permission } } } }`
  return (await ask(query, { acting: riga })).data
}

test('what time has ended, or not begun, is not among the permissions in force', async () => {
  const [one] = readAgreementsFile(readFileSync(demoAgreements, 'utf8')).agreements.filter(
    ({ permission }) => permission === '2001',
  )
  if (one === undefined) throw new Error('there is no 2001')
  const lines = { grants: [], forbids: [] }
  const over = { ...one, ...lines, permission: '7901', validTo: '2025-06-01T00:00:00Z' }
  const later = { ...one, ...lines, permission: '7902', validFrom: '2999-01-01T00:00:00Z' }
  await publish(pool, { agreements: [over, later] }, { author: 'test' })
  expect(await permissionsIn('myPermissions')).toEqual({
    myPermissions: { edges: [{ node: { permission: '2001' } }] },
  })
  expect(await permissionsIn('agreements')).toEqual({
    agreements: { edges: ['7902', '7901', '2001'].map((permission) => ({ node: { permission } })) },
  })
  const states = `query ($acting: Acting) {
    over: agreement(permission: "7901", acting: $acting) { state inForce { state } }
    later: agreement(permission: "7902", acting: $acting) { state inForce { state validFrom } }
    ended: agreements(state: ENDED, acting: $acting) { edges { node { permission } } }
    active: agreements(state: ACTIVE, acting: $acting) { edges { node { permission } } }
  }`
  expect((await ask(states, { acting: riga })).data).toEqual({
    over: { state: 'ENDED', inForce: { state: 'ENDED' } },
    later: { state: 'ACTIVE', inForce: { state: 'ACTIVE', validFrom: '2999-01-01T00:00:00.000Z' } },
    ended: { edges: [{ node: { permission: '7901' } }] },
    active: { edges: ['7902', '2001'].map((permission) => ({ node: { permission } })) },
  })
})

const drafting =
  'mutation ($terms: AgreementDraft!, $acting: Acting) { draftAgreement(terms: $terms, acting: $acting) { state } }'
const terms = {
  purpose: 'Pārbaude',
  legalBasis: 'likums',
  validFrom: '2026-01-01T00:00:00+02:00',
  grants: [{ coordinates: ['Query.person', 'Person.givenName'] }],
}
const line = { coordinates: ['Query.person'] }

test.each([
  ['a moment without an offset', { validFrom: '2026-01-01T00:00:00' }],
  ['a moment that is none', { validTo: '2026-13-01T00:00:00Z' }],
  ['parameters that are no lists', { parameters: { territory: '0001000' } }],
  ['parameters that are a list', { parameters: ['0001000'] }],
  ['a condition that is a text', { grants: [{ ...line, condition: 'self' }] }],
  ['a condition of no known kind', { grants: [{ ...line, condition: { kind: 'moon' } }] }],
  [
    'a condition of a known kind without its members',
    { grants: [{ ...line, condition: { kind: 'compare' } }] },
  ],
  ['an obligation that is a number', { grants: [{ ...line, obligations: [7] }] }],
  ['an obligation of no known kind', { grants: [{ ...line, obligations: [{ kind: '__proto__' }] }] }],
  [
    'an obligation that masks less than nothing',
    { grants: [{ ...line, obligations: [{ kind: 'mask', keep: -1 }] }] },
  ],
  ['a coordinate that is not in the catalogue', { grants: [{ coordinates: ['Person.soul'] }] }],
  ['nothing', { grants: [] }],
  ['no purpose', { purpose: ' ' }],
])('a draft with %s is refused with words', async (_what, change) => {
  const { data, errors } = await ask(drafting, { terms: { ...terms, ...change }, acting: riga })
  expect(data).toEqual({ draftAgreement: null })
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['CHANGE_REFUSED'])
})

test('the same draft without any of that is written', async () => {
  expect(await ask(drafting, { terms, acting: riga })).toEqual({
    data: { draftAgreement: { state: 'DRAFT' } },
  })
})

test('a node is confirmed only in the epoch that is in force', async () => {
  const acknowledge = 'mutation ($epoch: Int!) { acknowledgeEpoch(node: "a", epoch: $epoch) }'
  const reached =
    'query ($number: Int!, $acting: Acting) { epochReached(number: $number, acting: $acting) { reached nodes { node epoch isSilent } } }'
  const epoch = await readEpoch(pool)
  expect((await ask(acknowledge, { epoch: epoch - 1 })).data).toEqual({ acknowledgeEpoch: false })
  expect((await ask(reached, { number: epoch, acting: steward })).data).toMatchObject({
    epochReached: { reached: false },
  })
  expect((await ask(acknowledge, { epoch })).data).toEqual({ acknowledgeEpoch: true })
  expect((await ask(reached, { number: epoch, acting: steward })).data).toEqual({
    epochReached: { reached: true, nodes: [{ node: 'a', epoch, isSilent: false }] },
  })
})

const consenting = `mutation ($acting: Acting, $codes: [String!], $consumer: String!, $until: DateTime) {
  giveConsent(
    consumer: $consumer, purpose: "dpv:CreditChecking", until: $until, acting: $acting, callerCodes: $codes
  ) { subject consumer }
}`
const told = `query ($people: [_Any!]!) { _entities(representations: $people) { ... on Person { consents } } }`

function resident(personalCode?: string) {
  return { consumer: 'latvija.lv', application: 'latvija-lv-portal', permission: '5001', personalCode }
}

test('consents are told of each person, under every code of theirs, while they last', async () => {
  const [one, other, third] = ['39000000001', '39000000002', '39000000003']
  expect((await ask(consenting, { acting: resident(one), codes: [one], consumer: 'bank' })).data).toEqual({
    giveConsent: { subject: one, consumer: 'bank' },
  })
  const until = new Date(Date.now() + 1_000).toISOString()
  await ask(consenting, { acting: resident(third), codes: [third], consumer: 'bank', until })
  const people = [
    { __typename: 'Person', id: other, codes: [other, one] },
    { __typename: 'Person', id: other, codes: [other] },
    { __typename: 'Person', id: third, codes: [third] },
  ]
  await expect
    .poll(async () => (await ask(told, { people })).data)
    .toEqual({
      _entities: [{ consents: ['bank dpv:CreditChecking'] }, { consents: [] }, { consents: [] }],
    })
  const history =
    'query ($acting: Acting, $codes: [String!]) { consents(acting: $acting, callerCodes: $codes) { edges { node { expiresAt withdrawnAt } } } }'
  expect((await ask(history, { acting: resident(third), codes: [third] })).data).toEqual({
    consents: { edges: [{ node: { expiresAt: until, withdrawnAt: null } }] },
  })
})

test('without the codes that the population register gives, nobody is said to consent', async () => {
  const { data, errors } = await ask(told, { people: [{ __typename: 'Person', id: '39000000001' }] })
  expect(data).toEqual({ _entities: [{ consents: null }] })
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['SOURCE_FAILED'])
})

test.each([
  ['without a personal code', resident(), { consumer: 'bank' }, 'personal code'],
  ['to what no agreement is for', resident('39000000001'), { consumer: 'vid' }, 'No agreement'],
  [
    'until a moment that has passed',
    resident('39000000001'),
    { consumer: 'bank', until: '2020-01-01T00:00:00Z' },
    'has passed',
  ],
])('nobody consents %s', async (_how, acting, consent, words) => {
  const codes = acting.personalCode === undefined ? [] : [acting.personalCode]
  const { errors } = await ask(consenting, { acting, codes, ...consent })
  expect(errors?.[0]?.message).toContain(words)
})

test('the register shows a steward agreements of their registries only, also of an epoch that changed others', async () => {
  const vzd = { consumer: 'vzd', application: 'vzd-stewards', official: 'vzd-0101', permission: '9002' }
  const query = `query ($acting: Acting) { policyChanges(first: 100, acting: $acting) { edges { node {
    agreements { permission } } } } }`
  const { data } = (await ask(query, { acting: vzd })) as {
    data: { policyChanges: { edges: { node: { agreements: { permission: string }[] } }[] } }
  }
  const shown = data.policyChanges.edges.flatMap(({ node }) =>
    node.agreements.map(({ permission }) => permission),
  )
  const theirs = readAgreementsFile(readFileSync(demoAgreements, 'utf8')).agreements.filter(({ providers }) =>
    providers.some((registry) => ['cadastre', 'addresses'].includes(registry)),
  )
  // Those of other tests are copies of 2001.
  const ofTheFile = shown.filter((permission) => !permission.startsWith('79'))
  expect(ofTheFile.toSorted()).toEqual(theirs.map(({ permission }) => permission).toSorted())
  expect(shown).not.toContain('9001')
})

function inTerritory(coordinate: string) {
  return {
    id: `7904:${coordinate}`,
    coordinate,
    condition: {
      kind: 'compare' as const,
      attribute: 'Person.municipality',
      operator: 'in' as const,
      value: { parameter: 'territory' },
    },
  }
}

function inWords(municipality: string) {
  return { conditionInWords: `Person.municipality is one of territory (${municipality})` }
}

function changed(granted: unknown, ungranted: unknown) {
  return { node: { agreements: [{ granted, ungranted }] } }
}

test('the register says conditions with the lists that the agreement had', async () => {
  const [one] = readAgreementsFile(readFileSync(demoAgreements, 'utf8')).agreements.filter(
    ({ permission }) => permission === '2001',
  )
  if (one === undefined) throw new Error('there is no 2001')
  const person = { id: '7904:Query.person', coordinate: 'Query.person' }
  const name = inTerritory('Person.givenName')
  const sex = inTerritory('Person.sex')
  for (const [territory, grants] of [
    [['0001000'], [person, name]],
    [['0001000'], [person, name, sex]],
    [['0004000'], [person, sex]],
  ] as const) {
    const agreement = { ...one, permission: '7904', forbids: [], parameters: { territory }, grants }
    await publish(pool, { agreements: [agreement] }, { author: 'test' })
  }
  const query = `query ($acting: Acting) { policyChanges(permission: "7904", acting: $acting) { edges { node {
    agreements { granted { conditionInWords } ungranted { conditionInWords } } } } } }`
  for (const acting of [riga, steward]) {
    expect((await ask(query, { acting })).data).toEqual({
      policyChanges: {
        edges: [
          changed([], [inWords('0001000')]),
          changed([inWords('0001000')], []),
          changed([{ conditionInWords: null }, inWords('0001000')].toReversed(), []),
        ],
      },
    })
  }
})

test('every steward sees that a consent was withdrawn, and not whose', async () => {
  const code = '39000000009'
  const acting = resident(code)
  await ask(consenting, { acting, codes: [code], consumer: 'bank' })
  const withdraw = `mutation ($acting: Acting, $codes: [String!]) {
    withdrawConsent(consumer: "bank", purpose: "dpv:CreditChecking", acting: $acting, callerCodes: $codes) { consumer } }`
  expect((await ask(withdraw, { acting, codes: [code] })).errors).toBeUndefined()
  const epoch = await readEpoch(pool)
  const vzd = { consumer: 'vzd', application: 'vzd-stewards', official: 'vzd-0101', permission: '9002' }
  const query = `query ($acting: Acting) { policyChanges(first: 1, acting: $acting) { edges { node {
    epoch author consentsWithdrawn agreements { permission } } } } }`
  for (const caller of [vzd, steward]) {
    expect((await ask(query, { acting: caller })).data).toEqual({
      policyChanges: {
        edges: [{ node: { epoch, author: 'data subject', consentsWithdrawn: 1, agreements: [] } }],
      },
    })
  }
})

test('a suspension, a rejection and a forbid say why', async () => {
  for (const field of [
    'suspendAgreement(permission: "2001", note: " ", acting: $acting) { state }',
    'rejectRevision(permission: "2001", number: 1, note: "", acting: $acting) { state }',
    'forbidCoordinates(permission: "2001", coordinates: ["Query.person"], note: "\\t", acting: $acting) { state }',
  ]) {
    const { errors } = await ask(`mutation ($acting: Acting) { ${field} }`, { acting: steward })
    expect(errors?.map(({ message }) => message)).toEqual(['The consumer is to be told why: give a note.'])
  }
})

test('the effect of an edit of what is suspended is what it does when it is resumed', async () => {
  const [one] = readAgreementsFile(readFileSync(demoAgreements, 'utf8')).agreements.filter(
    ({ permission }) => permission === '2001',
  )
  if (one === undefined) throw new Error('there is no 2001')
  const grants = [{ id: '7903:Query.person', coordinate: 'Query.person' }]
  const suspended = {
    ...one,
    permission: '7903',
    grants,
    forbids: [],
    parameters: {},
    status: 'suspended' as const,
  }
  await publish(pool, { agreements: [suspended] }, { author: 'test' })
  const edited = {
    purpose: one.purpose,
    legalBasis: one.legalBasis,
    validFrom: one.validFrom,
    grants: [{ coordinates: ['Query.person', 'Person.givenName'] }],
  }
  const amend = `mutation ($terms: AgreementDraft!, $acting: Acting) {
    amendAgreement(permission: "7903", basedOn: 1, terms: $terms, acting: $acting) { number } }`
  expect((await ask(amend, { terms: edited, acting: steward })).errors).toBeUndefined()
  const query = `query ($acting: Acting) { effect(permission: "7903", revision: 2, days: 0, acting: $acting) {
    gained { coordinate } terms { term } } }`
  const { data } = await ask(query, { acting: steward })
  expect(data).toMatchObject({ effect: { gained: [{ coordinate: 'Person.givenName' }] } })
  expect(JSON.stringify(data)).not.toContain('status')
})
