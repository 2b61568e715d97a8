import { beforeEach, describe, expect, test } from 'vitest'
import { openHotRegistries, plain } from '#tests/hot-registries.ts'
import type { HotRegistries } from '#tests/hot-registries.ts'
import { runPlan } from '../run-plan.ts'

let world: HotRegistries

beforeEach(() => {
  world = openHotRegistries()
})

const whole = '{ person(code: "a") { name friends { name } plots { size owner { name } } } }'
const answer = {
  person: {
    name: 'Anna',
    friends: [{ name: 'Berta' }, { name: 'Cilda' }],
    plots: [
      { size: 10, owner: { name: 'Cilda' } },
      { size: 20, owner: { name: 'Anna' } },
    ],
  },
}

describe('what is in memory', () => {
  test('is read without a fetch and without a promise, and is what was fetched', async () => {
    const cold = await world.run(whole)
    expect(plain(cold.data)).toEqual(answer)
    // Whom the plots belong to has been filled by then.
    expect(world.asked()).toEqual({ people: 1, land: 1 })
    const plan = await world.planOf(whole)
    const hot = runPlan(plan, {
      client: world.client,
      variables: {},
      memory: { store: world.store, conditionKeys: new Set(), mostAgeMs: Infinity },
    })
    if (hot instanceof Promise) throw new Error('it waited for something')
    expect(plain(hot.data)).toEqual(answer)
    expect(hot).toMatchObject({ errors: [], fetches: {}, dropped: 0, freshness: [] })
    expect(world.asked()).toEqual({})
  })

  test('serves other operations of the same fields', async () => {
    await world.run(whole)
    world.asked()
    const { data } = await world.run('query ($c: String!) { p: person(code: $c) { alias: name } }', {
      variables: { c: 'a' },
    })
    expect(data).toMatchObject({ p: { alias: 'Anna' } })
    expect(world.asked()).toEqual({})
  })

  test('is not used where it is switched off, nor filled', async () => {
    await world.run(whole, { isCold: true })
    await world.run(whole, { isCold: true })
    expect(world.asked()).toEqual({ people: 4, land: 2 })
    expect(world.store.counts().entities).toBe(0)
  })
})

describe('what is missing', () => {
  test('one entity that is linked to is fetched alone', async () => {
    await world.run(whole)
    world.asked()
    world.store.drop('people', 'Person', 'b')
    const { data, fetches } = await world.run(whole)
    expect(plain(data)).toEqual(answer)
    expect(fetches).toEqual({ people: 1 })
    expect(world.sent.at(-1)?.body.variables).toEqual({
      representations: [{ __typename: 'Person', id: 'b' }],
    })
  })

  test('of an entity fetch, only the entities that are missing are asked, equal ones once', async () => {
    await world.run(whole)
    world.asked()
    world.store.drop('land', 'Plot', '2')
    world.store.drop('people', 'Person', 'c')
    const { data } = await world.run(whole)
    expect(plain(data)).toEqual(answer)
    const asked = world.sent.slice(-3).flatMap(({ body }) => body.variables['representations'] ?? [])
    expect(asked).toEqual(expect.arrayContaining([{ __typename: 'Plot', id: '2' }]))
    expect(asked).not.toContainEqual({ __typename: 'Plot', id: '1' })
    expect(asked.filter((each) => JSON.stringify(each).includes('"c"')).length).toBe(1)
  })

  test('a search is asked each time, and fills memory', async () => {
    const search = '{ everybody { name } }'
    await world.run(search)
    await world.run(search)
    expect(world.asked()).toEqual({ people: 2 })
    await world.run('{ person(code: "b") { name } }')
    expect(world.asked()).toEqual({ people: 1 })
  })

  test('nobody is known to be nobody, until somebody is', async () => {
    const nobody = '{ person(code: "x") { name } }'
    expect((await world.run(nobody)).data).toEqual({ person: null })
    expect((await world.run(nobody)).data).toEqual({ person: null })
    expect(world.asked()).toEqual({ people: 1 })
    world.people.set('x', { name: 'Xenia', town: 'Ogre', friends: [], plots: [] })
    world.store.dropNotFound('people', 'Person')
    expect(plain((await world.run(nobody)).data)).toEqual({ person: { name: 'Xenia' } })
  })

  test('what no subgraph keeps is fetched beside what is in memory', async () => {
    const mixed = '{ person(code: "a") { name tax } rate }'
    await world.run(mixed)
    world.asked()
    const { data, fetches } = await world.run(mixed)
    expect(plain(data)).toEqual({ person: { name: 'Anna', tax: 1 }, rate: 20 })
    expect(fetches).toEqual({ taxes: 2 })
  })
})

describe('a change', () => {
  test('is made each time, and what is told after it is not from memory', async () => {
    await world.run('{ person(code: "a") { name plots { size } } }')
    world.asked()
    const rename = 'mutation { rename(code: "a", to: "Alma") { name plots { size } } }'
    for (const _ of [1, 2]) {
      const { data, fetches } = await world.run(rename)
      expect(plain(data)).toEqual({ rename: { name: 'Alma', plots: [{ size: 10 }, { size: 20 }] } })
      expect(fetches).toEqual({ people: 1, land: 1 })
    }
  })
})

describe('time', () => {
  test('a registry that does not answer costs its own fields only, and the answer comes in time', async () => {
    world.conduct.set('land', { kind: 'silent' })
    const { data, errors } = await world.run('{ person(code: "a") { name plots { size } } rate }', {
      deadlineMs: 60,
    })
    expect(plain(data)).toEqual({ person: { name: 'Anna' }, rate: 20 })
    expect(errors).toEqual([expect.objectContaining({ subgraph: 'land', code: 'REGISTRY_UNAVAILABLE' })])
  })

  test('later levels have their share of it', async () => {
    world.conduct.set('taxes', { kind: 'silent' })
    const text = '{ rate person(code: "a") { tax plots { owner { name } } } }'
    const { data, errors } = await world.run(text, { deadlineMs: 300, isCold: true })
    expect(plain(data)).toEqual({
      person: { plots: [{ owner: { name: 'Cilda' } }, { owner: { name: 'Anna' } }] },
    })
    expect(new Set(errors.map(({ subgraph }) => subgraph))).toEqual(new Set(['taxes']))
  })

  test('where none is left nothing is waited for, and changes are still made', async () => {
    world.conduct.set('people', { kind: 'slow', ms: 10 })
    const { errors } = await world.run('{ rate person(code: "a") { name } }', { deadlineMs: -1 })
    expect(errors.map(({ subgraph }) => subgraph).toSorted()).toEqual(['people', 'taxes'])
    expect(world.asked()['taxes']).toBeUndefined()
    await world.run('mutation { rename(code: "a", to: "Alma") { code } }', { deadlineMs: -1 })
    expect(world.people.get('a')?.name).toBe('Alma')
  })
})
