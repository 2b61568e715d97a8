import { afterAll, beforeAll, expect, test } from 'vitest'
import { suspendAgreement } from '#policies/agreement-moves.ts'
import { readCatalogue, recordCatalogue } from '#policies/catalogue.ts'
import { activeConsents, giveConsent, readConsents, withdrawConsent } from '#policies/consents.ts'
import { readChanges } from '#policies/epochs.ts'
import { acknowledgeEpoch, readNodes } from '#policies/nodes.ts'
import { plainTerms } from '#policies/plain-terms.ts'
import { publish, readEpoch } from '#policies/store.ts'
import {
  postponeWebhook,
  readWebhook,
  removeWebhook,
  setWebhook,
  takeDueWebhooks,
  webhookDelivered,
} from '#policies/webhook-outbox.ts'
import type { StewardedDatabase } from './policy-stewards.ts'
import { catalogue, stewardedDatabase, stewards } from './policy-stewards.ts'

let database: StewardedDatabase

beforeAll(async () => {
  database = await stewardedDatabase()
})

afterAll(async () => {
  await database.close()
})

test('the catalogue keeps what is gone, and the same one again writes nothing', async () => {
  const { pool } = database
  expect(await recordCatalogue(pool, catalogue)).toBe(0)
  const known = await readCatalogue(pool)
  expect(known.map(({ coordinate }) => coordinate)).toEqual(
    catalogue.map(({ coordinate }) => coordinate).toSorted(),
  )

  const [first, second, ...others] = catalogue
  if (first === undefined || second === undefined) throw new Error('the catalogue is empty')
  expect(await recordCatalogue(pool, [{ ...second, description: null }, ...others])).toBe(2)
  expect(await readCatalogue(pool, { gone: true })).toMatchObject([
    { coordinate: first.coordinate, lastSeen: expect.any(String) },
  ])
  expect(await readCatalogue(pool, { registry: 'population' })).toContainEqual({
    ...second,
    description: null,
    shape: null,
    firstSeen: known.find(({ coordinate }) => coordinate === second.coordinate)?.firstSeen,
    lastSeen: null,
  })
  expect(await recordCatalogue(pool, catalogue)).toBe(2)
  expect(await readCatalogue(pool)).toEqual(known)
})

test('the catalogue keeps hidden attributes apart, and the shapes of what it knew without', async () => {
  const { pool } = database
  const shape = { isAttribute: false, isMany: false, leadsTo: [], values: null, scopes: null }
  const secret = {
    coordinate: 'Person.addressSecret',
    type: 'Boolean',
    registry: 'population',
    description: null,
    isPersonal: true,
    shape: { ...shape, isAttribute: true },
  }
  const shaped = [...catalogue.map((entry) => ({ ...entry, shape })), secret]
  expect(await recordCatalogue(pool, shaped)).toBe(shaped.length)
  expect(await recordCatalogue(pool, shaped)).toBe(0)
  expect(await readCatalogue(pool, { attributes: true })).toMatchObject([secret])
  expect((await readCatalogue(pool)).map((entry) => entry.shape)).toStrictEqual(catalogue.map(() => shape))
  expect(await recordCatalogue(pool, catalogue)).toBe(shaped.length)
})

const key = Buffer.alloc(32, 1)
const code = '39000000001'
const earlier = '39000000002'

test('a consent is given, withdrawn and kept, and only its withdrawal makes an epoch, which names nobody', async () => {
  const { pool } = database
  const use = { consumer: 'bank', purpose: 'dpv:CreditChecking' }
  const epoch = await readEpoch(pool)
  const given = await giveConsent(pool, key, { personalCode: earlier, ...use })
  expect(given).toMatchObject({ ...use, expiresAt: null, withdrawnAt: null })
  expect(await giveConsent(pool, key, { personalCode: earlier, ...use })).toEqual(given)
  expect(await giveConsent(pool, key, { personalCode: code, otherCodes: [earlier], ...use })).toEqual(given)
  await expect(
    giveConsent(pool, key, { personalCode: code, consumer: 'nobody', purpose: 'p' }),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await readEpoch(pool)).toBe(epoch)

  expect(await activeConsents(pool, key, [[code, earlier], ['39000000003'], [], ['390000-00002']])).toEqual([
    [given],
    [],
    [],
    [given],
  ])
  expect(await activeConsents(pool, Buffer.alloc(32, 2), [[code, earlier]])).toEqual([[]])

  const withdrawal = { codes: [code, earlier], ...use }
  expect(await withdrawConsent(pool, key, { ...withdrawal, purpose: 'other' })).toBe(0)
  expect(await withdrawConsent(pool, key, { ...withdrawal, codes: [code] })).toBe(0)
  expect(await readEpoch(pool)).toBe(epoch)
  expect(await withdrawConsent(pool, key, withdrawal)).toBe(1)
  expect(await withdrawConsent(pool, key, withdrawal)).toBe(0)
  const { epochs } = await readChanges(pool, {}, { first: 1 })
  expect(epochs).toMatchObject([{ number: epoch + 1, difference: { consentsWithdrawn: 1 } }])
  const rows = await pool.query('SELECT to_jsonb(epoch) AS epoch FROM epoch ORDER BY number DESC LIMIT 1')
  expect(JSON.stringify(rows.rows)).not.toMatch(/bank|Credit|3900000|[0-9a-f]{8}-[0-9a-f]{4}/)
  expect(await activeConsents(pool, key, [[code, earlier]])).toEqual([[]])

  const again = await giveConsent(pool, key, { personalCode: code, ...use })
  expect(
    (await readConsents(pool, key, [code, earlier])).map(({ id, withdrawnAt }) => [id, withdrawnAt !== null]),
  ).toEqual([
    [again.id, false],
    [given.id, true],
  ])
  for (const sql of [
    'DELETE FROM consent',
    'UPDATE consent SET withdrawn_at = NULL WHERE withdrawn_at IS NOT NULL',
    `UPDATE consent SET purpose = 'everything'`,
  ]) {
    await expect(pool.query(sql), sql).rejects.toThrow(/stays as it was|withdrawn once/)
  }
})

