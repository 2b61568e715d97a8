import { randomUUID } from 'node:crypto'
import { Client, Pool } from 'pg'
import { expect } from 'vitest'
import { readAgreementsFile } from '#policies/agreements-file.ts'
import { publish } from '#policies/store.ts'
import { demoCaller } from '#tools/demo/callers.ts'
import { findResident } from '#tools/demo/resident.ts'
import { askUntilCurrent } from './ask-until-current.ts'
import { sharedCountry } from './country.ts'
import { createTestDatabase } from './postgres.ts'
import type { DagrUnderTest, WholeRecord } from './running-dagr.ts'
import { allSubjects, scenarioPeople } from './scenario-people.ts'
import { agreementsOf, readStory, storyNames, valueAt } from './scenario.ts'
import type { Story } from './scenario.ts'

export interface Telling {
  readonly response: { readonly status: number; readonly body: unknown }
  readonly trace: string
}

/** All that a request has left: what its access records have in common, and what each has of its own. */
export interface Recorded {
  readonly operations: readonly Readonly<Record<string, unknown>>[]
  readonly asking: unknown
  readonly records: readonly Readonly<Record<string, unknown>>[]
}

/** A DAGR whose policies have the stories' own agreements, and who is who in its country. */
export interface StoryTeller {
  readonly people: ReadonlyMap<string, string>
  /** Tells what comes before a story as well. */
  tell(name: string): Promise<Telling>
  recorded(trace: string): Promise<Recorded>
  stop(): Promise<void>
}

/** `run` starts a DAGR over the policies at a URL. */
export async function openStories(run: (policyUrl: string) => Promise<DagrUnderTest>): Promise<StoryTeller> {
  const country = await sharedCountry()
  const people = await scenarioPeople(country, await findResident(country))
  const policy = await createTestDatabase('policy')
  await publishStories(policy.url, people)
  const dagr = await run(policy.url)
  const subjects = [...people.values(), ...(await allSubjects(dagr.urls))]
  const audit = new Client({ connectionString: dagr.urls.audit })
  await audit.connect()

  async function tell(name: string): Promise<Telling> {
    const story = readStory(name, people)
    let last: Telling | null = null
    for (const earlier of story.caller.before ?? []) last = await tell(earlier)
    const body = JSON.stringify({
      query: story.query,
      variables: withAnswer(story.caller.variables, last),
      operationName: story.caller.operationName,
    })
    const { status, answer, trace } = await askUntilCurrent(async () => {
      const id = randomUUID().replaceAll('-', '')
      const headers = { ...(await headersOf(story, dagr)), traceparent: `00-${id}-00f067aa0ba902b7-01` }
      const response = await fetch(`${dagr.url}/graphql`, { method: 'POST', headers, body })
      return { status: response.status, answer: (await response.json()) as object, trace: id }
    })
    return { response: { status, body: answer }, trace }
  }

  return {
    people,
    tell,
    async recorded(trace) {
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
    },
    async stop() {
      await audit.end()
      await dagr.stop()
      await policy.drop()
    },
  }
}

async function publishStories(url: string, people: ReadonlyMap<string, string>): Promise<void> {
  const pool = new Pool({ connectionString: url, max: 1 })
  for (const name of storyNames) {
    const text = agreementsOf(name, people)
    if (text !== null) await publish(pool, readAgreementsFile(text), { author: 'stories' })
  }
  await pool.end()
}

async function headersOf(
  { caller: { caller, person, permission, headers } }: Story,
  dagr: DagrUnderTest,
): Promise<Record<string, string>> {
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
