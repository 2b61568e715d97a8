import { setTimeout as sleep } from 'node:timers/promises'
import { Client, Pool } from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PolicyFeed } from '#gateway/policy-feed.ts'
import { followPolicies } from '#gateway/policy-feed.ts'
import { compilePolicySet } from '#policies/compile.ts'
import { decide } from '#policies/decide.ts'
import type { Condition, CoordinateDecision } from '#policies/model.ts'
import type { PolicyChange } from '#policies/store.ts'
import { publish, readPolicyContent } from '#policies/store.ts'
import type { AgreementTerms } from '#policies/store-rows.ts'
import { policySubgraph } from '#subgraphs/policy/resolvers.ts'
import { openPolicySource } from '#subgraphs/policy/source.ts'
import type { RunningSubgraph } from '#subgraphs/serve.ts'
import { serveSubgraph } from '#subgraphs/serve.ts'
import type { TestDatabase } from '../postgres.ts'
import { createTestDatabase } from '../postgres.ts'
import { plainTerms } from '#policies/plain-terms.ts'

const credential = 'secret'
const agreement: AgreementTerms = {
  ...plainTerms,
  permission: '5001',
  consumer: 'latvija.lv',
  purpose: 'self-service',
  legalBasis: 'law',
  caseRequired: false,
  validFrom: '2026-01-01T00:00:00Z',
  validTo: null,
  status: 'active',
  grants: [
    { id: 'g1', coordinate: 'Query.person' },
    { id: 'g2', coordinate: 'Person.sex', condition: { kind: 'self' } },
  ],
  forbids: [],
}
const organisations = [{ id: 'latvija.lv', name: 'Latvija.lv' }]
const applications = [{ id: 'portal', consumer: 'latvija.lv', defaultPermission: '5001' }]

let database: TestDatabase
let pool: Pool
let subgraph: RunningSubgraph
let feed: PolicyFeed

beforeEach(async () => {
  database = await createTestDatabase('policy')
  pool = new Pool({ connectionString: database.url })
  // Dropping the database cuts connections that are still closing.
  pool.on('error', () => undefined)
  await publish(pool, { organisations, agreements: [agreement], applications }, { author: 'test' })
  subgraph = await serve()
  feed = followPolicies({ url: subgraph.url, credential })
  await feed.ready
})

afterEach(async () => {
  await feed.close()
  await subgraph.close()
  await pool.end()
  await database.drop()
})

async function serve(port = 0): Promise<RunningSubgraph> {
  // Nothing is asked of the audit here.
  const source = { url: database.url, auditUrl: database.url, consentKey: Buffer.alloc(32) }
  return serveSubgraph(policySubgraph(openPolicySource(source)), { credential, port })
}

function decisionOn(coordinate: string): unknown {
  const policySet = feed.current()
  if (policySet === null) return 'stale'
  const caller = { consumer: 'latvija.lv', application: 'portal' }
  return decide(policySet, {
    caller,
    permission: '5001',
    coordinates: [coordinate],
    at: new Date('2026-03-01'),
  })[0]
}

function grantedBy(reason: string, condition: Condition | null = null): CoordinateDecision {
  return {
    granted: true,
    alternatives: [{ condition, obligations: [], maxStalenessSeconds: null, reason }],
    reasons: [reason],
  }
}

test('decides from what is in the database, and soon from what is changed there', async () => {
  expect(decisionOn('Query.person')).toStrictEqual(grantedBy('g1'))
  expect(decisionOn('Person.sex')).toStrictEqual(grantedBy('g2', { kind: 'self' }))
  expect(feed.current()?.applications.get('portal')).toStrictEqual(applications[0])
  expect(feed.current()?.agreements.get('5001')?.organisation).toBe('Latvija.lv')

  const forbids = [{ id: 'f1', coordinate: 'Query.person' }]
  expect(await publish(pool, { agreements: [{ ...agreement, forbids }] }, { author: 'test' })).toBe(2)
  await expect
    .poll(() => decisionOn('Query.person'), { interval: 10 })
    .toStrictEqual({ granted: false, reason: 'FORBIDDEN', reasons: ['f1'] })
})

