import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Writable } from 'node:stream'
import { Client } from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readBody } from '#tests/differential/serve-shop.ts'
import { runDagr } from '#tests/running-dagr.ts'
import type { DagrUnderTest } from '#tests/running-dagr.ts'

/**
 * A personal code of nobody in every input and in every text that a registry gives: it stands in no log line, metric, trace,
 * URL, header or error, and in no open column of the audit.
 */
const canary = '39010112345'
const spellings = [canary, '390101-12345', '390101_12345', '390101%2D12345']
const [, hyphened = '', underscored = ''] = spellings

let dagr: DagrUnderTest
let ways: Server
let logged = ''
/** What the registries were told besides the bodies. */
const passedOn: string[] = []

beforeAll(async () => {
  const targets = new Map<string, string>()
  ways = createServer((request, response) => {
    const path = request.url ?? ''
    passedOn.push(`${path} ${JSON.stringify({ ...request.headers, authorization: '' })}`)
    const told = async (): Promise<string> => {
      const { authorization = '' } = request.headers
      const headers = { 'content-type': 'application/json', authorization }
      const body = await readBody(request)
      const answer = await fetch(targets.get(path) ?? '', { method: 'POST', headers, body })
      return JSON.stringify(withCanaries(await answer.json()))
    }
    told().then(
      (text) => response.setHeader('content-type', 'application/json').end(text),
      (error: unknown) => response.destroy(error as Error),
    )
  }).listen(0, '127.0.0.1')
  await new Promise((listening) => ways.once('listening', listening))
  const { port } = ways.address() as AddressInfo
  const lines = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk)
      done()
    },
  })
  dagr = await runDagr({}, {}, pino({ level: 'trace' }, lines), ({ name, url }) => {
    targets.set(`/${name}`, url)
    return `http://127.0.0.1:${port}/${name}`
  })
})
afterAll(async () => {
  await dagr.stop()
  ways.closeAllConnections()
  ways.close()
})

/** Every second text of an answer's data is the code, and all of its errors tell it; keys by which entities are joined are not. */
function withCanaries(answer: unknown): unknown {
  let texts = 0
  return JSON.parse(JSON.stringify(answer), (key, value: unknown) => {
    if (key === 'message') return `nothing is known of ${hyphened}`
    if (typeof value !== 'string' || /typename|sdl|code|id$|subject|Number$/i.test(key)) return value
    texts += 1
    return texts % 2 === 0 ? canary : value
  })
}

