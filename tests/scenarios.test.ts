import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client, Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readAgreementsFile } from '#policies/agreements-file.ts'
import { publish } from '#policies/store.ts'
import { demoCaller } from '#tools/demo/callers.ts'
import { findResident } from '#tools/demo/resident.ts'
import { sharedCountry } from './country.ts'
import { createTestDatabase } from './postgres.ts'
import { runDagr } from './running-dagr.ts'
import type { DagrUnderTest, WholeRecord } from './running-dagr.ts'
import { allSubjects, scenarioPeople } from './scenario-people.ts'
import {
  agreementsOf,
  expectationOf,
  layOut,
  readStory,
  storiesFolder,
  storyNames,
  valueAt,
  withNames,
  withoutChance,
} from './scenario.ts'
import type { Story } from './scenario.ts'

/**
 * Each folder of `scenarios/` is a story: who asks what (`query.graphql`, `caller.json`), what comes back
 * (`response.json`) and what is recorded (`access-records.json`), both to the letter. A story may bring agreements of its own
 * (`agreements.json`, numbers from 7000 on). `UPDATE_SCENARIOS=1` writes the
 * latter two anew: read every difference before you believe it.
 */
const updates = process.env['UPDATE_SCENARIOS'] !== undefined

let dagr: DagrUnderTest
let audit: Client
let policy: Awaited<ReturnType<typeof createTestDatabase>>
let people: ReadonlyMap<string, string>
let subjects: readonly string[]

beforeAll(async () => {
  const country = await sharedCountry()
  people = await scenarioPeople(country, await findResident(country))
  policy = await createTestDatabase('policy')
  await publishStories(policy.url)
  dagr = await runDagr({}, { policy: policy.url })
  subjects = [...people.values(), ...(await allSubjects(dagr.urls))]
  audit = new Client({ connectionString: dagr.urls.audit })
  await audit.connect()
})
afterAll(async () => {
  await audit.end()
  await dagr.stop()
  await policy.drop()
})

async function publishStories(url: string): Promise<void> {
  const pool = new Pool({ connectionString: url, max: 1 })
  for (const name of storyNames) {
    const text = agreementsOf(name, people)
    if (text !== null) await publish(pool, readAgreementsFile(text), { author: 'stories' })
  }
  await pool.end()
}

test.each(storyNames)('%s', async (name) => {
  const { response, trace } = await tell(name)
  const told = { 'response.json': response, 'access-records.json': await recorded(trace) }
  for (const file of ['response.json', 'access-records.json'] as const) {
    const actual = layOut(withoutChance(told[file]))
    if (updates) writeFileSync(join(storiesFolder, name, file), withNames(actual, people))
    expect(actual, file).toBe(expectationOf(name, file, people))
  }
})

interface Telling {
  readonly response: { readonly status: number; readonly body: unknown }
  readonly trace: string
}

async function tell(name: string): Promise<Telling> {
  const story = readStory(name, people)
  let last: Telling | null = null
  for (const earlier of story.caller.before ?? []) last = await tell(earlier)
  const trace = randomUUID().replaceAll('-', '')
  const response = await fetch(`${dagr.url}/graphql`, {
    method: 'POST',
    headers: { ...(await headersOf(story)), traceparent: `00-${trace}-00f067aa0ba902b7-01` },
    body: JSON.stringify({
      query: story.query,
      variables: withAnswer(story.caller.variables, last),
      operationName: story.caller.operationName,
    }),
  })
  return { response: { status: response.status, body: await response.json() }, trace }
}

async function headersOf({
  caller: { caller, person, permission, headers },
}: Story): Promise<Record<string, string>> {
  const named = permission === undefined && caller !== null ? demoCaller(caller).permissions[0] : permission
  return {
    'content-type': 'application/json',
    ...(caller !== null && { authorization: `Bearer ${await dagr.token(caller, person)}` }),
    ...(named != null && { 'x-dagr-permission': named }),
    ...headers,
  }
}

function withAnswer(variables: Story['caller']['variables'], last: Telling | null): unknown {
  const fill = (_key: string, value: unknown): unknown => {
    const path = typeof value === 'string' ? /^\{\{answer:(.+)\}\}$/.exec(value)?.[1] : undefined
    return path === undefined ? value : valueAt(last?.response.body, path)
  }
  return variables && JSON.parse(JSON.stringify(variables, fill))
}

/** All that a request has left: what its access records have in common, and what each has of its own. */
async function recorded(trace: string): Promise<unknown> {
  const { rows } = await audit.query<Record<string, unknown>>(
    'select outcome, code, subgraphs as fetches, subjects from operation_record where trace = $1',
    [trace],
  )
  const records = (await dagr.recordsOf([trace], subjects)).toSorted((a, b) =>
    a.subject < b.subject ? -1 : 1,
  )
  const askings = records.map(asking)
  expect(askings).toEqual(askings.map(() => askings[0]))
  return { operations: rows, asking: askings[0], records: records.map(ofItsOwn) }
}

function asking({
  consumer,
  organisation,
  application,
  official,
  permission,
  purpose,
  legalBasis,
  ...record
}: WholeRecord) {
  return { consumer, organisation, application, official, permission, purpose, legalBasis, case: record.case }
}

function ofItsOwn({ subject, entity, outcome, released, withheld, registries, freshness }: WholeRecord) {
  return {
    subject,
    entity,
    outcome,
    released: released.toSorted(),
    withheld: withheld.toSorted(),
    registries: registries.toSorted(),
    freshness,
  }
}
