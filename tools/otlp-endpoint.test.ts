import { expect, test } from 'vitest'
import { StartError } from './databases/start-error.ts'
import { otlpEndpoint } from './otlp-endpoint.ts'

test.each([
  ['https://collector.example:4318', undefined, {}],
  ['http://127.0.0.1:4318', '', {}],
  [
    'http://localhost:4318',
    ' authorization=Bearer%20a%2Cb , x-tenant=one',
    { authorization: 'Bearer a,b', 'x-tenant': 'one' },
  ],
])('%s with the headers %j', (url, given, headers) => {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_HEADERS: given }
  expect(otlpEndpoint(env)).toEqual({ url, headers })
})

test.each([
  [{}, 'must be the address'],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector' }, 'must be the address'],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.example:4318' }, 'must be an https address'],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example', OTEL_EXPORTER_OTLP_HEADERS: 'Bearer secret' },
    'must be name=value',
  ],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example', OTEL_EXPORTER_OTLP_HEADERS: 'a=%secret' },
    'must be name=value',
  ],
])('%j is refused, and no header is repeated', (env, message) => {
  expect(() => otlpEndpoint(env)).toThrow(StartError)
  expect(() => otlpEndpoint(env)).toThrow(message)
  expect(() => otlpEndpoint(env)).not.toThrow('secret')
})
