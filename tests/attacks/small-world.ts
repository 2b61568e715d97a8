import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { AccessRecordInput, OperationRecord } from '#audit/access-record.ts'
import type { EntityStore } from '#gateway/entities/entity-store.ts'
import { createSubgraphClient } from '#gateway/executor/subgraph-client.ts'
import { cursorSeal } from '#gateway/operation/cursors.ts'
import { defaultLimits } from '#gateway/operation/limits.ts'
import { answer } from '#gateway/pipeline.ts'
import type { Gateway } from '#gateway/pipeline.ts'
import { composeSupergraph } from '#gateway/planner/compose.ts'
import { createServing } from '#gateway/serving.ts'
import { createTrust } from '#gateway/stages/identify.ts'
import { createThrottle } from '#gateway/stages/throttle.ts'
import { compilePolicySet } from '#policies/compile.ts'
import type { Agreement, PolicySet } from '#policies/model.ts'
import { plainTerms } from '#policies/plain-terms.ts'
import type { Asked, GraphQLAnswer } from '#tests/running-dagr.ts'
import { serveSmallRegistries } from './small-registries.ts'
import type { Fetch, Spoiling } from './small-registries.ts'
import { people, taxes } from './small-schemas.ts'

export interface SmallAnswer extends GraphQLAnswer {
  readonly records: readonly AccessRecordInput[]
  readonly operation: OperationRecord
  readonly fetches: readonly Fetch[]
  /** The whole answer as it left. */
  readonly text: string
}

/** Two small registries behind the whole pipeline; what it records is kept here. */
export interface SmallWorld {
  /** Agreements take effect at once, as a new epoch. */
  agree(...agreements: readonly (Partial<Agreement> & { readonly granted?: readonly string[] })[]): void
  ask(asked: Asked, more?: Asking): Promise<SmallAnswer>
  /** Changes what registries answer, until it is called without. */
  spoil(how?: Spoiling): void
  close(): Promise<void>
}

export interface Asking {
  readonly consumer?: string
  readonly permission?: string
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
}

/** `entities`: memory; without, everything is fetched. */
export async function openSmallWorld(
  sdl = { people, taxes },
  entities: EntityStore | null = null,
): Promise<SmallWorld> {
  const registries = await serveSmallRegistries(sdl)
  const client = createSubgraphClient()
  const serving = createServing(
    composeSupergraph([
      { name: 'people', url: `${registries.url}/people`, sdl: sdl.people },
      { name: 'taxes', url: `${registries.url}/taxes`, sdl: sdl.taxes },
    ]),
  )
  const { trust, tokenOf } = await openTrust()
  let policies: PolicySet = compilePolicySet({ epoch: 1, agreements: [], applications: [] })
  let recorded: { operation: OperationRecord; records: readonly AccessRecordInput[] } | null = null
  const gateway: Gateway = {
    serving: () => serving,
    client,
    seal: cursorSeal(Buffer.alloc(32, 1)),
    pseudonymKey: Buffer.alloc(32, 2),
    limits: defaultLimits,
    times: { deadlineMs: 600_000, maxDeadlineMs: 600_000 },
    entities,
    observe: () => undefined,
    guard: {
      trust,
      policies: () => policies,
      audit: {
        async append(operation, records) {
          recorded = { operation, records }
          return { operation: operation.id, firstSequence: null, records: records.length }
        },
        counts: () => ({ node: '', operations: 0, records: 0 }),
        close: async () => undefined,
      },
      quota: {
        take: async () => true,
        uses: async () => new Map(),
        blocks: () => 0,
        close: async () => undefined,
      },
      throttle: createThrottle({ requestsPerSecond: 1000, missesPerMinute: 600 }),
    },
  }

  return {
    agree(...agreements) {
      policies = compilePolicySet({
        epoch: policies.epoch + 1,
        agreements: agreements.map(agreementOf),
        applications: [],
      })
    },
    async ask(asked, { consumer = 'agency', permission = '1', method = 'POST', headers = {} } = {}) {
      registries.forget()
      recorded = null
      const { status, body } = await answer(
        {
          body: asked,
          method,
          headers: {
            authorization: `Bearer ${await tokenOf(consumer)}`,
            'x-dagr-permission': permission,
            accept: 'application/graphql-response+json',
            ...headers,
          },
          remoteAddress: '127.0.0.1',
          receivedAt: new Date(),
          signal: new AbortController().signal,
        },
        gateway,
      )
      if (recorded === null) throw new Error('an answer without a record')
      const { operation, records } = recorded as { operation: OperationRecord; records: AccessRecordInput[] }
      const { data, errors = [] } = JSON.parse(body) as Partial<GraphQLAnswer>
      return { status, data, errors, records, operation, fetches: registries.fetches(), text: body }
    },
    spoil: (how) => registries.spoil(how),
    async close() {
      await client.close()
      await registries.close()
    },
  }
}

function agreementOf({
  granted = [],
  ...given
}: Partial<Agreement> & { readonly granted?: readonly string[] }): Agreement {
  return {
    ...plainTerms,
    permission: '1',
    consumer: 'agency',
    organisation: 'Agency',
    purpose: 'test',
    legalBasis: 'test',
    caseRequired: false,
    validFrom: '2020-01-01T00:00:00Z',
    validTo: null,
    status: 'active',
    forbids: [],
    ...given,
    grants: [...(given.grants ?? []), ...granted.map((coordinate) => ({ id: coordinate, coordinate }))],
  }
}

async function openTrust() {
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  const key = { ...(await exportJWK(publicKey)), kid: 'key', alg: 'ES256', use: 'sig' }
  const keys = createLocalJWKSet({ keys: [key] })
  return {
    trust: createTrust({ issuer: 'urn:issuer', audience: 'dagr', keys }),
    tokenOf: async (consumer: string) =>
      new SignJWT({ consumer, application: `${consumer}-app` })
        .setProtectedHeader({ alg: 'ES256', kid: 'key' })
        .setIssuer('urn:issuer')
        .setAudience('dagr')
        .setExpirationTime('1h')
        .sign(privateKey),
  }
}

/** An answer in few words, all of it: each error by code and what it is about, each record by what it says. */
export function seen({ status, data, errors, records, operation, fetches }: SmallAnswer) {
  return {
    status,
    data,
    errors: errors.map(({ extensions: { code, coordinate, reason }, path }) =>
      [code, coordinate, reason, path?.join('.')].filter((word) => typeof word === 'string').join(' '),
    ),
    records: records.map(({ subject, outcome, released, withheld }) =>
      [subject, outcome, ...released.map((each) => `+${each}`), ...withheld.map((each) => `-${each}`)].join(
        ' ',
      ),
    ),
    operation: `${operation.outcome} ${operation.code ?? ''}`.trim(),
    fetches: fetches.map(({ subgraph }) => subgraph),
  }
}
