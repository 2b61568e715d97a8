import { afterEach, describe, expect, test } from 'vitest'
import type { ChangedRow, ChangeFeed, FeedEvent } from './connector.ts'

/**
 * What a feed's test prepares on its real engine: tables `item` and `owner`, both with the columns `id` (their key) and
 * `holder` (text), and empty.
 */
export interface FeedSubject {
  /** Opens a feed over both tables, and all of their columns; it is closed by the suite. */
  open: (options?: { maxRows?: number }) => Promise<ChangeFeed>
  /** Runs statements as one transaction of the source's owner, and returns once they are committed. */
  commit: (...statements: string[]) => Promise<void>
  /** Begins a transaction that is left open. @returns what ends it */
  leaveOpen: (statement: string) => Promise<(how: 'commit' | 'rollback') => Promise<void>>
  /** Cuts what the feed has to the source; `mend` lets it in again. */
  cut: () => Promise<{ mend: () => Promise<void> }>
  /** Removes what was prepared. */
  drop: () => Promise<void>
}

/** A follower that keeps what it hears. */
interface Follower {
  readonly events: readonly FeedEvent[]
  /** The row changes it was told, in order. */
  rows: () => readonly ChangedRow[]
  /** Waits for a heartbeat that was asked for after now. @returns its cursor */
  caughtUp: () => Promise<string>
  stop: () => Promise<void>
}

