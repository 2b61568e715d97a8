import { typeParser } from './postgres-values.ts'

/**
 * The messages of PostgreSQL's logical replication that a feed needs, protocol version 1
 * (https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html). Positions are bytes of WAL.
 */
export type ReplicationMessage =
  | { readonly kind: 'begin'; readonly xid: number; readonly commitPosition: bigint }
  | { readonly kind: 'commit'; readonly endPosition: bigint }
  | { readonly kind: 'relation'; readonly relation: Relation }
  | {
      readonly kind: 'insert' | 'update' | 'delete'
      readonly relationId: number
      /** Null where none was told: of an insert, and of an update that left the replica identity as it was. */
      readonly old: Tuple | null
      readonly new: Tuple | null
    }
  | { readonly kind: 'truncate'; readonly relationIds: readonly number[] }
  | { readonly kind: 'other' }

export interface Relation {
  readonly id: number
  readonly columns: readonly {
    readonly name: string
    readonly typeId: number
    /** Whether old rows tell it. */
    readonly isIdentity: boolean
  }[]
}

/** One value per column of the relation: its text, null, or undefined where an update left a large value as it was. */
export type Tuple = readonly (string | null | undefined)[]

export function readReplicationMessage(bytes: Buffer): ReplicationMessage {
  const reader = new Reader(bytes)
  switch (reader.letter()) {
    case 'B': {
      const commitPosition = reader.int64()
      reader.int64()
      return { kind: 'begin', commitPosition, xid: reader.int32() >>> 0 }
    }
    case 'C':
      reader.letter()
      reader.int64()
      return { kind: 'commit', endPosition: reader.int64() }
    case 'R':
      return { kind: 'relation', relation: reader.relation() }
    case 'I':
      return reader.row('insert')
    case 'U':
      return reader.row('update')
    case 'D':
      return reader.row('delete')
    case 'T': {
      const count = reader.int32()
      reader.letter()
      return { kind: 'truncate', relationIds: Array.from({ length: count }, () => reader.int32() >>> 0) }
    }
    default:
      return { kind: 'other' }
  }
}

/** The value of a column that was told. */
export function valueOf(text: string | null, typeId: number): unknown {
  return text === null ? null : typeParser(typeId)(text)
}

class Reader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  letter(): string {
    return String.fromCharCode(this.#bytes.readUInt8(this.#at++))
  }

  int16(): number {
    this.#at += 2
    return this.#bytes.readInt16BE(this.#at - 2)
  }

  int32(): number {
    this.#at += 4
    return this.#bytes.readInt32BE(this.#at - 4)
  }

  int64(): bigint {
    this.#at += 8
    return this.#bytes.readBigUInt64BE(this.#at - 8)
  }

  name(): string {
    const end = this.#bytes.indexOf(0, this.#at)
    const text = this.#bytes.toString('utf8', this.#at, end)
    this.#at = end + 1
    return text
  }

  relation(): Relation {
    const id = this.int32() >>> 0
    this.name()
    this.name()
    this.letter()
    const columns = Array.from({ length: this.int16() }, () => {
      const isIdentity = this.letter() === '\u{1}'
      const name = this.name()
      const typeId = this.int32() >>> 0
      this.int32()
      return { name, typeId, isIdentity }
    })
    return { id, columns }
  }

  row(kind: 'insert' | 'update' | 'delete'): ReplicationMessage {
    const relationId = this.int32() >>> 0
    let old: Tuple | null = null
    while (this.#at < this.#bytes.length) {
      if (this.letter() === 'N') return { kind, relationId, old, new: this.tuple() }
      old = this.tuple()
    }
    return { kind, relationId, old, new: null }
  }

  tuple(): Tuple {
    return Array.from({ length: this.int16() }, () => {
      const kind = this.letter()
      if (kind === 'n') return null
      if (kind === 'u') return undefined
      const length = this.int32()
      this.#at += length
      return this.#bytes.toString('utf8', this.#at - length, this.#at)
    })
  }
}
