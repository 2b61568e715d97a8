import { readFileSync } from 'node:fs'
import { composeServices } from '@apollo/composition'
import { parse } from 'graphql'
import { expect, test } from 'vitest'
import { composeSupergraph } from '#gateway/planner/compose.ts'

const subgraphs = [
  'access-history',
  'addresses',
  'cadastre',
  'enterprise',
  'institutions',
  'policy',
  'population',
]

const sdlOf = (name: string): string => readFileSync(`subgraphs/${name}/schema.graphql`, 'utf8')

test('the schemas keep the rules of composition', () => {
  const schemas = subgraphs.map((name) => ({ name, url: `http://${name}.invalid/graphql`, sdl: sdlOf(name) }))
  const { facts } = composeSupergraph(schemas)
  expect(facts.scopes.get('Query.persons')).toContain('Person.addressSecret')
  expect(facts.scopes.get('Query.properties')).toContain('Property.municipality')
})

test('the schemas compose, without errors and without hints', () => {
  const { errors, hints, supergraphSdl } = composeServices(
    subgraphs.map((name) => ({
      name,
      url: `http://${name}.invalid/graphql`,
      typeDefs: parse(sdlOf(name)),
    })),
  )
  expect(errors ?? []).toEqual([])
  expect(hints?.map(({ message }) => message)).toEqual([])
  expect(supergraphSdl).toContain('@personal(subject: "id")')
})
