import type { ClientBase } from 'pg'
import type { Change, EpochChanges } from './epoch-difference.ts'
import { epochDifference } from './epoch-difference.ts'
import { epochHash, noHash } from './epoch-hash.ts'
import { agreementRows, applicationRows, organisationRows } from './store-rows.ts'
import { noteLosses } from './webhook-outbox.ts'

/** PostgreSQL's channel that carries the number of each new epoch once its transaction has committed. */
export const epochChannel = 'dagr_epoch'

export interface EpochMakers {
  /** Who wrote what it changes. */
  readonly author: string
  /** Who approved it; null where one person may act alone. */
  readonly approver: string | null
}

/**
 * Puts `changes` in force as the next epoch, chained to the one before, in the transaction of `writePolicies` that
 * `client` is in.
 * @returns its number.
 */
export async function makeEpoch(
  client: ClientBase,
  changes: EpochChanges,
  { author, approver }: EpochMakers,
): Promise<number> {
  const last = await lastEpoch(client)
  const difference = epochDifference(changes)
  const next = {
    number: last.number + 1,
    at: last.now,
    author,
    approver,
    difference,
    previousHash: last.hash,
  }
  await client.query(
    `INSERT INTO epoch (number, at, author, approver, difference, previous_hash, hash)
     VALUES ($1, $2, $3, $4, $5, decode($6, 'hex'), decode($7, 'hex'))`,
    [
      next.number,
      next.at,
      author,
      approver,
      JSON.stringify(difference),
      next.previousHash,
      epochHash({ ...next, difference: JSON.parse(JSON.stringify(difference)) }),
    ],
  )
  // In the order of their references.
  await organisationRows.write(client, after(changes.organisations), next.number)
  await agreementRows.write(client, after(changes.agreements), next.number)
  await applicationRows.write(client, after(changes.applications), next.number)
  await noteLosses(client, changes.agreements ?? [], next)
  await client.query('SELECT pg_notify($1, $2)', [epochChannel, String(next.number)])
  return next.number
}

function after<Entry>(changes: readonly Change<Entry>[] = []): Entry[] {
  return changes.map((change) => change.after)
}

interface LastEpoch {
  readonly number: number
  readonly hash: string
  /** The time of the next one, by the database's clock: never before the last one's. */
  readonly now: string
}

async function lastEpoch(client: ClientBase): Promise<LastEpoch> {
  const { rows } = await client.query<{ number: string | null; hash: string | null; now: string }>(
    `SELECT number, encode(hash, 'hex') AS hash, ${epochInstant('greatest(at, clock_timestamp())')} AS now
     FROM (SELECT) AS nothing LEFT JOIN (SELECT * FROM epoch ORDER BY number DESC LIMIT 1) AS last ON true`,
  )
  const [last] = rows
  return { number: Number(last?.number ?? 0), hash: last?.hash ?? noHash, now: last?.now ?? '' }
}

/** ISO 8601 in UTC with all digits that the database keeps: the form that is hashed. */
export function epochInstant(expression: string): string {
  return `to_char((${expression}) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
}
