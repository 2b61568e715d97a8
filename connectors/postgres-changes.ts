import { setTimeout as sleep } from 'node:timers/promises'
import type { ChangeFeed, SourcePosition } from './connector.ts'
import { errorCode } from './error-code.ts'
import { openChangeRing } from './change-ring.ts'
import type { FeedSession } from './postgres-feed-session.ts'
import { FeedInterrupted, openFeedSession } from './postgres-feed-session.ts'
import type { ReplayWindow } from './postgres-replay-window.ts'
import { openReplayWindow } from './postgres-replay-window.ts'

export interface PostgresFeedOptions {
  /** Of the server that has the slot, as a role with REPLICATION. */
  url: string
  /** Of the server that is read, where that is another one, such as a standby. */
  readUrl?: string
  slot: string
  publication: string
  /** The tables to tell of, each with the columns whose values are told. */
  tables: Readonly<Record<string, readonly string[]>>
  /** For how long the server keeps what was told, so that followers of a process that was restarted miss nothing. */
  replayMs?: number
  /** Rows of recent transactions that are kept for followers. */
  maxRows?: number
  /** Of a transaction that changes more rows, only the tables are told. */
  maxRowsOfTransaction?: number
  /** Hears why nothing is told, whenever that is another reason than before, without values; null: what changes is told. */
  onFault?: (fault: string | null) => void
}

const defaults = { replayMs: 60_000, maxRows: 100_000, maxRowsOfTransaction: 2_000 }
/** WAL, in bytes, that is kept for restarts at most, whatever the time. */
const replayBytes = 256n * 1024n * 1024n
const retryMs = 500

/**
 * What is committed in a PostgreSQL database, by logical replication (pgoutput) from a slot and a publication that its
 * administrator has made; nothing is ever written. One stream for all followers.
 */
export function openPostgresChanges(options: PostgresFeedOptions): ChangeFeed {
  const { url, readUrl = url, slot, publication, tables } = options
  const { replayMs, maxRows, maxRowsOfTransaction } = { ...defaults, ...options }
  const closing = new AbortController()
  let current: FeedSession | null = null
  const ring = openChangeRing({ maxRows, onFollower: () => current?.wake() })
  let fault: string | null = 'The feed has not begun.'
  let history: History | null = null

  function note(found: string | null): void {
    if (found === fault) return
    fault = found
    options.onFault?.(found)
  }

  async function follow(): Promise<void> {
    const session = await openFeedSession({
      url,
      readUrl,
      slot,
      publication,
      tables,
      maxRowsOfTransaction,
      from: (identity) => (history?.identity === identity ? history.told : 0n),
    })
    try {
      current = session
      const going = continued(history, session) ?? begun(session)
      history = going
      for await (const told of session.told(closing.signal, going.window.confirmed)) {
        const position = positionOf(session, told.position)
        if (told.transaction === null) {
          note(null)
          ring.vouch(position, told.askedAt)
          going.window.note(told.position)
        } else {
          const { rows, tables: whole } = told.transaction
          ring.append({ position, rows, tables: whole })
        }
        going.told = told.position
      }
    } finally {
      await session.close()
    }
  }

  /** What came before cannot be told in full: the ring begins anew with what the slot still has. */
  function begun(session: FeedSession): History {
    const { identity, confirmed } = session
    ring.begin(identity, positionOf(session, confirmed))
    const window = openReplayWindow({ ms: replayMs, bytes: replayBytes, begun: confirmed })
    return { identity, told: confirmed, window }
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        await follow()
      } catch (error) {
        // Followers hear nothing until the next session has caught up: silence says that nothing is known.
        if (!closing.signal.aborted) note(faultOf(error))
      }
      await sleep(retryMs, undefined, { signal: closing.signal }).catch(() => undefined)
    }
  }

  const running = run()
  return {
    changes: (cursor, { signal }) =>
      ring.follow(cursor, { signal: AbortSignal.any([signal, closing.signal]) }),
    position: () => ring.position(),
    fault: () => fault,
    async close() {
      closing.abort()
      current?.wake()
      await running
    },
  }
}

/** What the ring's content is of. */
interface History {
  readonly identity: string
  readonly window: ReplayWindow
  /** Everything up to here has been told. */
  told: bigint
}

/** @returns the history before, if this session can tell everything since. */
function continued(before: History | null, { identity, confirmed }: FeedSession): History | null {
  return before?.identity === identity && confirmed <= before.told ? before : null
}

/** The server's history and the byte of its WAL: a server that is restored from a copy goes on behind where it was. */
function positionOf({ timeline }: FeedSession, bytes: bigint): SourcePosition {
  return `${hexadecimal(timeline, 8)}${hexadecimal(bytes, 16)}`
}

function hexadecimal(value: number | bigint, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0')
}

function faultOf(error: unknown): string {
  if (error instanceof FeedInterrupted) return error.message
  const code = errorCode(error)
  return `The source's changes cannot be read${code === null ? '' : ` (${code})`}.`
}
