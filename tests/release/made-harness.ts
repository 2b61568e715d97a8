import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { oneof } from 'fast-check'
import type { Arbitrary } from 'fast-check'
import type { GraphQLSchema } from 'graphql'
import type { AccessRecordInput, OperationRecord } from '#audit/access-record.ts'
import { AuditUnavailable } from '#audit/failures.ts'
import { createEntityStore } from '#gateway/entities/create-entity-store.ts'
import type { EntityStore } from '#gateway/entities/entity-store.ts'
import type { ToldFreshness } from '#gateway/operation/told-freshness.ts'
import { answer } from '#gateway/pipeline.ts'
import type { Guard } from '#gateway/pipeline.ts'
import { queryArbitrary } from '#tests/generate-query.ts'
import type { GeneratedQuery } from '#tests/generate-query.ts'
import type { GraphQLAnswer } from '#tests/running-dagr.ts'
import { simpleTrust } from '#tests/simple-trust.ts'
import { composeFromFiles } from '#tests/supergraph-of-files.ts'
import { demoCaller } from '#tools/demo/callers.ts'
import { openIssuer } from '#tools/issuer.ts'
import { tokenOf } from '#tools/token.ts'
import type { Grants } from './grants.ts'
import { demoGrants } from './grants.ts'
import type { Delivered } from './faulty-registries.ts'
import { leaks } from './leaks.ts'
import { lot } from './lot.ts'
import { gatewayOver } from './made-gateway.ts'
import { madeCodes, madePeople } from './made-world.ts'
import { MadeRegistries } from './made-registries.ts'
import type { Compared } from './made-registries.ts'
import { partOfSchema } from './part-of-schema.ts'
import { strangeWords, vocabularyOf } from './record-vocabulary.ts'
import { revealingQuery } from './revealing-query.ts'

/** A caller of the demonstration, under one of their permissions. */
export interface Reader {
  readonly caller: string
  readonly permission: string
}

export interface Examined {
  /** In words; nothing where all is well. */
  readonly problems: readonly string[]
  /** Outcomes of access records, and error codes. */
  readonly met: readonly string[]
}

/**
 * The gateway's whole pipeline over registries that are made up (`MadeRegistries`), with a log that keeps what it is told
 * and, one time in forty, does not take it: what answers and records say is held against each other, without a server and
 * without a database, a thousand times faster than with them.
 */
export interface MadeHarness {
  queriesUnder(reader: Reader): Arbitrary<GeneratedQuery>
  /** The query in a form that can be asked with many seeds. */
  prepared(query: GeneratedQuery, asksCodes: boolean): GeneratedQuery
  examine(reader: Reader, query: GeneratedQuery, seed: number): Promise<Examined>
  /** The same with memory: asked when it holds nothing, when it holds what came, and when nobody vouches for that. */
  examineMemory(reader: Reader, query: GeneratedQuery, seed: number): Promise<Examined>
  close(): Promise<void>
}

interface Appended {
  readonly operation: OperationRecord
  readonly records: readonly AccessRecordInput[]
  readonly isSettled: boolean
}

const resident = madePeople[0]?.codes[0] ?? ''
const aliases = ['id', 'codes', 'subject', 'givenName', '__proto__', 'personalCode', 'constructor']

