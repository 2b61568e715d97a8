import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readAgreementsFile } from '#policies/agreements-file.ts'
import { demoAgreements } from '#policies/load-agreements.ts'
import { readNodes } from '#policies/nodes.ts'
import type { AgreementTerms } from '#policies/store-rows.ts'
import { publish } from '#policies/store.ts'
import { sharedCountry } from '#tests/country.ts'
import { runGatewayNodes } from '#tests/gateway-nodes.ts'
import type { GatewayNodes } from '#tests/gateway-nodes.ts'
import { startLoad, unrecorded } from '#tests/load.ts'
import type { Load } from '#tests/load.ts'
import { createTestDatabase } from '#tests/postgres.ts'
import type { TestDatabase } from '#tests/postgres.ts'

/** Several gateways under load act on a revocation, and say so only once they do. */
const revocations = 5

let databases: readonly [TestDatabase, TestDatabase]
let running: GatewayNodes
let agreement: AgreementTerms
let loads: readonly Load[]

beforeAll(async () => {
  const country = await sharedCountry()
  databases = await Promise.all([createTestDatabase('policy'), createTestDatabase('audit')])
  const [policy, audit] = databases
  running = await runGatewayNodes(3, { ...country, policy: policy.url, audit: audit.url })
  const { agreements } = readAgreementsFile(await readFile(demoAgreements, 'utf8'))
  const found = agreements.find(({ permission }) => permission === '1001')
  if (found === undefined) throw new Error('The demonstration has no agreement 1001')
  agreement = found
  const token = await running.token('vid')
  loads = running.nodes.map(({ url }) =>
    startLoad({ url, token, permission: '1001', code: running.resident, clients: 4 }),
  )
})
afterAll(async () => {
  await Promise.all(loads.map((load) => load.stop()))
  await running.stop()
  await Promise.all(databases.map((database) => database.drop()))
})

/** @returns the moment after which every node has said that it acts on what was published. */
async function published(change: Partial<AgreementTerms>): Promise<number> {
  const epoch = await publish(
    running.policy,
    { agreements: [{ ...agreement, ...change }] },
    { author: 'test' },
  )
  const reached = async () => (await readNodes(running.policy)).filter((node) => node.epoch >= epoch).length
  await expect.poll(reached, { interval: 5 }).toBe(running.nodes.length)
  return performance.now()
}

/**
 * What became of everything that was asked since then, of each node at least so many. A node whose lease a busy machine
 * has let pass says so, which is neither a release nor the revocation.
 */
async function answersSince(moment: number, least: number): Promise<ReadonlySet<unknown>> {
  const since = () =>
    loads.map(({ received }) =>
      received.filter(({ sentAt, code }) => sentAt >= moment && code !== 'POLICY_STALE'),
    )
  await expect
    .poll(() => Math.min(...since().map((answers) => answers.length)), { interval: 10 })
    .toBeGreaterThanOrEqual(least)
  return new Set(
    since().flatMap((answers) => answers.map(({ hasData, code }) => (hasData ? 'released' : code))),
  )
}

test(
  'what is asked after every node has acknowledged a revocation is never released, and all of it after its end',
  { timeout: 120_000 },
  async () => {
    for (let each = 0; each < revocations; each++) {
      const before = await answersSince(await published({ status: 'active' }), 20)
      expect([...before]).toEqual(['released'])
      const after = await answersSince(await published({ status: 'suspended' }), 20)
      expect([...after]).toEqual(['PERMISSION_NOT_VALID'])
    }
  },
)

test('whatever was released meanwhile is recorded', async () => {
  await Promise.all(loads.map((load) => load.stop()))
  const released = loads.flatMap(({ received }) => received.filter(({ hasData }) => hasData))
  expect(released.length).toBeGreaterThan(20 * revocations)
  expect(
    await unrecorded(
      databases[1].url,
      released.map(({ trace }) => trace),
    ),
  ).toEqual([])
})
