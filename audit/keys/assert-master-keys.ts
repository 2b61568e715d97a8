import type { QueryConfig } from 'pg'
import { AuditMisconfigured } from '../failures.ts'
import type { MasterKeys } from './master-key.ts'

interface Row {
  readonly subject_hash: Buffer
  readonly key_id: string
  readonly wrapped: Buffer
}

/**
 * Tries the master keys on one of the log's keys, before anything is written that nobody could read. `read` runs one
 * statement.
 * @throws AuditMisconfigured where they do not unwrap it.
 */
export async function assertMasterKeys(
  masterKeys: MasterKeys,
  read: (query: QueryConfig) => Promise<Row[]>,
): Promise<void> {
  const [row] = await read({ text: 'SELECT subject_hash, key_id, wrapped FROM subject_key LIMIT 1' })
  if (row === undefined) return
  try {
    masterKeys.unwrap(row.wrapped, row.subject_hash, row.key_id)
  } catch (cause) {
    throw new AuditMisconfigured(
      'The master key (AUDIT_MASTER_KEY, or keys/audit-master of the data folder) does not open the keys of this audit database: restore it',
      { cause },
    )
  }
}
