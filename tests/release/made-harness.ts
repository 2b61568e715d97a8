import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { oneof } from 'fast-check'
import type { Arbitrary } from 'fast-check'
import type { GraphQLSchema } from 'graphql'
import type { AccessRecordInput, OperationRecord } from '#audit/access-record.ts'
import { AuditUnavailable } from '#audit/failures.ts'
import { issuerKeys } from '#gateway/issuer-keys.ts'
import { cursorSeal } from '#gateway/operation/cursors.ts'
import { defaultLimits } from '#gateway/operation/limits.ts'
import { answer } from '#gateway/pipeline.ts'
import type { Gateway, Guard } from '#gateway/pipeline.ts'
import type { Supergraph } from '#gateway/planner/supergraph.ts'
import { createServing } from '#gateway/serving.ts'
import { createTrust } from '#gateway/stages/identify.ts'
import { createThrottle } from '#gateway/stages/throttle.ts'
import { readAgreementsFile } from '#policies/agreements-file.ts'
import { compilePolicySet } from '#policies/compile.ts'
import { demoAgreements } from '#policies/load-agreements.ts'
import { queryArbitrary } from '#tests/generate-query.ts'
import type { GeneratedQuery } from '#tests/generate-query.ts'
import type { GraphQLAnswer } from '#tests/running-dagr.ts'
import { composeFromFiles } from '#tests/supergraph-of-files.ts'
import { demoCaller } from '#tools/demo/callers.ts'
import { openIssuer } from '#tools/issuer.ts'
import { tokenOf } from '#tools/token.ts'
import type { Grants } from './grants.ts'
import { demoGrants } from './grants.ts'
import { leaks } from './leaks.ts'
import { lot } from './lot.ts'
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

  return {
    queriesUnder: ({ permission }) => queriesUnder(supergraph.api, demoGrants.get(permission) ?? new Map()),
    prepared: (query, asksCodes) => revealingQuery(query, supergraph.api, asksCodes),
    async examine({ caller, permission }, query, seed) {
      const token = tokens.get(caller) ?? tokenOf(demoCaller(caller), issuer, async () => resident)
      tokens.set(caller, token)
      const delivered = { nulls: new Set<string>() }
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
        client: registries.client(seed, delivered),
        guard: { ...gateway.guard, audit },
      })
      const told = JSON.parse(body) as Partial<GraphQLAnswer>
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
      ]
      const codes = answered.errors.map(({ extensions }) =>
        String(extensions['reason'] ?? extensions['code']),
      )
      return { problems, met: [...records.map(({ outcome }) => outcome), ...codes] }
    },
    async close() {
      await rm(folder, { recursive: true, force: true })
    },
  }
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

async function gatewayOver(
  supergraph: Supergraph,
  { issuer, audience, jwks }: { readonly issuer: string; readonly audience: string; readonly jwks: string },
): Promise<Omit<Gateway, 'client' | 'guard'> & { readonly guard: Guard }> {
  const { agreements, applications, organisations } = readAgreementsFile(
    await readFile(demoAgreements, 'utf8'),
  )
  const nameOf = (id: string) => organisations.find((each) => each.id === id)?.name ?? id
  const set = compilePolicySet({
    epoch: 1,
    agreements: agreements.map((terms) => ({ ...terms, revision: 1, organisation: nameOf(terms.consumer) })),
    applications,
  })
  const serving = createServing(supergraph)
  const unhurried = 1_000_000_000
  return {
    serving: () => serving,
    seal: cursorSeal(randomBytes(32)),
    pseudonymKey: randomBytes(32),
    limits: defaultLimits,
    times: { deadlineMs: 600_000, maxDeadlineMs: 600_000 },
    entities: null,
    observe: () => undefined,
    guard: {
      trust: createTrust({ issuer, audience, keys: issuerKeys(jwks) }),
      policies: () => set,
      audit: {
        append: () => Promise.reject(new Error('a log of each request takes its place')),
        counts: () => ({ node: '', operations: 0, records: 0 }),
        close: async () => undefined,
      },
      quota: {
        take: async () => true,
        uses: async () => new Map(),
        blocks: () => 0,
        close: async () => undefined,
      },
      throttle: createThrottle({ requestsPerSecond: unhurried, missesPerMinute: unhurried }),
    },
  }
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
