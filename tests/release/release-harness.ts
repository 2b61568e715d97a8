import { randomBytes, randomUUID } from 'node:crypto'
import { oneof } from 'fast-check'
import type { Arbitrary } from 'fast-check'
import type { Logger } from 'pino'
import { runPlan } from '#gateway/executor/run-plan.ts'
import { createSubgraphClient } from '#gateway/executor/subgraph-client.ts'
import { followSubgraphs } from '#gateway/planner/follow-subgraphs.ts'
import { planOperation } from '#gateway/planner/plan-operation.ts'
import type { Supergraph } from '#gateway/planner/supergraph.ts'
import { askUntilCurrent } from '#tests/ask-until-current.ts'
import { testMasterKeys } from '#tests/audit-records.ts'
import { queryArbitrary } from '#tests/generate-query.ts'
import type { GeneratedQuery } from '#tests/generate-query.ts'
import { runDagr } from '#tests/running-dagr.ts'
import type { DagrUnderTest, GraphQLAnswer, WholeRecord } from '#tests/running-dagr.ts'
import { allSubjects } from '#tests/scenario-people.ts'
import { startSubgraphs } from '#tools/start-subgraphs.ts'
import { countryValues, valuesFor } from './country-values.ts'
import type { CountryValues } from './country-values.ts'
import type { Grants } from './grants.ts'
import { groundedGrants } from './grounded-grants.ts'
import { knowingQuery } from './knowing-query.ts'
import type { ExpectedRecord } from './ledger.ts'
import { partOfSchema } from './part-of-schema.ts'
import { expectedRelease } from './release-oracle.ts'
import { wantedFor } from './scopes.ts'

/** Data as text, so that the order counts, and `__proto__` is a name like others. */
export interface Outcome {
  readonly data: string
  readonly denied: readonly string[]
  readonly records: readonly ExpectedRecord[]
}

export interface Question {
  readonly caller: string
  readonly permission: string
  readonly grants: Grants
  /** How people's consents name the permission's agreement. */
  readonly consent: string
  readonly query: GeneratedQuery
}

/** All of DAGR, and beside it the same registries for somebody who knows everything. */
export interface ReleaseHarness {
  readonly dagr: DagrUnderTest
  readonly country: CountryValues
  readonly supergraph: Supergraph
  /** Queries over the registries, most of them beginning where the grants have something. */
  queriesUnder(caller: string, grants: Grants): Arbitrary<GeneratedQuery>
  /** What became of a question, and what the oracle says that it should have been. */
  ask(question: Question): Promise<{
    readonly actual: Outcome
    readonly expected: Outcome
    readonly errors: GraphQLAnswer['errors']
    readonly outcomes: readonly string[]
  }>
  close(): Promise<void>
}

const aliases = [
  'id',
  'codes',
  'subject',
  'givenName',
  '__proto__',
  'dagr_self',
  'dagr_field_id',
  'personalCode',
]

