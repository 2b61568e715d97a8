import { assert, constantFrom, nat, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  HotWorld,
  compiled,
  drawFrom,
  entityOperation,
  ids,
  rootOperation,
  searchOperation,
  typeOf,
} from '#tests/hot-world.ts'
import type { Draw, HotOperation } from '#tests/hot-world.ts'
import { createEntityStore, notFoundLifeMs } from './create-entity-store.ts'
import type { EntityStore, JsonObject, Missing, Reading } from './entity-store.ts'
import { createRegistryTrust, unfollowed } from './registry-trust.ts'
import type { FillMark } from './registry-change.ts'
import type { FeedConnection, RegistryTrust } from './registry-trust.ts'

const registry = 'registry'

interface Followed {
  readonly store: EntityStore
  readonly trust: RegistryTrust
  readonly feed: FeedConnection
}

/** A store that a feed is heard for, without positions, at time 0. */
function followed(maxBytes = 10_000_000): Followed {
  const trusted: { trust: RegistryTrust } = { trust: unfollowed(registry) }
  const store = createEntityStore({ maxBytes, trustOf: () => trusted.trust })
  const trust = createRegistryTrust(registry, store)
  trusted.trust = trust
  const feed = trust.connect(0, false)
  feed.begin(0, null)
  feed.heartbeat(0, null)
  return { store, trust, feed }
}

type Noted = Parameters<Reading['note']>

function reading(variables: JsonObject, changed: Partial<Reading> = {}): Reading {
  return { now: 0, variables, mostStaleMs: null, conditionKeys: new Set(), note: () => undefined, ...changed }
}

function variablesFrom(draw: Draw): JsonObject {
  const some = <Of>(...values: Of[]): Of | undefined => values[draw(values.length + 1)]
  return Object.fromEntries(
    Object.entries({
      code: ['p0', 'p1', 'old-p1', 'nobody'][draw(4)],
      id: some('c0', 'c1', 'c9'),
      scope: some({ where: '0' }, { where: '1' }, null),
      style: some('long', null),
      kind: some('a', 'b'),
      from: some(1, 7),
    }).filter(([, value]) => value !== undefined),
  )
}

function representationsFrom(draw: Draw): JsonObject[] {
  return Array.from({ length: 1 + draw(3) }, () => {
    const id = ['p0', 'p1', 'old-p1', 'c0', 'p9'][draw(5)] ?? ''
    const codes = [undefined, ['x', id], ['y']][draw(3)]
    return { __typename: typeOf(id.replace('old-', '')), id, ...(codes && { codes }) }
  })
}

/** One request to the registry, whose answer may be filled later. */
interface Asking {
  readonly operation: HotOperation
  readonly variables: JsonObject
  readonly representations: JsonObject[] | null
  readonly data: JsonObject
  readonly mark: FillMark
}

function ask(
  { trust }: Followed,
  world: HotWorld,
  operation: HotOperation,
  variables: JsonObject,
  representations: JsonObject[] | null,
): Asking {
  const mark = trust.mark()
  const sent = representations ? { ...variables, representations } : variables
  return { operation, variables, representations, data: world.answer(operation.sent, sent), mark }
}

function fill({ store }: Followed, { operation, mark, ...asked }: Asking): void {
  store.fill(operation.hot, { ...asked, mark, position: null, now: 0 })
}

/** What memory has of an operation, beside what the registry says now: null or undefined where it is missing. */
function reads(
  { store }: Followed,
  world: HotWorld,
  { operation, variables, representations }: Asking,
): (readonly [unknown, unknown])[] {
  const sent = representations ? { ...variables, representations } : variables
  const truth = world.answer(operation.text, sent)
  if (representations === null) return [[store.readRoot(operation.hot, reading(variables)), truth]]
  const entities = truth['_entities'] as unknown[]
  return representations.map((each, index) => [
    store.readEntity(operation.hot, each, reading(variables)),
    entities[index],
  ])
}

function anyAsking(asked: Followed, world: HotWorld, draw: Draw): Asking {
  const variables = variablesFrom(draw)
  const kind = draw(3)
  if (kind === 0) return ask(asked, world, entityOperation(draw), variables, representationsFrom(draw))
  return ask(asked, world, kind === 1 ? rootOperation(draw) : searchOperation(draw), variables, null)
}

