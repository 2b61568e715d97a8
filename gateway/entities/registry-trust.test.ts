import { expect, test } from 'vitest'
import { createRegistryTrust, silenceMs, unfollowed } from './registry-trust.ts'
import type { RegistryChange } from './registry-change.ts'
import type { InvalidatedMemory } from './registry-trust.ts'

function followed() {
  const dropped: string[] = []
  const memory: InvalidatedMemory = {
    drop: (registry, type, key) => dropped.push(`${registry} ${type} ${key}`),
    dropType: (registry, type) => dropped.push(`${registry} ${type}`),
    dropNotFound: (registry, type) => dropped.push(`${registry} ${type} not found`),
  }
  return { trust: createRegistryTrust('population', memory), dropped }
}

const change = (told: Partial<RegistryChange>): RegistryChange => ({
  position: null,
  entities: [],
  types: [],
  inserted: [],
  ...told,
})

test('vouches from the first heartbeat after a begin, for as long as silence may last', () => {
  const { trust } = followed()
  expect([trust.generation, trust.isVouching(0), trust.vouchedAt(0)]).toStrictEqual([0, false, -Infinity])
  const connection = trust.connect(0, false)
  expect(connection.begin(10, '05')).toBe(true)
  expect([trust.generation, trust.isVouching(10)]).toStrictEqual([1, false])
  expect(connection.heartbeat(20, null)).toBe(true)
  expect(trust.vouchedAt(500)).toBe(500)
  expect(trust.isVouching(20 + silenceMs)).toBe(true)
  expect(trust.isVouching(21 + silenceMs)).toBe(false)
  expect(trust.vouchedAt(21 + silenceMs)).toBe(20)
})

test('a connection that has not begun counts for nothing', () => {
  const { trust, dropped } = followed()
  const first = trust.connect(0, false)
  expect(first.heartbeat(10, null)).toBe(false)
  const second = trust.connect(20, false)
  expect(second.change(30, change({ types: ['Person'] }))).toBe(false)
  expect([trust.generation, trust.isVouching(30), dropped]).toStrictEqual([0, false, []])
})

test('a cut ends trust at once; a connection that goes on brings it back with its first heartbeat', () => {
  const { trust, dropped } = followed()
  const first = trust.connect(0, false)
  first.begin(0, '05')
  first.heartbeat(100, null)
  first.lost()
  expect([trust.isVouching(100), trust.vouchedAt(200)]).toStrictEqual([false, 100])
  const second = trust.connect(300, true)
  expect(second.change(310, change({ position: '06', entities: [['Person', 'a']] }))).toBe(true)
  expect(trust.isVouching(310)).toBe(false)
  expect(second.heartbeat(320, null)).toBe(true)
  expect([trust.isVouching(320), trust.generation]).toStrictEqual([true, 1])
  expect(dropped).toStrictEqual(['population Person a', 'population Person not found'])
})

test('a begin ends the generation, whose values are known to have been so until its last heartbeat', () => {
  const { trust } = followed()
  const first = trust.connect(0, false)
  first.begin(0, null)
  first.heartbeat(100, null)
  const second = trust.connect(400, true)
  second.begin(450, null)
  second.heartbeat(500, null)
  expect(trust.generation).toBe(2)
  expect([trust.vouchedAt(600), trust.vouchedAt(600, 1), trust.vouchedAt(600, 0)]).toStrictEqual([
    600,
    100,
    -Infinity,
  ])
})

test('after silence nothing counts on a connection, however much then comes at once', () => {
  const { trust, dropped } = followed()
  const connection = trust.connect(0, false)
  connection.begin(0, null)
  connection.heartbeat(100, null)
  expect(connection.heartbeat(101 + silenceMs, null)).toBe(false)
  expect(connection.heartbeat(102 + silenceMs, null)).toBe(false)
  expect(connection.change(103 + silenceMs, change({ types: ['Person'] }))).toBe(false)
  expect(connection.begin(104 + silenceMs, null)).toBe(false)
  expect([trust.isVouching(104 + silenceMs), trust.generation, dropped]).toStrictEqual([false, 1, []])
})

