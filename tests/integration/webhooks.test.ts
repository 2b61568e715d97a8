import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Pool } from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AgreementTerms } from '#policies/agreement-terms.ts'
import { plainTerms } from '#policies/plain-terms.ts'
import { publish } from '#policies/store.ts'
import { setWebhook } from '#policies/webhook-outbox.ts'
import { deliverWebhooks } from '#subgraphs/policy/deliver-webhooks.ts'
import type { TestDatabase } from '../postgres.ts'
import { createTestDatabase } from '../postgres.ts'
import { openReceiver, until } from '../webhook-receiver.ts'

const key = Buffer.from('a key of thirty-two bytes, ...ok')
const secret = `whsec_${key.toString('base64')}`

const agreement: AgreementTerms = {
  ...plainTerms,
  permission: '1001',
  consumer: 'vid',
  purpose: 'tax',
  legalBasis: 'law',
  caseRequired: false,
  validFrom: '2026-01-01T00:00:00+02:00',
  validTo: null,
  status: 'active',
  grants: [
    { id: 'a', coordinate: 'Query.person' },
    { id: 'b', coordinate: 'Person.sex' },
  ],
  forbids: [],
}
const otherAgreement: AgreementTerms = {
  ...agreement,
  permission: '2001',
  consumer: 'riga',
  grants: [{ id: 'c', coordinate: 'Query.person' }],
}
const organisations = [
  { id: 'vid', name: 'VID' },
  { id: 'riga', name: 'Rīga' },
]

let database: TestDatabase
let pool: Pool
let ends: (() => unknown)[] = []

beforeEach(async () => {
  database = await createTestDatabase('policy')
  pool = new Pool({ connectionString: database.url })
  pool.on('error', () => undefined)
  await publish(pool, { organisations, agreements: [agreement, otherAgreement] }, { author: 'demo' })
})

afterEach(async () => {
  for (const end of ends.toReversed()) await end()
  ends = []
  await pool.end()
  await database.drop()
})

async function change(terms: Partial<AgreementTerms>): Promise<number> {
  const revision = terms.revision ?? 2
  return publish(pool, { agreements: [{ ...agreement, ...terms, revision }] }, { author: 'steward' })
}

function deliver(allowsPrivate = true): readonly string[] {
  const problems: string[] = []
  const delivery = deliverWebhooks({
    url: database.url,
    allowsPrivate,
    everyMs: 20,
    firstRetrySeconds: 0.05,
    onProblem: (line) => problems.push(line),
  })
  ends.push(() => delivery.close())
  return problems
}

async function undelivered(): Promise<number> {
  const { rows } = await pool.query<{ count: string }>(
    'SELECT count(*) FROM webhook_message WHERE delivered_at IS NULL',
  )
  return Number(rows[0]?.count)
}

test('what a consumer loses is told to it, signed, in order, until it has taken it', async () => {
  const receiver = await openReceiver(500, 0, 302)
  ends.push(receiver.close)
  await setWebhook(pool, { consumer: 'vid', url: receiver.url, secret, by: 'vid-esks' })
  const narrowed = await change({ grants: [{ id: 'a', coordinate: 'Query.person' }] })
  const suspended = await change({
    grants: [{ id: 'a', coordinate: 'Query.person' }],
    status: 'suspended',
    revision: 3,
  })
  const problems = deliver()
  await until(async () => (await undelivered()) === 0)

  expect(receiver.received).toHaveLength(5)
  expect(problems).toHaveLength(3)
  expect(problems[0]).toBe(`The webhook of vid has not taken epoch ${narrowed}: status 500`)
  // A redirect is not followed.
  expect(new Set(receiver.received.map(({ path }) => path))).toStrictEqual(new Set(['/dagr']))
  const bodies = receiver.received.map(({ body }) => JSON.parse(body))
  expect(bodies.map(({ data }) => data.epoch)).toStrictEqual([...Array(4).fill(narrowed), suspended])
  expect(bodies[3]).toStrictEqual({
    type: 'agreement.changed',
    timestamp: bodies[3].data.at,
    data: {
      permission: '1001',
      revision: 2,
      epoch: narrowed,
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      status: 'active',
      lost: ['Person.sex'],
      changed: [],
      words: ['Person.sex: lost; was granted for every row'],
    },
  })
  const told = documented()
  const { at } = bodies[3].data
  expect(bodies[3]).toStrictEqual({ ...told, timestamp: at, data: { ...told.data, epoch: narrowed, at } })
  expect(bodies[4]).toMatchObject({
    type: 'agreement.suspended',
    data: { lost: ['Query.person'], words: expect.arrayContaining(['Status: was active, now suspended']) },
  })

  // One id for one message, whatever the attempt, and a signature that the receiver can check.
  const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
  expect(new Set(ids.slice(0, 4)).size).toBe(1)
  expect(ids[4]).not.toBe(ids[3])
  for (const { headers, body } of receiver.received) {
    const content = [headers['webhook-id'], headers['webhook-timestamp'], body].join('.')
    const signature = createHmac('sha256', key).update(content).digest('base64')
    expect(headers['webhook-signature']).toBe(`v1,${signature}`)
    expect(Math.abs(Number(headers['webhook-timestamp']) - Date.now() / 1_000)).toBeLessThan(300)
  }
})

/** The message as the document shows it. */
function documented(): { readonly data: object } {
  const page = readFileSync('docs/permissions.md', 'utf8')
  return JSON.parse(/### Webhooks\n.*?```json\n(.*?)```/s.exec(page)?.[1] ?? '') as { readonly data: object }
}

test('a receiver that never answers well delays nobody else', async () => {
  const broken = await openReceiver(...Array<number>(1_000).fill(503))
  const well = await openReceiver()
  ends.push(broken.close, well.close)
  await setWebhook(pool, { consumer: 'vid', url: broken.url, secret, by: 'vid' })
  await setWebhook(pool, { consumer: 'riga', url: well.url, secret, by: 'riga' })
  await change({ status: 'ended' })
  const others: AgreementTerms = { ...otherAgreement, revision: 2, status: 'ended' }
  await publish(pool, { agreements: [others] }, { author: 'steward' })
  deliver()
  await until(() => well.received.length > 0 && broken.received.length > 1)
  expect(JSON.parse(well.received[0]?.body ?? '')).toMatchObject({
    type: 'agreement.ended',
    data: { permission: '2001' },
  })
  expect(await undelivered()).toBe(1)
})

test('two deliveries on one database take each message once', async () => {
  const receiver = await openReceiver()
  ends.push(receiver.close)
  await setWebhook(pool, { consumer: 'vid', url: receiver.url, secret, by: 'vid' })
  const epochs: number[] = []
  for (let revision = 2; revision < 12; revision++) {
    epochs.push(await change({ revision, status: revision % 2 === 0 ? 'suspended' : 'active' }))
  }
  deliver()
  deliver()
  await until(async () => (await undelivered()) === 0)
  const told = receiver.received.map(({ body }) => JSON.parse(body).data.epoch)
  // What is given back takes nothing away.
  expect(told).toStrictEqual(epochs.filter((_, place) => place % 2 === 0))
})

test('nothing is sent to a private address, unless that is allowed', async () => {
  const receiver = await openReceiver()
  ends.push(receiver.close)
  await setWebhook(pool, { consumer: 'vid', url: receiver.url, secret, by: 'vid' })
  const epoch = await change({ status: 'ended' })
  const problems = deliver(false)
  await until(() => problems.length > 1)
  expect(problems[0]).toBe(`The webhook of vid has not taken epoch ${epoch}: it is not https`)
  expect(receiver.received).toStrictEqual([])
})
