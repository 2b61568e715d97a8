import { randomUUID } from 'node:crypto'
import { array, assert, asyncProperty, nat } from 'fast-check'
import type { GraphQLSchema } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { limitTable } from '#gateway/operation/limits.ts'
import { askUntilCurrent } from '#tests/ask-until-current.ts'
import { queryArbitrary } from '#tests/generate-query.ts'
import type { GeneratedQuery } from '#tests/generate-query.ts'
import { countryValues, valuesFor } from '#tests/release/country-values.ts'
import type { CountryValues } from '#tests/release/country-values.ts'
import { demoGrants, demoReaders } from '#tests/release/grants.ts'
import { partOfSchema } from '#tests/release/part-of-schema.ts'
import { respell } from '#tests/release/respell.ts'
import { runDagr } from '#tests/running-dagr.ts'
import type { DagrUnderTest } from '#tests/running-dagr.ts'
import { allSubjects } from '#tests/scenario-people.ts'
import { withoutChance } from '#tests/scenario.ts'
import { composeOwnSubgraphs } from '#tools/compose-subgraphs.ts'

const runs = Number(process.env['RELEASE_RUNS'] ?? 1)

let dagr: DagrUnderTest
let country: CountryValues
let schema: GraphQLSchema
let subjects: readonly string[]

beforeAll(async () => {
  // Respelling makes a query longer and no dearer: one spelling must not be refused where the other is answered.
  const roomy = Object.values(limitTable).map((limit) => [limit.env, String(limit.default * 50)] as const)
  dagr = await runDagr({ ...Object.fromEntries(roomy), SUBGRAPH_TIMEOUT_MS: '30000' })
  country = await countryValues(dagr.urls, dagr.resident)
  subjects = ['39999999999', ...(await allSubjects(dagr.urls))]
  // Whole: introspection shows a caller the part that they may know.
  schema = (await composeOwnSubgraphs()).api
})
afterAll(() => dagr.stop())

describe.concurrent('how a query is spelled changes neither what is released nor what is recorded', () => {
  test.each(demoReaders)(
    '$caller under $permission',
    { timeout: 240_000 },
    async ({ caller, permission }) => {
      const tape = array(nat({ max: 0xffff }), { minLength: 20, maxLength: 100, size: 'max' })
      const property = asyncProperty(queriesUnder(caller, permission), tape, async (query, choices) => {
        const other = respell(query, schema, chooserOf(choices))
        const plain = await outcomeOf(caller, permission, query, new Map())
        expect(await outcomeOf(caller, permission, other.query, other.formerName)).toEqual(plain)
      })
      await assert(property, { numRuns: 40 * runs, interruptAfterTimeLimit: 200_000 })
    },
  )
})

/** Histories, counts and moments of what was asked, which move on between two questions. */
const moving = [
  'Person.accessHistory',
  'Person.accessHistoryProof',
  'AccessStatistic.operations',
  'AccessStatistic.subjects',
  'Agreement.usedToday',
  'Effect.replay',
  'GatewayNode.seenAt',
]

function queriesUnder(caller: string, permission: string) {
  const grants = demoGrants.get(permission)
  const part = partOfSchema(schema, (coordinate) =>
    coordinate.startsWith('Query.') ? grants?.has(coordinate) === true : !moving.includes(coordinate),
  )
  return queryArbitrary(part, { values: (coordinate) => valuesFor(caller, country, coordinate) })
}

function chooserOf(choices: readonly number[]): (n: number) => number {
  let position = 0
  return (n) => (choices[position++ % choices.length] ?? 0) % n
}

async function outcomeOf(
  caller: string,
  permission: string,
  { text, variables, operationName }: GeneratedQuery,
  formerName: ReadonlyMap<string, string>,
) {
  const asked = { query: text, variables, ...(operationName !== undefined && { operationName }) }
  const { answer, trace } = await askUntilCurrent(async () => {
    const id = randomUUID().replaceAll('-', '')
    const headers = { traceparent: `00-${id}-00f067aa0ba902b7-01`, 'x-dagr-permission': permission }
    return { answer: await dagr.ask(caller, asked, headers), trace: id }
  })
  const { data, errors } = answer
  const records = await dagr.recordsOf([trace], subjects)
  const rename = (key: string | number) => formerName.get(String(key)) ?? key
  return {
    data: JSON.stringify(inOneOrder(withoutChance(data ?? null), rename), null, 1),
    errors: errors.map(({ path, extensions }) => JSON.stringify([extensions, path?.map(rename)])).toSorted(),
    records: records
      .map(({ trace: _trace, released, withheld, registries, ...record }) => ({
        ...record,
        released: released.toSorted(),
        withheld: withheld.toSorted(),
        registries: registries.toSorted(),
      }))
      .toSorted((a, b) => (a.subject < b.subject ? -1 : 1)),
  }
}

/** Objects as lists of their entries under their former names, by name. */
function inOneOrder(value: unknown, rename: (key: string) => string | number): unknown {
  if (Array.isArray(value)) return value.map((each) => inOneOrder(each, rename))
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value)
    .map(([key, inner]) => [String(rename(key)), inOneOrder(inner, rename)] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
}
