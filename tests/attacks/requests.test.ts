import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runDagr } from '#tests/running-dagr.ts'
import type { DagrUnderTest, WholeRecord } from '#tests/running-dagr.ts'

/** What can be tried with the request itself, over HTTP, against the whole DAGR. */
let dagr: DagrUnderTest
let audit: Client
let bearer: string
beforeAll(async () => {
  dagr = await runDagr()
  audit = new Client({ connectionString: dagr.urls.audit })
  await audit.connect()
  bearer = `Bearer ${await dagr.token('vid')}`
})
afterAll(async () => {
  await audit.end()
  await dagr.stop()
})

interface Sent {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly codes: readonly unknown[]
  readonly operations: readonly {
    readonly outcome: string
    readonly code: string | null
    readonly subgraphs: object
  }[]
  readonly records: readonly WholeRecord[]
}

async function send(
  init: Omit<RequestInit, 'headers'> & { readonly headers?: Record<string, string> },
  search = '',
): Promise<Sent> {
  const trace = randomUUID().replaceAll('-', '')
  const response = await fetch(`${dagr.url}/graphql${search}`, {
    ...init,
    headers: {
      accept: 'application/graphql-response+json',
      traceparent: `00-${trace}-00f067aa0ba902b7-01`,
      ...init.headers,
    },
  })
  const text = await response.text()
  const { errors = [] } = JSON.parse(text) as { errors?: { extensions: { code: unknown } }[] }
  const { rows } = await audit.query<Sent['operations'][number]>(
    'select outcome, code, subgraphs from operation_record where trace = $1',
    [trace],
  )
  return {
    status: response.status,
    headers: response.headers,
    text,
    codes: errors.map(({ extensions }) => extensions.code),
    operations: rows,
    records: await dagr.recordsOf([trace], []),
  }
}

const searching = (query: string) => `?${new URLSearchParams({ query }).toString()}`
const json = { 'content-type': 'application/json' }
const identified = () => ({ authorization: bearer, 'x-dagr-permission': '1001' })
const about = () => `{ person(personalCode: "${dagr.resident}") { givenName dateOfBirth } }`

describe('GET, and pages of another origin', () => {
  test('a mutation by GET is refused, and recorded so', async () => {
    const query = 'mutation { endAgreement(permission: "1001") { permission } }'
    const sent = await send({ headers: identified() }, searching(query))
    expect([sent.status, sent.codes]).toEqual([405, ['GRAPHQL_VALIDATION_FAILED']])
    expect(sent.headers.get('allow')).toBe('GET, POST')
    expect(sent.operations).toMatchObject([{ outcome: 'REFUSED', subgraphs: {} }])
  })

  test('a query by GET needs the same token and permission, and is decided and recorded the same', async () => {
    const search = searching(about())
    const bare = await send({}, search)
    expect([bare.status, bare.codes, bare.records]).toEqual([401, ['UNAUTHENTICATED'], []])
    // What a browser sends by itself is no identity.
    const cookie = await send({ headers: { cookie: `authorization=${bearer}; token=${bearer}` } }, search)
    expect([cookie.status, cookie.codes]).toEqual([401, ['UNAUTHENTICATED']])
    const full = await send({ headers: identified() }, search)
    expect([full.status, full.codes]).toEqual([200, ['FIELD_NOT_GRANTED']])
    expect(full.records).toMatchObject([
      { subject: dagr.resident, outcome: 'PARTLY', withheld: ['Person.dateOfBirth'] },
    ])
  })

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain; application/json',
    'application/graphql',
  ])('a body that a page of another origin may send (%s) is not read', async (type) => {
    const body = JSON.stringify({ query: about() })
    const sent = await send({ method: 'POST', headers: { ...identified(), 'content-type': type }, body })
    expect([sent.status, sent.codes, sent.operations]).toEqual([415, ['GRAPHQL_PARSE_FAILED'], []])
    expect(sent.text).not.toContain(dagr.resident)
  })

  test('no other origin is ever invited', async () => {
    const headers = { ...identified(), ...json, origin: 'https://evil.example' }
    const sent = await send({ method: 'POST', headers, body: JSON.stringify({ query: about() }) })
    const preflight = await send({
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    })
    for (const { headers: told } of [sent, preflight])
      expect([...told.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
    expect(preflight.status).toBe(405)
  })
})

const post = (body: unknown, headers: Record<string, string> = {}) =>
  send({ method: 'POST', headers: { ...identified(), ...json, ...headers }, body: JSON.stringify(body) })

