import { randomUUID } from 'node:crypto'
import type { AccessContent, AccessRecordInput, OperationRecord } from './access-record.ts'
import { cleanedOperation } from './cleaned-operation.ts'
import { contentOf, encodeContent } from './content.ts'
import type { ContentBinding, EncodedContent } from './content.ts'
import { subjectText } from './keys/writing-keyring.ts'
import type { WritingKeys } from './keys/writing-keyring.ts'
import { assertWritable, operationColumns } from './operation-columns.ts'
import type { ColumnValue, EncodingOptions } from './operation-columns.ts'
import { subjectHash } from './subject.ts'

/** One append, as it will be written but for its encryption: without anybody's personal code. */
export interface EncodedAppend {
  readonly operation: string
  /** In the order of `operationColumns`. */
  readonly columns: readonly ColumnValue[]
  readonly records: readonly EncodedRecord[]
  /** ISO 8601 instants. */
  readonly at: string
  readonly disclosedFrom: string | null
}

interface EncodedRecord {
  readonly binding: ContentBinding
  /** The data subject among `WritingKeys`. */
  readonly subject: string
  readonly content: AccessContent
}

/** The contents of an append under the keys of one era, in the order of its records. */
export interface EncryptedContents {
  readonly era: number
  readonly contents: readonly EncodedContent[]
}

/** @throws TypeError where the operation could not be written. */
export function encodeAppend(
  operation: OperationRecord,
  records: readonly AccessRecordInput[],
  { subjectKey, node }: EncodingOptions,
): EncodedAppend {
  assertWritable(operation)
  const cleaned = cleanedOperation(operation, records)
  return {
    operation: operation.id,
    columns: operationColumns.map((column) => column.valueOf(cleaned, { subjectKey, node })),
    records: records.map((record) => {
      const hash = subjectHash(subjectKey, record.subject)
      return {
        binding: { id: randomUUID(), operation: operation.id, subjectHash: hash },
        subject: subjectText(hash),
        content: contentOf(cleaned, record),
      }
    }),
    at: operation.at.toISOString(),
    disclosedFrom: operation.disclosedFrom?.toISOString() ?? null,
  }
}

/** Null where a data subject's key cannot be used. */
export function encryptContents(append: EncodedAppend, keys: WritingKeys): EncryptedContents | null {
  const contents: EncodedContent[] = []
  for (const { content, binding, subject } of append.records) {
    const key = keys.of(subject)
    if (key === undefined) return null
    contents.push(encodeContent(content, binding, key))
  }
  return { era: keys.era, contents }
}
