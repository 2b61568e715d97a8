import { EventEmitter, once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, Pool } from 'pg'
import type { PolicyContent } from '#policies/model.ts'
import { epochChannel, readEpoch, readPolicyContent } from '#policies/store.ts'
import type { ChangeSource } from '../change-stream.ts'

export interface PolicySource {
  /** Everything that is in force, all of one epoch. */
  content(): Promise<PolicyContent>
  /** The number of the epoch in force and of each one that follows; followers need only the newest. */
  epochs: ChangeSource
  /** Rejects while the database cannot be asked. */
  health(): Promise<void>
  close(): Promise<void>
}

/** Shorter than the 500 ms between heartbeats, by the time that a look may take. */
const lookEveryMs = 400
/** A database that takes longer to say its epoch counts as one that cannot be asked. */
const lookTimeoutMs = 1_000
const readTimeoutMs = 5_000

/** Opens the database of policies at `url`. It need not answer yet: until it does, the feed is silent. */
export function openPolicySource(url: string): PolicySource {
  const pool = new Pool({
    connectionString: url,
    max: 4,
    connectionTimeoutMillis: readTimeoutMs,
    query_timeout: readTimeoutMs,
  })
  // An idle connection that breaks is replaced by the next one that is needed.
  pool.on('error', () => undefined)
  const watch = watchEpoch(url)
  return {
    content: () => readPolicyContent(pool),
    epochs: (cursor, { signal }) => changesSince(cursor, watch, signal),
    async health() {
      await readEpoch(pool)
    },
    async close() {
      await watch.close()
      await pool.end()
    },
  }
}

async function* changesSince(
  cursor: string | null,
  watch: EpochWatch,
  signal: AbortSignal,
): ReturnType<ChangeSource> {
  let known = cursor
  watch.lookNow()
  for (;;) {
    const number = await watch.nextLook(signal)
    const epoch = String(number)
    // Any other number is news, also a lower one: a database restored from a copy.
    yield epoch === known ? 'heartbeat' : { cursor: epoch, data: { epoch: number } }
    known = epoch
  }
}

interface EpochWatch {
  lookNow(): void
  /** The number of the epoch at the next look, however long the database is silent. @throws when `signal` aborts */
  nextLook(signal: AbortSignal): Promise<number>
  close(): Promise<void>
}

/**
 * Looks at the number of the epoch, over a connection of its own, when the database announces one and every 400 ms
 * besides: an announcement can be lost with its connection, and a look is also the proof that the database answers.
 */
function watchEpoch(url: string): EpochWatch {
  const closing = new AbortController()
  const looks = new EventEmitter<{ look: [epoch: number] }>().setMaxListeners(0)
  let awaited = Promise.withResolvers<void>()

  async function lookOn(client: Client): Promise<void> {
    // Made before the look: what is announced meanwhile is looked at next.
    awaited = Promise.withResolvers<void>()
    looks.emit('look', await readEpoch(client))
  }

  async function connected(): Promise<void> {
    const client = new Client({
      connectionString: url,
      connectionTimeoutMillis: lookTimeoutMs,
      query_timeout: lookTimeoutMs,
    })
    // The next look fails on a broken connection, which is where that is dealt with.
    client.on('error', () => undefined)
    client.on('notification', () => {
      awaited.resolve()
    })
    try {
      await client.connect()
      await client.query(`LISTEN ${epochChannel}`)
      while (!closing.signal.aborted) {
        await lookOn(client)
        await Promise.race([awaited.promise, pause()])
      }
    } finally {
      // Not awaited: a server that has gone away would not answer this either.
      client.end().catch(() => undefined)
    }
  }

  async function pause(): Promise<void> {
    await sleep(lookEveryMs, undefined, { signal: closing.signal }).catch(() => undefined)
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      // Silence is what followers are to hear of a database that cannot be asked.
      await connected().catch(pause)
    }
  }

  const running = run()
  return {
    lookNow() {
      awaited.resolve()
    },
    async nextLook(signal) {
      const [epoch] = await once(looks, 'look', { signal })
      return epoch
    },
    async close() {
      closing.abort()
      await running
    },
  }
}