describe('a permission that is swapped', () => {
  test('inside a batch: there are no batches', async () => {
    const body = [
      { query: about(), extensions: { permission: '1001' } },
      { query: about(), headers: { 'x-dagr-permission': '2001' } },
    ]
    for (const each of [body, [body], { 0: body[0], 1: body[1], length: 2 }]) {
      const sent = await post(each)
      expect([sent.status, sent.codes, sent.operations]).toEqual([400, ['GRAPHQL_PARSE_FAILED'], []])
    }
  })

  test('by two headers: what they say together is no permission', async () => {
    for (const permission of ['1001, 1002', '1001,1002', '1001 1002', '1001\t1002']) {
      const sent = await post({ query: about() }, { 'x-dagr-permission': permission })
      expect([sent.status, sent.codes]).toEqual([403, ['PERMISSION_NOT_VALID']])
      expect(sent.records).toMatchObject([{ outcome: 'REFUSED', permission: null, released: [] }])
    }
  })

  test('by anything else in the request', async () => {
    const query = `query A { person(personalCode: "${dagr.resident}") { dateOfBirth } } query B { __typename }`
    const more = { permission: '5001', 'x-dagr-permission': '5001', caller: { consumer: 'riga' } }
    const sent = await post({
      query,
      operationName: 'A',
      ...more,
      variables: { ...more, acting: more, scope: { subjects: [] }, dagr_self: dagr.resident },
      extensions: more,
    })
    expect(JSON.parse(sent.text)).toMatchObject({ data: { person: { dateOfBirth: null } } })
    expect(sent.records).toMatchObject([
      { permission: '1001', consumer: 'vid', withheld: ['Person.dateOfBirth'] },
    ])
  })
})

describe('__proto__', () => {
  test.each([
    [
      'a variable',
      { query: 'query ($__proto__: String!) { person(personalCode: $__proto__) { givenName } }' },
    ],
    ['a key of variables', '{"query":"{ __typename }","variables":{"__proto__":{"isAdmin":true}}}'],
    ['a key of extensions', '{"query":"{ __typename }","extensions":{"a":{"__proto__":{"isAdmin":true}}}}'],
    ['a key of the body', '{"__proto__":{"query":"{ __typename }"}}'],
  ])('as %s is refused', async (_name, body) => {
    const sent = await send({
      method: 'POST',
      headers: { ...identified(), ...json },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
    expect(sent.status).toBe(400)
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined()
  })
})

const fragments = (count: number) =>
  Array.from(
    { length: count },
    (_, at) => `fragment F${at} on Query { ...F${at + 1} a${at}: __typename ...F${at + 1} }`,
  )

describe('texts that explode', () => {
  const texts: Readonly<Record<string, string>> = {
    '10,000 aliases': `{ ${Array.from({ length: 10_000 }, (_, at) => `a${at}: __typename`).join(' ')} }`,
    '10,000 aliases of a person': `{ person(personalCode: "39000000000") { ${Array.from({ length: 10_000 }, (_, at) => `a${at}: givenName`).join(' ')} } }`,
    '60 people by aliases': `{ ${Array.from({ length: 60 }, (_, at) => `a${at}: person(personalCode: "${39_999_999_000 + at}") { givenName }`).join(' ')} }`,
    'a fragment bomb': `{ ...F0 } ${fragments(60).join(' ')} fragment F60 on Query { __typename }`,
    'a bomb inside a person': `{ person(personalCode: "39000000000") { ...F0 } } ${fragments(60)
      .join(' ')
      .replaceAll('on Query', 'on Person')} fragment F60 on Person { givenName }`,
    'a fragment in itself': '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
    'a well without a bottom': `{ ${'person(personalCode: "39000000000") { family { person { '.repeat(20)} givenName ${'} } }'.repeat(20)} }`,
    'lists in lists': `{ persons(first: 100) { edges { node { ${'family { person { '.repeat(6)} givenName ${'} }'.repeat(6)} } } } }`,
  }

  test.each(Object.keys(texts))(
    '%s: refused before anything is fetched, recorded, and gone',
    async (name) => {
      const sent = await send({
        method: 'POST',
        headers: { ...identified(), ...json },
        body: JSON.stringify({ query: texts[name] }),
      })
      expect(sent.status).toBeGreaterThanOrEqual(400)
      expect(['REQUEST_TOO_LARGE', 'GRAPHQL_VALIDATION_FAILED']).toContain(sent.codes[0])
      expect(sent.text.length).toBeLessThan(3000)
      expect(sent.operations).toMatchObject([{ outcome: 'REFUSED', subgraphs: {} }])
      expect(sent.records).toEqual([])
    },
  )

  test('and whoever asks next is answered', async () => {
    expect(await dagr.ask('vid', { query: '{ __typename }' })).toMatchObject({ status: 200, errors: [] })
  })
})
