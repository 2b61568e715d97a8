import { EventEmitter, once } from 'node:events'
import type { ChangedRow, FeedEvent, SourcePosition, SourceTransaction } from './connector.ts'

/** What a feed keeps of the recent past, and tells to any number of followers, each from its own place. */
export interface ChangeRing {
  /** Forgets everything: what came before cannot be told. `identity` names the feed, without a space; `floor`: all after it is told. */
  begin: (identity: string, floor: SourcePosition) => void
  append: (transaction: NewTransaction) => void
  /** Everything that was committed before the source was asked at `askedAt` has been appended, at least up to `position`. */
  vouch: (position: SourcePosition, askedAt: number) => void
  position: () => SourcePosition | null
  follow: (cursor: string | null, options: { signal: AbortSignal }) => AsyncGenerator<FeedEvent, void>
}

export interface NewTransaction {
  readonly position: SourcePosition
  readonly rows: readonly ChangedRow[]
  readonly tables: readonly string[]
}

/** In the ring, everything has a place. */
type Entry = SourceTransaction & { readonly position: SourcePosition }

export interface RingOptions {
  /** Transactions count as one row more than they have. */
  maxRows: number
  /** Hears of every new follower: it waits to be told that it has everything. */
  onFollower: () => void
}

export function openChangeRing({ maxRows, onFollower }: RingOptions): ChangeRing {
  const news = new EventEmitter<{ news: [] }>().setMaxListeners(0)
  let identity: string | null = null
  /** Grows with every `begin`. */
  let generation = 0
  let entries: Entry[] = []
  /** The place of the first entry; places are never used twice. */
  let first = 0
  /** Everything told after this position is in `entries`. */
  let floor: SourcePosition = ''
  let rows = 0
  let position: SourcePosition | null = null
  let vouched = { count: 0, position: '', askedAt: 0 }

  const cursorAt = (at: SourcePosition): string => `${identity} ${at}`

  /** @returns the position from which the follower can be told everything; null where it has to begin. */
  function resume(cursor: string | null): SourcePosition | null {
    const [named, at] = cursor?.split(' ') ?? []
    if (named !== identity || at === undefined || at < floor) return null
    return at
  }

  return {
    begin(name, from) {
      identity = name
      generation++
      first += entries.length
      entries = []
      rows = 0
      floor = from
      position = null
      vouched = { ...vouched, position: '' }
      news.emit('news')
    },

    append(transaction) {
      entries.push({ kind: 'transaction', cursor: cursorAt(transaction.position), ...transaction })
      rows += transaction.rows.length + 1
      position = transaction.position
      while (rows > maxRows && entries.length > 1) {
        const gone = entries.shift()
        if (gone === undefined) break
        first++
        rows -= gone.rows.length + 1
        floor = gone.position
      }
      news.emit('news')
    },

    vouch(at, askedAt) {
      vouched = { count: vouched.count + 1, position: at, askedAt }
      position = at
      news.emit('news')
    },

    position: () => position,

    async *follow(cursor, { signal }) {
      onFollower()
      if (generation === 0) await once(news, 'news', { signal })
      let known = generation
      let from = resume(cursor)
      let place = first
      let heard = vouched.count
      while (!signal.aborted) {
        // INVARIANT: who cannot be told everything since its place is told to begin.
        if (from === null || known !== generation || place < first) {
          while (vouched.position === '') await once(news, 'news', { signal })
          known = generation
          from = vouched.position
          heard = vouched.count
          // What was appended since is behind `from`, and still to be told.
          place = first
          yield { kind: 'begin', cursor: cursorAt(from), position: from }
          continue
        }
        const entry = entries[place - first]
        if (entry !== undefined) {
          place++
          if (entry.position > from) yield entry
        } else if (heard < vouched.count) {
          heard = vouched.count
          const { position: at, askedAt } = vouched
          // A source that has not come so far yet is not the one that the cursor is of.
          if (at < from) from = null
          else yield { kind: 'heartbeat', cursor: cursorAt(at), position: at, askedAt }
        } else {
          await once(news, 'news', { signal })
        }
      }
    },
  }
}
