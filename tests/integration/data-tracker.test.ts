import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { approveErasure, requestErasure } from '#audit/keeping/erasure.ts'
import { openKeeper } from '#audit/keeping/keeper.ts'
import { runDagr } from '../running-dagr.ts'
import type { DagrUnderTest } from '../running-dagr.ts'

/** `findUsage` of the Estonian data tracker, through the whole gateway. */

let dagr: DagrUnderTest
let somebody: string
const lines: string[] = []

beforeAll(async () => {
  dagr = await runDagr({}, {}, pino({ level: 'trace' }, { write: (line) => void lines.push(line) }))
  const client = new Client({ connectionString: dagr.urls.population })
  await client.connect()
  const { rows } = await client.query<{ code: string }>(
    'select code from person where code <> $1 order by code limit 1',
    [dagr.resident],
  )
  await client.end()
  somebody = rows[0]?.code ?? ''
  // What the histories hold: a part was withheld of the resident, and nobody else's use is the resident's.
  for (const code of [dagr.resident, somebody])
    await dagr.ask('vid', { query: `{ person(personalCode: "${code}") { givenName dateOfBirth } }` })
})
afterAll(() => dagr.stop())

interface Asked {
  readonly version?: 1 | 2
  readonly user?: string
  readonly search?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly token?: string
}

/** Asks as the resident does, with the access records that the request has left. */
async function findUsage({ version = 2, user = dagr.resident, search, headers, token }: Asked = {}) {
  const trace = randomUUID().replaceAll('-', '')
  const query = new URLSearchParams(search ?? (version === 1 ? {} : { userCode: dagr.resident }))
  const response = await fetch(`${dagr.url}/rest/v${version}/findUsage?${query.toString()}`, {
    headers: {
      authorization: `Bearer ${token ?? (await dagr.token('resident'))}`,
      'x-road-userid': user,
      traceparent: `00-${trace}-00f067aa0ba902b7-01`,
      ...headers,
    },
  })
  const body: unknown = await response.json()
  const records = await dagr.recordsOf([trace], [somebody])
  return { status: response.status, body, records }
}

const used = {
  logtime: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  action: 'Nodokļu administrēšana (tax administration): daļēji izsniegts (partly released)',
}
const byTaxes = {
  ...used,
  receiverCode: 'Valsts ieņēmumu dienests',
  receiverName: 'Valsts ieņēmumu dienests',
  receiverSystem: 'vid-esks',
}

test('a resident sees who used their data, and the question is an access with a record of its own', async () => {
  const { status, body, records } = await findUsage()
  expect({ status, body }).toEqual({ status: 200, body: { totalUsages: 1, usages: [byTaxes] } })
  expect(records).toMatchObject([
    {
      subject: dagr.resident,
      permission: '5001',
      outcome: 'RELEASED',
      released: expect.arrayContaining(['Person.accessHistory', 'AccessRecord.purpose']),
    },
  ])
  const next = await findUsage({
    user: `LV${dagr.resident}`,
    search: { userCode: dagr.resident, limit: '1' },
  })
  expect(next.body).toEqual({
    usages: [
      {
        logtime: used.logtime,
        action: 'Iedzīvotāja piekļuve saviem datiem (self-service)',
        receiverCode: 'latvija.lv',
        receiverName: 'latvija.lv',
        receiverSystem: 'latvija-lv-portal',
      },
    ],
  })
})

test('version 1 has the person in the header alone, and a list', async () => {
  const { status, body } = await findUsage({ version: 1 })
  expect(status).toBe(200)
  expect(body).toContainEqual({ ...used, receiver: 'Valsts ieņēmumu dienests' })
})

test('version 1 counts from 1, version 2 from 0, over pages of the history', async () => {
  for (let count = 0; count < 3; count++) await findUsage()
  const all = (await findUsage({ version: 1 })).body as unknown[]
  // Each question is on top of the history of the next.
  expect((await findUsage({ version: 1, search: { offset: '3', limit: '2' } })).body).toEqual(all.slice(1, 3))
  expect((await findUsage({ version: 1, search: { offset: '4', limit: '2' } })).body).toEqual(all.slice(1, 3))
  const far = { userCode: dagr.resident, offset: '4999', limit: '1' }
  expect((await findUsage({ search: far })).body).toMatchObject({
    usages: [],
    totalUsages: expect.any(Number),
  })
})

test('a period leaves out what is before and after it', async () => {
  const { body } = await findUsage()
  const { usages } = body as { usages: readonly { logtime: string; receiverName: string }[] }
  const taxes = usages.find(({ receiverName }) => receiverName === byTaxes.receiverName)
  const at = taxes?.logtime ?? ''
  const until = new Date(Date.parse(at) + 1).toISOString()
  const within = await findUsage({ search: { userCode: dagr.resident, periodStart: at, periodEnd: until } })
  expect(within.body).toEqual({ totalUsages: 1, usages: [byTaxes] })
  const before = await findUsage({ search: { userCode: dagr.resident, periodEnd: '2020-01-31T10:20:30' } })
  expect(before.body).toEqual({ totalUsages: 0, usages: [] })
})

