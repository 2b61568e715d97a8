import { randomUUID } from 'node:crypto'
import type { ClientBase } from 'pg'
import type { TwoOfficials } from './two-officials.ts'

/** What was removed, by whom and why: a leaf of the log like the records. Holds no personal code. */
export interface Housekeeping extends TwoOfficials {
  readonly kind: 'ERASURE' | 'RETENTION'
  readonly at: Date
  readonly detail: Readonly<Record<string, unknown>>
}

/** The log's head, locked until the transaction ends: nobody appends meanwhile. */
export async function lockHead(client: ClientBase): Promise<void> {
  await client.query('SELECT FROM log_head FOR UPDATE')
}

/** Writes it in the caller's transaction, which holds the head's lock. @returns its number. */
export async function recordHousekeeping(client: ClientBase, entry: Housekeeping): Promise<number> {
  const { rows } = await client.query<{ number: string }>(
    `WITH head AS (
      UPDATE log_head SET last_housekeeping = last_housekeeping + 1 RETURNING last_housekeeping AS number
    )
    INSERT INTO housekeeping (number, id, at, kind, author, approver, detail)
    SELECT number, $1, $2, $3, $4, $5, $6 FROM head
    RETURNING number`,
    [
      randomUUID(),
      entry.at.toISOString(),
      entry.kind,
      entry.author,
      entry.approver,
      JSON.stringify(entry.detail),
    ],
  )
  return Number(rows[0]?.number)
}
