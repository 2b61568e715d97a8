import { expect, test } from 'vitest'
import { beginsWith, equals, isListed } from './search-filters.ts'

test('looks for the beginning of a text, or for nothing', () => {
  expect(beginsWith('search_name', ' SIA  "Ābele" ')).toEqual([
    { column: 'search_name', op: 'prefix', value: 'sia "ābele"' },
  ])
  expect(beginsWith('search_name', null)).toEqual([])
})

test('an argument that was not given narrows nothing; an empty list leaves nothing', () => {
  expect([...equals('kind', null), ...equals('kind', undefined), ...isListed('code', null)]).toEqual([])
  expect(equals('secret', false)).toEqual([{ column: 'secret', op: 'eq', value: false }])
  expect(isListed('code', [])).toEqual([{ column: 'code', op: 'in', value: [] }])
})