export async function openMadeHarness(): Promise<MadeHarness> {
  const folder = await mkdtemp(join(tmpdir(), 'dagr-made-'))
  const supergraph = await composeFromFiles()
  const words = vocabularyOf(supergraph)
  const registries = new MadeRegistries(supergraph.full, comparedIn([...demoGrants.values()]), words.fields)
  const issuer = await openIssuer(folder)
  const tokens = new Map<string, Promise<string>>()
  const gateway = await gatewayOver(supergraph, issuer)

  async function examine(
    { caller, permission }: Reader,
    query: GeneratedQuery,
    { seed, delivered, entities, goneInOne = 12 }: Round,
  ): Promise<Examined> {
    const token = tokens.get(caller) ?? tokenOf(demoCaller(caller), issuer, async () => resident)
    tokens.set(caller, token)
    const appended: Appended[] = []
    const isLost = lot(seed, 'log') % 40 === 0
    const audit: Guard['audit'] = {
      ...gateway.guard.audit,
      async append(operation, records) {
        const own = { operation, records, isSettled: false }
        appended.push(own)
        await nextTurn()
        own.isSettled = true
        if (isLost) throw new AuditUnavailable('lost')
        return { operation: operation.id, firstSequence: null, records: records.length }
      },
    }
    const request = requestOf(query, await token, permission, seed)
    const { status, body } = await answer(request, {
      ...gateway,
      entities,
      client: registries.client(seed, delivered, goneInOne),
      guard: { ...gateway.guard, audit },
    })
    const told = JSON.parse(body) as Partial<GraphQLAnswer> & {
      readonly extensions?: { readonly freshness?: readonly ToldFreshness[] }
    }
    const answered: GraphQLAnswer = { status, data: told.data, errors: told.errors ?? [] }
    const [first] = appended
    const records = first?.records ?? []
    const known = {
      api: supergraph.api,
      facts: supergraph.facts,
      grants: demoGrants.get(permission) ?? new Map(),
      currentCodes: madeCodes,
      callerIs: caller === 'resident' ? resident : null,
      query,
      delivered,
    }
    // The log's own columns of a record are the operation's: `leaks` needs whom and what.
    const seen = records.map((record) => ({ ...record, ...nobody }))
    const problems = [
      ...(appended.length === 1 ? [] : [`${appended.length} records of one operation`]),
      ...(first?.isSettled ? [] : ['an answer before its record']),
      ...(isLost && told.data !== undefined ? ['data without a durable record'] : []),
      ...(isLost ? [] : leaks({ ...known, answer: answered, records: seen })),
      ...(first ? strangeWords(first, words) : []),
      ...wronglyDated(told, records),
    ]
    const codes = answered.errors.map(({ extensions }) => String(extensions['reason'] ?? extensions['code']))
    const freshness = records.map((record) => record.freshness)
    return { problems, met: [...records.map(({ outcome }) => outcome), ...codes, ...freshness] }
  }

  return {
    queriesUnder: ({ permission }) => queriesUnder(supergraph.api, demoGrants.get(permission) ?? new Map()),
    prepared: (query, asksCodes) => revealingQuery(query, supergraph.api, asksCodes),
    examine: (reader, query, seed) =>
      examine(reader, query, { seed, delivered: { nulls: new Set() }, entities: null }),
    async examineMemory(reader, query, seed) {
      let isVouching = true
      const entities = createEntityStore({
        maxBytes: 2 ** 22,
        trustOf: (registry) => simpleTrust(registry, () => isVouching),
      })
      // What was said once is said again from memory.
      const delivered = { nulls: new Set<string>() }
      const rounds: Examined[] = []
      for (const each of [seed, seed, seed + 1]) {
        if (each !== seed) isVouching = false
        rounds.push(
          await examine(reader, query, {
            seed: each,
            delivered,
            entities,
            goneInOne: isVouching ? 12 : 1 + (seed % 2),
          }),
        )
      }
      return {
        problems: rounds.flatMap(({ problems }, round) => problems.map((each) => `round ${round}: ${each}`)),
        met: [...rounds.flatMap(({ met }) => met), ...(entities.counts().hits > 0 ? ['HIT'] : [])],
      }
    },
    async close() {
      await rm(folder, { recursive: true, force: true })
    },
  }
}

interface Round {
  readonly seed: number
  readonly delivered: Delivered
  /** null: memory is off. */
  readonly entities: EntityStore | null
  /** One answer of registries in so many does not come. */
  readonly goneInOne?: number
}

