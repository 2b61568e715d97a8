import { Client } from 'pg'
import { sessionUrl } from './postgres-session.ts'
import type { VisibilityTest } from './postgres-visibility.ts'
import { readSnapshot } from './postgres-visibility.ts'

/** What a server says of itself now. */
export interface Standing {
  /** Every transaction that was confirmed to its client before now is whole before this position. */
  readonly written: bigint
  /** Whether the changes of a transaction that ended at a position are seen by every statement that begins from now on. */
  readonly isVisible: (xid: number, endPosition: bigint) => boolean
}

export interface SlotState {
  /** What ended before this is not sent any more. */
  readonly confirmed: bigint
  /** Why nothing can be read from it; null where it can. */
  readonly fault: string | null
}

/** A table that the feed is to tell of. */
export interface PublishedTable {
  readonly name: string
  /** By which the stream calls it; null where there is no such table. */
  readonly relationId: number | null
  readonly fault: string | null
}

/** A session that asks a server where it stands: one statement at a time, each with little time. */
export interface Observer {
  standing(): Promise<Standing>
  slot(name: string): Promise<SlotState>
  /** Whether the stream's session waits for WAL that is not written yet. */
  isWaiting(processId: number): Promise<boolean>
  /** `state` is another text after every change of what is published. */
  published(
    publication: string,
    tables: readonly string[],
  ): Promise<{ tables: readonly PublishedTable[]; state: string }>
  close(): void
}

const queryTimeoutMs = 2_000

export async function openObserver(url: string): Promise<Observer> {
  const client = new Client({
    connectionString: sessionUrl(url, { default_transaction_read_only: 'on' }),
    connectionTimeoutMillis: queryTimeoutMs,
    query_timeout: queryTimeoutMs,
  })
  // The next question fails on a broken connection, which is where that is dealt with.
  client.on('error', () => undefined)
  await client.connect()
  return {
    async standing() {
      const { rows } = await client.query<StandingRow>(standingQuery)
      const [row] = rows
      if (row === undefined) throw new Error('The server does not say where it stands.')
      return { written: BigInt(row.written), isVisible: visibilityIn(row) }
    },
    async slot(name) {
      const { rows } = await client.query<SlotRow>(slotQuery, [name])
      const [row] = rows
      return { confirmed: BigInt(row?.confirmed ?? 0), fault: slotFault(name, row) }
    },
    async published(publication, tables) {
      const { rows } = await client.query<PublishedRow>({ ...publishedQuery, values: [publication, tables] })
      return {
        tables: rows.map((row) => ({
          name: row.name,
          relationId: row.relation === null ? null : Number(row.relation),
          fault: publishedFault(publication, row),
        })),
        state: JSON.stringify(rows),
      }
    },
    async isWaiting(processId) {
      const { rows } = await client.query<{ waits: boolean | null }>(waitingQuery, [processId])
      return rows[0]?.waits === true
    },
    close() {
      // Not awaited: a server that has gone away would not answer this either.
      client.end().catch(() => undefined)
    },
  }
}

interface StandingRow {
  recovering: boolean
  written: string
  snapshot: string
}

const standingQuery = {
  name: 'standing',
  text: `select recovering, (case when recovering then pg_last_wal_replay_lsn() else pg_current_wal_flush_lsn() end - '0/0')::text as written,
      pg_current_snapshot()::text as snapshot
    from pg_is_in_recovery() as recovering`,
}

function visibilityIn({ recovering, written, snapshot }: StandingRow): Standing['isVisible'] {
  if (!recovering) {
    const isOver: VisibilityTest = readSnapshot(snapshot)
    return (xid) => isOver(xid)
  }
  // A standby's snapshots do not name what is under way, and show a transaction once its commit has been replayed.
  const replayed = BigInt(written)
  return (_, endPosition) => endPosition <= replayed
}

interface SlotRow {
  confirmed: string | null
  plugin: string | null
  wal_status: string | null
  here: boolean
}

const slotQuery = `select (confirmed_flush_lsn - '0/0')::text as confirmed, plugin, wal_status, database = current_database() as here
  from pg_replication_slots where slot_name = $1`

function slotFault(name: string, slot: SlotRow | undefined): string | null {
  if (slot === undefined) return `There is no replication slot ${name}.`
  if (slot.plugin !== 'pgoutput' || !slot.here)
    return `The replication slot ${name} is not one of pgoutput in this database.`
  if (slot.wal_status === 'lost')
    return `The replication slot ${name} is lost: the server has removed WAL that it needed.`
  return null
}

const waitingQuery = `select lower(wait_event) = 'walsenderwaitforwal' as waits from pg_stat_activity where pid = $1`

interface PublishedRow {
  name: string
  relation: string | null
  published: boolean
  whole: boolean
  kinds: boolean | null
  /** Names the rows of the catalogue that say so: they are others after every change. */
  version: string | null
}

/** Prepared by its name: it is asked at every heartbeat. */
const publishedQuery = {
  name: 'published',
  text: `select asked.name, to_regclass(quote_ident(asked.name))::oid::text as relation,
    listed.tablename is not null as published, listed.rowfilter is null as whole,
    publication.pubinsert and publication.pubupdate and publication.pubdelete and publication.pubtruncate as kinds,
    concat_ws(' ', publication.oid, publication.xmin, kept.oid, kept.xmin) as version
  from unnest($2::text[]) as asked (name)
  left join pg_publication as publication on publication.pubname = $1
  left join pg_publication_rel as kept on kept.prpubid = publication.oid and kept.prrelid = to_regclass(quote_ident(asked.name))
  left join pg_publication_tables as listed on listed.pubname = $1
    and to_regclass(quote_ident(listed.schemaname) || '.' || quote_ident(listed.tablename)) = to_regclass(quote_ident(asked.name))
  order by asked.name`,
}

function publishedFault(publication: string, row: PublishedRow): string | null {
  if (row.kinds === null) return `There is no publication ${publication}.`
  if (row.relation === null) return `There is no table ${row.name}.`
  if (!row.published) return `The publication ${publication} lacks the table ${row.name}.`
  if (!row.whole) return `The publication ${publication} leaves out rows of ${row.name}.`
  return row.kinds
    ? null
    : `The publication ${publication} leaves out inserts, updates, deletes or truncates.`
}
