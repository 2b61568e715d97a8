import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { AuditLog } from '#audit/log.ts'
import type { Quota } from '#audit/quota.ts'
import { cursorSeal } from '#gateway/operation/cursors.ts'
import { defaultLimits } from '#gateway/operation/limits.ts'
import type { Gateway, Guard } from '#gateway/pipeline.ts'
import { createServing } from '#gateway/serving.ts'
import type { Serving } from '#gateway/serving.ts'
import { createTrust } from '#gateway/stages/identify.ts'
import type { GraphQLRequest } from '#gateway/stages/parse.ts'
import { createThrottle } from '#gateway/stages/throttle.ts'
import { readAgreementsFile } from '#policies/agreements-file.ts'
import { compilePolicySet } from '#policies/compile.ts'
import { demoAgreements } from '#policies/load-agreements.ts'
import { composeFromFiles } from '#tests/supergraph-of-files.ts'
import { demoCaller } from '#tools/demo/callers.ts'
import { madeRegistries } from './made-registries.ts'

/** One request of the tax administration: two registries, one entity fetch, about 1 kB. */
export const personQuery = `query Taxpayer($code: String!) {
  person(personalCode: $code) {
    personalCode givenName familyName birthName
    nameHistory { givenName familyName validFrom validTo }
    properties {
      cadastralNumber name kind landbookFolio
      parcels { cadastralNumber status area }
      valuation { fiscal fiscalOn }
    }
  }
}`

/** A gateway under the demonstration's agreements, but for registries and an audit that answer from memory at once. */
export interface HotWorld {
  readonly gateway: Gateway
  readonly guard: Guard
  readonly serving: Serving
  readonly token: string
  /** The query about the person of that number. */
  requestAbout(number: number): GraphQLRequest
  bodyAbout(number: number): string
}

export async function openHotWorld(): Promise<HotWorld> {
  const serving = createServing(await composeFromFiles())
  const { trust, token } = await trustAndToken()
  const policies = compilePolicySet({
    ...readAgreementsFile(await readFile(demoAgreements, 'utf8')),
    epoch: 1,
  } as never)
  const guard: Guard = {
    trust,
    policies: () => policies,
    audit: unrecorded,
    quota: unlimited,
    throttle: createThrottle({ requestsPerSecond: 10_000_000, missesPerMinute: 1_000 }),
  }
  const gateway: Gateway = {
    serving: () => serving,
    client: madeRegistries(serving.supergraph.full),
    seal: cursorSeal(randomBytes(32)),
    pseudonymKey: randomBytes(32),
    limits: defaultLimits,
    times: { deadlineMs: 600_000, maxDeadlineMs: 600_000 },
    entities: null,
    guard,
    observe: () => undefined,
  }
  const { signal } = new AbortController()
  const headers = { authorization: `Bearer ${token}`, 'x-dagr-permission': '1001', accept: '*/*' }
  return {
    gateway,
    guard,
    serving,
    token,
    requestAbout: (number) => ({
      body: { query: personQuery, variables: { code: codeOf(number) } },
      method: 'POST',
      headers,
      remoteAddress: '127.0.0.1',
      receivedAt: new Date(),
      signal,
    }),
    bodyAbout: (number) => JSON.stringify({ query: personQuery, variables: { code: codeOf(number) } }),
  }
}

/** Of a synthetic person. */
function codeOf(number: number): string {
  return `39${String(number % 1_000_000_000).padStart(9, '0')}`
}

async function trustAndToken(): Promise<{ trust: Guard['trust']; token: string }> {
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  const [issuer, audience, kid] = ['measuring', 'dagr', 'one']
  const key = { ...(await exportJWK(publicKey)), kid, alg: 'ES256' }
  const token = await new SignJWT({ ...demoCaller('vid').claims })
    .setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setExpirationTime('12h')
    .sign(privateKey)
  return { trust: createTrust({ issuer, audience, keys: createLocalJWKSet({ keys: [key] }) }), token }
}

const unrecorded: AuditLog = {
  append: async ({ id: operation }) => ({ operation, firstSequence: null, records: 0 }),
  counts: () => ({ node: '', operations: 0, records: 0 }),
  close: async () => undefined,
}

const unlimited: Quota = {
  take: async () => true,
  uses: async () => new Map(),
  blocks: () => 0,
  close: async () => undefined,
}
