import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createEntityStore } from '#gateway/entities/create-entity-store.ts'
import type { Condition } from '#policies/model.ts'
import { simpleTrust } from '#tests/simple-trust.ts'
import { anna, bruno, nobody } from './small-registries.ts'
import { hotSchemas } from './small-schemas.ts'
import { openSmallWorld, seen } from './small-world.ts'
import type { SmallWorld } from './small-world.ts'

/** What others have brought into memory is told to nobody who may not have it, and not that it is there. */
let world: SmallWorld
let isVouching: boolean

beforeEach(async () => {
  isVouching = true
  const trustOf = (registry: string) => simpleTrust(registry, () => isVouching)
  world = await openSmallWorld(hotSchemas, createEntityStore({ maxBytes: 2 ** 20, trustOf }))
})
afterEach(() => world.close())

const person = (code: string, fields = 'name born') => ({
  query: `{ person(personalCode: "${code}") { ${fields} } }`,
})
const everything = ['Query.person', 'Person.name', 'Person.born', 'Person.title', 'Person.income']

function granted(condition: Condition, more: object = {}) {
  return {
    permission: '2',
    consumer: 'other',
    grants: everything.map((coordinate) => ({ id: coordinate, coordinate, condition })),
    ...more,
  }
}

const young: Condition = {
  kind: 'compare',
  attribute: 'Person.born',
  operator: 'atLeast',
  value: { values: [1980] },
}
/** No registry cuts rows by it. */
const named: Condition = {
  kind: 'compare',
  attribute: 'Person.name',
  operator: 'in',
  value: { values: ['Anna'] },
}

/** Registries that are down are those of which the name is among `which`. */
function goDown(which = 'people, taxes'): void {
  isVouching = false
  world.spoil((reply, subgraph) => (which.includes(subgraph) ? 'nothing' : reply))
}

const withoutCodes = (text: string) => text.replaceAll(/\d{11}/g, 'code')

/** All of an answer but whom it is about, and how many records there are of it. */
async function told(code: string, as: object) {
  const { text, records } = await world.ask(person(code, 'name born title income'), as)
  const { data, errors, extensions } = JSON.parse(text)
  const freshness = extensions.freshness.map((each: object) => ({ ...each, asOf: null }))
  return { text: withoutCodes(JSON.stringify({ data, errors, freshness })), records: records.length }
}

describe.each([
  ['that its registry cuts by', young],
  ['that no registry cuts by', named],
])('a row outside of a condition %s', (_which, condition) => {
  const asOther = { consumer: 'other', permission: '2', headers: { 'dagr-freshness': 'full' } }

  beforeEach(async () => {
    world.agree({ granted: everything }, granted(condition))
    for (const code of [anna, bruno]) await world.ask(person(code, 'name born title'))
  })

  test.each(['none', 'people', 'taxes', 'people, taxes'])(
    'is as nobody to the letter, down: %s',
    async (which) => {
      if (which !== 'none') goDown(which)
      for (let round = 0; round < 2; round += 1)
        expect(await told(bruno, asOther)).toEqual(await told(nobody, asOther))
    },
  )

  test('and one inside is there, unless nobody can tell', async () => {
    const inside = { person: { name: 'Anna', born: 1990 } }
    expect((await world.ask(person(anna), asOther)).data).toEqual(inside)
    expect((await world.ask(person(anna), asOther)).data).toEqual(inside)
    goDown()
    const { data, errors, text } = await world.ask(person(anna), asOther)
    expect(data).toEqual({ person: null })
    expect(errors.map(({ extensions }) => extensions['code'])).toContain('REGISTRY_UNAVAILABLE')
    expect(text).not.toContain('1990')
  })
})

describe('what is no longer granted', () => {
  test('is not told from memory, of which nobody else is told more either', async () => {
    world.agree({ granted: everything })
    const whole = seen(await world.ask(person(anna)))
    expect(seen(await world.ask(person(anna)))).toEqual({ ...whole, fetches: [] })
    world.agree({ granted: ['Query.person', 'Person.name'] })
    expect(seen(await world.ask(person(anna)))).toMatchObject({
      data: { person: { name: 'Anna', born: null } },
      errors: ['FIELD_NOT_GRANTED Person.born NO_GRANT person.born'],
      records: [`${anna} PARTLY +Query.person +Person.name -Person.born`],
      fetches: [],
    })
  })

  test.each([
    [0, null],
    [3600, 'Anna'],
  ])('is not told when it is older than %i seconds', async (maxStalenessSeconds, name) => {
    const grants = ['Query.person', 'Person.name'].map((coordinate) => ({ id: coordinate, coordinate }))
    world.agree({ grants: grants.map((each) => ({ ...each, maxStalenessSeconds })) })
    await world.ask(person(anna, 'name'))
    goDown()
    const { data, records } = await world.ask(person(anna, 'name'))
    expect(data).toEqual({ person: name === null ? null : { name } })
    expect(records.map(({ freshness }) => freshness)).toEqual([name === null ? 'FRESH' : 'UNVERIFIED'])
  })
})

describe('a registry that lies', () => {
  test.each<[string, (data: Record<string, unknown>) => unknown]>([
    [
      'with more than was asked',
      (data) => ({ ...data, other: { __typename: 'Person', id: bruno, name: 'Eve' } }),
    ],
    ['with an id that is no text', () => ({ person: { name: 'Eve', born: 1, __hot_id: 39000000002 } })],
    ['with a list in place of a person', () => ({ person: [{ name: 'Eve', born: 1, __hot_id: bruno }] })],
    ['without an id', () => ({ person: { name: 'Eve', born: 1 } })],
  ])('%s of one person fills nothing of another', async (_how, lie) => {
    world.agree({ granted: everything })
    world.spoil(({ data }) => ({ data: lie(data ?? {}) }))
    await world.ask(person(anna))
    world.spoil()
    expect(seen(await world.ask(person(bruno))).data).toEqual({ person: { name: 'Bruno', born: 1960 } })
  })

  test('about a look-up of somebody is believed of that code alone', async () => {
    world.agree({ granted: everything })
    world.spoil(({ data }) => ({ data: { ...data, person: null } }))
    expect(seen(await world.ask(person(anna))).data).toEqual({ person: null })
    world.spoil()
    expect(seen(await world.ask(person(bruno))).data).toEqual({ person: { name: 'Bruno', born: 1960 } })
  })
})
