import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { composeSupergraph } from '#gateway/planner/compose.ts'
import { CompositionError } from '#gateway/planner/composition-error.ts'
import { people, taxes } from './small-schemas.ts'
import { anna } from './small-registries.ts'
import { openSmallWorld, seen } from './small-world.ts'
import type { SmallWorld } from './small-world.ts'

/** What a change of a registry's schema could give to those who were never granted it. */
const own = '@link(url: "https://dagr.gov.lv/spec/v1.0", import: ["@personal", "@lookup", "@scopes"])'
const compose = (sdl: string) => () =>
  composeSupergraph([
    { name: 'people', url: 'http://people.invalid', sdl },
    { name: 'taxes', url: 'http://taxes.invalid', sdl: taxes },
  ])

describe('a directive that would not be heard', () => {
  test.each([
    [
      'renamed',
      people
        .replace('["@personal", ', '[{ name: "@personal", as: "@about" }, ')
        .replaceAll('@personal', '@about')
        .replace('name: "@about", as', 'name: "@personal", as'),
      /people imports @personal as @about/,
    ],
    [
      'in a name space',
      people.replace(own, own.replace(', import: ["@personal", "@lookup", "@scopes"]', '')),
      /people uses @personal without a link/,
    ],
    [
      'not mapped to the supergraph',
      people.replace('@composeDirective(name: "@personal")', ''),
      /people uses @personal, which is not composed/,
    ],
    [
      'left out of a field',
      people.replace('born: Int @personal(subject: "id")', 'born: Int'),
      /Person\.born is a field of a data subject/,
    ],
  ])('%s is no schema that is taken into use', (_name, sdl, reason) => {
    expect(sdl).not.toBe(people)
    expect(compose(sdl)).toThrow(CompositionError)
    expect(compose(sdl)).toThrow(reason)
  })

  test('and the schema as it is, is one', () => {
    expect(compose(people)).not.toThrow()
  })
})

describe('a field that is composed after the agreement was made', () => {
  const wider = people.replace(
    '"Name" name: String @personal(subject: "id")',
    '"Name" name: String @personal(subject: "id") "Size of shoe" shoeSize: Int @personal(subject: "id")',
  )
  const query = `{ person(personalCode: "${anna}") { name shoeSize } }`
  let world: SmallWorld
  beforeAll(async () => {
    world = await openSmallWorld({ people: wider, taxes })
  })
  afterAll(() => world.close())

  test.each([
    ['each field by itself', { granted: ['Query.person', 'Person.name', 'Person.born'] }],
    [
      'all fields of the type, as it was',
      {
        granted: ['Query.person'],
        grants: [
          { id: 'all', coordinate: 'Person.*', covers: ['Person.name', 'Person.born', 'Person.title'] },
        ],
      },
    ],
  ])('is not granted by %s', async (_name, rights) => {
    world.agree(rights)
    const answer = await world.ask({ query })
    expect(seen(answer)).toEqual({
      status: 200,
      data: { person: { name: 'Anna', shoeSize: null } },
      errors: ['FIELD_NOT_GRANTED Person.shoeSize NO_GRANT person.shoeSize'],
      records: [`${anna} PARTLY +Query.person +Person.name -Person.shoeSize`],
      operation: 'RELEASED',
      fetches: ['people'],
    })
    expect(answer.fetches[0]?.query).not.toContain('shoeSize')
  })

  test('nor by a wildcard of which nothing says what it covers, nor told of', async () => {
    world.agree({ granted: ['Query.person'], grants: [{ id: 'all', coordinate: 'Person.*' }] })
    const { data, errors } = await world.ask({ query })
    expect(data).toEqual({ person: { name: null, shoeSize: null } })
    expect(errors.map(({ extensions }) => extensions['reason'])).toEqual(['NO_GRANT', 'NO_GRANT'])
    world.agree({ granted: ['Query.person', 'Person.name'] })
    const told = await world.ask({ query: '{ __type(name: "Person") { fields { name } } }' })
    expect(told.data).toEqual({ __type: { fields: [{ name: 'name' }] } })
    const misspelt = await world.ask({ query: `{ person(personalCode: "${anna}") { shoesize } }` })
    expect(misspelt.text).not.toContain('shoeSize')
  })
})
