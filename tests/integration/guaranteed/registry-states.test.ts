import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openFaultProxy } from '#tests/fault-proxy.ts'
import type { FaultProxy } from '#tests/fault-proxy.ts'
import { runHotDagr } from '#tests/hot-dagr.ts'
import { askAboutOwners, isFresh, isMarked } from '#tests/owners-question.ts'
import type { OwnersAnswer } from '#tests/owners-question.ts'
import type { DagrUnderTest } from '#tests/running-dagr.ts'
import { generateCountry } from '#tools/country/generate.ts'
import { openCountryDatabases } from '../country-databases.ts'
import type { CountryDatabases } from '../country-databases.ts'

/**
 * The whole DAGR over real feeds, with the network between gateway and registry, or behind it, at fault: state of the registry
 * × what memory holds. Each cell: who costs what, what is marked, and that nothing is FRESH that is not. How long it takes is
 * bounded so generously that only waiting without end is found.
 */
let country: CountryDatabases
let dagr: DagrUnderTest
let cadastre: FaultProxy
let population: FaultProxy
/** What the subgraph of the cadastre reads. */
let database: FaultProxy
let owners: readonly string[]
const ends: (() => Promise<unknown>)[] = []

const boundMs = 15_000
const deadlineMs = 1_500

beforeAll(async () => {
  country = await openCountryDatabases()
  ends.push(() => country.drop())
  await generateCountry({ urls: country.urls, people: 500, seed: 11 })
  ;[cadastre, population, database] = await Promise.all([
    openFaultProxy(anywhere),
    openFaultProxy(anywhere),
    openFaultProxy(country.urls.cadastre),
  ])
  ends.push(() => database.close())
  dagr = await runHotDagr({
    own: { ...country.urls, cadastre: database.url },
    env: { DEADLINE_MS: String(deadlineMs), SUBGRAPH_TIMEOUT_MS: String(deadlineMs) },
    route({ name, url }) {
      const proxy = name === 'cadastre' ? cadastre : name === 'population' ? population : null
      proxy?.lead(url)
      return proxy === null ? url : new URL(new URL(url).pathname, proxy.url).href
    },
  })
  ends.push(
    () => dagr.stop(),
    () => cadastre.close(),
    () => population.close(),
  )
  owners = await living(
    await country.column(
      'cadastre',
      `select distinct person_code from ownership
        where object_kind = 'PROPERTY' and ended_at is null and person_code is not null order by 1`,
    ),
  )
})

afterAll(async () => {
  for (const end of ends.toReversed()) await end()
})

const anywhere = 'http://127.0.0.1:9'

async function living(codes: readonly string[]): Promise<readonly string[]> {
  const list = codes.map((code) => `'${code}'`).join(', ')
  return country.column(
    'population',
    `select code from person where date_of_death is null and code in (${list}) order by 1`,
  )
}

let taken = 0
/** Somebody of whom nothing is in memory. */
function somebodyNew(): string {
  taken += 1
  return owners[taken - 1] ?? ''
}

const ask = (...codes: readonly string[]): Promise<OwnersAnswer> => askWith({}, codes)

async function askWith(
  headers: Readonly<Record<string, string>>,
  codes: readonly string[],
): Promise<OwnersAnswer> {
  const begun = performance.now()
  const answer = await askAboutOwners(dagr, codes, headers)
  expect(performance.now() - begun).toBeLessThan(boundMs)
  return answer
}

/** Asks until the answer is as it must come to be. */
async function askUntil(
  isSo: (answer: OwnersAnswer) => boolean,
  ...codes: readonly string[]
): Promise<OwnersAnswer> {
  for (let attempts = 1; ; attempts++) {
    const answer = await ask(...codes)
    if (isSo(answer)) return answer
    if (attempts > 150)
      throw new Error(`It stays so: ${JSON.stringify({ ...answer, failed: [...answer.failed] })}`)
    await sleep(100)
  }
}

const hasLost = ({ freshness }: OwnersAnswer): boolean =>
  freshness.some(({ registry }) => registry === 'population')

const nameOf = ({ owners: [owner] }: OwnersAnswer) => owner?.properties?.[0]?.name

async function freshnessRecorded({ trace }: OwnersAnswer): Promise<readonly unknown[]> {
  const records = await dagr.recordsOf([trace], [])
  return records.map(({ freshness }) => freshness)
}

describe('up', () => {
  test('empty, warm and partly warm: everything is there, and current', async () => {
    const [known, other] = [somebodyNew(), somebodyNew()]
    const cold = await askUntil(isFresh, known)
    expect(cold.owners[0]?.properties?.length).toBeGreaterThan(0)
    expect((await askUntil(isFresh, known)).owners).toEqual(cold.owners)
    const both = await askUntil(isFresh, known, other)
    expect(both.owners[0]).toEqual(cold.owners[0])
    expect(both.owners[1]?.properties?.length).toBeGreaterThan(0)
    expect(await freshnessRecorded(both)).toEqual(['FRESH', 'FRESH'])
  })
})

test('a caller is told that all is current where that is asked, and is given no more time than there is', async () => {
  const known = somebodyNew()
  await askUntil(isFresh, known)
  await vi.waitFor(async () => {
    const { freshness } = await askWith({ 'dagr-freshness': 'full', 'dagr-deadline-ms': '999999' }, [known])
    expect(new Set(freshness.map(({ state }) => state))).toEqual(new Set(['FRESH']))
    expect(freshness.map(({ registry }) => registry)).toEqual(
      expect.arrayContaining(['population', 'cadastre']),
    )
  }, 50_000)
  for (const [name, value] of [
    ['dagr-freshness', 'some'],
    ['dagr-deadline-ms', 'soon'],
  ] as const) {
    const { errors } = await dagr.ask('vid', { query: '{ __typename }' }, { [name]: value })
    expect(errors.map(({ extensions }) => extensions['code'])).toEqual(['GRAPHQL_VALIDATION_FAILED'])
  }
})

