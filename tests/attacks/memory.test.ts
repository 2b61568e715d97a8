import { setImmediate } from 'node:timers/promises'
import { beforeEach, describe, expect, test } from 'vitest'
import { openHotRegistries, plain } from '#tests/hot-registries.ts'
import type { HotRegistries } from '#tests/hot-registries.ts'

/** Memory that nobody vouches for is asked for what must not be decided by it. */
let world: HotRegistries

beforeEach(() => {
  world = openHotRegistries()
})

describe('a root field that conditions compare with: the codes of the caller', () => {
  const query = '{ dagr_self: person(code: "a") { name } person(code: "b") { name } }'
  const asked = { conditionKeys: ['dagr_self'] }

  test.each(['failing', 'silent'] as const)('is not told from what nobody vouches for: %s', async (kind) => {
    await world.run(query, asked)
    world.vouch('people', false)
    world.conduct.set('people', { kind })
    const { data, errors } = await world.run(query, { ...asked, deadlineMs: 100 })
    expect(plain(data)).toEqual({ person: { name: 'Berta' } })
    expect(errors).toEqual([expect.objectContaining({ subgraph: 'people', code: 'REGISTRY_UNAVAILABLE' })])
  })

  test('is told where it is vouched for, or where it is asked', async () => {
    for (const isVouching of [true, true, false]) {
      world.vouch('people', isVouching)
      const { data, errors } = await world.run(query, asked)
      expect(plain(data)).toEqual({ dagr_self: { name: 'Anna' }, person: { name: 'Berta' } })
      expect(errors).toEqual([])
    }
  })
})

describe('what conditions compare', () => {
  const query = '{ person(code: "a") { name dagr_town: town } }'
  const asked = { conditionKeys: ['dagr_town'] }

  beforeEach(async () => {
    await world.run(query, asked)
    world.vouch('people', false)
  })

  test('is waited for: patience would have it missing', async () => {
    world.conduct.set('people', { kind: 'slow', ms: 60 })
    const { data, errors } = await world.run(query, asked)
    expect(plain(data)).toEqual({ person: { name: 'Anna', dagr_town: 'Ogre' } })
    expect(errors).toEqual([])
  })

  test('of whom memory has takes as long as of whom it does not have', async () => {
    world.conduct.set('people', { kind: 'silent' })
    const waited = (code: string) => {
      const since = performance.now()
      const running = world.run(query.replace('"a"', `"${code}"`), { ...asked, deadlineMs: 120 })
      return running.then(() => performance.now() - since >= 119)
    }
    expect(await Promise.all(['a', 'nobody'].map(waited))).toEqual([true, true])
  })
})

test('that conditions could not be checked is told once, of however many entities', async () => {
  const query = '{ everybody { name plots { dagr_size: size } } }'
  const asked = { conditionKeys: ['dagr_size'] }
  await world.run(query, asked)
  world.vouch('land', false)
  world.conduct.set('land', { kind: 'failing' })
  const { data, errors } = await world.run(query, asked)
  expect(plain(data)).toMatchObject({ everybody: [{ plots: [{}, {}] }, { plots: [] }, { plots: [{}] }] })
  expect(errors).toEqual([
    expect.objectContaining({
      subgraph: 'land',
      around: [
        ['everybody', 0],
        ['everybody', 1],
        ['everybody', 2],
      ],
    }),
  ])
})

test('that a condition could not be checked is told, though all else has come by another request', async () => {
  const query = '{ person(code: "a") { name dagr_town: town } }'
  const asked = { conditionKeys: ['dagr_town'], deadlineMs: 100 }
  await world.run(query, asked)
  world.vouch('people', false)
  world.conduct.set('people', { kind: 'silent' })
  const running = world.run(query, asked)
  await setImmediate()
  world.conduct.set('people', { kind: 'up' })
  await world.run('{ person(code: "a") { name } }')
  const { data, errors } = await running
  expect(plain(data)).toEqual({ person: { name: 'Anna' } })
  expect(errors).toEqual([expect.objectContaining({ subgraph: 'people', code: 'REGISTRY_UNAVAILABLE' })])
})