describe('memory', () => {
  test('gives what was filled, exactly as the registry answered it', () => {
    let readable = 0
    assert(
      property(nat(), (seed) => {
        const draw = drawFrom(seed)
        const followedNow = followed()
        const asked = anyAsking(followedNow, new HotWorld(), draw)
        const before = structuredClone(asked.data)
        fill(followedNow, asked)
        expect(asked.data).toEqual(before)
        for (const [read, truth] of reads(followedNow, new HotWorld(), asked)) {
          const { isReadable } = asked.operation.hot
          expect(isReadable ? read : (read ?? null)).toEqual(isReadable ? truth : null)
          if (isReadable) readable += 1
        }
      }),
      { numRuns: 200, endOnFailure: true },
    )
    expect(readable).toBeGreaterThan(100)
  })

  test('never gives what was dropped, nor what belongs to another key, whatever is filled, dropped and driven out', () => {
    let found = 0
    assert(
      property(nat(), constantFrom(3_000, 12_000, 10_000_000), (seed, maxBytes) => {
        const draw = drawFrom(seed)
        const now = followed(maxBytes)
        const world = new HotWorld()
        const asked: Asking[] = Array.from({ length: 3 }, () => anyAsking(now, world, draw))
        const late: Asking[] = []
        for (let step = 0; step < 25; step++) {
          const one = asked[draw(asked.length)] as Asking
          const again = ask(now, world, one.operation, variablesFrom(draw), one.representations)
          const kind = draw(6)
          if (kind === 0) {
            const id = ids[draw(ids.length)] ?? ''
            world.change(id)
            const isWhole = draw(5) === 0
            now.feed.change(0, {
              position: null,
              entities: isWhole ? [] : [[typeOf(id), id]],
              types: isWhole ? [typeOf(id)] : [],
              inserted: [],
            })
          } else if (kind === 1) late.push(again)
          else if (kind === 2) for (const each of late.splice(0, 1)) fill(now, each)
          else
            fill(now, kind === 3 ? ask(now, world, one.operation, one.variables, one.representations) : again)
          for (const [read, truth] of [...reads(now, world, one), ...reads(now, world, again)]) {
            if (read === undefined || (read === null && truth !== null)) continue
            expect(read).toEqual(truth)
            found += 1
          }
          expect(now.store.counts().bytes).toBeLessThanOrEqual(2 * maxBytes)
        }
        for (const id of [...ids, 'old-p1', 'p9', 'x', 'y']) now.store.drop(registry, typeOf(id), id)
        expect(now.store.counts()).toMatchObject({ entities: 0, lookups: 0, aliases: 0 })
        now.store.clear()
        expect(now.store.counts()).toMatchObject({ entities: 0, bytes: 0, absences: 0 })
      }),
      { numRuns: 30, endOnFailure: true },
    )
    expect(found).toBeGreaterThan(100)
  })
})

describe('what is missing', () => {
  test('is fetched by itself where it was linked to', () => {
    const outcomes = { whole: 0, not: 0 }
    assert(
      property(nat(), (seed) => {
        const draw = drawFrom(seed)
        const now = followed()
        const world = new HotWorld()
        const operation = rootOperation(draw)
        const asked = ask(now, world, operation, variablesFrom(draw), null)
        fill(now, asked)
        const dropped = ids[draw(ids.length)] ?? ''
        now.store.drop(registry, typeOf(dropped), dropped)
        const missing: Missing[] = []
        const read = (): JsonObject | null =>
          now.store.readRoot(operation.hot, reading(asked.variables, { missing }))
        if (read() === null && missing.length === 0) return
        for (const { hot, request, representation } of missing.slice()) {
          const { query } = JSON.parse(`${request.bodyHead}0}`) as { query: string }
          const variables = Object.fromEntries(
            Object.entries(asked.variables).filter(([name]) => request.variables.includes(name)),
          )
          fill(now, ask(now, world, { text: query, sent: query, hot }, variables, [representation]))
        }
        const again = read()
        const truth = world.answer(operation.text, asked.variables)
        // Selections that drive each other out need the whole fetch.
        outcomes[again === null ? 'not' : 'whole'] += 1
        expect(again ?? truth).toEqual(truth)
      }),
      { numRuns: 100, endOnFailure: true },
    )
    expect(outcomes.whole).toBeGreaterThan(10 * outcomes.not)
  })
})

