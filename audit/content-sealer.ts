import { createCipheriv, hash } from 'node:crypto'
import { domains } from './commitments.ts'
import { contentLayout } from './content-layout.ts'
import type { ContentKey } from './content-layout.ts'
import { keyObject } from './key-object.ts'
import { takeRandomBytes } from './random-bytes.ts'
import { writeUuid } from './uuid-bytes.ts'

/** What is encrypted of one record: `startOfShown` and `middleOfShown`, and what differs from one to the next. */
export interface PlainContent {
  readonly start: Buffer
  readonly middle: Buffer
  readonly case: string | null
  readonly trace: string | null
  readonly official: string | null
}

/** Takes the content column: `begin` makes room for so many bytes, and tells where in `bytes` they belong. */
export interface ContentTarget {
  begin(length: number): number
  readonly bytes: Buffer
}

const { encrypted, saltBytes, nonceBytes, tagBytes, nonceAt, sealedAt, textsAt } = contentLayout
const digestBytes = 32
const shownAt = domains.shown.length + saltBytes
const keptAt = domains.kept.length + saltBytes
const closingBrace = 0x7d

/**
 * Encrypts contents, one after the other, as `docs/audit-log-format.md` has them. Everything that is hashed or encrypted
 * is put together in memory that all records share: a call of Node's cryptography costs a microsecond or more, and half
 * of that is memory.
 */
export class ContentSealer {
  #shown = roomAfter(domains.shown, 4_096)
  #kept = roomAfter(domains.kept, 1_024)
  readonly #digests = roomAfter(domains.plain, 2 * digestBytes)
  #plaintext = Buffer.allocUnsafeSlow(8_192)

  /**
   * Writes a content column. `bound` is what its row is known by.
   * @returns the plain digest, a text of one byte a character: it commits to what was encrypted.
   */
  seal(content: PlainContent, bound: Buffer, key: ContentKey, target: ContentTarget): string {
    const shownBytes = this.#writeShown(content)
    const keptBytes = this.#writeKept(content.official)
    const random = takeRandomBytes(2 * saltBytes + nonceBytes)
    const length = this.#writePlaintext(random, shownBytes, keptBytes)
    const nonce = random.subarray(2 * saltBytes)
    const cipher = createCipheriv('aes-256-gcm', keyObject(key.key), nonce)
    cipher.setAAD(bound)
    const sealed = cipher.update(this.#plaintext.subarray(0, length))
    cipher.final()
    const place = target.begin(sealedAt + length + tagBytes)
    const { bytes } = target
    bytes[place] = encrypted
    writeUuid(bytes, place + 1, key.id)
    bytes.set(nonce, place + nonceAt)
    bytes.set(sealed, place + sealedAt)
    bytes.set(cipher.getAuthTag(), place + sealedAt + length)
    return this.#plainDigest(random, shownBytes, keptBytes)
  }

  /** @returns how many bytes it has. */
  #writeShown({ start, middle, case: caseReference, trace }: PlainContent): number {
    const [caseText, traceText] = [JSON.stringify(caseReference), JSON.stringify(trace)]
    const most = shownAt + start.length + middle.length + 3 * (caseText.length + traceText.length) + 1
    if (most > this.#shown.length) this.#shown = roomAfter(domains.shown, 2 * most)
    const shown = this.#shown
    shown.set(start, shownAt)
    let end = shownAt + start.length
    end += shown.write(caseText, end)
    shown.set(middle, end)
    end += middle.length
    end += shown.write(traceText, end)
    shown[end] = closingBrace
    return end + 1 - shownAt
  }

  /** @returns how many bytes it has. */
  #writeKept(official: string | null): number {
    const text = JSON.stringify({ official })
    const most = keptAt + 3 * text.length
    if (most > this.#kept.length) this.#kept = roomAfter(domains.kept, 2 * most)
    return this.#kept.write(text, keptAt)
  }

  /** @returns how many bytes it has. */
  #writePlaintext(random: Buffer, shownBytes: number, keptBytes: number): number {
    const length = textsAt + shownBytes + keptBytes
    if (length > this.#plaintext.length) this.#plaintext = Buffer.allocUnsafeSlow(2 * length)
    const plaintext = this.#plaintext
    random.copy(plaintext, 0, 0, 2 * saltBytes)
    plaintext.writeUInt32BE(shownBytes, 2 * saltBytes)
    this.#shown.copy(plaintext, textsAt, shownAt, shownAt + shownBytes)
    this.#kept.copy(plaintext, textsAt + shownBytes, keptAt, keptAt + keptBytes)
    return length
  }

  #plainDigest(salts: Buffer, shownBytes: number, keptBytes: number): string {
    salts.copy(this.#shown, domains.shown.length, 0, saltBytes)
    salts.copy(this.#kept, domains.kept.length, saltBytes, 2 * saltBytes)
    const shown = hash('sha256', this.#shown.subarray(0, shownAt + shownBytes), 'binary')
    const kept = hash('sha256', this.#kept.subarray(0, keptAt + keptBytes), 'binary')
    this.#digests.write(shown, domains.plain.length, digestBytes, 'latin1')
    this.#digests.write(kept, domains.plain.length + digestBytes, digestBytes, 'latin1')
    return hash('sha256', this.#digests, 'binary')
  }
}

/** What a digest begins with, and room for so many bytes after it. */
function roomAfter(domain: Buffer, room: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(domain.length + room)
  bytes.set(domain)
  return bytes
}
