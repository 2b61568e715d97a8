import { afterAll, beforeAll, expect, test } from 'vitest'
import { sharedCountry } from '#tests/country.ts'
import { openFaultProxy } from '#tests/fault-proxy.ts'
import type { FaultProxy } from '#tests/fault-proxy.ts'
import { createTestDatabase } from '#tests/postgres.ts'
import type { TestDatabase } from '#tests/postgres.ts'
import { runDagr } from '#tests/running-dagr.ts'
import type { DagrUnderTest } from '#tests/running-dagr.ts'

let policyDatabase: TestDatabase
let cadastre: FaultProxy
let policy: FaultProxy
let dagr: DagrUnderTest

beforeAll(async () => {
  policyDatabase = await createTestDatabase('policy')
  cadastre = await openFaultProxy((await sharedCountry()).cadastre)
  policy = await openFaultProxy(policyDatabase.url)
  dagr = await runDagr({}, { cadastre: cadastre.url, policy: policy.url })
})
afterAll(async () => {
  await dagr.stop()
  await Promise.all([cadastre.close(), policy.close()])
  await policyDatabase.drop()
})

const asked = () => ({
  query: `query ($code: String!) { person(personalCode: $code) { givenName properties { cadastralNumber } } }`,
  variables: { code: dagr.resident },
})

test('a registry that is lost costs its own fields, and what it did not deliver is not recorded', async () => {
  await cadastre.stop()
  const { status, data, errors, records } = await dagr.askAndSeeRecords('vid', asked())
  await cadastre.start()
  expect(status).toBe(200)
  expect(data).toEqual({ person: { givenName: expect.any(String), properties: null } })
  expect(errors).toMatchObject([
    { path: ['person', 'properties'], extensions: { code: 'REGISTRY_UNAVAILABLE', registry: 'cadastre' } },
  ])
  expect(records).toMatchObject([{ released: ['Query.person', 'Person.givenName'], outcome: 'RELEASED' }])
  await expect.poll(async () => (await dagr.ask('vid', asked())).errors).toEqual([])
})

test('policies that are lost deny within their lease, and are followed again when they are back', async () => {
  await policy.stop()
  await expect
    .poll(async () => (await dagr.ask('vid', asked())).errors[0]?.extensions['code'])
    .toBe('POLICY_STALE')
  const { status, data, records } = await dagr.askAndSeeRecords('vid', asked())
  expect({ status, data }).toEqual({ status: 503, data: undefined })
  expect(records).toMatchObject([{ subject: dagr.resident, outcome: 'REFUSED', released: [] }])
  await policy.start()
  await expect.poll(async () => (await dagr.ask('vid', asked())).status).toBe(200)
})
