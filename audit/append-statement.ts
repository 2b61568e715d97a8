import type { QueryConfig } from 'pg'
import type { AppendBatch } from './append-batch.ts'
import type { NewKey } from './keys/writing-keyring.ts'
import { sharedColumns } from './operation-columns.ts'

/** In the order of `AppendBatch.values`. */
const ownColumns = [
  { name: 'id', type: 'uuid' },
  { name: 'at', type: 'timestamptz' },
  { name: 'subjects', type: 'integer' },
  { name: 'trace', type: 'text' },
  { name: 'template', type: 'integer' },
] as const

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
 * What operations share is sent once for all of them, and joined to them there.
 *
 * INVARIANT: where the keys are not of the generation in force any more, it writes nothing and has no row.
 */
export function appendStatement(
  batch: AppendBatch,
  made: readonly NewKey[],
  generation: string,
): QueryConfig {
  return { name: 'append', text: statementText, values: [...batch.values(made), generation] }
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
  batch: AppendBatch,
  made: readonly NewKey[],
): boolean {
  return (
    Number(operations) === batch.operations &&
    Number(records) === batch.records &&
    Number(keys) === made.length
  )
}

const statementText = textOfStatement()

function textOfStatement(): string {
  const firstShared = ownColumns.length + 1
  const firstRecord = firstShared + sharedColumns.length
  const firstKey = firstRecord + recordColumns.length
  const generation = `$${firstKey + keyColumns.length}::bigint`
  const [operations, records] = ['$1::uuid[]', `$${firstRecord}::uuid[]`]
  const written = ownColumns.filter(({ name }) => name !== 'template')
  return `
    WITH head AS (
      UPDATE log_head SET
        last_sequence = last_sequence + cardinality(${records}),
        last_operation = last_operation + cardinality(${operations})
      WHERE key_generation = ${generation}
      RETURNING
        last_sequence - cardinality(${records}) AS before,
        last_operation - cardinality(${operations}) AS operations_before
    ), keys AS (
      INSERT INTO subject_key (${namesOf(keyColumns)})
      SELECT ${namesOf(keyColumns)}
      FROM head, unnest(${arraysOf(keyColumns, firstKey)}) AS made (${namesOf(keyColumns)})
      RETURNING 1
    ), operations AS (
      INSERT INTO operation_record (number, ${namesOf(written)}, ${namesOf(sharedColumns)})
      SELECT head.operations_before + own.place, ${namesOf(written)}, ${namesOf(sharedColumns)}
      FROM head, (SELECT ${unnested(ownColumns, 1)}, generate_subscripts(${operations}, 1) AS place) AS own
      JOIN unnest(${arraysOf(sharedColumns, firstShared)}) WITH ORDINALITY
        AS shared (${namesOf(sharedColumns)}, place) ON shared.place = own.template
      RETURNING permission, at, counted
    ), uses AS (
      INSERT INTO use_count (permission, day, uses)
      SELECT permission, (at AT TIME ZONE 'Europe/Riga')::date, count(*) FROM operations
      WHERE counted AND permission IS NOT NULL GROUP BY 1, 2
      ON CONFLICT (permission, day) DO UPDATE SET uses = use_count.uses + excluded.uses
    ), records AS (
      INSERT INTO access_record (sequence, ${namesOf(recordColumns)})
      SELECT head.before + place, ${namesOf(recordColumns)}
      FROM head, (SELECT ${unnested(recordColumns, firstRecord)}, generate_subscripts(${records}, 1) AS place) AS record
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

/** Arrays of one length, taken apart in step: with no copy of them, as `FROM unnest(…)` would make one of each. */
function unnested(columns: readonly { name: string; type: string }[], first: number): string {
  return columns.map(({ name, type }, index) => `unnest($${first + index}::${type}[]) AS ${name}`).join(', ')
}
