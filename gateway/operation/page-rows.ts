import type { PageShape } from './shape.ts'

type Json = Readonly<Record<string, unknown>>

/** Places of the rows of a page that may be released, as many as allowed; `mayBe` judges a row by its helpers. */
export function keptRows(
  { edges, node, guards, maxRows }: PageShape,
  data: Json,
  mayBe: (node: Json) => boolean,
): ReadonlySet<number> {
  const rows = Object.hasOwn(data, edges) ? data[edges] : undefined
  // INVARIANT: a row of which nothing is known is not released.
  if (!Array.isArray(rows))
    return guards.length > 0 ? nothing : new Set(Array.from({ length: maxRows ?? 0 }).keys())
  const kept = new Set<number>()
  for (const [position, row] of rows.entries()) {
    if (maxRows !== null && kept.size >= maxRows) break
    const helpers = isJson(row) && Object.hasOwn(row, node) ? row[node] : null
    if (guards.length === 0 || (isJson(helpers) && mayBe(helpers))) kept.add(position)
  }
  return kept
}

const nothing: ReadonlySet<number> = new Set()

/** The page with only those rows, in each of its lists of them. */
export function onlyRows(data: Json, lists: readonly string[], kept: ReadonlySet<number>): Json {
  const page: Record<string, unknown> = { ...data }
  for (const key of lists) {
    const rows = Object.hasOwn(data, key) ? data[key] : undefined
    if (Array.isArray(rows)) page[key] = rows.filter((_row, position) => kept.has(position))
  }
  return page
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