describe('how fresh', () => {
  const world = new HotWorld()
  const operation = compiled('query ($code: String) { person(code: $code) { label owner: id } }')
  const variables = { code: 'p1' }
  const truth = world.answer(operation.text, variables)

  function filled(trust: Partial<RegistryTrust>): EntityStore {
    const store = createEntityStore({
      maxBytes: 1_000_000,
      trustOf: () => ({ ...unfollowed(registry), ...trust }),
    })
    const data = world.answer(operation.sent, variables)
    const mark = { generation: 0, sequence: 0 }
    store.fill(operation.hot, { variables, representations: null, data, mark, position: null, now: 1_000 })
    return store
  }

  function read(store: EntityStore, changed: Partial<Reading>): readonly [unknown, Noted[]] {
    const noted: Noted[] = []
    const note: Reading['note'] = (...each) => void noted.push(each)
    return [store.readRoot(operation.hot, reading(variables, { ...changed, note })), noted]
  }

  const silent = { hasFeed: true, vouchedAt: () => 1_100 }
  const beginning = { ...silent, generation: 1, isVouching: () => true }
  test.each<[string, Partial<RegistryTrust>, Partial<Reading>, string | null]>([
    ['vouched for', { ...silent, isVouching: () => true }, { now: 99_999 }, 'FRESH'],
    ['not vouched for, and asked for what is', silent, { now: 1_200 }, null],
    ['not vouched for, and younger than maxAge', silent, { now: 1_400, mostStaleMs: 9_999 }, 'UNVERIFIED'],
    ['not vouched for, and older', silent, { now: 1_401, mostStaleMs: 9_999 }, 'STALE'],
    ['older than the reading allows', silent, { now: 1_401, mostStaleMs: 300 }, null],
    ['older than an agreement allows', silent, { now: 1_401, mostStaleMs: 9_999, mostAgeMs: 300 }, null],
    ['older than maxStale', silent, { now: 10_101, mostStaleMs: 99_999 }, null],
    ['without feed and young', {}, { now: 1_300 }, 'UNVERIFIED'],
    ['without feed and older', {}, { now: 1_301 }, null],
    ['fetched for the request', silent, { now: 1_400, freshSince: 1_000 }, 'FRESH'],
    ['a condition, without feed', {}, { now: 1_300, conditionKeys: new Set(['label']) }, null],
    ['of a generation that ended', { ...beginning, accepts: () => true }, { now: 99_999 }, 'FRESH'],
  ])('is what was %s', (_name, trust, changed, state) => {
    const [found, noted] = read(filled(trust), changed)
    expect(found).toEqual(state === null ? null : truth)
    expect([...new Set(noted.map((each) => each[1]))]).toEqual(
      state === null || state === 'FRESH' ? [] : [state],
    )
    expect(noted.some((each) => each[3].includes('Person.label'))).toBe(noted.length > 0)
  })

  test('a generation that is over is not vouched for by the next', () => {
    let trust: RegistryTrust = { ...unfollowed(registry), ...silent, isVouching: () => true }
    const store = createEntityStore({ maxBytes: 1_000_000, trustOf: () => trust })
    const data = world.answer(operation.sent, variables)
    store.fill(operation.hot, {
      variables,
      representations: null,
      data,
      mark: trust.mark(),
      position: null,
      now: 1_000,
    })
    expect(read(store, { now: 1_200 })[0]).toEqual(truth)
    trust = { ...trust, generation: 1 }
    expect(read(store, { now: 1_200 })[0]).toBeNull()
    expect(read(store, { now: 1_200, mostStaleMs: 500 })[1].map((each) => each[2])).toEqual([1_100, 1_100])
  })

  test('what a condition compares is undelivered where nobody vouches for it', () => {
    const conditionKeys = new Set(['label', 'owner'])
    const [found] = read(filled(silent), { now: 1_200, mostStaleMs: 9_999, conditionKeys })
    expect(found).toStrictEqual({ person: { label: undefined, owner: undefined } })
  })
})

