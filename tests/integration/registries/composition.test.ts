import { readFileSync } from 'node:fs'
import { composeServices } from '@apollo/composition'
import { parse } from 'graphql'
import { expect, test } from 'vitest'

const subgraphs = [
  'access-history',
  'addresses',
  'cadastre',
  'enterprise',
  'institutions',
  'policy',
  'population',
]

test('the schemas compose, without errors and without hints', () => {
  const { errors, hints, supergraphSdl } = composeServices(
    subgraphs.map((name) => ({
      name,
      url: `http://${name}.invalid/graphql`,
      typeDefs: parse(readFileSync(`subgraphs/${name}/schema.graphql`, 'utf8')),
    })),
  )
  expect(errors ?? []).toEqual([])
  expect(hints?.map(({ message }) => message)).toEqual([])
  expect(supergraphSdl).toContain('@personal(subject: "id")')
})
