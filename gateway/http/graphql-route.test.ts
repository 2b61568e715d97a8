import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { get, post, show, startShell, told } from '#tests/http-shell.ts'
import type { RunningServer } from '../server.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startShell()
})
afterAll(() => server.stop(1000))

describe('GraphQL over HTTP', () => {
  // The audits ask for the address when they run, once the server is up.
  for (const audit of serverAudits({ url: () => `${server.url}/graphql` })) {
    test(`${audit.id} ${audit.name}`, async () => {
      expect(await audit.fn()).toMatchObject({ status: 'ok' })
    })
  }

  test.each([
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'application/json'],
    ['application/graphql-response+json, application/json;q=0.9', 'application/graphql-response+json'],
    ['application/graphql-response+json;q=0.5, application/json;q=0.9', 'application/json'],
    ['application/json, application/graphql-response+json', 'application/json'],
    ['application/graphql-response+json, application/json', 'application/graphql-response+json'],
    ['*/*, application/graphql-response+json', 'application/graphql-response+json'],
    ['application/json;q=0, */*', 'application/graphql-response+json'],
    ['application/graphql-response+json; charset=utf-8', 'application/graphql-response+json'],
    ['application/*', 'application/json'],
  ])('accept %s → %s', async (accept, mediaType) => {
    const { status, headers } = await post(server.url, '{"query":"{ hello }"}', { accept })
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe(`${mediaType}; charset=utf-8`)
  })

  test.each(['text/html', 'application/json;q=0', 'application/json; charset=latin1'])(
    'accept %s → 406',
    async (accept) => {
      expect(told(await post(server.url, '{"query":"{ hello }"}', { accept }))).toBe(
        '406 GRAPHQL_PARSE_FAILED',
      )
    },
  )

  test('a mutation is refused by GET and answered by POST', async () => {
    const refused = await get(server.url, 'query=mutation%20%7Bchange%7D')
    expect(told(refused)).toBe('405 GRAPHQL_VALIDATION_FAILED')
    expect(refused.headers.get('allow')).toBe('GET, POST')
    const answered = await post(server.url, '{"query":"mutation { change }"}')
    expect(answered.body.data).toEqual({ change: 'changed' })
  })

  test.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s → 405', async (method) => {
    const shown = await show(await fetch(`${server.url}/graphql`, { method }))
    expect(told(shown)).toBe('405 GRAPHQL_PARSE_FAILED')
  })

  test('GET reads variables as JSON, and empty parameters as absent', async () => {
    const search = new URLSearchParams({
      query: 'query Q($n: String) { hello(name: $n) }',
      variables: '{"n":"Jānis"}',
      operationName: '',
    })
    expect((await get(server.url, search.toString())).body).toEqual({ data: { hello: 'Hello Jānis' } })
    expect(told(await get(server.url, 'query={hello}&variables={'))).toBe('400 GRAPHQL_PARSE_FAILED')
    expect(told(await get(server.url, 'query={hello}&query={hello}'))).toBe('400 GRAPHQL_PARSE_FAILED')
    expect(told(await get(server.url, 'query={hello}&variables={"__proto__":1}'))).toBe(
      '400 GRAPHQL_PARSE_FAILED',
    )
  })
})
