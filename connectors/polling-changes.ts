import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { openChangeRing } from './change-ring.ts'
import { SourceUnreachable } from './connector.ts'
import type { ChangedRow, ChangeFeed, Connector, FeedEvent, Row, SourcePosition } from './connector.ts'
import { errorCode } from './error-code.ts'

/** A table whose rows are looked at. */
export interface PolledTable {
  readonly name: string
  /** Unique, never null. */
  readonly key: string
  /** Columns whose values are told, `key` among them. */
  readonly columns: readonly string[]
  /**
   * A column that grows with every change of a row, over the whole table, such as a number of a sequence or a time of the
   * last change that is written as text of one length. Without it every row is read and compared at every look.
   */
  readonly version?: string
}

export interface PollingFeedOptions {
  connector: Pick<Connector, 'search'>
  /** Names the source among others. */
  identity: string
  tables: readonly PolledTable[]
  /** Between looks; what is told is late by up to so much. */
  everyMs: number
  /**
   * With a version: every so often all keys are read, which is when rows that went away are noticed. 1: at every look, and
   * a follower is told that it has everything after each; with more, only after the looks at all keys.
   */
  keysEvery?: number
  /** Rows of recent looks that are kept for followers. */
  maxRows?: number
}

const pageRows = 1_000
const defaults = { keysEvery: 1, maxRows: 100_000 }

/**
 * The changes of a source that does not tell them, found by looking: rows as they are now against what they were at the look
 * before. It promises that every row which differs between two looks is told once, with its old and its new values, and
 * that a heartbeat comes only after a look that saw everything. It knows no transactions: all that one look finds is told
 * together, and what was changed and changed back between two looks is not told at all. A look reads table by table, so it
 * can find a part of a transaction; the next one finds the rest. What was told before this process began is not known: it begins.
 */
export function openPollingChanges(options: PollingFeedOptions): ChangeFeed {
  const { connector, tables, everyMs, identity } = options
  const { keysEvery, maxRows } = { ...defaults, ...options }
  const closing = new AbortController()
  const { signal } = closing
  let wake = Promise.withResolvers<void>()
  const ring = openChangeRing({ maxRows, onFollower: () => wake.resolve() })
  const watched = tables.map((table): Watched => ({ table, rows: new Map(), latest: undefined }))
  // What this process has told is not known to another.
  const feed = `${identity}/${randomUUID()}`
  let fault: string | null = 'The feed has not begun.'
  let looks = 0

  const positionNow = (): SourcePosition => looks.toString(16).toUpperCase().padStart(16, '0')

  async function look(): Promise<void> {
    const askedAt = performance.now()
    const isWhole = looks % keysEvery === 0 || tables.every(({ version }) => version === undefined)
    const found: Found[] = []
    for (const each of watched) {
      // One table after the other: a source that has to be polled is not to be pressed.
      // oxlint-disable-next-line no-await-in-loop
      found.push(await lookAt(connector, each, isWhole, signal))
    }
    // A look that failed half-way has changed nothing: the next one finds it all.
    for (const { of, changed, latest } of found) {
      of.latest = latest
      for (const { old, new: row } of changed) {
        if (row === null) of.rows.delete(String(old?.[of.table.key]))
        else of.rows.set(String(row[of.table.key]), row)
      }
    }
    looks++
    const rows = found.flatMap(({ changed }) => changed)
    // What the first look finds was there before.
    if (looks === 1) ring.begin(feed, positionNow())
    else if (rows.length > 0) ring.append({ position: positionNow(), rows, tables: [] })
    if (isWhole) ring.vouch(positionNow(), askedAt)
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      wake = Promise.withResolvers<void>()
      try {
        await look()
        fault = null
      } catch (error) {
        const code = errorCode(error instanceof SourceUnreachable ? error.cause : error)
        fault = `The source's rows cannot be read${code === null ? '' : ` (${code})`}.`
      }
      await Promise.race([wake.promise, sleep(everyMs, undefined, { signal }).catch(() => undefined)])
    }
  }

  const running = run()
  return {
    changes: (cursor, follower) =>
      withoutPositions(ring.follow(cursor, { signal: AbortSignal.any([follower.signal, signal]) })),
    position: () => null,
    fault: () => fault,
    async close() {
      closing.abort()
      await running
    },
  }
}

interface Watched {
  readonly table: PolledTable
  /** As the look before found them. */
  readonly rows: Map<string, Row>
  /** The last version that was seen. */
  latest: unknown
}

interface Found {
  readonly of: Watched
  readonly changed: readonly ChangedRow[]
  readonly latest: unknown
}

/** @returns what differs from the look before. */
async function lookAt(
  connector: Pick<Connector, 'search'>,
  of: Watched,
  isWhole: boolean,
  signal: AbortSignal,
): Promise<Found> {
  const { table, rows } = of
  const isPartial = table.version !== undefined && !isWhole
  const changed: ChangedRow[] = []
  const present = new Set<string>()
  let { latest } = of
  for await (const row of allRows(connector, table, isPartial ? latest : undefined, signal)) {
    const key = String(row[table.key])
    const old = rows.get(key) ?? null
    present.add(key)
    if (JSON.stringify(old) !== JSON.stringify(row)) changed.push({ table: table.name, old, new: row })
    if (table.version !== undefined) latest = later(latest, row[table.version])
  }
  const gone = isPartial ? [] : [...rows].filter(([key]) => !present.has(key))
  return {
    of,
    latest,
    changed: [...changed, ...gone.map(([, old]) => ({ table: table.name, old, new: null }))],
  }
}

/** Places in the ring are no positions that a reader of the source could know. */
async function* withoutPositions(events: AsyncIterable<FeedEvent>): AsyncGenerator<FeedEvent, void> {
  for await (const event of events) yield { ...event, position: null }
}

/** The rows in pages, by key, or from a version on. */
async function* allRows(
  connector: Pick<Connector, 'search'>,
  { name, key, columns, version }: PolledTable,
  from: unknown,
  signal: AbortSignal,
): AsyncGenerator<Row> {
  const read = [...new Set([key, ...columns, ...(version === undefined ? [] : [version])])]
  const isPartial = version !== undefined && from !== undefined
  const orderBy = isPartial ? [version, key] : [key]
  const where = isPartial ? [{ column: version, op: 'gte' as const, value: from }] : []
  let after: unknown[] | undefined
  for (;;) {
    const request = { table: name, columns: read, where, orderBy, limit: pageRows, ...(after && { after }) }
    // Each page begins where the one before ends.
    // oxlint-disable-next-line no-await-in-loop
    const page = await Array.fromAsync(connector.search(request, { signal }))
    yield* page
    const last = page.at(-1)
    if (last === undefined || page.length < pageRows) return
    after = orderBy.map((column) => last[column])
  }
}

function later(before: unknown, version: unknown): unknown {
  const isLater =
    before === undefined ||
    (typeof version === 'number' && typeof before === 'number' && version > before) ||
    (typeof version === 'string' && typeof before === 'string' && version > before)
  return isLater ? version : before
}
