import { randomUUID } from 'node:crypto'
import type { QueryConfig } from 'pg'
import type { AccessRecordInput, OperationRecord } from './access-record.ts'
import { cleanedOperation } from './cleaned-operation.ts'
import { contentOf, encodeContent } from './content.ts'
import { assertWritable, operationColumns } from './operation-columns.ts'
import { subjectHash } from './subject.ts'

type Value = string | number | boolean | Buffer | null

/** One append, as it will be written: without anybody's personal code. */
export interface EncodedAppend {
  readonly operation: string
  /** In the order of `operationColumns`. */
  readonly columns: readonly Value[]
  /** In the order of `recordColumns`. */
  readonly records: readonly (readonly Value[])[]
}

const recordColumns = [
  { name: 'id', type: 'uuid' },
  { name: 'operation_id', type: 'uuid' },
  { name: 'at', type: 'timestamptz' },
  { name: 'subject_hash', type: 'bytea' },
  { name: 'content', type: 'bytea' },
  { name: 'disclosed_from', type: 'timestamptz' },
] as const

/** @throws TypeError where the operation could not be written. */
export function encodeAppend(
  operation: OperationRecord,
  records: readonly AccessRecordInput[],
  subjectKey: Buffer,
): EncodedAppend {
  assertWritable(operation)
  const at = operation.at.toISOString()
  const disclosedFrom = operation.disclosedFrom?.toISOString() ?? null
  const cleaned = cleanedOperation(operation, records)
  return {
    operation: operation.id,
    columns: operationColumns.map((column) => column.valueOf(cleaned, subjectKey)),
    records: records.map((record) => [
      randomUUID(),
      operation.id,
      at,
      subjectHash(subjectKey, record.subject),
      encodeContent(contentOf(cleaned, record)),
      disclosedFrom,
    ]),
  }
}

/**
 * One statement is one transaction: it takes the next sequence numbers under the lock of the head's row, writes both
 * tables, and counts uses. It is committed when the server is ready for the next query, and not before: `pg` resolves it
 * only then. Its one row has `before`, the last sequence number before this batch.
 */
export function appendStatement(batch: readonly EncodedAppend[]): QueryConfig {
  const records = batch.flatMap((append) => append.records)
  return {
    name: 'append',
    text: statementText,
    values: [
      ...operationColumns.map((_, index) => batch.map((append) => append.columns[index])),
      ...recordColumns.map((_, index) => records.map((record) => record[index])),
    ],
  }
}

const statementText = textOfStatement()

function textOfStatement(): string {
  const recordParameters = operationColumns.length + 1
  const firstRecordArray = `$${recordParameters}::uuid[]`
  return `
    WITH head AS (
      UPDATE log_head SET
        last_sequence = last_sequence + cardinality(${firstRecordArray}),
        last_operation = last_operation + cardinality($1::uuid[])
      RETURNING
        last_sequence - cardinality(${firstRecordArray}) AS before,
        last_operation - cardinality($1::uuid[]) AS operations_before
    ), operations AS (
      INSERT INTO operation_record (number, ${namesOf(operationColumns)})
      SELECT head.operations_before + place, ${namesOf(operationColumns)}
      FROM head, unnest(${arraysOf(operationColumns, 1)}) WITH ORDINALITY
        AS operation (${namesOf(operationColumns)}, place)
      RETURNING permission, at, counted
    ), uses AS (
      INSERT INTO use_count (permission, day, uses)
      SELECT permission, (at AT TIME ZONE 'Europe/Riga')::date, count(*) FROM operations
      WHERE counted AND permission IS NOT NULL GROUP BY 1, 2
      ON CONFLICT (permission, day) DO UPDATE SET uses = use_count.uses + excluded.uses
    ), records AS (
      INSERT INTO access_record (sequence, ${namesOf(recordColumns)})
      SELECT head.before + place, ${namesOf(recordColumns)}
      FROM head, unnest(${arraysOf(recordColumns, recordParameters)}) WITH ORDINALITY
        AS record (${namesOf(recordColumns)}, place)
    )
    SELECT before FROM head`
}

function namesOf(columns: readonly { name: string }[]): string {
  return columns.map((column) => column.name).join(', ')
}

function arraysOf(columns: readonly { type: string }[], first: number): string {
  return columns.map(({ type }, index) => `$${first + index}::${type}[]`).join(', ')
}
