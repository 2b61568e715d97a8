import type { Condition } from '#connectors/connector.ts'
import { ArgumentError } from './public-errors.ts'
import type { Reading } from './reading.ts'
import type { Table } from './table.ts'

/** The arguments by which every search is paged. */
export interface PageArguments {
  first?: number | null | undefined
  after?: string | null | undefined
  /** What the search names one by one: unless said otherwise, the page has room for all of it. */
  listed?: readonly string[] | null | undefined
}

/** A Relay connection. */
export interface Page<Node> {
  edges: { cursor: string; node: Node }[]
  pageInfo: {
    hasNextPage: boolean
    /** True of every page but a first one: what is before `after` is not looked for. */
    hasPreviousPage: boolean
    startCursor: string | null
    endCursor: string | null
  }
}

const defaultFirst = 20
const maxFirst = 100
const maxListed = 100

/** One page of the shown rows that satisfy every condition, in the order of the unique field `by`: one statement. */
export async function searchPage<Fields extends object>(
  reading: Reading,
  table: Table<Fields>,
  by: keyof Fields,
  where: readonly Condition[],
  page: PageArguments,
): Promise<Page<Fields>> {
  const first = pageSize(page)
  const after = page.after == null ? undefined : openCursor(page.after)
  const found = await reading.search({
    table: table.name,
    columns: table.columns,
    where: [...table.shown, ...where],
    orderBy: [table.columnOf(by)],
    ...(after !== undefined && { after: [after] }),
    // One more than asked tells whether there is a next page.
    limit: first + 1,
  })
  const rows = found.map(table.read)
  const edges = rows.slice(0, first).map((node) => ({ cursor: cursorOf(node[by]), node }))
  return connection(edges, rows.length > first, after !== undefined)
}

/** One page of rows that are all at hand, in their order. */
export function pageOf<Node>(
  rows: readonly Node[],
  keyOf: (row: Node) => string,
  page: PageArguments,
): Page<Node> {
  const first = pageSize(page)
  const after = page.after == null ? undefined : openCursor(page.after)
  const start = after === undefined ? 0 : rows.findIndex((row) => keyOf(row) === after) + 1
  if (after !== undefined && start === 0) throw notOfThisSearch()
  const edges = rows.slice(start, start + first).map((node) => ({ cursor: cursorOf(keyOf(node)), node }))
  return connection(edges, start + first < rows.length, after !== undefined)
}

/** The page of a search that nothing can satisfy; bad arguments are errors there too. */
export function emptyPage<Node>(page: PageArguments): Page<Node> {
  pageSize(page)
  const after = page.after == null ? undefined : openCursor(page.after)
  return connection<Node>([], false, after !== undefined)
}

/** @throws ArgumentError where a list argument names more than 100 */
export function limitListed(argument: string, values: readonly string[]): readonly string[] {
  if (values.length > maxListed) throw new ArgumentError(`${argument} may name ${maxListed} at most.`)
  return values
}

/** A page of rows with their cursors. */
export function connection<Node>(
  edges: Page<Node>['edges'],
  hasNextPage: boolean,
  hasPreviousPage: boolean,
): Page<Node> {
  const startCursor = edges[0]?.cursor ?? null
  const endCursor = edges.at(-1)?.cursor ?? null
  return { edges, pageInfo: { hasNextPage, hasPreviousPage, startCursor, endCursor } }
}

/** @throws ArgumentError where `first` is not 1 to 100 */
export function pageSize({ first, listed }: PageArguments): number {
  const size = first ?? (listed?.length || defaultFirst)
  if (size < 1 || size > maxFirst) throw new ArgumentError(`first must be 1 to ${maxFirst}.`)
  return size
}

export function cursorOf(position: unknown): string {
  return Buffer.from(JSON.stringify([position])).toString('base64url')
}

/** The position that `cursorOf` made a cursor of. @throws ArgumentError for anything else */
export function openCursor(cursor: string): string {
  const position = parsed(Buffer.from(cursor, 'base64url').toString())
  if (Array.isArray(position) && position.length === 1 && isPosition(position[0])) return position[0]
  throw notOfThisSearch()
}

function notOfThisSearch(): ArgumentError {
  return new ArgumentError('after must be a cursor of this search.')
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

/** No source holds a NUL, and PostgreSQL refuses a statement for one. */
function isPosition(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\0')
}
