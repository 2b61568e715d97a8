import type { Row } from './connector.ts'

/**
 * The subject holds `item` with these columns and rows, may read all of them, and its column `secret` (with any values),
 * which the connector may not read. `slow`, with the column `id`, answers a search only after ten seconds or more.
 */
export const conformanceColumns = ['id', 'parent', 'name', 'born', 'amount', 'size', 'note', 'tags'] as const

export const conformanceRows: readonly Row[] = [
  {
    id: 'a1',
    parent: 'p1',
    name: 'Ābele',
    born: '1980-01-31',
    amount: '0.10',
    size: 1,
    note: null,
    tags: ['x', 'ā,"b'],
  },
  {
    id: 'a2',
    parent: 'p1',
    name: 'Abols',
    born: '1990-12-01',
    amount: '12345678901234.56',
    size: 2,
    note: '',
    tags: [],
  },
  {
    id: 'a3',
    parent: 'p1',
    name: 'a%b',
    born: '1990-12-02',
    amount: '3.00',
    size: 9007199254740991,
    note: 'x',
    tags: ['y'],
  },
  {
    id: 'a4',
    parent: 'p2',
    name: 'a_b',
    born: '2000-02-29',
    amount: '4.00',
    size: -1,
    note: 'y',
    tags: ['x', 'y', '{x}'],
  },
  {
    id: 'a5',
    parent: 'p2',
    name: String.raw`a\b`,
    born: '2001-03-04',
    amount: '5.00',
    size: 5,
    note: null,
    tags: null,
  },
  {
    id: "o'b",
    parent: '__proto__',
    name: '"; drop table item; --',
    born: null,
    amount: null,
    size: 6,
    note: null,
    tags: null,
  },
]

/** The column `id` of the rows, in order. */
export function ids(rows: readonly Row[]): unknown[] {
  return sorted(rows).map((row) => row['id'])
}

export function sorted(rows: readonly Row[]): Row[] {
  return rows.toSorted((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1))
}
