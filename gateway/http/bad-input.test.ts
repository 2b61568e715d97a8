import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { post, sendRaw, show, startShell, told } from '#tests/http-shell.ts'
import type { RunningServer } from '../server.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startShell()
})
afterAll(() => server.stop(1000))

describe('bad input', () => {
  const nested = `{"query":"{ hello }","variables":{"a":${'['.repeat(300_000)}${']'.repeat(300_000)}}}`

  test.each([
    ['malformed JSON', '{"query":'],
    ['nonsense', 'NONSENSE'],
    ['nothing', ''],
    ['a string', '"{ hello }"'],
    ['null', 'null'],
    ['a batch', '[{"query":"{ hello }"},{"query":"{ hello }"}]'],
    ['an empty batch', '[]'],
    ['no query', '{"documentId":"sha256:1"}'],
    ['__proto__ in variables', '{"query":"{ hello }","variables":{"__proto__":{"admin":true}}}'],
    ['__proto__ deep down', '{"query":"{ hello }","variables":{"a":[{"b":{"\\u005f_proto__":1}}]}}'],
    ['__proto__ in extensions', '{"query":"{ hello }","extensions":{"__proto__":{}}}'],
    ['JSON nested without end', nested],
  ])('%s → 400', async (_name, body) => {
    expect(told(await post(server.url, body))).toBe('400 GRAPHQL_PARSE_FAILED')
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
  })

  test('__proto__ as the body itself gives no query', async () => {
    expect(told(await post(server.url, '{"__proto__":{"query":"{ hello }"}}'))).toBe(
      '400 GRAPHQL_PARSE_FAILED',
    )
  })

  test('bytes that are not UTF-8 → 400', async () => {
    const body = Uint8Array.from([
      ...Buffer.from('{"query":"{ hello(name: \\"'),
      0xc3,
      0x28,
      ...Buffer.from('\\") }"}'),
    ])
    expect(told(await post(server.url, body))).toBe('400 GRAPHQL_PARSE_FAILED')
  })

  test.each<Record<string, string>>([
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/graphql' },
    { 'content-type': 'application/x-www-form-urlencoded' },
    { 'content-type': 'application/json; charset=iso-8859-1' },
    { 'content-type': 'json' },
    { 'content-encoding': 'gzip' },
  ])('%o → 415', async (headers) => {
    expect(told(await post(server.url, '{"query":"{ hello }"}', headers))).toBe('415 GRAPHQL_PARSE_FAILED')
  })

  test('a body of 10 MB → 413, told how it is sent or not', async () => {
    const body = JSON.stringify({ query: '{ hello }', variables: { a: 'x'.repeat(10_000_000) } })
    expect(told(await post(server.url, body))).toBe('413 REQUEST_TOO_LARGE')
    const init: RequestInit = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new Blob([body]).stream(),
      duplex: 'half',
    }
    expect(told(await show(await fetch(`${server.url}/graphql`, init)))).toBe('413 REQUEST_TOO_LARGE')
  })

  test('a deep document, a wide one and a fragment bomb → 413', async () => {
    const deep = `${'{a'.repeat(2000)}${'}'.repeat(2000)}`
    const wide = `{${' hello'.repeat(3000)} }`
    const fragments = Array.from(
      { length: 60 },
      (_, n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`,
    )
    const bomb = `{ ...F0 } ${fragments.join(' ')} fragment F60 on Query { hello }`
    for (const query of [deep, wide, bomb]) {
      expect(told(await post(server.url, JSON.stringify({ query })))).toBe('413 REQUEST_TOO_LARGE')
    }
  })

  test('an unknown operation name and an unknown address', async () => {
    const accept = 'application/graphql-response+json'
    const shown = await post(server.url, '{"query":"query A { hello }","operationName":"B"}', { accept })
    expect(told(shown)).toBe('400 GRAPHQL_VALIDATION_FAILED')
    expect(told(await show(await fetch(`${server.url}/nowhere?code=161175-19997`)))).toBe(
      '404 GRAPHQL_PARSE_FAILED',
    )
    expect(told(await show(await fetch(`${server.url}/%E0%A4%A`)))).toBe('400 GRAPHQL_PARSE_FAILED')
  })

  test('bytes that are not HTTP, and a header without end', async () => {
    expect(await sendRaw(server.url, 'NONSENSE\r\n\r\n')).toMatch(
      /^HTTP\/1.1 400 [\s\S]*GRAPHQL_PARSE_FAILED/,
    )
    const long = `GET /graphql?query=${'x'.repeat(20_000)} HTTP/1.1\r\nhost: a\r\n\r\n`
    expect(await sendRaw(server.url, long)).toMatch(/^HTTP\/1.1 431 [\s\S]*REQUEST_TOO_LARGE/)
  })

  test('after all that, the server answers', async () => {
    expect((await post(server.url, '{"query":"{ __proto__: hello }"}')).body).toEqual({
      data: JSON.parse('{"__proto__":"Hello there"}') as unknown,
    })
  })
})
