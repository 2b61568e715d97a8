const headerBytes = 20
const lengthBytes = 4
/** PostgreSQL counts microseconds from the year 2000. */
const epochMs = Date.UTC(2000, 0, 1)

/** PostgreSQL's numbers of the types of elements. */
const elementTypes = {
  boolean: 16,
  bytea: 17,
  bigint: 20,
  integer: 23,
  text: 25,
  timestamptz: 1184,
  uuid: 2950,
  jsonb: 3802,
} as const
export type ElementType = keyof typeof elementTypes

/**
 * An array as PostgreSQL receives it in binary, which grows element by element in one piece of memory. `pg` sends a
 * Buffer as it is, where it would write an array of values as text, element by element, when they are to be sent.
 */
export class ArrayColumn {
  readonly #type: ElementType
  #bytes = Buffer.allocUnsafeSlow(256)
  #length = headerBytes
  #count = 0
  #hasNull = 0

  constructor(type: ElementType) {
    this.#type = type
  }

  /** Where elements are written: valid until the next one is begun. */
  get bytes(): Buffer {
    return this.#bytes
  }

  /** Begins an element of so many bytes. @returns the place in `bytes` where they belong. */
  begin(length: number): number {
    const place = this.#length + lengthBytes
    this.#reserve(place + length)
    this.#bytes.writeInt32BE(length, this.#length)
    this.#length = place + length
    this.#count += 1
    return place
  }

  /** So many bytes of `source`. */
  addPart(source: Buffer, start: number, length: number): void {
    const place = this.begin(length)
    source.copy(this.#bytes, place, start, start + length)
  }

  /** A text of one byte a character. */
  addLatin1(value: string | null): void {
    if (value === null) this.#addNull()
    else {
      const place = this.begin(value.length)
      this.#bytes.write(value, place, value.length, 'latin1')
    }
  }

  addInteger(value: number): void {
    const place = this.begin(4)
    this.#bytes.writeInt32BE(value, place)
  }

  addInstant(value: Date | null): void {
    if (value === null) return this.#addNull()
    const place = this.begin(8)
    const microseconds = (value.getTime() - epochMs) * 1_000
    const upper = Math.floor(microseconds / 2 ** 32)
    this.#bytes.writeInt32BE(upper, place)
    this.#bytes.writeUInt32BE(microseconds - upper * 2 ** 32, place + 4)
  }

  /** The whole array, in memory that the column goes on to use. */
  finished(): Buffer {
    writeHeader(this.#bytes, { type: this.#type, count: this.#count, hasNull: this.#hasNull })
    return this.#bytes.subarray(0, this.#length)
  }

  clear(): void {
    this.#length = headerBytes
    this.#count = 0
    this.#hasNull = 0
  }

  #addNull(): void {
    this.#reserve(this.#length + lengthBytes)
    this.#length = this.#bytes.writeInt32BE(-1, this.#length)
    this.#count += 1
    this.#hasNull = 1
  }

  #reserve(length: number): void {
    if (length <= this.#bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.#bytes.length))
    larger.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = larger
  }
}

/** An array that is made at once. */
export function arrayOf(type: ElementType, elements: readonly (Uint8Array | null)[]): Buffer {
  let length = headerBytes
  for (const element of elements) length += lengthBytes + (element?.length ?? 0)
  const bytes = Buffer.allocUnsafe(length)
  let place = headerBytes
  let hasNull = 0
  for (const element of elements) {
    place = bytes.writeInt32BE(element?.length ?? -1, place)
    if (element === null) hasNull = 1
    else bytes.set(element, place)
    place += element?.length ?? 0
  }
  writeHeader(bytes, { type, count: elements.length, hasNull })
  return bytes
}

/** One dimension, whether there are nulls, the type, so many elements, counted from 1. */
function writeHeader(
  bytes: Buffer,
  { type, count, hasNull }: { type: ElementType; count: number; hasNull: number },
): void {
  bytes.writeInt32BE(1, 0)
  bytes.writeInt32BE(hasNull, 4)
  bytes.writeInt32BE(elementTypes[type], 8)
  bytes.writeInt32BE(count, 12)
  bytes.writeInt32BE(1, 16)
}
