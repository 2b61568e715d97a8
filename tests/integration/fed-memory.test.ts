import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import { parse } from 'graphql'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { silenceMs } from '#gateway/entities/registry-trust.ts'
import { runPlan } from '#gateway/executor/run-plan.ts'
import type { Fetched } from '#gateway/executor/run-plan.ts'
import { createSubgraphClient } from '#gateway/executor/subgraph-client.ts'
import type { SubgraphClient } from '#gateway/executor/subgraph-client.ts'
import { openHotEntities } from '#gateway/hot-entities.ts'
import type { HotEntities } from '#gateway/hot-entities.ts'
import { composeSdl, loadSupergraph } from '#gateway/planner/local-planner.ts'
import { planOperation } from '#gateway/planner/plan-operation.ts'
import type { QueryPlan } from '#gateway/planner/query-plan.ts'
import { createServing } from '#gateway/serving.ts'
import type { Serving } from '#gateway/serving.ts'
import { constantServing } from '#gateway/servings.ts'
import { serveSubgraph } from '#subgraphs/serve.ts'
import type { RunningSubgraph } from '#subgraphs/serve.ts'
import { seededChance } from '#tests/simulation/seeded-random.ts'
import { prepareTestFeed } from '#tests/feed-slots.ts'
import type { TestFeed } from '#tests/feed-slots.ts'
import { createTestDatabase } from '#tests/postgres.ts'
import type { TestDatabase } from '#tests/postgres.ts'
import { registrySubgraphs } from '#tests/registry.ts'

/** Memory, a feed and a subgraph over real PostgreSQL, as one gateway has them. */
const credential = 'of the tests'
const people = Array.from({ length: 40 }, (_, place) => String(39_000_001_000 + place))

let database: TestDatabase
let writer: Client
let feed: TestFeed
let subgraph: RunningSubgraph
let serving: Serving
let client: SubgraphClient
let plan: QueryPlan
let folder: string
const secret = randomBytes(32)
const logged: string[] = []

beforeAll(async () => {
  database = await createTestDatabase('population')
  writer = new Client({ connectionString: database.url })
  await writer.connect()
  for (const code of people) {
    await writer.query(
      `insert into person (code, given_name, family_name, search_given_name, search_family_name, date_of_birth, sex,
         address_secret, origin) values ($1, 'first', 'Ābola', 'first', 'ābola', '1980-01-01', 'FEMALE', false, 'synthetic')`,
      [code],
    )
    await writer.query('insert into personal_code (code, person_code, current) values ($1, $1, true)', [code])
  }
  feed = await prepareTestFeed('population', database.url)
  const { slot, publication } = feed
  subgraph = await serveSubgraph(
    registrySubgraphs.population({ url: database.url, feed: { slot, publication } }),
    { credential },
  )
  const supergraph = loadSupergraph(
    composeSdl([
      { name: 'population', url: subgraph.url, sdl: sdlOf('population') },
      { name: 'addresses', url: 'http://127.0.0.1:9/graphql', sdl: sdlOf('addresses') },
    ]),
  )
  serving = createServing(supergraph)
  client = createSubgraphClient({ credential })
  const query = parse('query ($code: String!) { person(personalCode: $code) { id givenName } }')
  plan = await planOperation(supergraph, query, undefined)
  folder = await mkdtemp(join(tmpdir(), 'dagr-hot-set-'))
})

afterAll(async () => {
  await client.close()
  await subgraph.close()
  await feed.drop()
  await writer.end()
  await database.drop()
  await rm(folder, { recursive: true })
})

function sdlOf(registry: string): string {
  return readFileSync(new URL(`../../subgraphs/${registry}/schema.graphql`, import.meta.url), 'utf8')
}

function open(): HotEntities {
  return openHotEntities({
    maxBytes: 2 ** 24,
    hotSetFile: { path: join(folder, 'hot-set'), secret },
    serving: constantServing(serving),
    credential,
    client,
    log: (line) => logged.push(line),
  })
}

async function ask({ store }: HotEntities, code: string): Promise<Fetched & { readonly name: unknown }> {
  const memory = { store, conditionKeys: new Set<string>(), mostAgeMs: Infinity }
  const fetched = await runPlan(plan, { client, variables: { code }, memory })
  const { person } = fetched.data as { person: { givenName: string } | null }
  return { ...fetched, name: person?.givenName }
}

async function untilVouched(hot: HotEntities): Promise<void> {
  const isVouched = (): boolean =>
    hot.trusts().every((trust) => trust.registry !== 'population' || trust.isVouching(performance.now()))
  await expect.poll(isVouched).toBe(true)
}

test('what is told FRESH from memory was so within the last second, while a registry changes', async () => {
  const chance = seededChance(7)
  const hot = open()
  await untilVouched(hot)
  /** Values and the moment after which each was no longer so. */
  const names = new Map(people.map((code) => [code, [{ name: 'first', until: Infinity }]]))
  const changing = new AbortController()
  let hits = 0

  async function change(): Promise<void> {
    for (let number = 0; number < 200; number += 1) {
      // The others stay as they are.
      const code = people[chance.whole(people.length / 2)] ?? ''
      const name = `name ${number}`
      const values = names.get(code) ?? []
      // It may be seen from now on, and the one before until now.
      values.push({ name, until: Infinity })
      await writer.query('update person set given_name = $2 where code = $1', [code, name])
      const before = values.at(-2)
      if (before !== undefined) before.until = performance.now()
      await sleep(10)
    }
    changing.abort()
  }

  async function read(): Promise<void> {
    while (!changing.signal.aborted) {
      // What is in memory is answered at once, and nothing would be heard meanwhile.
      await turn()
      const code = people[chance.whole(people.length)] ?? ''
      const since = performance.now() - silenceMs
      const { name, fetches, freshness } = await ask(hot, code)
      if (freshness.length > 0) continue
      if (fetches['population'] === undefined) hits += 1
      const value = names.get(code)?.findLast((each) => each.name === name)
      expect(value?.until).toBeGreaterThanOrEqual(since)
    }
  }

  await Promise.all([change(), read(), read(), read()])
  expect(hits).toBeGreaterThan(20)

  // In the end memory says what the registry says.
  await untilVouched(hot)
  for (const code of people) {
    await expect.poll(async () => (await ask(hot, code)).name).toBe(names.get(code)?.at(-1)?.name)
  }
  await hot.close()
})

test('what was hot is fetched again after a restart, before anybody asks', async () => {
  const bytes = await readFile(join(folder, 'hot-set'))
  expect(bytes.includes(people[0] ?? '')).toBe(false)
  expect(await readdir(folder)).toStrictEqual(['hot-set'])

  const hot = open()
  await expect.poll(() => hot.store.counts().entities).toBe(people.length)
  await untilVouched(hot)
  const { fetches, freshness, name } = await ask(hot, people[3] ?? '')
  expect({ fetches, freshness }).toEqual({ fetches: {}, freshness: [] })
  const { rows } = await writer.query('select given_name from person where code = $1', [people[3]])
  expect(name).toBe(rows[0].given_name)
  await hot.close()
})

test('a hot set that is damaged is ignored, with a line in the log', async () => {
  const bytes = await readFile(join(folder, 'hot-set'))
  bytes[40] = (bytes[40] ?? 0) ^ 1
  await writeFile(join(folder, 'hot-set'), bytes)
  const hot = open()
  await expect
    .poll(() => logged)
    .toContainEqual(expect.stringMatching(/hot-set: what was hot is not known: it is damaged, or sealed/))
  await untilVouched(hot)
  expect((await ask(hot, people[0] ?? '')).name).toBeDefined()
  await hot.close()
})
