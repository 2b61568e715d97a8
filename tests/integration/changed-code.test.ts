import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readBody } from '#tests/differential/serve-shop.ts'
import { runDagr } from '../running-dagr.ts'
import type { DagrUnderTest } from '../running-dagr.ts'

let dagr: DagrUnderTest
let current: string
let earlier: string
/** Of the population register, and whether it answers. */
let population = ''
let isThere = true

const way = createServer((request, response) => {
  void readBody(request).then(async (body) => {
    if (!isThere) return response.writeHead(503).end()
    const { authorization = '' } = request.headers
    const headers = { 'content-type': 'application/json', authorization }
    const answer = await fetch(population, { method: 'POST', headers, body })
    return response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
  })
})

beforeAll(async () => {
  await new Promise<void>((resolve) => {
    way.listen(0, '127.0.0.1', resolve)
  })
  const { port } = way.address() as AddressInfo
  dagr = await runDagr({}, {}, undefined, ({ name, url }) => {
    if (name !== 'population') return url
    population = url
    return `http://127.0.0.1:${port}/`
  })
  const client = new Client({ connectionString: dagr.urls.population })
  await client.connect()
  const { rows } = await client.query<{ code: string; earlier: string }>(
    'select person_code as code, code as earlier from personal_code where not current order by 1 limit 1',
  )
  await client.end()
  current = rows[0]?.code ?? ''
  earlier = rows[0]?.earlier ?? ''
})
afterAll(async () => {
  await dagr.stop()
  way.closeAllConnections()
  way.close()
})

const consent = 'consumer: "bank", purpose: "dpv:CreditChecking"'
const give = `mutation { giveConsent(${consent}) { id withdrawnAt } }`
const withdraw = `mutation { withdrawConsent(${consent}) { id withdrawnAt } }`
const own = '{ consents { edges { node { id withdrawnAt } } } }'

async function as(code: string, query: string) {
  const authorization = `Bearer ${await dagr.token('resident', code)}`
  return dagr.ask('resident', { query }, { authorization })
}

async function seenByBank(): Promise<unknown> {
  const query = `{ person(personalCode: "${current}") { givenName } }`
  return (await dagr.ask('bank', { query })).data?.['person'] ?? null
}

test('whoever consented under an earlier code reads, keeps and withdraws the consent under the one they have', async () => {
  expect(earlier).toMatch(/^\d{11}$/)
  const given = (await as(earlier, give)).data?.['giveConsent'] as { id: string }
  await expect.poll(seenByBank).not.toBeNull()
  expect((await as(current, own)).data).toEqual({
    consents: { edges: [{ node: { id: given.id, withdrawnAt: null } }] },
  })
  expect((await as(current, give)).data).toEqual({ giveConsent: given })
  expect((await as(current, withdraw)).data).toMatchObject({ withdrawConsent: { id: given.id } })
  await expect.poll(seenByBank).toBeNull()
  expect((await as(earlier, withdraw)).errors[0]?.message).toContain('no such consent')
})

test('while the population register does not answer, nothing is given, withdrawn or told', async () => {
  await as(current, give)
  await expect.poll(seenByBank).not.toBeNull()
  isThere = false
  for (const query of [withdraw, give, own]) {
    // oxlint-disable-next-line no-await-in-loop -- each alone
    const { data, errors } = await as(earlier, query)
    expect(data ?? null).toBeNull()
    expect(errors.map(({ extensions }) => extensions['code'])).toEqual(['REGISTRY_UNAVAILABLE'])
  }
  isThere = true
  expect((await as(earlier, own)).data).toMatchObject({
    consents: { edges: [{ node: { withdrawnAt: null } }, {}] },
  })
  expect((await as(earlier, withdraw)).data?.['withdrawConsent']).not.toBeNull()
  await expect.poll(seenByBank).toBeNull()
})

test('what is about no consent does not wait for the population register', async () => {
  isThere = false
  const { errors } = await dagr.ask('resident', { query: '{ myPermissions { pageInfo { hasNextPage } } }' })
  isThere = true
  expect(errors).toEqual([])
})
