import { fromBase64, fromDecimal, fromHex, fromUtf8, fromUuid, isCount, utf8 } from './bytes.ts'
import { readTrust, trustedCheckpoint } from './checkpoint.ts'
import type { Checkpoint, Trust, TrustedKeys } from './checkpoint.ts'
import { plainDigest, recordCommitment, rowDigest, shownDigest, zero } from './digests.ts'
import type { RecordRow } from './digests.ts'
import { recordEntry } from './entries.ts'
import { refuse, verified } from './findings.ts'
import type { Place, Verified } from './findings.ts'
import { isObject, parseJson, readItems, readMembers } from './json.ts'
import { leafHash, verifyInclusion } from './tree.ts'

/** What the proof of a record shows to be in the log. */
export interface ProvenRecord {
  readonly row: RecordRow
  /** What the data subject is shown, by the format's names; null for a record of the time before. */
  readonly shown: Readonly<Record<string, unknown>> | null
  readonly commitment: Uint8Array
  /** Place among the log's leaves. */
  readonly index: number
  readonly checkpoint: Checkpoint
}

export const recordProofHeader = 'c2sp.org/tlog-proof@v1'
const extraMembers = ['record', 'shown', 'shownSalt', 'keptDigest', 'sealedDigest'] as const
const rowMembers = ['id', 'operation', 'at', 'subject', 'disclosedFrom'] as const
const proofPlace: Place = { kind: 'proof' }
const recordPlace: Place = { kind: 'record' }

/** Verifies the proof of one record (C2SP `tlog-proof`): from its opening to a checkpoint that a trusted key signed. */
export function verifyRecordProof(text: string, trust: Trust): Verified<ProvenRecord> {
  return verified(() => provenRecord(text, readTrust(trust)))
}

export function provenRecord(text: string, trust: TrustedKeys): ProvenRecord {
  const { extra, index, path, note } = readProof(text)
  const { row, shown, commitment } = readOpening(extra)
  const checkpoint = trustedCheckpoint(note, trust)
  const leaf = leafHash(recordEntry('access', commitment))
  if (!verifyInclusion({ leaf, index, size: checkpoint.size, path, root: checkpoint.root }))
    return refuse('NOT_INCLUDED', recordPlace)
  return { row, shown, commitment, index, checkpoint }
}

function readProof(text: string) {
  const end = text.indexOf('\n\n')
  const [header, extraLine, indexLine, ...pathLines] = text.slice(0, Math.max(end, 0)).split('\n')
  const extra = fromBase64(after('extra ', extraLine))
  const index = fromDecimal(after('index ', indexLine))
  const path = readItems(pathLines, readHash)
  if (header !== recordProofHeader || extra === null || index === null || path === null)
    return refuse('PROOF_MALFORMED', proofPlace)
  return { extra, index, path, note: text.slice(end + 2) }
}

/** The commitment follows from what is shown; the rest of what it was made of is there as digests. */
function readOpening(extra: Uint8Array) {
  const text = fromUtf8(extra) ?? ''
  const json = parseJson(text)
  const opening = readMembers(json, extraMembers)
  const row = readRow(opening?.record)
  const sealed = fromHex(opening?.sealedDigest, 32)
  // One text for one opening: spaces, another order or a repeated member would be a second one.
  if (opening === null || row === null || sealed === null || JSON.stringify(json) !== text)
    return refuse('RECORD_MALFORMED', recordPlace)
  const { shown: shownText, shownSalt, keptDigest } = opening
  if (shownText === null && shownSalt === null && keptDigest === null)
    return { row, shown: null, commitment: recordCommitment(rowDigest(row), zero, sealed) }
  const salt = fromHex(shownSalt, 32)
  const kept = fromHex(keptDigest, 32)
  const shown = typeof shownText === 'string' ? parseJson(shownText) : undefined
  if (typeof shownText !== 'string' || salt === null || kept === null || !isObject(shown))
    return refuse('RECORD_MALFORMED', recordPlace)
  const plain = plainDigest(shownDigest(salt, utf8(shownText)), kept)
  return { row, shown, commitment: recordCommitment(rowDigest(row), plain, sealed) }
}

function readRow(value: unknown): RecordRow | null {
  const members = readMembers(value, rowMembers)
  const id = fromUuid(members?.id)
  const operation = fromUuid(members?.operation)
  const subject = fromHex(members?.subject, 32)
  if (members === null || id === null || operation === null || subject === null) return null
  const { at, disclosedFrom } = members
  if (!isCount(at) || (disclosedFrom !== null && (!isCount(disclosedFrom) || disclosedFrom === 0)))
    return null
  return { id, operation, at, subject, disclosedFrom }
}

export function readHash(value: unknown): Uint8Array | null {
  const bytes = fromBase64(value)
  return bytes?.length === 32 ? bytes : null
}

function after(prefix: string, line: string | undefined): string | undefined {
  return line?.startsWith(prefix) ? line.slice(prefix.length) : undefined
}