/** The rules that every feed of changes keeps, run against its real engine. */
export function changesConformance(engine: string, prepare: () => Promise<FeedSubject>): void {
  describe(`${engine} tells changes by the contract`, () => {
    const ends: (() => Promise<void>)[] = []
    afterEach(async () => {
      for (const end of ends.splice(0).toReversed()) await end()
    })

    async function prepared(): Promise<FeedSubject> {
      const subject = await prepare()
      ends.push(subject.drop)
      return subject
    }

    async function opened(subject: FeedSubject, options?: { maxRows?: number }): Promise<ChangeFeed> {
      const feed = await subject.open(options)
      ends.push(feed.close)
      return feed
    }

    function follow(feed: ChangeFeed, cursor: string | null = null): Follower {
      const stopping = new AbortController()
      const events: FeedEvent[] = []
      const reading = (async () => {
        for await (const event of feed.changes(cursor, { signal: stopping.signal })) events.push(event)
      })().catch((error: unknown) => {
        if (!stopping.signal.aborted) throw error
      })
      const stop = async (): Promise<void> => {
        stopping.abort()
        await reading
      }
      ends.push(stop)
      return {
        events,
        stop,
        rows: () => events.flatMap((event) => (event.kind === 'transaction' ? event.rows : [])),
        async caughtUp() {
          const from = performance.now()
          const find = (): FeedEvent | undefined =>
            events.find((event) => event.kind === 'heartbeat' && event.askedAt >= from)
          await expect.poll(find, { interval: 5 }).toBeDefined()
          return find()?.cursor ?? ''
        },
      }
    }

    test('begins, and then tells what comes, goes and changes hands, with both values', async () => {
      const subject = await prepared()
      await subject.commit("insert into item values ('before', 'a')")
      const follower = follow(await opened(subject))
      await follower.caughtUp()
      expect(kinds(follower)[0]).toBe('begin')
      expect(follower.rows()).toEqual([])
      await subject.commit("insert into item values ('one', 'a')")
      await follower.caughtUp()
      await subject.commit("update item set holder = 'b' where id = 'one'")
      await follower.caughtUp()
      await subject.commit("delete from item where id = 'one'")
      await follower.caughtUp()
      await subject.commit('truncate item', "insert into owner values ('o', null)")
      await follower.caughtUp()
      expect(follower.rows().slice(0, 3)).toEqual([
        { table: 'item', old: null, new: { id: 'one', holder: 'a' } },
        { table: 'item', old: { id: 'one', holder: 'a' }, new: { id: 'one', holder: 'b' } },
        { table: 'item', old: { id: 'one', holder: 'b' }, new: null },
      ])
      expect(follower.rows()).toContainEqual({ table: 'owner', old: null, new: { id: 'o', holder: null } })
      // Whether a table was emptied, or its rows removed, is the feed's to say: the follower knows that they are gone.
      const emptied = follower.events.some(
        (event) =>
          event.kind === 'transaction' &&
          (event.tables.includes('item') || event.rows.some(({ old }) => old?.['id'] === 'before')),
      )
      expect(emptied).toBe(true)
    })

    test('a key that changes is told under both', async () => {
      const subject = await prepared()
      await subject.commit("insert into item values ('one', 'a')")
      const follower = follow(await opened(subject))
      await follower.caughtUp()
      await subject.commit("update item set id = 'two' where id = 'one'")
      await follower.caughtUp()
      const ids = follower.rows().flatMap((row) => [row.old?.['id'], row.new?.['id']])
      expect(ids).toContain('one')
      expect(ids).toContain('two')
    })

    test('nothing is told of what is not committed, and of what never is', async () => {
      const subject = await prepared()
      const follower = follow(await opened(subject))
      await follower.caughtUp()
      const endFirst = await subject.leaveOpen("insert into item values ('open', 'a')")
      const endSecond = await subject.leaveOpen("insert into item values ('never', 'a')")
      await subject.commit("insert into item values ('meanwhile', 'a')")
      await follower.caughtUp()
      expect(follower.rows().map((row) => row.new?.['id'])).toEqual(['meanwhile'])
      await endSecond('rollback')
      await endFirst('commit')
      await follower.caughtUp()
      expect(follower.rows().map((row) => row.new?.['id'])).toEqual(['meanwhile', 'open'])
    })

    test('heartbeats come while nothing happens, and none while the source cannot be asked', async () => {
      const subject = await prepared()
      const feed = await opened(subject)
      const follower = follow(feed)
      await follower.caughtUp()
      await follower.caughtUp()
      expect(feed.fault()).toBe(null)
      const { mend } = await subject.cut()
      await expect.poll(() => feed.fault(), { interval: 10 }).not.toBe(null)
      const heard = follower.events.length
      const cutAt = performance.now()
      await subject.commit("insert into item values ('unseen', 'a')")
      await new Promise((resolve) => setTimeout(resolve, 300))
      expect(follower.events.slice(heard)).toEqual([])
      await mend()
      await follower.caughtUp()
      expect(follower.rows().map((row) => row.new?.['id'])).toEqual(['unseen'])
      expect(kinds(follower).filter((kind) => kind === 'begin')).toHaveLength(1)
      const later = follower.events.slice(heard).filter((event) => event.kind === 'heartbeat')
      for (const { askedAt } of later) expect(askedAt).toBeGreaterThan(cutAt)
    })

    test('every follower is told everything, in one order; one that was away is told what it missed', async () => {
      const subject = await prepared()
      const feed = await opened(subject)
      const first = follow(feed)
      const away = follow(feed)
      await first.caughtUp()
      const cursor = await away.caughtUp()
      await away.stop()
      for (const id of ['one', 'two', 'three']) {
        await subject.commit(`insert into item values ('${id}', 'a')`)
        await first.caughtUp()
      }
      const back = follow(feed, cursor)
      await back.caughtUp()
      expect(kinds(back)).not.toContain('begin')
      expect(back.rows()).toEqual(first.rows())
      expect(first.rows().map((row) => row.new?.['id'])).toEqual(['one', 'two', 'three'])
      const told = first.events.find((event) => event.kind === 'transaction')
      const late = follow(feed, told?.cursor)
      await late.caughtUp()
      expect(late.rows()).toEqual(first.rows().slice(1))
    })

    test('a cursor that is too old, foreign or no cursor begins', async () => {
      const subject = await prepared()
      const feed = await opened(subject, { maxRows: 4 })
      const first = follow(feed)
      const old = await first.caughtUp()
      for (const id of ['one', 'two', 'three', 'four']) {
        await subject.commit(`insert into item values ('${id}', 'a')`)
        await first.caughtUp()
      }
      const [name = ''] = old.split(' ')
      for (const cursor of [old, 'elsewhere 0', '', name, `${name} `, `${name} ~`]) {
        const follower = follow(feed, cursor)
        await follower.caughtUp()
        expect(
          kinds(follower).find((kind) => kind !== 'heartbeat'),
          cursor,
        ).toBe('begin')
        expect(follower.rows(), cursor).toEqual([])
      }
    })

    test('stops at once, also while nothing comes', async () => {
      const subject = await prepared()
      const feed = await opened(subject)
      const follower = follow(feed)
      await follower.caughtUp()
      await follower.stop()
      const heard = follower.events.length
      await feed.close()
      await feed.close()
      expect(follower.events).toHaveLength(heard)
    })
  })
}

function kinds(follower: Follower): string[] {
  return follower.events.map(({ kind }) => kind)
}
