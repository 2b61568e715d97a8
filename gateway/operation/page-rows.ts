import type { Guard } from './guards.ts'
import { isJson, own, textOf } from './json.ts'
import type { Json } from './json.ts'
import type { Journal } from './response-journal.ts'
import { RowTally } from './row-tally.ts'
import { waysOpen } from './row.ts'
import type { Knowledge } from './row.ts'
import type { ObjectShape, PageShape } from './shape.ts'

/**
 * The page with only the rows that may be released: the second defence, after the registry's own cut. `open` are the ways by
 * which the page itself is released.
 */
export function releasedPage(
  page: PageShape,
  shape: ObjectShape,
  data: Json,
  open: readonly Guard[],
  knowledge: Knowledge,
  journal: Pick<Journal, 'enter' | 'leave' | 'cutRow'>,
): Json {
  if (page.guards.length === 0 && open.length === 0) return data
  const lists = shape.fields.filter(({ wrapping }) => wrapping.item !== null)
  const keys = [page.edges, ...lists.map(({ fetchedKey }) => fetchedKey)]
  const kept = keptRows(page, data, keys, open, knowledge)
  for (const list of lists) {
    journal.enter(list.responseName)
    for (const position of rowsIn(data, list.fetchedKey).keys()) {
      if (kept.has(position)) continue
      journal.enter(position)
      journal.cutRow(list)
      journal.leave()
    }
    journal.leave()
  }
  return onlyRows(data, keys, kept)
}

/** Places of the rows that may be released, judged by their helpers; `lists` are the keys of the page's lists of rows. */
function keptRows(
  page: PageShape,
  data: Json,
  lists: readonly string[],
  open: readonly Guard[],
  knowledge: Knowledge,
): ReadonlySet<number> {
  const tally = new RowTally()
  const kept = new Set<number>()
  const helpers = rowsIn(data, page.edges)
  const length = Math.max(...lists.map((key) => rowsIn(data, key).length))
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
function onlyRows(data: Json, lists: readonly string[], kept: ReadonlySet<number>): Json {
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
