import { array, assert, constantFrom, integer, oneof, property, record, string } from 'fast-check'
import { Kind, parse } from 'graphql'
import { expect, test } from 'vitest'
import { smallSchema } from '#tests/small-schema.ts'
import { compileListCost, listCost } from './list-cost.ts'

const query = `
  query ($first: Int, $name: String, $after: String) {
    persons(first: $first, familyName: $name, after: $after) { edges { node { ...person } } }
    properties(first: 7) { edges { node { ownerships { owner { ...on Person { ...person } } } } } }
  }
  fragment person on Person { givenName children { person { givenName } } }
`

test('costs that are kept are those that are counted', () => {
  const document = parse(query)
  const fragments = new Map(
    document.definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [],
    ),
  )
  const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)
  if (!operation) throw new Error('no operation')
  const source = { schema: smallSchema, fragments }
  const costOf = compileListCost(operation, source)
  const size = oneof(integer({ min: -5, max: 200 }), constantFrom(null, undefined))
  const names = oneof(string(), array(string()), constantFrom(undefined))
  assert(
    property(record({ first: size, name: names, after: string() }), (variables) => {
      const cost = listCost(operation, { ...source, variables })
      expect([costOf(variables), costOf(variables)]).toEqual([cost, cost])
    }),
  )
})
