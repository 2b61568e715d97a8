import { EventEmitter, once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { epochChannel, readEpoch } from '#policies/store.ts'
import type { ChangeSource } from '../change-stream.ts'

/** Shorter than the 500 ms between heartbeats, by the time that a look may take. */
const lookEveryMs = 400
/** A database that takes longer to say its epoch counts as one that cannot be asked. */
const lookTimeoutMs = 1_000

/** The feed of epochs for one follower, whose last known one is `cursor`. */
export async function* epochChanges(
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

export interface EpochWatch {
  lookNow(): void
  /** The number of the epoch at the next look, however long the database is silent. @throws when `signal` aborts */
  nextLook(signal: AbortSignal): Promise<number>
  close(): Promise<void>
}

/**
 * Looks at the number of the epoch, over a connection of its own, when the database announces one and every 400 ms
 * besides: an announcement can be lost with its connection, and a look is also the proof that the database answers.
 */
export function watchEpoch(url: string): EpochWatch {
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
