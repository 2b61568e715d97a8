import type { QueryConfig } from 'pg'
import { binaryArray } from './binary-array.ts'
import type { EncodedAppend, EncryptedContents } from './encoded-append.ts'
import type { WritingKeys } from './keys/writing-keyring.ts'
import { operationColumns } from './operation-columns.ts'
import { uuidBytes } from './uuid-bytes.ts'

/** An append with its contents encrypted. */
export interface WritableAppend {
  readonly append: EncodedAppend
  readonly contents: EncryptedContents['contents']
}

const recordColumns = [
  { name: 'id', type: 'uuid' },
  { name: 'operation_id', type: 'uuid' },
  { name: 'at', type: 'timestamptz' },
  { name: 'subject_hash', type: 'bytea' },
  { name: 'disclosed_from', type: 'timestamptz' },
  { name: 'plain_digest', type: 'bytea' },
  { name: 'content', type: 'bytea' },
] as const

const keyColumns = [
  { name: 'subject_hash', type: 'bytea' },
  { name: 'key_id', type: 'uuid' },
  { name: 'wrapped', type: 'bytea' },
] as const

/**
 * One statement is one transaction: it takes the next numbers under the lock of the head's row, writes both tables and
 * the keys that were made, and counts uses. It is committed when the server is ready for the next query, and not before:
 * `pg` resolves it only then. It says itself that its commit is to be durable: what a session was told is lost where
 * a pool of connections stands between.
 *
 * INVARIANT: where the keys are not of the generation in force any more, it writes nothing and has no row.
 */
export function appendStatement(batch: readonly WritableAppend[], keys: WritingKeys): QueryConfig {
  const records = batch.flatMap(({ append, contents }) =>
    append.records.map(({ binding }, place) => ({ append, binding, content: contents[place] })),
  )
  const contents = records.flatMap(({ content }) => content ?? [])
  if (contents.length !== records.length) throw new TypeError('A record has no content')
  return {
    name: 'append',
    text: statementText,
    values: [
      ...operationColumns.map((_, index) => batch.map(({ append }) => append.columns[index])),
      binaryArray(
        'uuid',
        records.map(({ binding }) => uuidBytes(binding.id)),
      ),
      binaryArray(
        'uuid',
        records.map(({ binding }) => uuidBytes(binding.operation)),
      ),
      records.map(({ append }) => append.at),
      binaryArray(
        'bytea',
        records.map(({ binding }) => binding.subjectHash),
      ),
      records.map(({ append }) => append.disclosedFrom),
      binaryArray(
        'bytea',
        contents.map(({ plainDigest }) => plainDigest),
      ),
      binaryArray(
        'bytea',
        contents.map(({ column }) => column),
      ),
      binaryArray(
        'bytea',
        keys.made.map(({ subjectHash }) => subjectHash),
      ),
      binaryArray(
        'uuid',
        keys.made.map(({ id }) => uuidBytes(id)),
      ),
      binaryArray(
        'bytea',
        keys.made.map(({ wrapped }) => wrapped),
      ),
      keys.generation,
    ],
  }
}

/** The one row of the statement: what it has written. */
export interface AppendedRow {
  /** The last sequence number before this batch. */
  readonly before: string
  readonly operations: string
  readonly records: string
  readonly keys: string
}

/** Whether every row was written that was to be: a trigger or a rule of the database's owner may swallow one. */
export function isWhole(
  { operations, records, keys }: AppendedRow,
  batch: readonly WritableAppend[],
  { made }: WritingKeys,
): boolean {
  const wanted = batch.reduce((sum, { append }) => sum + append.records.length, 0)
  return Number(operations) === batch.length && Number(records) === wanted && Number(keys) === made.length
}

const statementText = textOfStatement()

function textOfStatement(): string {
  const firstRecordParameter = operationColumns.length + 1
  const firstKeyParameter = firstRecordParameter + recordColumns.length
  const generation = `$${firstKeyParameter + keyColumns.length}::bigint`
  const firstRecordArray = `$${firstRecordParameter}::uuid[]`
  return `
    WITH head AS (
      UPDATE log_head SET
        last_sequence = last_sequence + cardinality(${firstRecordArray}),
        last_operation = last_operation + cardinality($1::uuid[])
      WHERE key_generation = ${generation}
      RETURNING
        last_sequence - cardinality(${firstRecordArray}) AS before,
        last_operation - cardinality($1::uuid[]) AS operations_before
    ), keys AS (
      INSERT INTO subject_key (${namesOf(keyColumns)})
      SELECT ${namesOf(keyColumns)}
      FROM head, unnest(${arraysOf(keyColumns, firstKeyParameter)}) AS made (${namesOf(keyColumns)})
      RETURNING 1
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
      FROM head, unnest(${arraysOf(recordColumns, firstRecordParameter)}) WITH ORDINALITY
        AS record (${namesOf(recordColumns)}, place)
      RETURNING 1
    )
    SELECT before, set_config('synchronous_commit', 'on', true),
      (SELECT count(*) FROM operations) AS operations,
      (SELECT count(*) FROM records) AS records,
      (SELECT count(*) FROM keys) AS keys
    FROM head`
}

function namesOf(columns: readonly { name: string }[]): string {
  return columns.map((column) => column.name).join(', ')
}

function arraysOf(columns: readonly { type: string }[], first: number): string {
  return columns.map(({ type }, index) => `$${first + index}::${type}[]`).join(', ')
}
