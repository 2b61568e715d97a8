import { createDecipheriv } from 'node:crypto'
import type { AccessContent, AccessRecordInput, OperationRecord } from './access-record.ts'
import { keptDigestOf } from './commitments.ts'
import { contentLayout } from './content-layout.ts'
import type { ContentKey } from './content-layout.ts'
import { ContentSealer } from './content-sealer.ts'
import { keyObject } from './key-object.ts'
import { middleOfShown, startOfShown } from './shown-text.ts'
import { uuidBytes } from './uuid-bytes.ts'

/** The row that a content belongs to: moved into another row, it does not decrypt. */
export interface ContentBinding {
  /** Of the access record. */
  readonly id: string
  /** Id of its operation record. */
  readonly operation: string
  readonly subjectHash: Buffer
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

const { plainJson, encrypted, saltBytes, tagBytes, nonceAt, sealedAt, textsAt: shownAt } = contentLayout
const sealer = new ContentSealer()

/** Makes the content column of one access record, as `docs/audit-log-format.md` has it. Its one reader is `decodeContent`. */
export function encodeContent(
  content: AccessContent,
  binding: ContentBinding,
  key: ContentKey,
): EncodedContent {
  let column = Buffer.alloc(0)
  const target = {
    begin(length: number): number {
      column = Buffer.allocUnsafe(length)
      return 0
    },
    get bytes() {
      return column
    },
  }
  const { case: caseReference, trace, official } = content
  const plain = {
    start: startOfShown(content),
    middle: middleOfShown(content),
    case: caseReference,
    trace,
    official,
  }
  const plainDigest = Buffer.from(sealer.seal(plain, boundTo(binding), key, target), 'latin1')
  return { column, plainDigest }
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