test('a consent is over when its time is', async () => {
  const { pool } = database
  const consent = { personalCode: '39000000009', consumer: 'bank', purpose: 'p' }
  const codes = [consent.personalCode]
  const expiresAt = '2100-01-01T00:00:00.000Z'
  const given = await giveConsent(pool, key, { ...consent, expiresAt })
  expect(given.expiresAt).toBe(expiresAt)
  await pool.query(
    `INSERT INTO consent (subject_hash, consumer, purpose, given_at, expires_at)
     SELECT subject_hash, consumer, 'past', now() - interval '2 s', now() - interval '1 s' FROM consent WHERE id = $1`,
    [given.id],
  )
  expect(await activeConsents(pool, key, [codes])).toEqual([[given]])
  expect((await readConsents(pool, key, codes)).map(({ purpose }) => purpose)).toEqual(['p', 'past'])
  expect(await withdrawConsent(pool, key, { codes, consumer: 'bank', purpose: 'past' })).toBe(0)
  await expect(giveConsent(pool, key, { ...consent, expiresAt: '2020-01-01T00:00:00Z' })).rejects.toThrow(
    /consent_check/,
  )
})

test('a node is known by its last word, and forgotten after a day of silence', async () => {
  const { pool } = database
  await acknowledgeEpoch(pool, 'a', 3)
  await acknowledgeEpoch(pool, 'b', 3)
  await acknowledgeEpoch(pool, 'a', 4)
  await acknowledgeEpoch(pool, 'old', 1)
  await pool.query(`UPDATE node SET seen_at = seen_at - interval '25 hours' WHERE id = 'old'`)
  await pool.query(`UPDATE node SET seen_at = seen_at - interval '10 s' WHERE id = 'b'`)
  const [a, b, ...others] = await readNodes(pool)
  expect(a).toMatchObject({ node: 'a', epoch: 4 })
  expect(b).toMatchObject({ node: 'b', epoch: 3 })
  expect(b?.silentForMs).toBeGreaterThanOrEqual(10_000)
  expect(a?.silentForMs).toBeLessThan(10_000)
  expect(others).toEqual([])
})

test('who loses something is told once, however many deliver', async () => {
  const { pool } = database
  const grants = [
    { id: '8:Person.sex', coordinate: 'Person.sex' },
    { id: '8:Query.person', coordinate: 'Query.person' },
  ]
  const agreement = {
    ...plainTerms,
    permission: '8',
    providers: ['population'],
    consumer: 'bank',
    purpose: 'p',
    legalBasis: 'l',
    caseRequired: false,
    validFrom: '2020-01-01T00:00:00Z',
    validTo: null,
    status: 'active' as const,
    grants,
    forbids: [],
  }
  const webhook = { consumer: 'bank', url: 'https://bank.example/dagr', secret: 's' }
  await publish(pool, { agreements: [agreement] }, { author: 'demo' })
  await publish(pool, { agreements: [{ ...agreement, grants: grants.slice(1) }] }, { author: 'demo' })
  await publish(pool, { agreements: [agreement] }, { author: 'demo' })
  const epoch = await suspendAgreement(pool, '8', stewards.population, 'x')
  const due = { limit: 10, leaseSeconds: 60 }
  expect(await takeDueWebhooks(pool, due)).toEqual([])

  await setWebhook(pool, { ...webhook, url: 'https://old.example', by: 'x' })
  await setWebhook(pool, { ...webhook, by: 'ierednis' })
  expect(await readWebhook(pool, 'bank')).toMatchObject({ url: webhook.url, secret: 's', setBy: 'ierednis' })
  const taken = (await Promise.all(Array.from({ length: 4 }, async () => takeDueWebhooks(pool, due)))).flat()
  expect(taken).toMatchObject([
    {
      ...webhook,
      permission: '8',
      attempts: 1,
      payload: { permission: '8', revision: 2, status: 'active', lost: ['Person.sex'], changed: [] },
    },
  ])
  // In the order of epochs: the next one waits until the one before it has arrived.
  const id = taken[0]?.id ?? ''
  expect(await takeDueWebhooks(pool, due)).toEqual([])
  await postponeWebhook(pool, id, 0)
  expect(await takeDueWebhooks(pool, due)).toMatchObject([{ id, attempts: 2 }])
  await webhookDelivered(pool, id)
  expect(await takeDueWebhooks(pool, due)).toMatchObject([
    { epoch, payload: { epoch, status: 'suspended', lost: ['Person.sex', 'Query.person'] } },
  ])
  await webhookDelivered(pool, (await pool.query('SELECT max(id) AS id FROM webhook_message')).rows[0].id)
  const later = { ...agreement, revision: 3, validFrom: '2100-01-01T00:00:00Z' }
  await publish(pool, { agreements: [agreement] }, { author: 'demo' })
  await publish(pool, { agreements: [later] }, { author: 'demo' })
  expect(await takeDueWebhooks(pool, due)).toMatchObject([
    { payload: { lost: ['Person.sex', 'Query.person'] } },
  ])
  await removeWebhook(pool, 'bank')
  expect(await readWebhook(pool, 'bank')).toBeNull()
})