/** What records say of freshness and the answer does not. */
function wronglyDated(
  {
    data,
    extensions,
  }: { readonly data?: unknown; readonly extensions?: { readonly freshness?: readonly ToldFreshness[] } },
  records: readonly AccessRecordInput[],
): readonly string[] {
  if (data === undefined) return []
  const told = extensions?.freshness ?? []
  const states = new Set<string>(told.map(({ state }) => state))
  const tooOld = records.filter(({ freshness }) => freshness !== 'FRESH' && !states.has(freshness))
  const unsaid = told.filter(({ fields = [], state }) => {
    const ofThem = records.filter(({ released }) => released.some((each) => fields.includes(each)))
    return state !== 'FRESH' && ofThem.length > 0 && ofThem.every(({ freshness }) => freshness === 'FRESH')
  })
  return [
    ...tooOld.map(({ freshness }) => `a record says ${freshness}, and the answer does not`),
    ...unsaid.map(({ fields = [] }) => `no record says what the answer says of ${fields.join(', ')}`),
  ]
}

const nobody = {
  consumer: null,
  organisation: null,
  application: null,
  official: null,
  permission: null,
  purpose: null,
  legalBasis: null,
  case: null,
  epoch: null,
  trace: null,
}

function requestOf(
  { text, variables, operationName }: GeneratedQuery,
  token: string,
  permission: string,
  seed: number,
) {
  return {
    body: { query: text, variables, ...(operationName !== undefined && { operationName }) },
    method: 'POST' as const,
    headers: {
      authorization: `Bearer ${token}`,
      'x-dagr-permission': permission,
      'dagr-case': 'A-17',
      traceparent: `00-${randomUUID().replaceAll('-', '')}-00f067aa0ba902b7-01`,
      ...(lot(seed, 'reject') % 20 === 0 && { 'dagr-on-denied': 'reject' }),
    },
    remoteAddress: '127.0.0.1',
    receivedAt: new Date(),
    signal: new AbortController().signal,
  }
}

function queriesUnder(api: GraphQLSchema, grants: Grants): Arbitrary<GeneratedQuery> {
  const codes = [...madePeople.flatMap((person) => person.codes), '39999999999']
  const values = (coordinate: string): readonly unknown[] | undefined => {
    if (coordinate === 'Query.person(personalCode:)') return codes
    if (coordinate === 'Query.persons(personalCodes:)') return codes.map((code) => [code, codes[0]])
    if (coordinate.endsWith('(after:)')) return []
    return coordinate.endsWith('(first:)') ? [1, 2, 3, 5] : undefined
  }
  const options = { values, aliases }
  // A type of which nothing is granted cannot be without fields.
  const ofTypes = new Set([...grants.keys()].map((coordinate) => coordinate.split('.')[0]))
  const isOften = (coordinate: string) =>
    grants.has(coordinate) || !ofTypes.has(coordinate.split('.')[0] ?? '')
  const isBegun = (coordinate: string) => !coordinate.startsWith('Query.') || isOften(coordinate)
  return oneof(
    { arbitrary: queryArbitrary(partOfSchema(api, isOften), options), weight: 1 },
    { arbitrary: queryArbitrary(partOfSchema(api, isBegun), options), weight: 1 },
  )
}

/** What agreements compare attributes with, so that their conditions are met now and then. */
function comparedIn(all: readonly Grants[]): Compared {
  const found = new Map<string, string[]>()
  const text = JSON.stringify(all.map((grants) => [...grants.values()]))
  JSON.parse(text, (_key, value: unknown) => {
    if (isComparison(value))
      found.set(value.attribute, [...(found.get(value.attribute) ?? []), ...value.value.values.map(String)])
    return value
  })
  return found
}

interface Comparing {
  readonly attribute: string
  readonly value: { readonly values: readonly unknown[] }
}

function isComparison(value: unknown): value is Comparing {
  return (
    typeof value === 'object' &&
    value !== null &&
    'attribute' in value &&
    'value' in value &&
    typeof value.value === 'object' &&
    value.value !== null &&
    'values' in value.value
  )
}
