import { readFileSync } from 'node:fs'
import { isInputObjectType, isObjectType } from 'graphql'
import { expect, test } from 'vitest'
import { structureOf } from '#gateway/operation/coordinates.ts'
import { composeSupergraph } from '#gateway/planner/compose.ts'
import { fieldWords, labelOf } from './field-words.ts'

const registries = [
  'access-history',
  'addresses',
  'cadastre',
  'enterprise',
  'institutions',
  'policy',
  'population',
]
const { api } = composeSupergraph(
  registries.map((name) => ({
    name,
    url: `http://${name}.invalid/graphql`,
    sdl: readFileSync(`subgraphs/${name}/schema.graphql`, 'utf8'),
  })),
)

/** Everything that somebody can ask for, and that a record can therefore name. */
const coordinates = Object.values(api.getTypeMap()).flatMap((type) => {
  if (type.name.startsWith('__') || structureOf(type) !== null) return []
  if (isInputObjectType(type)) return Object.keys(type.getFields()).map((field) => `${type.name}.${field}`)
  if (!isObjectType(type)) return []
  return Object.values(type.getFields()).flatMap(({ name, args }) => [
    `${type.name}.${name}`,
    ...args.map((argument) => `${type.name}.${name}(${argument.name}:)`),
  ])
})

test.for(['LV', 'EN'] as const)('everything that a record can name has words, in %s', (language) => {
  expect(coordinates.length).toBeGreaterThan(400)
  expect(coordinates.filter((coordinate) => !fieldWords(coordinate, language))).toEqual([])
})

test.for(['LV', 'EN'] as const)('fields of one type have words of their own, in %s', (language) => {
  const ofType = Map.groupBy(coordinates, (coordinate) => coordinate.split('.')[0])
  for (const fields of ofType.values()) {
    const words = fields.map((field) => fieldWords(field, language))
    expect(words.filter((each, index) => words.indexOf(each) !== index)).toEqual([])
  }
})

test('nothing has words that is not there', () => {
  const known = new Set(coordinates)
  const named = [
    'access-history',
    'addresses',
    'cadastre',
    'enterprise',
    'institutions',
    'policy',
    'population',
  ]
    .map((name) => readFileSync(`subgraphs/access-history/words/${name}.json`, 'utf8'))
    .flatMap((text) => Object.keys(JSON.parse(text) as object))
  expect(named.filter((coordinate) => !known.has(coordinate))).toEqual([])
})

test.for([
  ['Person.givenName', 'LV', 'Vārds'],
  ['Person.givenName', 'EN', 'Given name'],
  ['Query.persons(familyName:)', 'LV', 'Personu meklēšana: uzvārds'],
  ['Query.persons(familyName:)', 'EN', 'Search of people: family name'],
  ['Vehicle.plate', 'LV', 'Vehicle.plate'],
  ['Query.persons(eyeColour:)', 'EN', 'Query.persons(eyeColour:)'],
] as const)('%s is called in %s: %s', ([coordinate, language, words]) => {
  expect(labelOf(coordinate, language)).toBe(words)
})
