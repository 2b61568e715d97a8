import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { startReplication } from './postgres-replication.ts'
import type { PublishedTable, Standing } from './postgres-standing.ts'
import { openObserver } from './postgres-standing.ts'
import type { ReceivedTransaction } from './postgres-transactions.ts'
import { collectTransactions } from './postgres-transactions.ts'

export interface FeedSessionOptions {
  url: string
  readUrl: string
  slot: string
  publication: string
  tables: Readonly<Record<string, readonly string[]>>
  maxRowsOfTransaction: number
  /** Where to go on, in the feed that is named; 0 to begin with what the slot still has. */
  from: (identity: string) => bigint
}

/** In order: a transaction that all readers see by now; or that nothing is missing which was committed before the server was asked. */
export type Told =
  | { readonly position: bigint; readonly transaction: ReceivedTransaction }
  | { readonly position: bigint; readonly transaction: null; readonly askedAt: number }

/** One connection to the stream and those that say where the servers stand. */
export interface FeedSession {
  /** Names server, history, slot and what is published. */
  readonly identity: string
  /** Of the server's histories, a restored one has the higher number. */
  readonly timeline: number
  /** What ended before this is not told. */
  readonly confirmed: bigint
  /** `confirmed` says what the server may forget. @throws FeedInterrupted, or what a connection fails with */
  told: (signal: AbortSignal, confirmed: () => bigint) => AsyncGenerator<Told, void>
  /** Asks at once whether everything has been told. */
  wake: () => void
  close: () => Promise<void>
}

/** Why a feed is not live, in words for an operator. */
export class FeedInterrupted extends Error {
  override name = 'FeedInterrupted'
}

const heartbeatMs = 200
/** A stream that is asked and says nothing for so long is lost. */
const silentMs = 3_000
/** PostgreSQL may send a commit before new snapshots show it: mostly within a millisecond. */
const visibilityMs = 2
/** Rows that wait to become visible, or for followers to be told, before the stream is held. */
const maxWaitingRows = 20_000
/** The unit in which WAL is written ahead of what is complete. */
const walPage = 8192n

export async function openFeedSession(options: FeedSessionOptions): Promise<FeedSession> {
  const { url, readUrl, slot, publication, tables, maxRowsOfTransaction } = options
  const observer = await openObserver(url)
  const open: (() => unknown)[] = [() => observer.close()]
  const close = async (): Promise<void> => {
    for (const end of open.toReversed()) await end()
  }
  try {
    const reader = readUrl === url ? observer : await openObserver(readUrl)
    if (reader !== observer) open.push(() => reader.close())
    const names = Object.keys(tables)
    const published = await observer.published(publication, names)
    refuseFault(published.tables.find(({ fault }) => fault !== null)?.fault)
    refuseFault((await observer.slot(slot)).fault)
    const digest = createHash('sha256').update(published.state).digest('hex').slice(0, 16)
    const identityOn = (server: string): string => `${server}/${slot}/${digest}`

    const waiting: ReceivedTransaction[] = []
    let waitingRows = 0
    let sent = 0n
    let replies = 0
    let failure: Error | null = null
    let isPrompted = true
    let news = Promise.withResolvers<void>()

    const stream = await startReplication(
      { url, slot, publication, from: (server) => options.from(identityOn(server)) },
      {
        onMessage: collectTransactions({
          tables: namedTables(published.tables, tables),
          maxRows: maxRowsOfTransaction,
          onTransaction(transaction) {
            waiting.push(transaction)
            waitingRows += transaction.rows.length
            if (waitingRows > maxWaitingRows) stream.flow(false)
            news.resolve()
          },
        }),
        onSent(position) {
          sent = position
          replies++
          news.resolve()
        },
        onEnd(error) {
          failure = error
          news.resolve()
        },
      },
    )
    open.push(() => stream.close())
    // Asked while the slot is this stream's: nobody else moves it any more.
    const { confirmed, fault } = await observer.slot(slot)
    refuseFault(fault)

    /** Hands on what is visible by now. */
    function* visible({ isVisible }: Standing): Generator<Told> {
      for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
        if (!isVisible(next.xid, next.endPosition)) return
        waiting.shift()
        waitingRows -= next.rows.length
        if (waiting.length === 0) stream.flow(true)
        yield { position: next.endPosition, transaction: next }
      }
    }

    async function* told(signal: AbortSignal, mayForget: () => bigint): AsyncGenerator<Told, void> {
      let question: Question | null = null
      let lastAsked = -Infinity
      while (!signal.aborted) {
        // Made before looking: what comes meanwhile is looked at next.
        news = Promise.withResolvers<void>()
        if (failure !== null) throw failure
        const now = performance.now()
        const isDue: boolean = (question === null && isPrompted) || now - lastAsked >= heartbeatMs
        if (isDue || waiting.length > 0) {
          const standing = await observer.standing()
          yield* visible(reader === observer ? standing : await reader.standing())
          if (isDue) {
            if ((await observer.published(publication, names)).state !== published.state)
              throw new FeedInterrupted(`The publication ${publication} has been changed.`)
            question = await asked(question, standing, now)
            stream.ask(mayForget())
            lastAsked = now
            isPrompted = false
          }
        }
        if (question !== null && isAnswered(question)) {
          const askedAt = question.at
          question = null
          // Both are ends of records; what has ended before them has been told.
          const next = waiting[0]?.commitPosition ?? sent
          yield { position: next < sent ? next : sent, transaction: null, askedAt }
        } else if (question !== null && replies === question.replies && now - question.at > silentMs) {
          throw new FeedInterrupted('The stream of changes is silent.')
        }
        const pause =
          waiting.length > 0 ? visibilityMs : Math.max(0, heartbeatMs - (performance.now() - lastAsked))
        await Promise.race([news.promise, sleep(pause)])
      }
    }

    function isAnswered({ written, still, replies: before }: Question): boolean {
      const [next] = waiting
      if (replies === before || (next !== undefined && next.endPosition <= written)) return false
      return sent >= written || sent === still
    }

    /**
     * The question that is still to be answered. Where WAL is written up to a page that ends in the middle of a record, the
     * stream does not come so far. It has sent all that is complete if it waits for more, nothing more was written, and it
     * has sent nothing more when asked again.
     */
    async function asked(before: Question | null, { written }: Standing, at: number): Promise<Question> {
      if (before === null) return { written, at, replies, still: null }
      const { processId } = stream
      const mayBeStill = replies > before.replies && written === before.written && written % walPage === 0n
      const upTo = sent
      const isStill = mayBeStill && processId !== undefined && (await observer.isWaiting(processId))
      return { ...before, replies: isStill ? replies : before.replies, still: isStill ? upTo : null }
    }

    return {
      identity: identityOn(stream.server),
      timeline: stream.timeline,
      confirmed,
      told,
      wake() {
        isPrompted = true
        news.resolve()
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Whether everything before `written` has been told; it is known once the stream has replied again. */
interface Question {
  readonly written: bigint
  /** Before the server was asked. */
  readonly at: number
  /** How often the stream had replied before. */
  readonly replies: number
  /** Where it stood when it waited for more; null unless it did. */
  readonly still: bigint | null
}

function refuseFault(fault: string | null | undefined): void {
  if (fault != null) throw new FeedInterrupted(fault)
}

function namedTables(
  published: readonly PublishedTable[],
  columns: FeedSessionOptions['tables'],
): Map<number, { name: string; columns: readonly string[] }> {
  return new Map(
    published.flatMap(({ name, relationId }) =>
      relationId === null ? [] : [[relationId, { name, columns: columns[name] ?? [] }] as const],
    ),
  )
}
