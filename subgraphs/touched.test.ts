import { expect, test } from 'vitest'
import type { ChangedRow, KeysRequest, Row, SourceTransaction } from '#connectors/connector.ts'
import type { TouchingTables } from './touched.ts'
import { touchedBy, touchingColumns } from './touched.ts'

const tables: TouchingTables = {
  person: {
    makes: 'Person',
    existence: ['code', 'ended_at'],
    touches: [
      { type: 'Person', column: 'code' },
      {
        type: 'Person',
        column: 'code',
        through: [{ table: 'code', from: 'person', to: 'code' }],
        only: ['name'],
      },
    ],
  },
  area: {
    touches: [
      { type: 'Area', column: 'id', through: [{ table: 'area', from: 'above', to: 'id', repeats: true }] },
    ],
  },
}

const stored: Readonly<Record<string, readonly Row[]>> = {
  code: [
    { person: 'p1', code: 'c1' },
    { person: 'p1', code: 'c2' },
  ],
  area: [
    { above: 'a', id: 'b' },
    { above: 'b', id: 'c' },
    { above: 'c', id: 'a' },
    ...Array.from({ length: 1_000 }, (_, index) => ({ above: 'wide', id: `w${index}` })),
  ],
}

const source = {
  fetchByKeys: async ({ table, keyColumn, keys }: KeysRequest): Promise<Row[]> =>
    (stored[table] ?? []).filter((row) => keys.includes(String(row[keyColumn]))),
}

function transaction(rows: readonly ChangedRow[], whole: readonly string[] = []): SourceTransaction {
  return { kind: 'transaction', cursor: '', position: null, rows, tables: whole }
}

const person = (code: string, name: string, ended_at: string | null = null): Row => ({ code, name, ended_at })
const changed = (old: Row | null, after: Row | null): ChangedRow => ({ table: 'person', old, new: after })
const area = (id: string): ChangedRow => ({ table: 'area', old: { id }, new: { id } })

test('asks for the columns that matter', () => {
  expect(touchingColumns(tables)).toEqual({ person: ['code', 'ended_at', 'name'], area: ['id'] })
})

test.each<[string, ChangedRow, string[], string[]]>([
  ['a new row', changed(null, person('p1', 'A')), ['p1', 'c1', 'c2'], ['Person']],
  ['a row that goes', changed(person('p1', 'A'), null), ['p1', 'c1', 'c2'], []],
  ['a change that matters to some', changed(person('p1', 'A'), person('p1', 'B')), ['p1', 'c1', 'c2'], []],
  ['a change that does not', changed(person('p1', 'A'), person('p1', 'A')), ['p1'], []],
  ['a row that ends', changed(person('p1', 'A'), person('p1', 'A', '2026')), ['p1'], ['Person']],
  ['another key', changed(person('p2', 'A'), person('p3', 'A')), ['p2', 'p3'], ['Person']],
])('%s touches', async (_, row, keys, inserted) => {
  const told = await touchedBy(transaction([row]), tables, source)
  expect(told.entities.map(([, key]) => key).toSorted()).toEqual(keys.toSorted())
  expect(told).toMatchObject({ types: [], inserted })
})

test('follows a link that repeats, and ends in a circle', async () => {
  const { entities } = await touchedBy(transaction([area('b')]), tables, source)
  expect(entities.map(([, key]) => key).toSorted()).toEqual(['a', 'b', 'c'])
})

test('names the type where there are very many, or nobody can say which', async () => {
  const typeOnly = { entities: [], types: ['Area'], inserted: [] }
  expect(await touchedBy(transaction([area('wide')]), tables, source)).toEqual(typeOnly)
  const broken = { fetchByKeys: () => Promise.reject(new Error('away')) }
  expect(await touchedBy(transaction([area('b')]), tables, broken)).toEqual(typeOnly)
  expect(await touchedBy(transaction([], ['person']), tables, source)).toEqual({
    entities: [],
    types: ['Person'],
    inserted: ['Person'],
  })
  const many = Array.from({ length: 1_001 }, (_, index) => changed(person(`m${index}`, 'A'), null))
  expect(await touchedBy(transaction(many), tables, source)).toMatchObject({
    entities: [],
    types: ['Person'],
  })
})
