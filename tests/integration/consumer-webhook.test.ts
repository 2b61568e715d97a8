import { createHmac } from 'node:crypto'
import { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publish, readAgreement } from '#policies/store.ts'
import type { DagrUnderTest } from '../running-dagr.ts'
import { runDagr } from '../running-dagr.ts'
import { openReceiver, until } from '../webhook-receiver.ts'

let dagr: DagrUnderTest
let policies: Pool

beforeAll(async () => {
  dagr = await runDagr({ WEBHOOK_PRIVATE_ADDRESSES: 'allow' })
  policies = new Pool({ connectionString: dagr.urls.policy })
  policies.on('error', () => undefined)
})

afterAll(async () => {
  await policies.end()
  await dagr.stop()
})

test('a consumer sets its webhook through the gateway, and is told what it loses', async () => {
  const receiver = await openReceiver(503)
  const set = await dagr.ask('vid', {
    query: 'mutation ($url: String!) { setWebhook(url: $url) { url secret setBy } }',
    variables: { url: receiver.url },
  })
  expect(set.errors).toStrictEqual([])
  const { setWebhook: webhook } = set.data as { setWebhook: { url: string; secret: string; setBy: string } }
  expect(webhook).toStrictEqual({
    url: receiver.url,
    secret: expect.stringMatching(/^whsec_[\w+/]{43}=$/),
    setBy: 'vid-0117',
  })

  const before = await readAgreement(policies, '1001')
  if (before === null) throw new Error('There is no 1001')
  const { organisation: _, ...terms } = before
  const grants = terms.grants.filter(({ coordinate }) => coordinate !== 'Person.givenName')
  const revision = before.revision + 1
  const epoch = await publish(
    policies,
    { agreements: [{ ...terms, grants, revision }] },
    { author: 'steward' },
  )
  await until(() => receiver.received.length > 1)
  receiver.close()

  const [, taken] = receiver.received
  expect(JSON.parse(taken?.body ?? '')).toMatchObject({
    type: 'agreement.changed',
    data: { permission: '1001', revision, epoch, lost: ['Person.givenName'], changed: [] },
  })
  const { 'webhook-id': id, 'webhook-timestamp': timestamp } = taken?.headers ?? {}
  const key = Buffer.from(webhook.secret.slice('whsec_'.length), 'base64')
  const signed = createHmac('sha256', key).update([id, timestamp, taken?.body].join('.'))
  expect(taken?.headers['webhook-signature']).toBe(`v1,${signed.digest('base64')}`)
})

test('the secret is told only once, and only to the consumer whose webhook it is', async () => {
  const query = '{ webhook { url secret } }'
  const own = await dagr.ask('vid', { query })
  expect(own.data).toStrictEqual({ webhook: { url: expect.stringContaining('/dagr'), secret: null } })
  const another = await dagr.ask('riga', { query })
  expect(another.data).toStrictEqual({ webhook: null })
})

test.for(['http://example.lv/dagr', 'ftp://example.lv', 'example.lv', 'https://name:word@example.lv/'])(
  '%s is no address for a webhook',
  async (url) => {
    const { data, errors } = await dagr.ask('vid', {
      query: 'mutation ($url: String!) { setWebhook(url: $url) { url } }',
      variables: { url },
    })
    expect(data).toStrictEqual({ setWebhook: null })
    expect(errors[0]?.message).toContain('The address cannot be used')
  },
)

test('a consumer that removes its webhook has none', async () => {
  const { data } = await dagr.ask('vid', { query: 'mutation { removeWebhook }' })
  expect(data).toStrictEqual({ removeWebhook: true })
  const { data: left } = await dagr.ask('vid', { query: '{ webhook { url } }' })
  expect(left).toStrictEqual({ webhook: null })
})
