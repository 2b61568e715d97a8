import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { execute, GraphQLError, isAbstractType, isObjectType, parse } from 'graphql'
import type { GraphQLResolveInfo, GraphQLSchema } from 'graphql'
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { AccessRecordInput, OperationRecord } from '#audit/access-record.ts'
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
import { readBody } from '#tests/differential/serve-shop.ts'
import type { Asked, GraphQLAnswer } from '#tests/running-dagr.ts'
import { people, taxes } from './small-schemas.ts'

export const anna = '39000000001'
export const bruno = '39000000002'
export const nobody = '39000000009'

type Row = Readonly<Record<string, unknown>>

const rows: Readonly<Record<string, Row>> = {
  [anna]: {
    __typename: 'Person',
    id: anna,
    codes: [anna],
    personalCode: anna,
    name: 'Anna',
    born: 1990,
    title: 'Dr.',
    friend: { __typename: 'Company', id: 'C1', name: 'Koks', number: '400' },
    bracket: 'high',
    income: 7777,
    shoeSize: 37,
  },
  [bruno]: {
    __typename: 'Person',
    id: bruno,
    codes: [bruno],
    personalCode: bruno,
    name: 'Bruno',
    born: 1960,
    title: 'Mr.',
    bracket: 'low',
    income: 5555,
  },
}

interface Reply {
  data?: Record<string, unknown> | null
  errors?: unknown[]
}

/** What a registry was asked. */
export interface Fetch {
  readonly subgraph: string
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
  readonly traceparent: string | undefined
}

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

type Spoiling = (reply: Reply, subgraph: string) => unknown
const asItIs: Spoiling = (reply) => reply

export async function openSmallWorld(sdl = { people, taxes }): Promise<SmallWorld> {
  const schemas = { people: schemaOf(sdl.people), taxes: schemaOf(sdl.taxes) }
  let spoilt: Spoiling = asItIs
  let fetches: Fetch[] = []
  const server = createServer((request, response) => {
    void (async () => {
      const subgraph = request.url === '/taxes' ? 'taxes' : 'people'
      const { query, variables } = JSON.parse(await readBody(request))
      const traceparent = request.headers['traceparent']?.toString()
      fetches.push({ subgraph, query, variables, traceparent })
      const reply = await execute({
        schema: schemas[subgraph],
        document: parse(query),
        variableValues: variables,
        fieldResolver: resolve,
      })
      const told = spoilt(JSON.parse(JSON.stringify(reply)), subgraph)
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(typeof told === 'string' ? told : JSON.stringify(told))
    })()
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const client = createSubgraphClient()
  const serving = createServing(
    composeSupergraph([
      { name: 'people', url: `http://127.0.0.1:${port}/people`, sdl: sdl.people },
      { name: 'taxes', url: `http://127.0.0.1:${port}/taxes`, sdl: sdl.taxes },
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
    observe: () => undefined,
    guard: {
      trust,
      policies: () => policies,
      audit: {
        async append(operation, records) {
          recorded = { operation, records }
          return { operation: operation.id, firstSequence: null, records: records.length }
        },
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
      fetches = []
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
      return { status, data, errors, records, operation, fetches, text: body }
    },
    spoil(how = asItIs) {
      spoilt = how
    },
    async close() {
      await client.close()
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
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

function schemaOf(sdl: string): GraphQLSchema {
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl) })
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) type.resolveType = (value: Row) => String(value['__typename'])
    if (isObjectType(type))
      type.extensions = {
        apollo: { subgraph: { resolveReference: (it: { id: string }) => ({ ...rows[it.id], ...it }) } },
      }
  }
  return schema
}

/** Of what a scope may say, the small registries know one thing. */
function inScope(row: Row | undefined, given: Row): Row | null {
  const least = /"atLeast":"(\d+)"/.exec(JSON.stringify(given['scope'] ?? null))?.[1]
  return row !== undefined && Number(row['born']) >= Number(least ?? 0) ? row : null
}

function pageOf(given: Row) {
  const { after } = given
  const following = Object.values(rows).filter(
    (row) => inScope(row, given) !== null && (typeof after !== 'string' || String(row['id']) > after),
  )
  const edges = following.slice(0, Number(given['first'] ?? 20)).map((node) => ({ cursor: node['id'], node }))
  const endCursor = edges.at(-1)?.cursor ?? null
  return { edges, pageInfo: { hasNextPage: edges.length < following.length, endCursor } }
}

function resolve(source: Row | undefined, given: Row, _context: unknown, info: GraphQLResolveInfo): unknown {
  const { fieldName, parentType } = info
  if (parentType.name === 'Mutation' || fieldName === 'person')
    return inScope(rows[String(given['personalCode'])], given)
  if (fieldName === 'named') return rows[String(given['code'])] ?? null
  if (fieldName === 'count') return Object.keys(rows).length
  if (fieldName === 'friends') return source?.['id'] === anna ? [rows[bruno]] : []
  if (fieldName === 'persons') return pageOf(given)
  if (fieldName === 'bracket' && source?.['born'] === undefined) throw new GraphQLError('born is required')
  return source?.[fieldName]
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
