import { beforeEach, describe, expect, test } from 'vitest'
import { openHotRegistries, plain } from '#tests/hot-registries.ts'
import type { HotRegistries } from '#tests/hot-registries.ts'

let world: HotRegistries

beforeEach(() => {
  world = openHotRegistries()
})

describe('one fetch for all', () => {
  test('100 requests that miss one entity make one fetch', async () => {
    world.conduct.set('people', { kind: 'slow', ms: 5 })
    const runs = await Promise.all(
      Array.from({ length: 100 }, () => world.run('{ person(code: "a") { name } }')),
    )
    expect(world.asked()).toEqual({ people: 1 })
    for (const { data, errors } of runs) {
      expect(plain(data)).toEqual({ person: { name: 'Anna' } })
      expect(errors).toEqual([])
    }
    const fetches = runs.map((run) => run.fetches['people'] ?? 0)
    expect(fetches.filter((count) => count === 0)).toHaveLength(99)
  })

  test('different batches ask for what nobody else has asked for', async () => {
    await world.run('{ everybody { code } }')
    world.asked()
    world.conduct.set('land', { kind: 'slow', ms: 5 })
    const text = 'query ($code: String!) { person(code: $code) { code friends { code plots { size } } } }'
    await Promise.all(['a', 'c'].map((code) => world.run(text, { variables: { code } })))
    const asked = world.sent.filter(({ registry }) => registry === 'land')
    const ids = asked.flatMap(({ body }) =>
      (body.variables['representations'] as { id: string }[]).map(({ id }) => id),
    )
    expect(ids.toSorted()).toEqual(['a', 'b', 'c'])
  })

  test('what nobody may keep is fetched at most twice, and everybody has an answer of their own', async () => {
    world.conduct.set('people', { kind: 'slow', ms: 5 })
    const trust = world.store.trustOf('people')
    Object.assign(trust, { accepts: () => false, acceptsNotFound: () => false })
    const runs = await Promise.all(
      Array.from({ length: 50 }, () =>
        world.run('{ person(code: "a") { name friends { name } plots { size } } }'),
      ),
    )
    expect(world.asked()['people']).toBe(2)
    const people = runs.map(({ data }) => data['person'])
    expect(new Set(people).size).toBe(50)
    for (const person of people)
      expect(plain(person)).toEqual({
        name: 'Anna',
        friends: [{ name: 'Berta' }, { name: 'Cilda' }],
        plots: [{ size: 10 }, { size: 20 }],
      })
  })

  test('goes on when the caller who began it is gone', async () => {
    world.conduct.set('people', { kind: 'slow', ms: 20 })
    const gone = new AbortController()
    const text = '{ person(code: "a") { name } }'
    const [first, second] = [world.run(text, { signal: gone.signal }), world.run(text)]
    await new Promise((resolve) => setTimeout(resolve, 5))
    gone.abort()
    expect((await first).errors).toHaveLength(1)
    expect(plain((await second).data)).toEqual({ person: { name: 'Anna' } })
    expect(world.asked()).toEqual({ people: 1 })
    await world.run(text, { signal: gone.signal })
    const { errors } = await world.run('{ person(code: "b") { name } }', { signal: gone.signal })
    expect(errors).toHaveLength(1)
    expect(world.asked()).toEqual({})
  })

  test('that fails, fails for all who waited for it', async () => {
    world.conduct.set('people', { kind: 'failing' })
    const runs = await Promise.all(
      Array.from({ length: 20 }, () => world.run('{ person(code: "a") { name } }')),
    )
    expect(world.asked()).toEqual({ people: 1 })
    for (const { data, errors } of runs) {
      expect(data['person']).toBeUndefined()
      expect(errors).toEqual([expect.objectContaining({ code: 'REGISTRY_UNAVAILABLE', path: null })])
    }
  })
})

