import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Condition, Connector, Filter, KeysRequest, Row, SearchRequest } from './connector.ts'
import { outsideConformance } from './conformance-outside.ts'
import { conformanceColumns, conformanceRows, ids, sorted } from './conformance-rows.ts'
import { maxConditionDepth, UnsupportedFilter } from './connector.ts'

/** What a connector's test prepares on its real engine. */
export interface ConformanceSubject {
  connector: Connector
  /** The text of every statement that the connector has run so far. */
  statements: readonly string[]
  /** How many statements of the connector run in the source now. */
  running: () => Promise<number>
  /** Removes what was prepared. */
  drop: () => Promise<void>
}

/** The rules that every connector keeps, run against its real engine. */
export function connectorConformance(engine: string, prepare: () => Promise<ConformanceSubject>): void {
  describe(`${engine} keeps the connector's contract`, () => {
    let subject: ConformanceSubject
    beforeAll(async () => {
      subject = await prepare()
    })
    afterAll(async () => {
      await subject.connector.close()
      await subject.drop()
    })

    const fetch = (keys: readonly string[], more: Partial<KeysRequest> = {}): Promise<Row[]> =>
      subject.connector.fetchByKeys({ table: 'item', columns: ['id'], keyColumn: 'id', keys, ...more })
    const search = (more: Partial<SearchRequest> = {}, signal?: AbortSignal): Promise<Row[]> =>
      Array.fromAsync(
        subject.connector.search(
          { table: 'item', columns: ['id'], where: [], orderBy: ['id'], limit: 100, ...more },
          signal && { signal },
        ),
      )
    const found = async (...where: Condition[]): Promise<unknown[]> =>
      (await search({ where })).map((row) => row['id'])
    const statementsOf = async (act: () => Promise<unknown>): Promise<number> => {
      const before = subject.statements.length
      await act()
      return subject.statements.length - before
    }

    describe('fetchByKeys', () => {
      test('gives every column as the contract writes it', async () => {
        const rows = await fetch(
          conformanceRows.map((row) => String(row['id'])),
          { columns: conformanceColumns },
        )
        expect(sorted(rows)).toEqual(sorted(conformanceRows))
      })

      test('keys in any order, given twice, missing, or none', async () => {
        expect(ids(await fetch(['a4', 'a1', 'nowhere', 'a1']))).toEqual(['a1', 'a4'])
        expect(await fetch(['nowhere'])).toEqual([])
        expect(await fetch([])).toEqual([])
      })

      test('a key of many rows gives them all, or the first of each key', async () => {
        const byParent = { keyColumn: 'parent', orderBy: ['id'] }
        expect(ids(await fetch(['p1', 'p2'], byParent))).toEqual(['a1', 'a2', 'a3', 'a4', 'a5'])
        expect(ids(await fetch(['p1', 'p2'], { ...byParent, limitPerKey: 2 }))).toEqual([
          'a1',
          'a2',
          'a4',
          'a5',
        ])
        expect(ids(await fetch(['p1', 'p2'], { ...byParent, limitPerKey: 1 }))).toEqual(['a1', 'a4'])
        await expect(fetch(['p1'], { keyColumn: 'parent', limitPerKey: 1 })).rejects.toThrow('orderBy')
      })

      test('a limit counts the rows that the filters let through', async () => {
        const where: Filter[] = [{ column: 'size', op: 'gte', value: 2 }]
        expect(
          ids(await fetch(['p1', 'p2'], { keyColumn: 'parent', orderBy: ['id'], limitPerKey: 1, where })),
        ).toEqual(['a2', 'a5'])
      })

      test('gives exactly the columns asked', async () => {
        expect(await fetch(['a1'], { columns: ['name', 'size'] })).toEqual([{ name: 'Ābele', size: 1 }])
      })

      test('is one statement, whatever the number of keys', async () => {
        const many = Array.from({ length: 70_000 }, (_, index) => `k${index}`)
        expect(await statementsOf(() => fetch(['a1']))).toBe(1)
        expect(await statementsOf(() => fetch([...many, 'a1']))).toBe(1)
        const first = { keyColumn: 'parent', orderBy: ['id'], limitPerKey: 1 }
        expect(await statementsOf(() => fetch(['p1', 'p2'], first))).toBe(1)
      })
    })

    describe('search', () => {
      test.each<[string, Filter, string[]]>([
        ['eq', { column: 'name', op: 'eq', value: 'Abols' }, ['a2']],
        ['eq of the empty text', { column: 'note', op: 'eq', value: '' }, ['a2']],
        ['in', { column: 'id', op: 'in', value: ['a5', 'a1', 'nowhere'] }, ['a1', 'a5']],
        ['in nothing', { column: 'id', op: 'in', value: [] }, []],
        ['in, of numbers', { column: 'size', op: 'in', value: [1, 5] }, ['a1', 'a5']],
        ['overlaps', { column: 'tags', op: 'overlaps', value: ['y', 'nowhere'] }, ['a3', 'a4']],
        ['overlaps, of one value', { column: 'tags', op: 'overlaps', value: ['ā,"b'] }, ['a1']],
        ['overlaps, compared exactly', { column: 'tags', op: 'overlaps', value: ['X', '{x}'] }, ['a4']],
        ['overlaps nothing', { column: 'tags', op: 'overlaps', value: [] }, []],
        ['prefix', { column: 'name', op: 'prefix', value: 'A' }, ['a2']],
        ['prefix with %', { column: 'name', op: 'prefix', value: 'a%' }, ['a3']],
        ['prefix with _', { column: 'name', op: 'prefix', value: 'a_' }, ['a4']],
        [String.raw`prefix with \ `, { column: 'name', op: 'prefix', value: 'a\\' }, ['a5']],
        ['gte', { column: 'born', op: 'gte', value: '2000-02-29' }, ['a4', 'a5']],
        ['lte', { column: 'born', op: 'lte', value: '1990-12-01' }, ['a1', 'a2']],
        ['isNull', { column: 'note', op: 'isNull' }, ['a1', 'a5', "o'b"]],
        ['notNull', { column: 'note', op: 'notNull' }, ['a2', 'a3', 'a4']],
      ])('%s', async (_, filter, expected) => {
        expect(await found(filter)).toEqual(expected)
      })

      test('several filters all hold', async () => {
        const born: Filter = { column: 'born', op: 'gte', value: '1985-01-01' }
        expect(await found(born, { column: 'parent', op: 'eq', value: 'p1' })).toEqual(['a2', 'a3'])
      })

      const noted: Filter = { column: 'note', op: 'eq', value: 'x' }
      const ofFirst: Filter = { column: 'parent', op: 'eq', value: 'p1' }
      const noNote: Filter = { column: 'note', op: 'in', value: [] }
      test.each<[string, Condition, string[]]>([
        ['all', { all: [ofFirst, noted] }, ['a3']],
        ['all of nothing', { all: [] }, ['a1', 'a2', 'a3', 'a4', 'a5', "o'b"]],
        ['any', { any: [noted, { column: 'id', op: 'eq', value: 'a5' }] }, ['a3', 'a5']],
        ['any, with an unknown one', { any: [noted, ofFirst] }, ['a1', 'a2', 'a3']],
        ['any of nothing', { any: [] }, []],
        ['not, where a value is missing', { not: noted }, ['a2', 'a4']],
        ['not not', { not: { not: noted } }, ['a3']],
        ['not in nothing, where a value is missing', { not: noNote }, ['a2', 'a3', 'a4']],
        ['not what no value is', { not: { column: 'note', op: 'eq', value: '\0' } }, ['a2', 'a3', 'a4']],
        [
          'not overlaps: true of an empty list, unknown of none',
          { not: { column: 'tags', op: 'overlaps', value: ['y'] } },
          ['a1', 'a2'],
        ],
        [
          'not overlaps nothing',
          { not: { column: 'tags', op: 'overlaps', value: [] } },
          ['a1', 'a2', 'a3', 'a4'],
        ],
        [
          'not overlaps what no value is',
          { not: { column: 'tags', op: 'overlaps', value: ['\0'] } },
          ['a1', 'a2', 'a3', 'a4'],
        ],
        ['not isNull', { not: { column: 'note', op: 'isNull' } }, ['a2', 'a3', 'a4']],
        ['not all, one of them false', { not: { all: [noted, ofFirst] } }, ['a2', 'a4', 'a5', "o'b"]],
        ['not any, one of them unknown', { not: { any: [noted, ofFirst] } }, ['a4']],
        [
          'not prefix',
          { not: { column: 'name', op: 'prefix', value: 'A' } },
          ['a1', 'a3', 'a4', 'a5', "o'b"],
        ],
        [
          'not gte, of a missing value',
          { not: { column: 'born', op: 'gte', value: '1990-12-02' } },
          ['a1', 'a2'],
        ],
      ])('%s', async (_, condition, expected) => {
        expect(await found(condition)).toEqual(expected)
        expect(ids(await fetch(['a1', 'a2', 'a3', 'a4', 'a5', "o'b"], { where: [condition] }))).toEqual(
          expected,
        )
      })

      test('a choice among conditions opens none of the others', async () => {
        const second: Filter = { column: 'parent', op: 'eq', value: 'p2' }
        const choice: Condition = { any: [noted, { column: 'size', op: 'gte', value: -1 }] }
        expect(await found(choice, second)).toEqual(['a4', 'a5'])
        expect(await found(second, choice)).toEqual(['a4', 'a5'])
        expect(ids(await search({ where: [choice], after: ['a4'] }))).toEqual(['a5', "o'b"])
        expect(ids(await fetch(['a5'], { where: [choice] }))).toEqual(['a5'])
      })

      test('conditions are nested so deep, and no deeper', async () => {
        const nested = (depth: number): Condition => (depth === 1 ? noted : { all: [nested(depth - 1)] })
        expect(await found(nested(maxConditionDepth))).toEqual(['a3'])
        await expect(found(nested(maxConditionDepth + 1))).rejects.toThrow(UnsupportedFilter)
      })

      test('refuses a filter that it cannot apply, rather than leave it out', async () => {
        const filters: unknown[] = [
          {},
          { all: [{}] },
          { any: [{ column: 'name', op: 'eq', value: null }] },
          { not: { column: 'name', op: 'contains', value: 'b' } },
          { all: [], any: [] },
          { all: 'everything' },
          { all: [], column: 'name', op: 'isNull' },
          { column: 'name', op: 'gte', value: '\0' },
          { column: 'name', op: 'contains', value: 'b' },
          { column: 'name', op: 'constructor', value: 'b' },
          { column: 'name', op: 'eq', value: null },
          { column: 'name', op: 'eq' },
          { column: 'name', op: 'eq', value: { $ne: '' } },
          { column: 'name', op: 'in', value: 'Abols' },
          { column: 'name', op: 'in', value: [null] },
          { column: 'tags', op: 'overlaps', value: 'x' },
          { column: 'tags', op: 'overlaps', value: [null] },
          { column: 'tags', op: 'overlaps', value: [['x']] },
          { column: 'name', op: 'overlaps', value: ['Abols'] },
          { column: 'name', op: 'prefix', value: 1 },
          { column: 'born', op: 'prefix', value: '19' },
        ]
        for (const filter of filters) {
          await expect(found(filter as Filter), JSON.stringify(filter)).rejects.toThrow(UnsupportedFilter)
        }
      })

      test('pages by keyset: every row once, in order', async () => {
        const orderBy = ['parent', 'id']
        const pages: unknown[] = []
        let after: unknown[] | undefined
        for (;;) {
          const page = await search({ columns: ['parent', 'id'], orderBy, limit: 2, ...(after && { after }) })
          if (page.length === 0) break
          pages.push(page.map((row) => row['id']))
          after = orderBy.map((column) => page.at(-1)?.[column])
        }
        expect(pages).toEqual([
          ["o'b", 'a1'],
          ['a2', 'a3'],
          ['a4', 'a5'],
        ])
      })

      test('refuses a position that does not fit the order', async () => {
        await expect(search({ after: [] })).rejects.toThrow('after')
        await expect(search({ after: ['a1', 'a2'] })).rejects.toThrow('after')
        await expect(search({ after: [null] })).rejects.toThrow(UnsupportedFilter)
      })

      test('refuses a limit that is none', async () => {
        for (const limit of [0, -1, 1.5, Number.NaN, Infinity]) {
          await expect(search({ limit })).rejects.toThrow(RangeError)
        }
      })

      test('is one statement', async () => {
        expect(await statementsOf(() => search({ after: ['a1'], limit: 2 }))).toBe(1)
      })
    })

    outsideConformance({ fetch, search, found })

    describe('abort', () => {
      test('ends the work in the source, and rejects with the reason', async () => {
        const controller = new AbortController()
        const slow = search({ table: 'slow' }, controller.signal)
        await expect.poll(subject.running).toBe(1)
        const reason = new Error('the caller has gone')
        controller.abort(reason)
        await expect(slow).rejects.toBe(reason)
        await expect.poll(subject.running).toBe(0)
        expect(await search()).toHaveLength(conformanceRows.length)
      })

      test('before the start runs nothing', async () => {
        const statements = await statementsOf(() =>
          expect(search({}, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone'),
        )
        expect(statements).toBe(0)
      })
    })

    test('is healthy', async () => {
      await expect(subject.connector.health()).resolves.toBeUndefined()
    })
  })
}
