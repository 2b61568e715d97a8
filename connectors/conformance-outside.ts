import { describe, expect, test } from 'vitest'
import { conformanceRows, ids } from './conformance-rows.ts'
import type { Condition, Filter, KeysRequest, Row, SearchRequest } from './connector.ts'

/** How the rules ask the connector that they are run against. */
export interface Asking {
  fetch: (keys: readonly string[], more?: Partial<KeysRequest>) => Promise<Row[]>
  search: (more?: Partial<SearchRequest>, signal?: AbortSignal) => Promise<Row[]>
  /** The column `id` of what a search finds. */
  found: (...where: Condition[]) => Promise<unknown[]>
}

/** Neither a value nor a name that comes from outside is ever a part of a statement. */
export function outsideConformance({ fetch, search, found }: Asking): void {
  describe('what comes from outside', () => {
    const hostile = [
      "' or '1'='1",
      '"; drop table item; --',
      '$1',
      '?',
      '??',
      ':id',
      '\0',
      '{a1,a2}',
      '\ud800',
    ]

    test('values are values', async () => {
      for (const value of hostile) {
        const expected = conformanceRows.filter((row) => row['name'] === value).map((row) => row['id'])
        expect(await found({ column: 'name', op: 'eq', value }), value).toEqual(expected)
        expect(await found({ column: 'name', op: 'in', value: [value] }), value).toEqual(expected)
        expect(await found({ column: 'name', op: 'prefix', value }), value).toEqual(expected)
        expect(await found({ column: 'tags', op: 'overlaps', value: [value] }), value).toEqual([])
        expect(ids(await fetch([value, 'a1'])), value).toEqual(['a1'])
      }
      expect(ids(await fetch(["o'b"]))).toEqual(["o'b"])
      expect(ids(await fetch(['__proto__', 'constructor'], { keyColumn: 'parent' }))).toEqual(["o'b"])
    })

    test('names are refused unless they were allowed', async () => {
      for (const name of [...hostile, 'secret', '__proto__', 'constructor', 'id" from "item" --', '*']) {
        const filter: Filter = { column: name, op: 'notNull' }
        await expect(fetch(['a1'], { table: name }), name).rejects.toThrow('no table')
        await expect(fetch(['a1'], { columns: [name] }), name).rejects.toThrow('no column')
        await expect(fetch(['a1'], { keyColumn: name }), name).rejects.toThrow('no column')
        await expect(fetch(['a1'], { orderBy: [name] }), name).rejects.toThrow('no column')
        await expect(fetch(['a1'], { where: [filter] }), name).rejects.toThrow('no column')
        await expect(search({ table: name }), name).rejects.toThrow('no table')
        await expect(search({ columns: [name] }), name).rejects.toThrow('no column')
        await expect(search({ orderBy: [name] }), name).rejects.toThrow('no column')
        await expect(found(filter), name).rejects.toThrow('no column')
        await expect(found({ any: [{ not: { all: [filter] } }] }), name).rejects.toThrow('no column')
      }
      expect(await search()).toHaveLength(conformanceRows.length)
    })
  })
}
