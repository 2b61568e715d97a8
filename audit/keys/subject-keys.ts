import type { Pool } from 'pg'
import type { MasterKeys } from './master-key.ts'

interface Row {
  readonly subject_hash: Buffer
  readonly key_id: string
  readonly wrapped: Buffer
}

/**
 * All keys of these data subjects' contents, by key id. Whoever reads records too reads them first: a key is committed
 * with the first record that needs it, so that one that is missing afterwards has been erased.
 * @throws where a key cannot be unwrapped.
 */
export async function readSubjectKeys(
  pool: Pick<Pool, 'query'>,
  masterKeys: MasterKeys,
  subjectHashes: readonly Buffer[],
): Promise<ReadonlyMap<string, Buffer>> {
  const { rows } = await pool.query<Row>({
    name: 'subject-keys',
    text: 'SELECT subject_hash, key_id, wrapped FROM subject_key WHERE subject_hash = ANY($1::bytea[])',
    values: [subjectHashes],
  })
  return new Map(
    rows.map((row) => [row.key_id, masterKeys.unwrap(row.wrapped, row.subject_hash, row.key_id)]),
  )
}
