import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { AccessContent, AccessRecordInput, OperationRecord } from './access-record.ts'
import { keptDigestOf, plainDigestOf, shownDigestOf } from './commitments.ts'
import { keyObject } from './key-object.ts'
import { takeRandomBytes } from './random-bytes.ts'
import { uuidBytes } from './uuid-bytes.ts'

/** The row that a content belongs to: moved into another row, it does not decrypt. */
export interface ContentBinding {
  /** Of the access record. */
  readonly id: string
  /** Id of its operation record. */
  readonly operation: string
  readonly subjectHash: Buffer
}

/** A key of one data subject's contents. */
export interface ContentKey {
  /** UUID. */
  readonly id: string
  /** 32 bytes. */
  readonly key: Buffer
}

export interface EncodedContent {
  readonly column: Buffer
  /** Commits to what was encrypted, under salts that are encrypted with it. */
  readonly plainDigest: Buffer
}

export interface DecodedContent {
  readonly content: AccessContent
  /** The exact text that the log commits to as shown; null for a record of the time before. */
  readonly shown: string | null
  readonly shownSalt: Buffer | null
  readonly keptDigest: Buffer | null
}

/** First byte of a content column: how the rest of it is to be read. */
const plainJson = 1
const encrypted = 2

const keyIdBytes = 16
const nonceBytes = 12
const tagBytes = 16
const saltBytes = 32
const lengthBytes = 4
const nonceAt = 1 + keyIdBytes
const sealedAt = nonceAt + nonceBytes
const shownAt = 2 * saltBytes + lengthBytes

/** Makes the content column of one access record, as `docs/audit-log-format.md` has it. Its one reader is `decodeContent`. */
export function encodeContent(
  content: AccessContent,
  binding: ContentBinding,
  key: ContentKey,
): EncodedContent {
  const shown = Buffer.from(shownOf(content))
  const kept = Buffer.from(JSON.stringify({ official: content.official }))
  const plain = Buffer.allocUnsafe(shownAt + shown.length + kept.length)
  takeRandomBytes(2 * saltBytes).copy(plain)
  plain.writeUInt32BE(shown.length, 2 * saltBytes)
  shown.copy(plain, shownAt)
  kept.copy(plain, shownAt + shown.length)

  const nonce = takeRandomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', keyObject(key.key), nonce)
  cipher.setAAD(boundTo(binding))
  const sealed = cipher.update(plain)
  cipher.final()
  return {
    column: Buffer.concat([Buffer.of(encrypted), uuidBytes(key.id), nonce, sealed, cipher.getAuthTag()]),
    plainDigest: plainDigestOf(
      shownDigestOf(plain.subarray(0, saltBytes), shown),
      keptDigestOf(plain.subarray(saltBytes, 2 * saltBytes), kept),
    ),
  }
}

/**
 * Null: erased (`keyOf` has no key for it), or removed when its time was over (the column is empty).
 * @throws where it was written in a format that this code does not know, or is not what was written into this row.
 */
export function decodeContent(
  column: Buffer,
  binding: ContentBinding,
  keyOf: (keyId: string) => Buffer | undefined,
): DecodedContent | null {
  if (column.length === 0) return null
  if (column[0] === plainJson) {
    const content: AccessContent = { freshness: null, ...JSON.parse(column.toString('utf8', 1)) }
    return { content, shown: null, shownSalt: null, keptDigest: null }
  }
  if (column[0] !== encrypted) throw new Error(`Unknown format ${column[0]} of an access record's content`)
  if (column.length < sealedAt + tagBytes) throw new Error("An access record's content was cut short")
  const key = keyOf(keyIdOf(column))
  return key === undefined ? null : opened(decrypted(column, binding, key))
}

function decrypted(column: Buffer, binding: ContentBinding, key: Buffer): Buffer {
  const tagAt = column.length - tagBytes
  const nonce = column.subarray(nonceAt, sealedAt)
  const decipher = createDecipheriv('aes-256-gcm', keyObject(key), nonce, { authTagLength: tagBytes })
  decipher.setAAD(boundTo(binding))
  decipher.setAuthTag(column.subarray(tagAt))
  const plain = decipher.update(column.subarray(sealedAt, tagAt))
  decipher.final()
  return plain
}

function opened(plain: Buffer): DecodedContent {
  const keptAt = shownAt + plain.readUInt32BE(2 * saltBytes)
  const shown = plain.toString('utf8', shownAt, keptAt)
  const kept = plain.subarray(keptAt)
  const content: AccessContent = { freshness: null, ...JSON.parse(shown), ...JSON.parse(kept.toString()) }
  return {
    content,
    shown,
    shownSalt: plain.subarray(0, saltBytes),
    keptDigest: keptDigestOf(plain.subarray(saltBytes, 2 * saltBytes), kept),
  }
}

/** The key id of an encrypted column, as PostgreSQL writes UUIDs. */
function keyIdOf(column: Buffer): string {
  const hex = column.toString('hex', 1, nonceAt)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

function boundTo({ id, operation, subjectHash }: ContentBinding): Buffer {
  return Buffer.concat([uuidBytes(id), uuidBytes(operation), subjectHash])
}

/** What the data subject is shown. The order of the members is part of the format. */
function shownOf(content: AccessContent): string {
  return JSON.stringify({
    consumer: content.consumer,
    organisation: content.organisation,
    application: content.application,
    permission: content.permission,
    purpose: content.purpose,
    legalBasis: content.legalBasis,
    case: content.case,
    outcome: content.outcome,
    released: content.released,
    withheld: content.withheld,
    entity: content.entity,
    registries: content.registries,
    freshness: content.freshness,
    epoch: content.epoch,
    trace: content.trace,
  })
}

/** Puts together what the access records of one operation have in common and what each has of its own. */
export function contentOf(operation: OperationRecord, record: AccessRecordInput): AccessContent {
  return {
    consumer: operation.consumer,
    organisation: operation.organisation,
    application: operation.application,
    official: operation.official,
    permission: operation.permission,
    purpose: operation.purpose,
    legalBasis: operation.legalBasis,
    case: operation.case,
    outcome: record.outcome,
    released: record.released,
    withheld: record.withheld,
    entity: record.entity,
    registries: record.registries,
    freshness: record.freshness,
    epoch: operation.epoch,
    trace: operation.trace,
  }
}
