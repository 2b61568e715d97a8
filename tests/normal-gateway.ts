import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'graphql'
import { Pool } from 'pg'
import { expect } from 'vitest'
import { demoAgreements, loadAgreements } from '#policies/load-agreements.ts'
import { policySubgraph } from '#subgraphs/policy/resolvers.ts'
import { openPolicySource } from '#subgraphs/policy/source.ts'
import { serveSubgraph } from '#subgraphs/serve.ts'
import { demoCaller } from '#tools/demo/callers.ts'
import { openIssuer } from '#tools/issuer.ts'
import { tokenOf } from '#tools/token.ts'
import { runMain, type OpenGateway } from './open-gateway.ts'
import { createTestDatabase } from './postgres.ts'

/** `gateway/main.ts` in normal mode as a process of its own, over the demonstration's policies and a subgraph that greets. */
export interface NormalGateway extends Pick<OpenGateway, 'process' | 'printed'> {
  /** The audit's database. */
  readonly audit: Pool
  /** The analyst's. */
  readonly token: string
  /** Where it listens, once it says so and is ready. */
  ready(): Promise<string>
  end(): Promise<void>
}

export async function runNormalGateway(words: readonly string[] = []): Promise<NormalGateway> {
  const [policyDatabase, auditDatabase] = await Promise.all([
    createTestDatabase('policy'),
    createTestDatabase('audit'),
  ])
  const policies = new Pool({ connectionString: policyDatabase.url })
  await loadAgreements(policies, demoAgreements, { author: 'test' })
  await policies.end()
  const audit = new Pool({ connectionString: auditDatabase.url })
  const credential = randomBytes(32).toString('base64url')
  const hello = {
    name: 'hello',
    typeDefs: parse('"Jautājumi." type Query { "Sveiciens." hello: String }'),
    resolvers: { Query: { hello: () => 'Sveiki' } },
    context: () => ({}),
    health: async () => {},
    close: async () => {},
  }
  const source = { url: policyDatabase.url, auditUrl: auditDatabase.url, consentKey: randomBytes(32) }
  const [policy, greeter] = await Promise.all([
    serveSubgraph(policySubgraph(openPolicySource(source)), { credential }),
    serveSubgraph(hello, { credential }),
  ])
  const keysFolder = await mkdtemp(join(tmpdir(), 'dagr-keys-'))
  const issuer = await openIssuer(keysFolder)
  const main = runMain(
    {
      PORT: '0',
      SUBGRAPHS: `hello=${greeter.url}`,
      SUBGRAPH_CREDENTIAL: credential,
      POLICY_URL: policy.url,
      AUDIT_DATABASE_URL: auditDatabase.url,
      AUDIT_SUBJECT_KEY: randomBytes(32).toString('hex'),
      AUDIT_MASTER_KEY: randomBytes(32).toString('hex'),
      CURSOR_KEY: randomBytes(32).toString('hex'),
      PSEUDONYM_KEY: randomBytes(32).toString('hex'),
      TOKEN_ISSUER: issuer.issuer,
      TOKEN_AUDIENCE: issuer.audience,
      TOKEN_JWKS: issuer.jwks,
    },
    words,
  )
  return {
    ...main,
    audit,
    token: await tokenOf(demoCaller('analyst'), issuer, () => Promise.reject(new Error('not a resident'))),
    async ready() {
      await expect.poll(() => main.printed()).toMatch(/http:\/\//)
      const url = /http:\/\/[\d.:]+/.exec(main.printed())?.[0] ?? ''
      const isReady = async () => (await fetch(`${url}/health/ready`)).status
      await expect.poll(isReady).toBe(200)
      return url
    },
    async end() {
      main.process.kill('SIGKILL')
      await audit.end()
      await Promise.all([policy.close(), greeter.close()])
      await Promise.all([policyDatabase.drop(), auditDatabase.drop()])
      await rm(keysFolder, { recursive: true })
    },
  }
}
