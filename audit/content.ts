import type { AccessContent, AccessRecordInput, OperationRecord } from './access-record.ts'

/** First byte of a content column: how the rest of it is to be read. */
const plainJson = 1

/** Makes the content column of one access record. Its one reader is `decodeContent`. */
export function encodeContent(content: AccessContent): Buffer {
  return Buffer.concat([Buffer.of(plainJson), Buffer.from(JSON.stringify(content))])
}

/** @throws where the content was written in a format that this code does not know. */
export function decodeContent(column: Buffer): AccessContent {
  if (column[0] !== plainJson) throw new Error(`Unknown format ${column[0]} of an access record's content`)
  const content: AccessContent = JSON.parse(column.toString('utf8', 1))
  return content
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
    epoch: operation.epoch,
    trace: operation.trace,
    ...(operation.disclosedFrom && { disclosedFrom: operation.disclosedFrom.toISOString() }),
  }
}