test('about somebody else there is nothing, not even that there is somebody, and it is recorded', async () => {
  const [found, missing] = await Promise.all(
    [somebody, '39000000000'].map((userCode) => findUsage({ search: { userCode } })),
  )
  expect(found).toMatchObject({
    status: 403,
    body: { code: 'FIELD_NOT_GRANTED', message: expect.any(String) },
    records: [{ subject: somebody, outcome: 'REFUSED', released: [] }],
  })
  expect(missing).toMatchObject({ status: 403, body: found?.body as object })
})

test('a parent sees who used the data of a minor child, under the agreement for that, and nothing under their own', async () => {
  const client = new Client({ connectionString: dagr.urls.population })
  await client.connect()
  const { rows } = await client.query<{ parent: string; child: string }>(
    `select family.person_code as parent, related_code as child from family_relation as family
    join person on person.code = related_code join person as adult on adult.code = family.person_code
    where relation = 'CHILD' and person.date_of_birth > now() - interval '17 years'
      and adult.ended_at is null and adult.date_of_death is null order by 1, 2 limit 1`,
  )
  await client.end()
  const { parent = '', child = '' } = rows[0] ?? {}
  await dagr.ask('vid', { query: `{ person(personalCode: "${child}") { givenName } }` })
  const token = await dagr.token('resident', parent)
  const asked = { user: parent, token, search: { userCode: child } }
  expect(await findUsage({ ...asked, headers: { 'x-dagr-permission': '5002' } })).toMatchObject({
    status: 200,
    body: { totalUsages: 1, usages: [{ receiverName: byTaxes.receiverName }] },
  })
  expect(await findUsage(asked)).toMatchObject({ status: 403, body: { code: 'FIELD_NOT_GRANTED' } })
})

test.each<[string, () => Asked | Promise<Asked>, number, string]>([
  ['another user than the token names', () => ({ user: somebody }), 400, 'GRAPHQL_VALIDATION_FAILED'],
  ['no user', () => ({ user: '' }), 400, 'GRAPHQL_VALIDATION_FAILED'],
  ['no subject', () => ({ search: {} }), 400, 'GRAPHQL_VALIDATION_FAILED'],
  [
    'too far',
    () => ({ search: { userCode: dagr.resident, offset: '5000', limit: '1' } }),
    400,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['no token', () => ({ token: 'none' }), 401, 'UNAUTHENTICATED'],
  [
    'a permission of somebody else',
    () => ({ headers: { 'x-dagr-permission': '1001' } }),
    403,
    'PERMISSION_NOT_VALID',
  ],
  [
    'an official, who is not the person',
    async () => ({ token: await dagr.token('vid') }),
    400,
    'GRAPHQL_VALIDATION_FAILED',
  ],
])('refused as the pipeline refuses: %s', async (_name, asked, status, code) => {
  const answer = await findUsage(await asked())
  expect(answer).toMatchObject({ status, body: { code, message: expect.any(String) } })
  expect(JSON.stringify(answer.body)).not.toContain(dagr.resident)
})

test('a personal code in the URL is in no log line and no metric', async () => {
  await findUsage()
  const metrics = await (await fetch(`${dagr.url}/metrics`)).text()
  const told = `${lines.join('')}${metrics}`
  expect(told).toContain('/rest/v2/findUsage')
  for (const code of [dagr.resident, somebody, '39000000000']) expect(told).not.toContain(code)
})

test('after an erasure the tracker shows what came after it, and the gateway goes on', async () => {
  await findUsage()
  const client = new Client({ connectionString: dagr.urls.audit })
  await client.connect()
  const { rows } = await client.query<{ hash: Buffer }>(
    'select subject_hash as hash from access_record order by sequence desc limit 1',
  )
  await client.end()
  const keeper = openKeeper(dagr.urls.audit)
  const asked = { subjectHash: rows[0]?.hash ?? Buffer.alloc(0), at: new Date() }
  const { request } = await requestErasure(keeper, { ...asked, author: 'one', reason: 'VDAA 2026/17' })
  await approveErasure(keeper, { ...asked, request, approver: 'two' })
  await keeper.close()
  // The batch that the destroyed key was meant for is refused, and certain to hold nothing.
  expect(await findUsage()).toMatchObject({ status: 503, body: { code: 'AUDIT_UNAVAILABLE' }, records: [] })
  expect(await findUsage()).toMatchObject({ status: 200, body: { totalUsages: 0, usages: [] } })
  expect(await findUsage()).toMatchObject({
    status: 200,
    body: { totalUsages: 1, usages: [{ receiverName: 'latvija.lv' }] },
  })
})
