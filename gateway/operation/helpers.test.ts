import { parse } from 'graphql'
import { expect, test } from 'vitest'
import { helperNames } from './helpers.ts'

test("no helper has a name that a caller's text has, nor an alias the name of a field", () => {
  const names = helperNames(parse('{ dagr_self: a b id: c }'))
  expect(names.fetched('b', 'b')).toBe('b')
  const keys = [names.self, names.hits, names.hitNode, names.sibling('id'), names.fetched('c', 'id')]
  expect(new Set(keys).size).toBe(keys.length)
  for (const key of keys) expect(key).toMatch(/^dagr1_/)
})
