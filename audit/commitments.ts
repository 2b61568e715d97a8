import { sha256 } from './sha256.ts'
import { uuidBytes } from './uuid-bytes.ts'

/** What the log commits to of an access record; `docs/audit-log-format.md` has the bytes. */
export interface CommittedRow {
  readonly id: string
  readonly operation: string
  readonly at: Date
  readonly subjectHash: Buffer
  readonly disclosedFrom: Date | null
  /** Null for records of the time before contents were encrypted. */
  readonly plainDigest: Buffer | null
  /** The whole content column. */
  readonly content: Buffer
  /** Of the content that was removed; null while it is there. */
  readonly sealedDigest: Buffer | null
}

/** Columns of an operation record, as the database has them. */
export interface CommittedOperation {
  readonly id: string
  readonly at: Date
  readonly consumer: string | null
  readonly organisation: string | null
  readonly application: string | null
  readonly permission: string | null
  readonly purpose: string | null
  readonly legalBasis: string | null
  readonly operationName: string | null
  readonly operationHash: Buffer | null
  readonly coordinates: readonly string[]
  readonly subgraphs: Readonly<Record<string, number>>
  readonly subjects: number
  readonly outcome: string
  readonly code: string | null
  readonly epoch: number | null
  readonly trace: string | null
  readonly counted: boolean | null
  readonly shape: string | null
  readonly node: string | null
}

/** A record of what was erased, and why. */
export interface CommittedHousekeeping {
  readonly id: string
  readonly at: Date
  readonly kind: string
  readonly author: string
  readonly approver: string | null
  readonly detail: unknown
}

/** What each digest begins with, so that none is taken for one of another kind. */
export const domains = {
  accessRecord: Buffer.from('dagr/access-record/v1\n'),
  row: Buffer.from('dagr/row/v1\n'),
  sealed: Buffer.from('dagr/sealed/v1\n'),
  shown: Buffer.from('dagr/shown/v1\n'),
  kept: Buffer.from('dagr/kept/v1\n'),
  plain: Buffer.from('dagr/plain/v1\n'),
  operationRecord: Buffer.from('dagr/operation-record/v1\n'),
  housekeeping: Buffer.from('dagr/housekeeping/v1\n'),
}

const noDigest = Buffer.alloc(32)

export function recordCommitment(row: CommittedRow): Buffer {
  return digest(
    domains.accessRecord,
    rowDigest(row),
    row.plainDigest ?? noDigest,
    row.sealedDigest ?? sealedDigestOf(row.content),
  )
}

export function rowDigest({ id, operation, at, subjectHash, disclosedFrom }: CommittedRow): Buffer {
  return digest(
    domains.row,
    uuidBytes(id),
    uuidBytes(operation),
    u64(at.getTime()),
    subjectHash,
    u64(disclosedFrom?.getTime() ?? 0),
  )
}

export function sealedDigestOf(content: Buffer): Buffer {
  return digest(domains.sealed, content)
}

/** `salt` of 32 bytes. */
export function keptDigestOf(salt: Buffer, kept: Buffer): Buffer {
  return digest(domains.kept, salt, kept)
}

export function operationCommitment(row: CommittedOperation): Buffer {
  const columns = [
    row.at.getTime(),
    row.consumer,
    row.organisation,
    row.application,
    row.permission,
    row.purpose,
    row.legalBasis,
    row.operationName,
    row.operationHash?.toString('hex') ?? null,
    row.coordinates,
    sortedMembers(row.subgraphs),
    row.subjects,
    row.outcome,
    row.code,
    row.epoch,
    row.trace,
    row.counted,
    row.shape,
    row.node,
  ]
  return digest(domains.operationRecord, uuidBytes(row.id), Buffer.from(JSON.stringify(columns)))
}

export function housekeepingCommitment(row: CommittedHousekeeping): Buffer {
  const columns = [row.at.getTime(), row.kind, row.author, row.approver, sorted(row.detail)]
  return digest(domains.housekeeping, uuidBytes(row.id), Buffer.from(JSON.stringify(columns)))
}

function digest(domain: Buffer, ...parts: readonly Buffer[]): Buffer {
  return sha256(Buffer.concat([domain, ...parts]))
}

export function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(value))
  return bytes
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(sortedMembers(value).map(([name, member]) => [name, sorted(member)]))
}

function sortedMembers(value: object): [string, unknown][] {
  return Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))
}
