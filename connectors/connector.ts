/**
 * How a subgraph reads its registry's source, whatever that source is. A connector never writes. Every call rejects with
 * `SourceUnreachable` where the source cannot be asked.
 * `conformance.ts` says in tests what every connector keeps to.
 */
export interface Connector {
  /**
   * The rows whose `keyColumn` is one of `keys`, in any order; a key without rows is simply absent, and a key given
   * twice counts once. One statement, whatever the number of keys; none for no keys.
   */
  fetchByKeys: (request: KeysRequest, options?: RequestOptions) => Promise<Row[]>
  /**
   * The rows of which every condition is true, in the order asked. One statement.
   * @throws UnsupportedFilter (on the first step) rather than return a superset.
   */
  search: (request: SearchRequest, options?: RequestOptions) => AsyncIterable<Row>
  /** Rejects where the source cannot answer now; never waits for it without end, nor for those who ask it other things. */
  health: () => Promise<void>
  /** Lets requests under way finish, then frees everything. */
  close: () => Promise<void>
}

/** Where a source stands in its own history: text that is ordered as text. */
export type SourcePosition = string

/** A connector's other half: tells in order what is committed in a source. `changes-conformance.ts` says in tests what every feed keeps to. */
export interface ChangeFeed {
  /**
   * Everything that was committed after `cursor`, or, where that cannot be told in full (null, a cursor of another source
   * or one that is too old), a `begin` and everything after that; `begin` comes later, too, where something was missed.
   * Never ends by itself: a source that cannot be asked is silent.
   */
  changes: (cursor: string | null, options: { signal: AbortSignal }) => AsyncIterable<FeedEvent, void>
  /** What was committed up to here is visible to every statement that begins now. Null before that is known. */
  position: () => SourcePosition | null
  /** Why nothing is told now, in words for an operator; null while the feed is live. */
  fault: () => string | null
  close: () => Promise<void>
}

/** `cursor` is the place in the feed behind the event, in one line; `position` is null where the source has none. */
export type FeedEvent = FeedBegin | SourceTransaction | FeedHeartbeat

/** From here on; what was committed up to `position` is not told. */
export interface FeedBegin {
  readonly kind: 'begin'
  readonly cursor: string
  readonly position: SourcePosition | null
}

/** One transaction that changed something, told once all readers see it. */
export interface SourceTransaction {
  readonly kind: 'transaction'
  readonly cursor: string
  readonly position: SourcePosition | null
  readonly rows: readonly ChangedRow[]
  /** Tables of which it is only known that something changed: emptied, too many rows, or rows whose old values were not told. */
  readonly tables: readonly string[]
}

/** Everything that was committed before the source was just asked has been told, at least up to `position`. */
export interface FeedHeartbeat {
  readonly kind: 'heartbeat'
  readonly cursor: string
  readonly position: SourcePosition | null
  /** When the source was asked, by this process' steady clock: `performance.now()`. */
  readonly askedAt: number
}

/** Both for a row that was changed, one for a row that came or went. They have the columns that the feed was asked for. */
export interface ChangedRow {
  readonly table: string
  readonly old: Row | null
  readonly new: Row | null
}

/** Columns by name. A date is `YYYY-MM-DD`, a moment ISO 8601 in UTC, an exact decimal a string, an integer a number, a list of texts an array. */
export type Row = Readonly<Record<string, unknown>>

export interface KeysRequest {
  table: string
  columns: readonly string[]
  keyColumn: string
  keys: readonly string[]
  /** Ascending. Needed with `limitPerKey`; together unique and never null there. */
  orderBy?: readonly string[]
  where?: readonly Condition[]
  /** At most so many rows of each key, the first in `orderBy`. */
  limitPerKey?: number
}

export interface SearchRequest {
  table: string
  columns: readonly string[]
  where: readonly Condition[]
  /** Ascending; together unique, and none ever null: `after` could not tell where it stands otherwise. */
  orderBy: readonly string[]
  /** One value per column of `orderBy`: only rows behind it. */
  after?: readonly unknown[]
  limit: number
}

/**
 * True, false or unknown of a row, in Kleene's logic, which is SQL's: `all` of nothing is true, `any` of nothing false, and
 * the opposite of unknown is unknown. Nested at most `maxConditionDepth` deep.
 */
export type Condition =
  | Filter
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }

export const maxConditionDepth = 64

/**
 * `prefix` compares exactly, case and all. `overlaps` is for a column that holds lists of texts: whether a list has one of the values; of an
 * empty list it is false. Of a null value only `isNull` and `notNull` are known; all else is unknown, `in` and `overlaps` with an empty list
 * included. `value` is a string, number or boolean; a list of them for `in`, of texts for `overlaps`; none for `isNull` and `notNull`.
 */
export interface Filter {
  column: string
  op: FilterOp
  value?: unknown
}

export type FilterOp = 'eq' | 'in' | 'overlaps' | 'prefix' | 'gte' | 'lte' | 'isNull' | 'notNull'

export interface RequestOptions {
  /** Ends the request, and its work in the source; it rejects with the signal's reason. */
  signal?: AbortSignal
  /** For how long an answer is of use: the source is told not to work for much longer, however it is then cut off from us. */
  timeoutMs?: number
}

/**
 * The source cannot be asked now: it takes no connection, or ended the one that was used. `cause` says in the source's terms
 * why. Never thrown for what a request can bring about by itself: a statement that fails, or that is over its time, or that
 * waits for a connection while others use all.
 */
export class SourceUnreachable extends Error {
  override name = 'SourceUnreachable'

  constructor(cause: unknown) {
    super('The source cannot be reached.', { cause })
  }
}

/** The source cannot apply this condition. */
export class UnsupportedFilter extends Error {
  override name = 'UnsupportedFilter'
}
