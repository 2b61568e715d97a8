import { serverAudits } from 'graphql-http'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startOpenGateway, supergraphOf, type OpenGateway } from '../open-gateway.ts'
import { runDagr, type DagrUnderTest } from '../running-dagr.ts'

const sdl = supergraphOf('type Query { hello: String }', 'http://127.0.0.1:9/graphql')

describe('the audits of GraphQL over HTTP, in open mode', () => {
  let gateway: OpenGateway
  beforeAll(async () => {
    gateway = await startOpenGateway(sdl)
  })
  afterAll(() => gateway.stop())

  const audits = serverAudits({ url: () => `${gateway.url}/graphql` })
  test('are as many as they are known to be', () => {
    expect(audits).toHaveLength(61)
  })
  test.each(audits.map((audit) => [audit.id, audit.name, audit] as const))(
    '%s %s',
    async (_id, _name, audit) => {
      expect(await audit.fn()).toMatchObject({ status: 'ok' })
    },
  )
})

describe('the audits of GraphQL over HTTP, with a demo token', () => {
  let dagr: DagrUnderTest
  let token: string

  beforeAll(async () => {
    dagr = await runDagr()
    token = await dagr.token('vid')
  })
  afterAll(() => dagr.stop())

  const fetchFn = (url: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers)
    headers.set('authorization', `Bearer ${token}`)
    headers.set('x-dagr-permission', '1001')
    return fetch(url, { ...init, headers })
  }
  const audits = serverAudits({ url: () => `${dagr.url}/graphql`, fetchFn })
  test('are as many as they are known to be', () => {
    expect(audits).toHaveLength(61)
  })
  test.each(audits.map((audit) => [audit.id, audit.name, audit] as const))(
    '%s %s',
    async (_id, _name, audit) => {
      expect(await audit.fn()).toMatchObject({ status: 'ok' })
    },
  )

  test('those requests were made as the caller, and recorded', async () => {
    const audit = new Client({ connectionString: dagr.urls.audit })
    await audit.connect()
    const { rows } = await audit.query(
      'select consumer, count(*)::int as requests from operation_record group by 1',
    )
    await audit.end()
    expect(rows).toEqual([{ consumer: 'vid', requests: expect.any(Number) }])
    expect(rows[0]?.requests).toBeGreaterThan(30)
  })

  test('without a token, and without a permission: no data, and the status says so to everybody', async () => {
    const query = `${dagr.url}/graphql?query={__typename}`
    const unknown = await fetch(query, { headers: { accept: 'application/json' } })
    expect(unknown.headers.get('www-authenticate')).toBe('Bearer')
    expect([unknown.status, await unknown.json()]).toEqual([
      401,
      { errors: [{ message: expect.any(String), extensions: { code: 'UNAUTHENTICATED' } }] },
    ])
    const unnamed = await fetch(query, { headers: { authorization: `Bearer ${token}` } })
    expect([unnamed.status, await unnamed.json()]).toEqual([
      403,
      { errors: [expect.objectContaining({ extensions: { code: 'PERMISSION_REQUIRED' } })] },
    ])
  })
})
