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
