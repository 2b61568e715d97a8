import { readFile } from 'node:fs/promises'
import { Client, Pool } from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { readAgreementsFile } from '#policies/agreements-file.ts'
import { demoAgreements } from '#policies/load-agreements.ts'
import type { AgreementTerms } from '#policies/store-rows.ts'
import { publish } from '#policies/store.ts'
import { openFaultProxy } from '#tests/fault-proxy.ts'
import type { FaultProxy } from '#tests/fault-proxy.ts'
import { openHeldAnswers } from '#tests/held-answers.ts'
import type { HeldAnswers } from '#tests/held-answers.ts'
import { createTestDatabase } from '#tests/postgres.ts'
import type { TestDatabase } from '#tests/postgres.ts'
import { runDagr } from '#tests/running-dagr.ts'
import type { DagrUnderTest, GraphQLAnswer } from '#tests/running-dagr.ts'

/** What is revoked while an answer is on its way is not in it. */
let database: TestDatabase
let proxy: FaultProxy
let population: HeldAnswers
let policies: HeldAnswers
let dagr: DagrUnderTest
let policy: Pool
let audit: Client
let terms: ReadonlyMap<string, AgreementTerms>
let sessions = 0

beforeAll(async () => {
  database = await createTestDatabase('policy')
  proxy = await openFaultProxy(database.url)
  population = await openHeldAnswers()
  policies = await openHeldAnswers()
  const routes = new Map([
    ['population', population],
    ['policy', policies],
  ])
  dagr = await runDagr(
    {},
    { policy: proxy.url },
    undefined,
    ({ name, url }) => routes.get(name)?.route(url) ?? url,
  )
  policy = new Pool({ connectionString: database.url })
  policy.on('error', () => undefined)
  audit = new Client({ connectionString: dagr.urls.audit })
  await audit.connect()
  const { agreements } = readAgreementsFile(await readFile(demoAgreements, 'utf8'))
  terms = new Map(agreements.map((agreement) => [agreement.permission, agreement]))
})
afterEach(async () => {
  population.letOut('all')
  policies.letOut('all')
  await change({})
})
afterAll(async () => {
  await audit.end()
  await policy.end()
  await dagr.stop()
  await Promise.all([population.close(), policies.close(), proxy.close()])
  await database.drop()
})

/** Publishes the agreement with these terms, and waits until the gateway decides from them. */
async function change(given: Partial<AgreementTerms>, permission = '1001'): Promise<number> {
  const agreement = terms.get(permission)
  if (agreement === undefined) throw new Error(`There is no agreement ${permission}`)
  const epoch = await publish(policy, { agreements: [{ ...agreement, ...given }] }, { author: 'test' })
  await expect.poll(epochOfGateway, { interval: 10 }).toBe(epoch)
  return epoch
}

async function epochOfGateway(): Promise<number> {
  const metrics = await (await fetch(`${dagr.url}/metrics`)).text()
  return Number(/^dagr_policy_epoch (\S+)$/m.exec(metrics)?.[1])
}

const query = `query Held($code: String!) { person(personalCode: $code) { givenName familyName } }`

interface InFlight {
  readonly trace: string
  readonly answer: Promise<GraphQLAnswer>
}