describe('slow', () => {
  test('warm: not waited for; empty: waited for, and kept', async () => {
    const [known, unknown] = [somebodyNew(), somebodyNew()]
    const before = await askUntil(isFresh, known)
    cadastre.hold('toClient')
    const slowness = setInterval(() => {
      cadastre.letGo()
      cadastre.hold('toClient')
    }, 400)
    try {
      expect((await askUntil(isFresh, known)).owners).toEqual(before.owners)
      const late = await askUntil(isFresh, known, unknown)
      expect(late.owners[0]).toEqual(before.owners[0])
      expect(late.owners[1]?.properties?.length).toBeGreaterThan(0)
    } finally {
      clearInterval(slowness)
      cadastre.letGo()
    }
  })
})

describe.each<{ state: string; begin: () => Promise<void>; end: () => Promise<void>; keepsFeed: boolean }>([
  {
    state: 'erring',
    async begin() {
      cadastre.translate('HTTP/1.1 200', 'HTTP/1.1 500')
    },
    async end() {
      cadastre.translate('HTTP/1.1 500', 'HTTP/1.1 500')
    },
    keepsFeed: true,
  },
  {
    state: 'silent',
    async begin() {
      cadastre.hold('toClient', 'toServer')
    },
    async end() {
      cadastre.letGo()
    },
    keepsFeed: false,
  },
  {
    state: 'down',
    begin: () => cadastre.stop(),
    end: () => cadastre.start(),
    keepsFeed: false,
  },
  {
    state: 'cut off in the middle of answers, each time',
    async begin() {
      await cadastre.stop()
      await cadastre.start()
      cadastre.translate('HTTP/1.1 200 OK', 'HTTP/1.1 2   OK')
    },
    async end() {
      cadastre.translate('HTTP/1.1 200', 'HTTP/1.1 200')
    },
    keepsFeed: false,
  },
  {
    state: 'up, with a database that is down',
    begin: () => database.stop(),
    end: () => database.start(),
    keepsFeed: false,
  },
  {
    state: 'up, with a database that is silent',
    async begin() {
      database.hold('toClient', 'toServer')
    },
    async end() {
      database.letGo()
    },
    keepsFeed: false,
  },
])('$state', ({ begin, end, keepsFeed }) => {
  test('warm: served, and marked unless the feed vouches; empty: its own fields are missing; partly: each as it is', async () => {
    const [known, unknown] = [somebodyNew(), somebodyNew()]
    const before = await askUntil(isFresh, known)
    await begin()
    try {
      const warm = await askUntil(keepsFeed ? isFresh : isMarked('cadastre'), known)
      expect(warm.owners).toEqual(before.owners)
      const marks = warm.freshness.map(({ registry, state: mark }) => `${registry} ${mark}`)
      expect(marks).toEqual(keepsFeed ? [] : ['cadastre UNVERIFIED'])
      expect(await freshnessRecorded(warm)).toEqual([keepsFeed ? 'FRESH' : 'UNVERIFIED'])

      const empty = await ask(unknown)
      expect(empty.failed).toEqual(new Set(['cadastre']))
      expect(empty.owners[0]?.givenName).toEqual(expect.any(String))
      expect(empty.owners[0]?.properties).toBeNull()
      expect(empty.freshness.filter(({ registry }) => registry === 'cadastre')).toEqual([])

      const partly = await ask(known, unknown)
      expect(partly.failed).toEqual(new Set(['cadastre']))
      expect(partly.owners[0]).toEqual(before.owners[0])
      expect(partly.owners[1]).toEqual(empty.owners[0])
    } finally {
      await end()
    }
    const after = await askUntil(isFresh, known, unknown)
    expect(after.owners[0]).toEqual(before.owners[0])
    expect(after.owners[1]?.properties?.length).toBeGreaterThan(0)
  })
})

describe('down, and back', () => {
  test('what changed meanwhile is never served as current as it was', async () => {
    const known = somebodyNew()
    const before = await askUntil(isFresh, known)
    const number = before.owners[0]?.properties?.[0]?.cadastralNumber ?? ''
    await cadastre.stop()
    await askUntil(isMarked('cadastre'), known)
    await country.query(
      'cadastre',
      `update property set name = 'Jaunais' where cadastral_number = '${number}'`,
    )
    expect(nameOf(await askUntil(isMarked('cadastre'), known))).toBe(nameOf(before))
    await cadastre.start()
    // INVARIANT: the first answer that is not marked is current.
    expect(nameOf(await askUntil(isFresh, known))).toBe('Jaunais')
  })

  test('of the registry that conditions compare with: what is under a condition is withheld, the rest is marked', async () => {
    const candidates = await Promise.all([1, 2, 3, 4].map(async () => somebodyNew()))
    const asked = await Promise.all(candidates.map((code) => askUntil(isFresh, code)))
    const chosen = asked.findIndex(({ owners: [owner] }) => owner?.residence?.since != null)
    const [known = '', unknown] = [candidates[chosen], somebodyNew()]
    await population.stop()
    try {
      const marked = await askUntil(hasLost, known)
      expect(marked.owners[0]).toEqual({ ...asked[chosen]?.owners[0], residence: null })
      expect(marked.failed).toEqual(new Set(['population']))
      const nobodyKnown = await ask(unknown)
      expect(nobodyKnown.owners).toEqual([null])
      expect(nobodyKnown.failed).toEqual(new Set(['population']))
    } finally {
      await population.start()
    }
    expect((await askUntil(isFresh, known)).owners).toEqual(asked[chosen]?.owners)
  })
})
