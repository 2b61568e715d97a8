import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection } from 'pg'
import { Client, escapeIdentifier, escapeLiteral } from 'pg'
import { sessionUrl } from './postgres-session.ts'

export interface ReplicationOptions {
  url: string
  slot: string
  publication: string
  /** What was committed up to here is not sent again; `server` says who answers, and which of its histories it lives. */
  from: (server: string) => bigint
}

export interface ReplicationListener {
  onMessage: (message: Buffer) => void
  /** The server has sent everything that it has read of the WAL, up to here. */
  onSent: (position: bigint) => void
  /** The stream has ended, and not by `close`. */
  onEnd: (error: Error) => void
}

export interface ReplicationStream {
  /** The server and its history. */
  readonly server: string
  readonly timeline: number
  /** The process id of the stream's session. */
  readonly processId: number | undefined
  /** Asks how far the server has sent; it may forget what is before `confirmed`. */
  ask: (confirmed: bigint) => void
  /** Whether to read on: what the server sends waits in its buffers and ours meanwhile. */
  flow: (isFlowing: boolean) => void
  close: () => Promise<void>
}

/** The part of pg's connection that it does not describe. */
interface CopyConnection extends Connection {
  sendCopyFromChunk(chunk: Buffer): void
}

const connectTimeoutMs = 5_000
const closeTimeoutMs = 500

/**
 * Reads a logical replication slot by PostgreSQL's streaming replication protocol, over a connection of `pg`
 * (https://www.postgresql.org/docs/current/protocol-replication.html).
 */
export async function startReplication(
  { url, slot, publication, from }: ReplicationOptions,
  { onMessage, onSent, onEnd }: ReplicationListener,
): Promise<ReplicationStream> {
  const settings = {
    connectionString: sessionUrl(url, {}),
    connectionTimeoutMillis: connectTimeoutMs,
    replication: 'database',
  }
  const client = new Client(settings)
  let isOver = false
  const end = (error: Error): void => {
    if (isOver) return
    isOver = true
    onEnd(error)
  }
  client.on('error', end)
  client.on('end', () => end(new Error('The server has ended the stream of changes.')))
  try {
    await client.connect()
    const { connection } = client as unknown as { connection: CopyConnection }
    const { rows } = await client.query<{ systemid: string; timeline: string }>('IDENTIFY_SYSTEM')
    const [identified] = rows
    if (identified === undefined) throw new Error('The server does not say who it is.')
    connection.on('copyData', ({ chunk }: { chunk: Buffer }) => {
      const kind = chunk.readUInt8(0)
      if (kind === data) onMessage(chunk.subarray(25))
      else if (kind === keepalive) {
        onSent(chunk.readBigUInt64BE(1))
        // One that is asked as often as this one asks for an answer only when it stops, and waits for it to confirm everything.
        if (chunk.readUInt8(17) === 1) end(new Error('The server is stopping.'))
      }
    })
    const server = `${identified.systemid}/${identified.timeline}`
    const started = once(connection, 'replicationStart')
    const names = escapeLiteral(escapeIdentifier(publication))
    const ended = client.query(
      `START_REPLICATION SLOT ${escapeIdentifier(slot)} LOGICAL ${lsnOf(from(server))} (proto_version '1', publication_names ${names})`,
    )
    // It is answered when the stream ends: before it has begun, by an error of the server.
    await Promise.race([started, ended])
    ended.then(
      () => end(new Error('The server has ended the stream of changes.')),
      (error: unknown) => end(error instanceof Error ? error : new Error('The stream of changes failed.')),
    )
    return {
      server,
      timeline: Number(identified.timeline),
      processId: 'processID' in client && typeof client.processID === 'number' ? client.processID : undefined,
      ask: (confirmed) => {
        if (!isOver) connection.sendCopyFromChunk(statusUpdate(confirmed))
      },
      flow: (isFlowing) => {
        if (isFlowing) connection.stream.resume()
        else connection.stream.pause()
      },
      async close() {
        isOver = true
        connection.stream.resume()
        connection.end()
        // An error is an end as well.
        await Promise.race([once(client, 'end').catch(() => undefined), sleep(closeTimeoutMs)])
        connection.stream.destroy()
      },
    }
  } catch (error) {
    isOver = true
    client.end().catch(() => undefined)
    throw error
  }
}

/** The first byte of what the server sends. */
const data = 0x77
const keepalive = 0x6b

/** Written, flushed and applied up to `confirmed`; an answer is asked for. */
function statusUpdate(confirmed: bigint): Buffer {
  const message = Buffer.alloc(34)
  message.write('r', 0)
  for (const at of [1, 9, 17]) message.writeBigUInt64BE(confirmed, at)
  // The clock is for the server's statistics: microseconds since 2000.
  message.writeBigInt64BE(BigInt(Date.now() - Date.UTC(2000, 0, 1)) * 1000n, 25)
  message.writeUInt8(1, 33)
  return message
}

function lsnOf(position: bigint): string {
  return `${(position >> 32n).toString(16)}/${(position & 0xffffffffn).toString(16)}`.toUpperCase()
}