function ask(): InFlight {
  const trace = (sessions += 1).toString(16).padStart(32, 'a')
  const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01` }
  return { trace, answer: dagr.ask('vid', { query, variables: { code: dagr.resident } }, headers) }
}

/** A request whose answer the population register has given and the gateway has not received. */
async function inFlight(): Promise<InFlight> {
  population.hold()
  const asked = ask()
  await held(1)
  return asked
}

async function held(count: number): Promise<void> {
  await expect.poll(() => population.waiting(), { interval: 5 }).toBe(count)
}

async function operation(trace: string): Promise<Record<string, unknown>> {
  const { rows } = await audit.query(
    'select outcome, code, epoch::int, subgraphs, counted from operation_record where trace = $1',
    [trace],
  )
  expect(rows).toHaveLength(1)
  return rows[0]
}

const forbidden = (...coordinates: string[]) => ({
  forbids: coordinates.map((coordinate) => ({ id: `1001:not:${coordinate}`, coordinate })),
})

test('a permission that is suspended while the registry answers releases nothing', async () => {
  const { trace, answer } = await inFlight()
  const epoch = await change({ status: 'suspended' })
  population.letOut('all')
  expect(await answer).toMatchObject({
    status: 403,
    data: undefined,
    errors: [{ extensions: { code: 'PERMISSION_NOT_VALID' } }],
  })
  expect(await operation(trace)).toMatchObject({
    outcome: 'REFUSED',
    code: 'PERMISSION_NOT_VALID',
    epoch: epoch - 1,
  })
  expect(await dagr.recordsOf([trace], [])).toMatchObject([
    { subject: dagr.resident, outcome: 'REFUSED', released: [] },
  ])
})

test('a field that is forbidden while the registry answers is withheld, and asked anew without it', async () => {
  const { trace, answer } = await inFlight()
  const epoch = await change(forbidden('Person.givenName'))
  population.letOut('all')
  expect(await answer).toMatchObject({
    status: 200,
    data: { person: { givenName: null, familyName: expect.any(String) } },
    errors: [{ extensions: { coordinate: 'Person.givenName', reason: 'FORBIDDEN' } }],
  })
  expect(await operation(trace)).toMatchObject({ outcome: 'RELEASED', epoch, subgraphs: { population: 2 } })
  expect(await dagr.recordsOf([trace], [])).toMatchObject([
    {
      outcome: 'PARTLY',
      released: ['Query.person', 'Person.familyName'],
      withheld: ['Person.givenName'],
      epoch,
    },
  ])
})

test.each([
  ['another agreement', '2001', { status: 'suspended' } as const],
  ['a field that is not asked for', '1001', forbidden('Person.residence')],
])(
  '%s may change meanwhile: the answer leaves as it was fetched, in the new epoch',
  async (_, permission, given) => {
    const before = population.asked()
    const { trace, answer } = await inFlight()
    const epoch = await change(given, permission)
    population.letOut('all')
    expect(await answer).toMatchObject({
      status: 200,
      data: { person: { givenName: expect.any(String) } },
      errors: [],
    })
    expect(population.asked()).toBe(before + 1)
    expect(await operation(trace)).toMatchObject({ outcome: 'RELEASED', epoch, subgraphs: { population: 1 } })
    await change({}, permission)
  },
)

test('a second change that concerns it is for the caller to try again', async () => {
  const { trace, answer } = await inFlight()
  await change(forbidden('Person.givenName'))
  population.letOut()
  await held(1)
  const epoch = await change(forbidden('Person.givenName', 'Person.familyName'))
  population.letOut('all')
  expect(await answer).toMatchObject({
    status: 503,
    data: undefined,
    errors: [{ extensions: { code: 'POLICY_STALE' } }],
  })
  expect(await operation(trace)).toMatchObject({
    outcome: 'REFUSED',
    code: 'POLICY_STALE',
    epoch,
    counted: true,
  })
})

test('what was changed is not changed a second time, and its answer does not leave', async () => {
  const before = policies.asked()
  policies.hold()
  const mutation = 'mutation { giveConsent(consumer: "bank", purpose: "dpv:CreditChecking") { id } }'
  const answer = dagr.ask('resident', { query: mutation })
  await expect.poll(() => policies.waiting(), { interval: 5 }).toBe(1)
  const forbids = [{ id: '5001:not:Mutation.giveConsent', coordinate: 'Mutation.giveConsent' }]
  await change({ forbids }, '5001')
  policies.letOut('all')
  expect(await answer).toMatchObject({
    status: 503,
    data: undefined,
    errors: [{ message: expect.stringContaining('is done'), extensions: { code: 'POLICY_STALE' } }],
  })
  expect(policies.asked()).toBe(before + 1)
  const { rowCount } = await policy.query('select from consent')
  expect(rowCount).toBe(1)
  await change({}, '5001')
})

test('a permission that is suspended while the audit writes: the record stands, and the answer does not leave', async () => {
  await audit.query('begin')
  await audit.query('select from log_head for update')
  const { trace, answer } = ask()
  await expect
    .poll(
      async () => {
        const { rows } = await dagrLocks()
        return rows[0]?.waiting
      },
      { timeout: 10_000, interval: 5 },
    )
    .toBe(1)
  await change({ status: 'suspended' })
  await audit.query('commit')
  expect(await answer).toMatchObject({
    status: 503,
    data: undefined,
    errors: [{ extensions: { code: 'POLICY_STALE' } }],
  })
  expect(await operation(trace)).toMatchObject({ outcome: 'RELEASED', code: null })
})

/** Who waits for the head of the log. */
async function dagrLocks() {
  return audit.query<{ waiting: number }>(
    `select count(*)::int as waiting from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`,
  )
}

test('an answer that outlives the lease does not leave', async () => {
  const { trace, answer } = await inFlight()
  await proxy.stop()
  await expect.poll(epochOfGateway, { interval: 20 }).toBe(-1)
  population.letOut('all')
  expect(await answer).toMatchObject({
    status: 503,
    data: undefined,
    errors: [{ extensions: { code: 'POLICY_STALE' } }],
  })
  await proxy.start()
  await expect.poll(epochOfGateway, { interval: 20 }).toBeGreaterThan(0)
  expect(await operation(trace)).toMatchObject({ outcome: 'REFUSED', code: 'POLICY_STALE' })
})

test('a quota is counted over requests whatever they release; more are told when to try again, and recorded', async () => {
  await change({ quotaPerDay: 3 })
  const traces: string[] = []
  const answers: GraphQLAnswer[] = []
  for (let each = 0; each < 5; each++) {
    const { trace, answer } = ask()
    traces.push(trace)
    answers.push(await answer)
  }
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429])
  const [first] = answers[3]?.errors ?? []
  expect(first?.extensions).toMatchObject({
    code: 'QUOTA_EXCEEDED',
    quotaPerDay: 3,
    retryAt: expect.any(String),
  })
  expect(await operation(traces[2] ?? '')).toMatchObject({ outcome: 'RELEASED', counted: true })
  expect(await operation(traces[3] ?? '')).toMatchObject({
    outcome: 'REFUSED',
    code: 'QUOTA_EXCEEDED',
    counted: false,
  })
  expect(await dagr.recordsOf(traces.slice(3), [])).toMatchObject([
    { subject: dagr.resident, outcome: 'REFUSED' },
    { subject: dagr.resident, outcome: 'REFUSED' },
  ])
})