describe('nothing is kept', () => {
  const operation = compiled(
    'query ($code: String) { person(code: $code) { label table home { text by { label } } } }',
  )
  const variables = { code: 'p1' }
  const answered = {
    person: {
      label: 'x',
      table: [['y']],
      home: { text: 'z', by: { label: 'w', __hot_id: 'p2' } },
      __hot_id: 'p1',
    },
  }
  const keep = ({ store, trust }: Followed, data: JsonObject): void =>
    store.fill(operation.hot, {
      variables,
      representations: null,
      data,
      mark: trust.mark(),
      position: null,
      now: 0,
    })
  const get = ({ store }: Followed, now = 0): JsonObject | null =>
    store.readRoot(operation.hot, reading(variables, { now }))

  test.each<[string, JsonObject]>([
    ['a leaf', { person: { ...answered.person, label: undefined } }],
    ['a leaf of a list', { person: { ...answered.person, table: [[undefined]] } }],
    ['an object', { person: { ...answered.person, home: undefined } }],
    [
      'part of an object',
      { person: { ...answered.person, home: { ...answered.person.home, text: undefined } } },
    ],
    ['a key', { person: { ...answered.person, __hot_id: undefined } }],
    ['what was looked up', { person: undefined }],
  ])('of what an error touched: %s', (_name, data) => {
    const now = followed()
    keep(now, data)
    expect(get(now)).toBeNull()
    keep(now, answered)
    expect(get(now)).not.toBeNull()
  })

  test('that those change who filled it, or read it', () => {
    const now = followed()
    const data = structuredClone(answered)
    keep(now, data)
    data.person.table[0]?.push('more')
    const first = get(now) as typeof answered
    expect(first).toEqual({ person: { label: 'x', table: [['y']], home: { text: 'z', by: { label: 'w' } } } })
    first.person.table[0]?.push('more')
    expect(get(now)).toEqual({
      person: { label: 'x', table: [['y']], home: { text: 'z', by: { label: 'w' } } },
    })
  })

  test('of "not found" for longer than it lives, or when something may have arrived', () => {
    const now = followed()
    keep(now, { person: null })
    expect(get(now)).toEqual({ person: null })
    now.store.dropNotFound(registry, 'Person')
    expect(get(now)).toBeNull()
    keep(now, { person: null })
    now.feed.heartbeat(notFoundLifeMs + 1, null)
    expect(get(now, notFoundLifeMs + 1)).toBeNull()
  })
})

describe('of one field', () => {
  const world = new HotWorld()
  const variables = { code: 'p1', scope: { where: '1' } }
  const fillBy = (now: Followed, text: string): HotOperation => {
    const operation = compiled(text)
    fill(now, ask(now, world, operation, variables, null))
    return operation
  }

  test('the values of two selections are kept beside each other, and what holds both replaces them', () => {
    const now = followed()
    const texts = ['text', 'part { size }', 'text part { size }'].map(
      (below) => `query ($code: String) { person(code: $code) { home { ${below} } } }`,
    )
    const [first, second, both] = texts.map((text) => compiled(text))
    for (const text of texts.slice(0, 2)) fillBy(now, text)
    const read = (operation: HotOperation | undefined): unknown =>
      operation && now.store.readRoot(operation.hot, reading(variables))
    expect(read(first)).toEqual(world.answer(texts[0] ?? '', variables))
    expect(read(second)).toEqual(world.answer(texts[1] ?? '', variables))
    expect(read(both)).toBeNull()
    fillBy(now, texts[2] ?? '')
    for (const [index, operation] of [first, second, both].entries())
      expect(read(operation)).toEqual(world.answer(texts[index] ?? '', variables))
  })

  test('a list that was cut by arguments holds until anything of its type changes', () => {
    const now = followed()
    const text =
      'query ($code: String, $scope: RowScope) { person(code: $code) { friends(scope: $scope) { id } } }'
    const { hot } = fillBy(now, text)
    expect(now.store.readRoot(hot, reading(variables))).toEqual(world.answer(text, variables))
    now.store.drop(registry, 'Person', 'p3')
    expect(now.store.readRoot(hot, reading(variables))).toBeNull()
    const plain = fillBy(now, 'query ($code: String) { person(code: $code) { friends { id } } }')
    now.store.drop(registry, 'Person', 'p3')
    expect(now.store.readRoot(plain.hot, reading(variables))).not.toBeNull()
  })
})
