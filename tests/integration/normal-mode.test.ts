import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'graphql'
import { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { demoAgreements, loadAgreements } from '#policies/load-agreements.ts'
import { policySubgraph } from '#subgraphs/policy/resolvers.ts'
import { openPolicySource } from '#subgraphs/policy/source.ts'
import { serveSubgraph, type RunningSubgraph } from '#subgraphs/serve.ts'
import { demoCaller } from '#tools/demo/callers.ts'
import { openIssuer } from '#tools/issuer.ts'
import { tokenOf } from '#tools/token.ts'
import { post, told } from '../http-shell.ts'
import { runMain, type OpenGateway } from '../open-gateway.ts'
import { createTestDatabase, type TestDatabase } from '../postgres.ts'

let databases: readonly TestDatabase[]
let subgraphs: readonly RunningSubgraph[]
let keysFolder: string
let main: Pick<OpenGateway, 'process' | 'printed'>
let pool: Pool
let url: string
let token: string

beforeAll(async () => {
  const [policy, audit] = await Promise.all([createTestDatabase('policy'), createTestDatabase('audit')])
  databases = [policy, audit]
  pool = new Pool({ connectionString: policy.url })
  await loadAgreements(pool, demoAgreements, { author: 'test' })
  await pool.end()
  pool = new Pool({ connectionString: audit.url })

  const credential = randomBytes(32).toString('base64url')
  const hello = {
    name: 'hello',
    typeDefs: parse('"Jautājumi." type Query { "Sveiciens." hello: String }'),
    resolvers: { Query: { hello: () => 'Sveiki' } },
    context: () => ({}),
    health: async () => {},
    close: async () => {},
  }
  const source = { url: policy.url, auditUrl: audit.url, consentKey: randomBytes(32) }
  const [policies, greeter] = await Promise.all([
    serveSubgraph(policySubgraph(openPolicySource(source)), { credential }),
    serveSubgraph(hello, { credential }),
  ])
  subgraphs = [policies, greeter]

  keysFolder = await mkdtemp(join(tmpdir(), 'dagr-keys-'))
  const issuer = await openIssuer(keysFolder)
  token = await tokenOf(demoCaller('analyst'), issuer, () => Promise.reject(new Error('not a resident')))
  main = runMain({
    PORT: '0',
    SUBGRAPHS: `hello=${greeter.url}`,
    SUBGRAPH_CREDENTIAL: credential,
    POLICY_URL: policies.url,
    AUDIT_DATABASE_URL: audit.url,
    AUDIT_SUBJECT_KEY: randomBytes(32).toString('hex'),
    AUDIT_MASTER_KEY: randomBytes(32).toString('hex'),
    CURSOR_KEY: randomBytes(32).toString('hex'),
    PSEUDONYM_KEY: randomBytes(32).toString('hex'),
    TOKEN_ISSUER: issuer.issuer,
    TOKEN_AUDIENCE: issuer.audience,
    TOKEN_JWKS: issuer.jwks,
  })
})

afterAll(async () => {
  main.process.kill('SIGKILL')
  await pool.end()
  await Promise.all(subgraphs.map((subgraph) => subgraph.close()))
  await Promise.all(databases.map((database) => database.drop()))
  await rm(keysFolder, { recursive: true })
})

test('it says where it listens, and is ready once it has its policies and its supergraph', async () => {
  await expect.poll(() => main.printed(), { timeout: 20_000 }).toMatch(/http:\/\//)
  url = /http:\/\/[\d.:]+/.exec(main.printed())?.[0] ?? ''
  await expect.poll(async () => (await fetch(`${url}/health/ready`)).status, { timeout: 20_000 }).toBe(200)
})

test('it identifies, decides and records in the databases that the environment names', async () => {
  const query = '{"query":"{ __typename hello }"}'
  expect(told(await post(url, query))).toBe('401 UNAUTHENTICATED')
  const caller = { authorization: `Bearer ${token}`, 'x-dagr-permission': '4001' }
  expect((await post(url, query, caller)).body).toMatchObject({
    data: { __typename: 'Query', hello: null },
    errors: [{ extensions: { code: 'FIELD_NOT_GRANTED', coordinate: 'Query.hello' } }],
  })
  const { rows } = await pool.query(
    'select consumer, permission, outcome, code from operation_record order by at',
  )
  expect(rows).toEqual([
    { consumer: null, permission: null, outcome: 'REFUSED', code: 'UNAUTHENTICATED' },
    { consumer: 'vdaa', permission: '4001', outcome: 'RELEASED', code: null },
  ])
})

test('its metrics say so, and its log holds neither token nor query', async () => {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  expect(metrics).toContain('dagr_requests_total{outcome="RELEASED"} 1')
  expect(metrics).toMatch(/dagr_policy_epoch [1-9]/)
  const { rows } = await pool.query<{ node: string; count: string }>(
    'select node, count(*) from operation_record group by node',
  )
  expect(rows).toHaveLength(1)
  for (const { node, count } of rows) {
    expect(metrics).toContain(`dagr_audit_operations_total{node="${node}"} ${count}\n`)
    expect(metrics).toContain(`dagr_audit_access_records_total{node="${node}"} 0\n`)
  }
  expect(main.printed()).toContain('"route":"/graphql"')
  expect(main.printed()).not.toMatch(new RegExp(`${token.slice(0, 30)}|__typename|hello`))
})

test('a stop that is asked for twice at once, as Ctrl-C through npm is, ends it cleanly', async () => {
  // Two kinds, since a second signal of one kind may be lost; at once, since an idle gateway ends in no time.
  main.process.kill('SIGINT')
  main.process.kill('SIGTERM')
  expect(await once(main.process, 'exit')).toEqual([0, null])
})