/** `run`: with memory off, unless said otherwise. */
export async function openReleaseHarness(
  log?: Logger,
  run: () => Promise<DagrUnderTest> = () => runDagr({ SUBGRAPH_TIMEOUT_MS: '30000' }, {}, log),
): Promise<ReleaseHarness> {
  const dagr = await run()
  const country = await countryValues(dagr.urls, dagr.resident)
  const subjects = ['39999999999', ...(await allSubjects(dagr.urls))]
  const credential = randomUUID()
  const keys = { subjectKey: randomBytes(32), masterKeys: testMasterKeys, consentKey: randomBytes(32) }
  const subgraphs = await startSubgraphs(dagr.urls, keys, { credential })
  const followed = followSubgraphs({
    subgraphs: subgraphs.composed,
    credential,
    onSupergraph: () => undefined,
    onProblem: () => undefined,
  })
  const supergraph = await followed.ready
  const client = createSubgraphClient({ credential, deadlineMs: 30_000 })
  // What depends on who acts, nobody can know who is nobody.
  const registries = partOfSchema(supergraph.api, (coordinate) => !supergraph.facts.acting.has(coordinate))

  async function knownOf(
    { text, variables, operationName }: GeneratedQuery,
    grants: Grants,
    callerCodes: ReadonlySet<string>,
  ) {
    const wanted = wantedFor(grants, supergraph.full, [...callerCodes], variables)
    const document = knowingQuery(text, supergraph.full, supergraph.facts, wanted)
    const plan = await planOperation(supergraph, document, operationName)
    return (await runPlan(plan, { variables, client })).data
  }

  return {
    dagr,
    country,
    supergraph,
    queriesUnder(caller, grants) {
      const options = {
        values: (coordinate: string) => valuesFor(caller, country, coordinate),
        aliases,
      }
      const isGranted = (coordinate: string) => !coordinate.startsWith('Query.') || grants.has(coordinate)
      const anywhere = queryArbitrary(registries, options)
      const roots = Object.keys(registries.getQueryType()?.getFields() ?? {})
      if (!roots.some((field) => grants.has(`Query.${field}`))) return anywhere
      const granted = queryArbitrary(partOfSchema(registries, isGranted), options)
      return oneof({ arbitrary: granted, weight: 4 }, { arbitrary: anywhere, weight: 1 })
    },
    async ask({ caller, permission, grants, consent, query }) {
      const { answer, trace } = await askWhenCurrent(dagr, caller, permission, query)
      const records = await dagr.recordsOf([trace], subjects)
      const callerCodes =
        caller === 'resident' ? codesOf(dagr.resident, country.currentCodes) : new Set<string>()
      const grounded = groundedGrants(grants, caller, country.relations)
      const expected = expectedRelease({
        api: supergraph.api,
        facts: supergraph.facts,
        grants: grounded,
        consent,
        callerCodes,
        currentCodes: country.currentCodes,
        query,
        known: await knownOf(query, grounded, callerCodes),
        answered: answer.data,
      })
      return {
        actual: { data: laidOut(answer.data), denied: denialsOf(answer), records: ordered(records) },
        expected: { ...expected, data: laidOut(expected.data) },
        errors: answer.errors,
        outcomes: records.map(({ outcome }) => outcome),
      }
    },
    async close() {
      await followed.close()
      await client.close()
      await subgraphs.close()
      await dagr.stop()
    },
  }
}

async function askWhenCurrent(
  dagr: DagrUnderTest,
  caller: string,
  permission: string,
  { text, variables, operationName }: GeneratedQuery,
) {
  const asked = { query: text, variables, ...(operationName !== undefined && { operationName }) }
  return askUntilCurrent(async () => {
    const trace = randomUUID().replaceAll('-', '')
    const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01`, 'x-dagr-permission': permission }
    return { answer: await dagr.ask(caller, asked, headers), trace }
  })
}

function ordered(records: readonly WholeRecord[]): readonly ExpectedRecord[] {
  return records
    .map(({ subject, outcome, released, withheld }) => ({
      subject,
      outcome,
      released: released.toSorted(),
      withheld: withheld.toSorted(),
    }))
    .toSorted((a, b) => (a.subject < b.subject ? -1 : 1))
}

function codesOf(person: string, currentCodes: ReadonlyMap<string, string>): ReadonlySet<string> {
  return new Set([...currentCodes].flatMap(([code, current]) => (current === person ? [code] : [])))
}

function laidOut(data: unknown): string {
  return JSON.stringify(data, null, 1)
}

/** Every denied coordinate, once. */
function denialsOf({ errors }: GraphQLAnswer): readonly string[] {
  return errors
    .filter(({ extensions }) => extensions['code'] === 'FIELD_NOT_GRANTED')
    .map(({ extensions }) => String(extensions['coordinate']))
    .toSorted()
}