test('every term of an agreement reaches the gateway', async () => {
  const whole: AgreementTerms = {
    ...agreement,
    permission: '7001',
    providers: ['population', 'cadastre'],
    purposeTerm: 'dpv:ServiceProvision',
    legalInstrument: 'Līgums 7',
    retentionDays: 365,
    disclosureDelayDays: 30,
    caseRequired: true,
    quotaPerDay: 1_000,
    validFrom: '2026-01-01T00:00:00.000Z',
    validTo: '2027-01-01T00:00:00.000Z',
    status: 'suspended',
    parameters: { territory: ['0001000'] },
    grants: [
      {
        id: 'h1',
        coordinate: 'Person.*',
        covers: ['Person.sex', 'Person.dateOfBirth'],
        condition: { kind: 'not', of: { kind: 'self' } },
        obligations: [{ kind: 'generalise', to: 'year' }],
        consentRequired: true,
        maxStalenessSeconds: 60,
      },
    ],
    forbids: [{ id: 'h2', coordinate: 'Query.*', covers: ['Query.person'] }],
  }
  expect(await publish(pool, { agreements: [whole] }, { author: 'test' })).toBe(2)
  await expect
    .poll(() => feed.current()?.agreements.get('7001'), { interval: 10 })
    .toMatchObject({ ...whole, organisation: 'Latvija.lv' })
  expect(await publish(pool, { agreements: [whole] }, { author: 'test' })).toBe(2)
})

test('each epoch is what all of it would make, and an agreement that has not changed is the same object', async () => {
  const another = { ...agreement, permission: '5002' }
  const epochs: readonly PolicyChange[] = [
    { agreements: [another] },
    { agreements: [{ ...another, status: 'suspended' }] },
    { applications: [{ id: 'shop', consumer: 'latvija.lv', defaultPermission: '5002' }] },
    { organisations: [{ id: 'latvija.lv', name: 'Portal' }], agreements: [another] },
  ]
  let unchanged = feed.current()?.agreements.get('5001')
  for (const change of epochs) {
    const epoch = await publish(pool, change, { author: 'test' })
    await expect.poll(() => feed.current()?.epoch, { interval: 5 }).toBe(epoch)
    expect(feed.current()).toEqual(compilePolicySet(await readPolicyContent(pool)))
    const now = feed.current()?.agreements.get('5001')
    // The name of its organisation stands in every agreement.
    expect(now === unchanged).toBe(change.organisations === undefined)
    unchanged = now
  }
})

test('stays current in quiet times', async () => {
  const seen: unknown[] = []
  for (let turn = 0; turn < 30; turn++) {
    await sleep(100)
    seen.push(feed.current()?.epoch)
  }
  // A process that got no time may look before it has read what it was told meanwhile.
  expect(seen.filter((epoch) => epoch === 1).length).toBeGreaterThan(20)
})

test('is stale when the subgraph has gone, and recovers with the newest epoch when it is back', async () => {
  const port = Number(new URL(subgraph.url).port)
  await subgraph.close()
  expect(feed.current()?.epoch).toBe(1)
  await expect.poll(() => feed.current(), { interval: 50 }).toBeNull()
  await publish(pool, { agreements: [{ ...agreement, status: 'suspended' }] }, { author: 'test' })
  subgraph = await serve(port)
  await expect.poll(() => feed.current()?.epoch, { interval: 20 }).toBe(2)
  expect(decisionOn('Query.person')).toMatchObject({ granted: false, reason: 'SUSPENDED' })
})

test('is stale when the subgraph cannot ask its database, and recovers when it can', async () => {
  const { pathname } = new URL(database.url)
  const name = decodeURIComponent(pathname.slice(1))
  const server = new URL(database.url)
  server.pathname = '/postgres'
  const administrator = new Client({ connectionString: server.href })
  await administrator.connect()
  await administrator.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS false`)
  await administrator.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [
    name,
  ])
  await expect.poll(() => feed.current(), { interval: 50 }).toBeNull()
  const other = await serve()
  const follower = followPolicies({ url: other.url, credential })
  await sleep(100)
  // Open feeds of a silent source do not keep it from closing.
  await other.close()
  await follower.close()
  await administrator.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS true`)
  await administrator.end()
  await expect.poll(() => feed.current()?.epoch, { interval: 20 }).toBe(1)
  await publish(pool, { organisations: [{ id: 'latvija.lv', name: 'Portal' }] }, { author: 'test' })
  await expect.poll(() => feed.current()?.epoch, { interval: 10 }).toBe(2)
})

test('has no policies where the credential is wrong', async () => {
  const lines: string[] = []
  const stranger = followPolicies({ url: subgraph.url, credential: 'wrong', log: (line) => lines.push(line) })
  await expect.poll(() => lines.length).toBeGreaterThan(0)
  expect(stranger.current()).toBeNull()
  await stranger.close()
  await expect(stranger.ready).rejects.toThrow('closed')
})