test('nothing counts on a connection that has a successor, which is not held up by its end', () => {
  const { trust } = followed()
  const first = trust.connect(0, false)
  first.begin(0, null)
  first.heartbeat(100, null)
  const second = trust.connect(200, true)
  // Replaced, not lost: what was told until then still stands.
  expect(trust.isVouching(200)).toBe(true)
  expect(first.heartbeat(900, null)).toBe(false)
  expect(trust.isVouching(101 + silenceMs)).toBe(false)
  expect(second.heartbeat(950, null)).toBe(true)
  first.lost()
  expect(trust.isVouching(950)).toBe(true)
})

test('a heartbeat counts from when the source was asked, and one that is too old ends the connection', () => {
  const { trust } = followed()
  const connection = trust.connect(0, false)
  connection.begin(700, null)
  expect(connection.heartbeat(800, 300)).toBe(true)
  expect(trust.isVouching(300 + silenceMs)).toBe(true)
  expect(trust.isVouching(301 + silenceMs)).toBe(false)
  // One from the future is no better than one from now.
  connection.heartbeat(900, 5_000)
  expect(trust.isVouching(901 + silenceMs)).toBe(false)
  const late = trust.connect(2_000, true)
  expect(late.heartbeat(2_500, 2_499 - silenceMs)).toBe(false)
  expect(trust.isVouching(2_500)).toBe(false)
})

test('changes are a sign of life, but do not vouch', () => {
  const { trust } = followed()
  const connection = trust.connect(0, false)
  connection.begin(0, null)
  connection.heartbeat(0, null)
  for (let now = 900; now <= 3_600; now += 900) expect(connection.change(now, change({}))).toBe(true)
  expect(trust.isVouching(3_600)).toBe(false)
  expect(connection.heartbeat(3_700, null)).toBe(true)
  expect(trust.isVouching(3_700)).toBe(true)
})

test('fills of before a begin are refused, whatever their position', () => {
  const { trust } = followed()
  const connection = trust.connect(0, false)
  connection.begin(0, '09')
  const mark = trust.mark()
  expect(trust.accepts(mark, '09', 'Person', ['a'])).toBe(true)
  // Restored from a copy: positions go back.
  connection.begin(100, '05')
  expect(trust.accepts(mark, '09', 'Person', ['a'])).toBe(false)
  expect(trust.acceptsNotFound(mark, '09', 'Person')).toBe(false)
  expect(trust.accepts(trust.mark(), '05', 'Person', ['a'])).toBe(true)
  expect(trust.accepts(trust.mark(), '04', 'Person', ['a'])).toBe(false)
})

test('memory forgets what a change tells of, and what was not found of its types', () => {
  const { trust, dropped } = followed()
  const connection = trust.connect(0, false)
  connection.begin(0, '01')
  connection.change(
    1,
    change({
      position: '02',
      entities: [
        ['Person', 'a'],
        ['Person', 'b'],
      ],
      types: ['Address'],
      inserted: ['Office'],
    }),
  )
  expect(dropped).toStrictEqual([
    'population Person a',
    'population Person b',
    'population Address',
    'population Person not found',
    'population Address not found',
    'population Office not found',
  ])
})

test('a registry without feed is believed to have none until one has been heard', () => {
  const { trust } = followed()
  expect(trust.hasFeed).toBe(true)
  trust.withoutFeed()
  expect(trust.hasFeed).toBe(false)
  trust.connect(0, false).begin(1, null)
  expect(trust.hasFeed).toBe(true)
  trust.withoutFeed()
  expect(trust.hasFeed).toBe(true)
  expect(unfollowed('archive')).toMatchObject({ registry: 'archive', hasFeed: false })
})