describe('what nobody vouches for', () => {
  const text = '{ person(code: "a") { name plots { size } } }'
  const plots = [{ size: 10 }, { size: 20 }]

  beforeEach(async () => {
    await world.run(text)
    world.asked()
  })

  test('is asked anew, and taken as it is then', async () => {
    world.vouch('people', false)
    world.rename('a', 'Alma')
    const { data, freshness } = await world.run(text)
    expect(plain(data)).toEqual({ person: { name: 'Alma', plots } })
    expect(freshness).toEqual([])
    expect(world.asked()).toEqual({ people: 1 })
  })

  test.each(['failing', 'erring', 'silent'] as const)(
    'is served marked where the registry is %s, and costs nothing else',
    async (kind) => {
      world.vouch('people', false)
      world.conduct.set('people', { kind })
      const { data, errors, freshness } = await world.run(text, { deadlineMs: 1_000 })
      expect(plain(data)).toEqual({ person: { name: 'Anna', plots } })
      expect(errors).toEqual([])
      expect(new Set(freshness.map(({ registry, state }) => `${registry} ${state}`))).toEqual(
        new Set(['people UNVERIFIED']),
      )
      const marked = freshness.flatMap(({ coordinates, object }) =>
        object === data['person'] ? coordinates : [],
      )
      expect(marked).toContain('Person.name')
      expect(marked).not.toContain('Plot.size')
    },
  )

  test('is filled in the background by an answer that came too late for its request', async () => {
    world.vouch('people', false)
    world.conduct.set('people', { kind: 'slow', ms: 60 })
    world.rename('a', 'Alma')
    expect(plain((await world.run(text)).data)).toEqual({ person: { name: 'Anna', plots } })
    world.vouch('people', true)
    await new Promise((resolve) => setTimeout(resolve, 120))
    world.asked()
    expect(plain((await world.run(text)).data)).toEqual({ person: { name: 'Alma', plots } })
    expect(world.asked()).toEqual({})
  })

  test('is not served older than was agreed, nor where only what is current may be used', async () => {
    world.vouch('people', false)
    world.conduct.set('people', { kind: 'failing' })
    await new Promise((resolve) => setTimeout(resolve, 5))
    for (const mostAgeMs of [-1, 0, 1]) {
      const { data, errors } = await world.run(text, { mostAgeMs })
      expect(data['person']).toBeUndefined()
      expect(errors).toHaveLength(1)
    }
    expect((await world.run(text, { mostAgeMs: 60_000 })).errors).toEqual([])
  })

  test('never decides a condition: what it compares is undelivered, and nobody is told to be nobody', async () => {
    await world.run('{ person(code: "a") { name town } x: person(code: "x") { name town } }')
    world.vouch('people', false)
    world.conduct.set('people', { kind: 'failing' })
    const of = (code: string) =>
      world.run(`{ person(code: "${code}") { name town } }`, { conditionKeys: ['town'] })
    const [known, nobody, unknown] = await Promise.all([of('a'), of('x'), of('y')])
    expect(known.data['person']).toMatchObject({ name: 'Anna', town: undefined })
    for (const { data } of [nobody, unknown]) expect(data['person']).toBeUndefined()
    expect(nobody.errors.map(({ path }) => path)).toEqual(known.errors.map(({ path }) => path))
    expect(unknown.errors.map(({ path }) => path)).toEqual(known.errors.map(({ path }) => path))
  })

  test('what could not be kept of one entity does not cost the others', async () => {
    world.vouch('land', false)
    world.conduct.set('land', { kind: 'failing' })
    const friends = '{ person(code: "a") { friends { name plots { size } } } }'
    const { data, errors } = await world.run(friends)
    expect(plain(data)).toEqual({ person: { friends: [{ name: 'Berta' }, { name: 'Cilda' }] } })
    expect(errors).toHaveLength(1)
    const both = '{ person(code: "a") { name plots { size } friends { name plots { size } } } }'
    const partly = await world.run(both)
    expect(plain(partly.data)).toMatchObject({
      person: { name: 'Anna', plots, friends: [{ name: 'Berta' }, {}] },
    })
    expect(partly.errors).toHaveLength(1)
    expect(partly.freshness.length).toBeGreaterThan(0)
  })
})
