import {
  array,
  assert,
  boolean,
  constant,
  constantFrom,
  dictionary,
  oneof,
  property,
  record,
  subarray,
} from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { isEnumType } from 'graphql'
import { expect, test } from 'vitest'
import type { Grant } from '#policies/model.ts'
import { naiveResponse } from '#tests/naive-response.ts'
import { codes, condition } from '#tests/row-world.ts'
import { permitted, smallBindings } from '#tests/small-schema.ts'
import { compileResponse } from './response.ts'
import type { FieldShape, ObjectShape, Wrapping } from './shape.ts'

const queries = [
  '{ person(personalCode: "39000000001") { __typename givenName birth name: givenName address { text adminUnit } } }',
  '{ person(personalCode: "39000000001") { children { since person { givenName birth } } properties { number name } } }',
  `{ property(number: "1") { number ownerships { share owner { __typename ... on Person { givenName } ... on Company { name } } } } }`,
  '{ persons(familyName: "A") { edges { cursor node { givenName birth address { text } } } pageInfo { hasNextPage endCursor } } }',
  '{ persons { pageInfo { hasNextPage } } properties { edges { node { number ownerships { owner { __typename } } } } } }',
  '{ __proto__: person(personalCode: "39000000002") { constructor: givenName toString: birth } }',
]
const coordinates = [
  'Query.person',
  'Query.persons',
  'Query.persons(familyName:)',
  'Query.property',
  'Query.properties',
  'Person.givenName',
  'Person.birth',
  'Person.address',
  'Address.text',
  'Address.adminUnit',
  'Person.children',
  'Child.since',
  'Child.person',
  'Person.properties',
  'Property.number',
  'Property.name',
  'Property.ownerships',
  'Ownership.share',
  'Ownership.owner',
  'Company.name',
]

const line: Arbitrary<Omit<Grant, 'id'>> = record(
  {
    coordinate: constantFrom(...coordinates),
    condition,
    obligations: subarray(
      [
        { kind: 'mask', keep: 1 },
        { kind: 'generalise', to: 'year' },
        { kind: 'generalise', to: 'pseudonym' },
        { kind: 'generalise', to: 'municipality' },
        { kind: 'maxRows', rows: 1 },
      ] as const,
      { maxLength: 1 },
    ),
  },
  { requiredKeys: ['coordinate'] },
)

/** Nearly everything: some of it not at all, some of it only so. */
const rights = record({
  denied: subarray(coordinates, { maxLength: 2 }),
  lines: array(line, { maxLength: 3 }),
}).map(({ denied, lines }) => {
  const taken = new Set([...denied, ...lines.map(({ coordinate }) => coordinate)])
  return [...coordinates.filter((each) => !taken.has(each)).map((coordinate) => ({ coordinate })), ...lines]
})

/** What a registry may send for an object of this shape: mostly what it should, and anything else. */
function objects(shape: ObjectShape): Arbitrary<unknown> {
  const keys: Record<string, Arbitrary<unknown>> = {}
  const helper = oneof(
    { weight: 6, arbitrary: constantFrom<unknown>(...codes, 'A', 20) },
    constantFrom(null, undefined, 7),
  )
  for (const key of [shape.idKey, shape.codesKey, ...(shape.row?.keys.values() ?? [])])
    if (key !== null) keys[key] = helper
  if (shape.codesKey !== null) keys[shape.codesKey] = oneof(constant([...codes]), helper)
  if (shape.page) {
    const { edges, node, id, row } = shape.page
    const nodeKeys = Object.fromEntries(
      [...(id === null ? [] : [id]), ...row.keys.values()].map((key) => [key, helper]),
    )
    keys[edges] = lists(record({ [node]: record(nodeKeys, { requiredKeys: [] }) }))
  }
  for (const field of shape.fields) {
    if (field.subjectKey !== null) keys[field.subjectKey] = helper
    if (field.municipalityKey !== null) keys[field.municipalityKey] = oneof(constant('Rīga'), constant(null))
    keys[field.fetchedKey] = values(field, field.wrapping)
  }
  if (shape.typeName !== null)
    keys['__typename'] = oneof({ weight: 9, arbitrary: constant(shape.typeName) }, constant('Other'))
  return record({ known: record(keys, { noNullPrototype: true }), more: odd }).map(({ known, more }) => ({
    ...more,
    ...known,
  }))
}

const odd = oneof(
  { weight: 20, arbitrary: constant({}) },
  dictionary(constantFrom('constructor', 'unasked'), constant('x'), { noNullPrototype: true }),
)

function lists(items: Arbitrary<unknown>): Arbitrary<unknown> {
  return items.chain((one) =>
    items.chain((other) => constantFrom([one, other], [one], [], [other, one, one])),
  )
}

function values(field: FieldShape, { item }: Wrapping): Arbitrary<unknown> {
  const good =
    item !== null
      ? lists(values(field, item))
      : field.shapes
        ? oneof(...[...field.shapes.values()].map(objects))
        : isEnumType(field.leafType)
          ? constantFrom('A')
          : field.leafType?.name === 'Boolean'
            ? boolean()
            : constantFrom('Anna "A"', 'Jānis', '1990-07-21', '\ud800 \n', '')
  return oneof(
    { weight: 30, arbitrary: good },
    constantFrom<unknown>(null, undefined, 12, false, { deep: [1] }, ['x'], 'text'),
  )
}

test('the compiled walk writes and notes what a naive one does, whatever is granted and whatever registries send', () => {
  const made = record({ query: constantFrom(...queries), grants: rights }).chain(({ query, grants }) => {
    const { shape } = permitted(query, { grants })
    return record({
      query: constant(query),
      shape: constant(shape),
      data: objects(shape),
      caller: subarray([...codes]),
    })
  })
  const reached = { nulls: 0, released: 0, outside: 0, violations: 0, cut: 0 }
  assert(
    property(made, ({ shape, data, caller }) => {
      const context = {
        knowledge: { callerCodes: new Set(caller), bindings: smallBindings, consent: 'agency test' },
        pseudonymOf: (value: string) => `pseudonym of ${value}`,
        introspected: null,
        sealCursor: (position: string) => `sealed ${position}`,
      }
      const { released, ...found } = compileResponse(shape)(data as Record<string, unknown>, context)
      const naive = naiveResponse(shape, data as Record<string, unknown>, context)
      const sightings = released.flatMap(({ subject, disclosure: { coordinates: each, isSearchRow } }) =>
        each.map((coordinate) => ({ subject, coordinate, isSearchRow })),
      )
      expect({ ...found, released: sightings }).toEqual(naive)
      if (found.text.includes('null')) reached.nulls++
      for (const key of ['outside', 'violations', 'cut'] as const) reached[key] += found[key].length
      reached.released += sightings.length
    }),
    { numRuns: 1_200 },
  )
  for (const [what, count] of Object.entries(reached)) expect(count, what).toBeGreaterThan(5)
})