interface Sent {
  readonly path?: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

const asked = (query: string, more: object = {}): string => JSON.stringify({ query, ...more })
const person = (argument: string): string =>
  `{ person(personalCode: ${argument}) { givenName familyName family { person { givenName } } } }`
const plain = asked(person(`"${canary}"`))
const inHeader = (name: string, value: string): Sent => ({ headers: { [name]: value }, body: plain })

const inputs: Readonly<Record<string, Sent>> = {
  'a literal': { body: plain },
  'a literal with a hyphen': { body: asked(person(`"${hyphened}"`)) },
  'a number where a text is due': { body: asked(person(canary)) },
  'a variable': {
    body: asked(`query ($code: String!) ${person('$code')}`, { variables: { code: hyphened } }),
  },
  'a variable of another type': {
    body: asked(`query ($code: Int!) { persons(first: $code) { edges { cursor } } }`, {
      variables: { code: canary },
    }),
  },
  'a variable that is a list': {
    body: asked(`query ($code: String!) ${person('$code')}`, { variables: { code: [canary] } }),
  },
  'the name of a variable': {
    body: asked(`query ($v${underscored}: String!) ${person(`$v${underscored}`)}`, {
      variables: { [`v${underscored}`]: canary },
    }),
  },
  'an unknown variable': { body: asked(person(`$v${underscored}`)) },
  'an alias': { body: asked(`{ p${underscored}: person(personalCode: "${canary}") { givenName } }`) },
  'a field that is not there': { body: asked(`{ person(personalCode: "x") { p${underscored} } }`) },
  'an argument that is not there': { body: asked(`{ person(p${underscored}: "${canary}") { givenName } }`) },
  'a type that is not there': { body: asked(`{ ... on P${underscored} { a } }`) },
  'a directive that is not there': { body: asked(`{ __typename @p${underscored}(a: "${canary}") }`) },
  'a fragment': { body: asked(`{ ...P${underscored} } fragment P${underscored} on Query { __typename }`) },
  'a fragment that is not there': { body: asked(`{ ...P${underscored} }`) },
  'the name of the operation': {
    body: asked(`query P${underscored} ${person(`"${canary}"`)}`, { operationName: `P${underscored}` }),
  },
  'an operation that is not there': {
    body: asked(`query A { __typename } query B { __typename }`, { operationName: `P${underscored}` }),
  },
  'a cursor': { body: asked(`{ persons(after: "${canary}", familyName: "A") { edges { cursor } } }`) },
  'a text that cannot be parsed': { body: asked(`{ person(personalCode: "${canary}"`) },
  'a date': { body: asked(`{ persons(dateOfBirth: "${canary}") { edges { cursor } } }`) },
  'a comment': { body: asked(`# ${canary}\n{ __typename }`) },
  'a body that is no JSON': { body: `{"query": ${canary}` },
  'a body that is no object': { body: `["${canary}"]` },
  'a query that is no text': { body: JSON.stringify({ query: Number(canary) }) },
  'variables that are no object': { body: asked('{ __typename }', { variables: canary }) },
  extensions: { body: asked('{ __typename }', { extensions: { persistedQuery: { sha256Hash: canary } } }) },
  'a query string': { method: 'GET', path: `/graphql?query=${encodeURIComponent(person(`"${canary}"`))}` },
  'an unknown parameter': { method: 'GET', path: `/graphql?code=${canary}` },
  'variables in a query string': {
    method: 'GET',
    path: `/graphql?query={__typename}&variables=${canary}`,
  },
  'a path': { method: 'GET', path: `/people/${canary}` },
  'a path that is not well-formed': { method: 'GET', path: `/graphql/%${canary}` },
  'a method that is none': { method: 'DELETE', path: `/graphql?code=${canary}` },
  permission: inHeader('x-dagr-permission', canary),
  case: inHeader('dagr-case', `about ${hyphened}, that is ${canary}`),
  'a case that is too long': inHeader('dagr-case', hyphened.repeat(100)),
  'what to do when denied': inHeader('dagr-on-denied', canary),
  trace: inHeader('traceparent', canary),
  'a trace that is well-formed': inHeader('traceparent', `00-${canary.padEnd(32, 'a')}-00f067aa0ba902b7-01`),
  'state of a trace': inHeader('tracestate', `code=${canary}`),
  baggage: inHeader('baggage', `code=${canary}`),
  token: inHeader('authorization', `Bearer ${canary}`),
  'scheme of a token': inHeader('authorization', canary),
  accept: inHeader('accept', `application/x-${canary}`),
  'content type': inHeader('content-type', `text/x-${canary}`),
  'content encoding': inHeader('content-encoding', canary),
  'an id of the request': inHeader('x-request-id', canary),
  'a forwarded address': inHeader('x-forwarded-for', canary),
  cookie: inHeader('cookie', `code=${canary}`),
  'user agent': inHeader('user-agent', canary),
  origin: inHeader('origin', `https://${canary}.example`),
  referer: inHeader('referer', `https://example.org/${canary}`),
}

describe.concurrent('a personal code in every input', () => {
  test.each(Object.keys(inputs))('%s', async (name) => {
    const { path = '/graphql', method = 'POST', headers = {}, body } = inputs[name] ?? {}
    const response = await fetch(`${dagr.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await dagr.token('vid')}`,
        'content-type': 'application/json',
        'x-dagr-permission': '1001',
        ...headers,
      },
      ...(body !== undefined && { body }),
    })
    const text = await response.text()
    const { data, ...told } = JSON.parse(text) as { data?: unknown }
    // Data may hold what the registries gave; whatever is no answer with data has nothing to say but errors.
    const isAnswer = response.status === 200 && data !== undefined
    expect(codesIn(JSON.stringify([isAnswer ? told : text, [...response.headers]]))).toEqual([])
  })
})

test('it stands in no log line, no metric, nothing that goes along with requests, and no open column', async () => {
  const metrics = await (await fetch(`${dagr.url}/metrics`)).text()
  const audit = new Client({ connectionString: dagr.urls.audit })
  await audit.connect()
  const rows = async (sql: string) => (await audit.query<{ row: string }>(sql)).rows.map(({ row }) => row)
  const kept = [
    ...(await rows('SELECT operation_record::text AS row FROM operation_record')),
    ...(await rows(`SELECT encode(content, 'escape') || access_record::text AS row FROM access_record`)),
    ...(await rows('SELECT use_count::text AS row FROM use_count')),
  ]
  await audit.end()
  expect(kept.length).toBeGreaterThan(Object.keys(inputs).length / 2)
  expect(passedOn.length).toBeGreaterThan(20)
  expect(logged).not.toBe('')
  for (const text of [metrics, logged, ...passedOn, ...kept])
    expect(codesIn(text).map(() => text)).toEqual([])
})

test('the registries did tell it, and callers were given it as data', async () => {
  const { data } = await dagr.ask('vid', {
    query: `query ($code: String!) { person(personalCode: $code) { givenName familyName } }`,
    variables: { code: dagr.resident },
  })
  expect(JSON.stringify(data)).toContain(canary)
})

function codesIn(text: string): readonly string[] {
  return spellings.filter((spelling) => text.includes(spelling))
}
