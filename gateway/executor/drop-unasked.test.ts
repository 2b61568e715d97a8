import { expect, test } from 'vitest'
import { compileAsked } from '#gateway/planner/asked-keys.ts'
import { dropUnasked } from './drop-unasked.ts'

const owners: Readonly<Record<string, readonly string[]>> = { Owner: ['Owner', 'Person', 'Company'] }

/** What is left of an answer, and how much was dropped. */
function answered(operation: string, json: string): { left: unknown; dropped: number } {
  const left = JSON.parse(json)
  const asked = compileAsked(operation, (condition) => new Set(owners[condition] ?? [condition]))
  return { dropped: dropUnasked(asked, left), left }
}

test('what was asked stays, in lists and below fields that are asked in several places', () => {
  const json = '{"me":{"a":1,"friends":[[{"n":"A","id":"1"}],null]}}'
  const operation = '{ me { a: b friends { n: name } ...F } } fragment F on Person { friends { id } }'
  expect(answered(operation, json)).toEqual({ left: JSON.parse(json), dropped: 0 })
})

test('what was not asked is dropped, whatever it is called, and counted once', () => {
  const { left, dropped } = answered(
    '{ me { name } }',
    '{"me":{"name":"A","id":"2","__proto__":{"x":1},"dagr_field_id":"2"},"self":{"codes":["1","2"]}}',
  )
  expect(JSON.stringify(left)).toBe('{"me":{"name":"A"}}')
  expect(dropped).toBe(4)
})

test('what is asked of one type is not asked of another', () => {
  const operation =
    '{ owner { __typename ... on Person { born } ... on Company { form } ... on Owner { name } } }'
  const values = '"born":1,"form":2,"name":3'
  for (const [type, left] of [
    ['Person', '"born":1,"name":3'],
    ['Company', '"form":2,"name":3'],
    ['Other', ''],
  ])
    expect(JSON.stringify(answered(operation, `{"owner":{"__typename":"${type}",${values}}}`).left)).toBe(
      `{"owner":{"__typename":"${type}"${left && ','}${left}}}`,
    )
})

test('without a type, or with one that was not asked for, everything that is asked of any type is kept', () => {
  const operation = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Person { born } } }'
  expect(answered(operation, '{"_entities":[{"born":1,"id":2},null]}').left).toEqual({
    _entities: [{ born: 1 }, null],
  })
  expect(answered(operation, '{"_entities":[{"__typename":"Company","born":1}]}').left).toEqual({
    _entities: [{ born: 1 }],
  })
})
