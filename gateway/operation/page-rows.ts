import type { Guard } from './guards.ts'
import { isJson, own, textOf } from './json.ts'
import type { Json } from './json.ts'
import { RowTally } from './row-tally.ts'
import { waysOpen } from './row.ts'
import type { Knowledge } from './row.ts'
import type { PageShape } from './shape.ts'

/**
 * Places of the rows of a page that may be released, judged by their helpers: the second defence, after the registry's own
 * cut. `open` are the ways by which the page itself is released; `lists` are the keys of its lists of rows.
 */
export function keptRows(
  page: PageShape,
  data: Json,
  lists: readonly string[],
  open: readonly Guard[],
  knowledge: Knowledge,
): ReadonlySet<number> {
  const tally = new RowTally()
  const kept = new Set<number>()
  const helpers = rowsIn(data, page.edges)
  const length = Math.max(helpers.length, ...lists.map((key) => rowsIn(data, key).length))
  for (let position = 0; position < length; position++) {
    const ofRow = waysOfRow(page, helpers[position], knowledge)
    if (ofRow !== null && tally.admitted([...open, ...ofRow]) !== null) kept.add(position)
  }
  return kept
}

/** INVARIANT: a row of which nothing is known is not released where rows are guarded. */
function waysOfRow(
  { guards, node, id, row }: PageShape,
  edge: unknown,
  knowledge: Knowledge,
): readonly Guard[] | null {
  if (guards.length === 0) return guards
  const data = isJson(edge) ? own(edge, node) : null
  if (!isJson(data)) return null
  const subject = id === null ? null : textOf(own(data, id))
  const rowOf = (type: string) => (type === row.type ? { shape: row, data, subject, around: null } : null)
  return waysOpen(guards, subject, rowOf, knowledge)
}

/** The page with only those rows, in each of its lists of them. */
export function onlyRows(data: Json, lists: readonly string[], kept: ReadonlySet<number>): Json {
  const page: Record<string, unknown> = { ...data }
  for (const key of lists) {
    if (Array.isArray(own(data, key)))
      page[key] = rowsIn(data, key).filter((_row, position) => kept.has(position))
  }
  return page
}

function rowsIn(data: Json, key: string): readonly unknown[] {
  const rows = own(data, key)
  return Array.isArray(rows) ? rows : []
}
