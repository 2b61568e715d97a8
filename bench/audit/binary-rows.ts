import { once } from 'node:events'
import type { Client } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { uuidBytes } from '#audit/uuid-bytes.ts'

/** Rows are handed to the connection in pieces of this many bytes. */
const pieceBytes = 1 << 20
/** PostgreSQL counts microseconds from the year 2000. */
const epochMs = Date.UTC(2000, 0, 1)

const header = Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex')
const trailer = Buffer.from('ffff', 'hex')

/** One COPY in the binary format: values are written column by column, row by row, in the order of the table's columns named. */
export class BinaryRows {
  readonly #stream: NodeJS.WritableStream
  readonly #columns: number
  #piece = Buffer.allocUnsafe(2 * pieceBytes)
  #length: number
  #failure: Error | null = null

  constructor(client: Client, table: string, columns: readonly string[]) {
    this.#stream = client.query(
      copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN WITH (FORMAT binary)`),
    )
    this.#stream.on('error', (error) => (this.#failure ??= error))
    this.#columns = columns.length
    this.#length = header.copy(this.#piece)
  }

  /** Begins a row. @returns what to wait for first, where the database is slower than the writer. */
  row(): Promise<unknown> | null {
    const drained = this.#length < pieceBytes ? null : this.#flush()
    this.#length = this.#piece.writeInt16BE(this.#columns, this.#length)
    return drained
  }

  /** A value as `pg` would be given it for a column of that type. */
  value(type: ColumnType, value: string | number | boolean | Buffer | Date | null): void {
    if (value === null) this.#length = this.#piece.writeInt32BE(-1, this.#length)
    else writers[type](this, value)
  }

  bytes(value: Uint8Array): void {
    this.#length = this.#piece.writeInt32BE(value.length, this.#length)
    this.#piece.set(value, this.#length)
    this.#length += value.length
  }

  integer(value: number): void {
    this.#length = this.#piece.writeInt32BE(4, this.#length)
    this.#length = this.#piece.writeInt32BE(value, this.#length)
  }

  bigint(value: number): void {
    this.#length = this.#piece.writeInt32BE(8, this.#length)
    this.#length = this.#piece.writeBigInt64BE(BigInt(value), this.#length)
  }

  async end(): Promise<void> {
    this.#length += trailer.copy(this.#piece, this.#length)
    await this.#flush()
    this.#stream.end()
    await once(this.#stream, 'finish')
    if (this.#failure) throw this.#failure
  }

  async #flush(): Promise<void> {
    if (this.#failure) throw this.#failure
    const piece = this.#piece.subarray(0, this.#length)
    this.#piece = Buffer.allocUnsafe(2 * pieceBytes)
    this.#length = 0
    if (!this.#stream.write(piece)) await once(this.#stream, 'drain')
  }
}

const writers = {
  uuid: (rows, value) => rows.bytes(uuidBytes(String(value))),
  text: (rows, value) => rows.bytes(Buffer.from(String(value))),
  jsonb: (rows, value) => rows.bytes(Buffer.from(`\u0001${String(value)}`)),
  bytea: (rows, value) => rows.bytes(value as Buffer),
  boolean: (rows, value) => rows.bytes(Uint8Array.of(value === true ? 1 : 0)),
  integer: (rows, value) => rows.integer(Number(value)),
  bigint: (rows, value) => rows.bigint(Number(value)),
  timestamptz: (rows, value) => rows.bigint((new Date(value as string).getTime() - epochMs) * 1_000),
} as const satisfies Record<
  string,
  (rows: BinaryRows, value: string | number | boolean | Buffer | Date) => void
>
export type ColumnType = keyof typeof writers
