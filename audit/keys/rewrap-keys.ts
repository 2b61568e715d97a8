import type { Keeper } from '../keeping/keeper.ts'
import { assertMasterKeys } from './assert-master-keys.ts'
import type { MasterKeys } from './master-key.ts'

interface Row {
  readonly subject_hash: Buffer
  readonly key_id: string
  readonly wrapped: Buffer
}

export interface Rewrapped {
  /** Keys of contents that there are. */
  readonly keys: number
  /** Those among them that were wrapped under a former master key, and are under the current one now. */
  readonly rewrapped: number
}

const perTransaction = 1_000

const nextText = `
  SELECT subject_hash, key_id, wrapped FROM subject_key
  WHERE (subject_hash, key_id) > ($1::bytea, $2::uuid)
  ORDER BY subject_hash, key_id LIMIT $3`

/** A key that was destroyed or wrapped anew meanwhile stays as it is. */
const rewrapText = `
  UPDATE subject_key SET wrapped = made.wrapped
  FROM unnest($1::bytea[], $2::uuid[], $3::bytea[], $4::bytea[]) AS made (subject_hash, key_id, former, wrapped)
  WHERE subject_key.subject_hash = made.subject_hash AND subject_key.key_id = made.key_id
    AND subject_key.wrapped = made.former`

/**
 * Wraps every key of the contents under the current master key, durably and a part at a time: it may be stopped and
 * begun again, and nodes may write meanwhile. Once it has found nothing more to do, and every node wraps under the
 * current master key, the former ones are needed no more.
 * @throws AuditMisconfigured where the master keys are not the log's, and another error where one of its keys was
 * changed; those before it are done.
 */
export async function rewrapKeys(keeper: Keeper, masterKeys: MasterKeys): Promise<Rewrapped> {
  await keeper.transaction((client) =>
    assertMasterKeys(masterKeys, async (query) => (await client.query<Row>(query)).rows),
  )
  let keys = 0
  let rewrapped = 0
  let after: Pick<Row, 'subject_hash' | 'key_id'> = {
    subject_hash: Buffer.alloc(0),
    key_id: '00000000-0000-0000-0000-000000000000',
  }
  for (;;) {
    const from = after
    const done = await keeper.transaction(async (client) => {
      const { rows } = await client.query<Row>(nextText, [from.subject_hash, from.key_id, perTransaction])
      const former = rows.filter(({ wrapped }) => !masterKeys.isCurrent(wrapped))
      const { rowCount } = await client.query(rewrapText, [
        former.map((row) => row.subject_hash),
        former.map((row) => row.key_id),
        former.map((row) => row.wrapped),
        former.map((row) => wrappedAnew(row, masterKeys)),
      ])
      return { last: rows.at(-1), keys: rows.length, rewrapped: rowCount ?? 0 }
    })
    if (done.last === undefined) return { keys, rewrapped }
    after = done.last
    keys += done.keys
    rewrapped += done.rewrapped
  }
}

function wrappedAnew(
  { wrapped, subject_hash: subjectHash, key_id: keyId }: Row,
  masterKeys: MasterKeys,
): Buffer {
  return masterKeys.wrap(masterKeys.unwrap(wrapped, subjectHash, keyId), subjectHash, keyId)
}
