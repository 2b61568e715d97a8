import type { ClientBase } from 'pg'
import type { CommittedHousekeeping, CommittedOperation } from '../commitments.ts'
import { operationRowColumns, operationRowOf } from '../operation-row.ts'
import type { OperationRow } from '../operation-row.ts'
import { SealingRefused } from './seal.ts'
import type { Seal } from './seal.ts'
import {
  assertDense,
  isAnyDue,
  millisecondAfter,
  readDueRecords,
  readFreshRecords,
} from './unsealed-records.ts'
import type { SealableRecord } from './unsealed-records.ts'

/** How far the log goes, or a seal. */
export interface Reach {
  readonly lastOperation: number
  readonly lastSequence: number
  readonly lastHousekeeping: number
}

export interface News {
  readonly reach: Reach
  /** Number of the last seal; 0 for none. */
  readonly lastSeal: number
  /** Whether records that were sealed before may be seen by their data subjects now. */
  readonly isAnyDue: boolean
  /** The database's clock. */
  readonly now: Date
}

/** What the next seal takes. */
export interface Unsealed {
  readonly operations: readonly CommittedOperation[]
  readonly records: readonly SealableRecord[]
  readonly housekeeping: readonly CommittedHousekeeping[]
  readonly due: readonly SealableRecord[]
  readonly reach: Reach
}

const nothingSealed: Reach = { lastOperation: 0, lastSequence: 0, lastHousekeeping: 0 }
const beginning = new Date(0)

/** Whether everything up to `reach` is sealed. */
export function hasReached(sealed: Reach | null, reach: Reach): boolean {
  const { lastOperation, lastSequence, lastHousekeeping } = sealed ?? nothingSealed
  return (
    lastOperation === reach.lastOperation &&
    lastSequence === reach.lastSequence &&
    lastHousekeeping === reach.lastHousekeeping
  )
}

/** Rows of each kind that one seal takes at most: what a log that was long without a sealer is caught up by. */
const mostRows = { operations: 5000, records: 10_000, housekeeping: 1000 }

const newsText = `
  SELECT last_operation, last_sequence, last_housekeeping,
    coalesce((SELECT max(number) FROM seal), 0) AS last_seal, ${isAnyDue} AS is_any_due,
    clock_timestamp() AS now
  FROM log_head`

interface NewsRow {
  last_operation: string
  last_sequence: string
  last_housekeeping: string
  last_seal: string
  is_any_due: boolean
  now: Date
}

export async function readNews(client: ClientBase, last: Seal | null, now: Date): Promise<News> {
  const { rows } = await client.query<NewsRow>({
    name: 'news',
    text: newsText,
    values: [last?.lastSequence ?? 0, millisecondAfter(last?.sealedAt ?? beginning), millisecondAfter(now)],
  })
  const [row] = rows
  if (row === undefined) throw new SealingRefused('The log has no head')
  return {
    reach: {
      lastOperation: Number(row.last_operation),
      lastSequence: Number(row.last_sequence),
      lastHousekeeping: Number(row.last_housekeeping),
    },
    lastSeal: Number(row.last_seal),
    isAnyDue: row.is_any_due,
    now: row.now,
  }
}

/**
 * In a transaction whose statements all see the same: numbers are given under the lock of the log's head, so that what
 * is seen of them has no gaps unless rows are gone.
 * @throws SealingRefused where rows are gone.
 */
export async function readUnsealed(
  client: ClientBase,
  last: Seal | null,
  head: Reach,
  sealedAt: Date,
): Promise<Unsealed> {
  const from: Reach = last ?? nothingSealed
  const reach: Reach = {
    lastOperation: Math.min(head.lastOperation, from.lastOperation + mostRows.operations),
    lastSequence: Math.min(head.lastSequence, from.lastSequence + mostRows.records),
    lastHousekeeping: Math.min(head.lastHousekeeping, from.lastHousekeeping + mostRows.housekeeping),
  }
  for (const name of ['lastOperation', 'lastSequence', 'lastHousekeeping'] as const) {
    if (reach[name] >= from[name]) continue
    throw new SealingRefused(
      `The log ends before what is sealed: ${name} was ${from[name]}, and is ${reach[name]}`,
    )
  }
  return {
    operations: await readOperations(client, from.lastOperation, reach.lastOperation),
    records: await readFreshRecords(client, from.lastSequence, reach.lastSequence, sealedAt),
    housekeeping: await readHousekeeping(client, from.lastHousekeeping, reach.lastHousekeeping),
    due: last === null ? [] : await readDueRecords(client, last.lastSequence, last.sealedAt, sealedAt),
    reach,
  }
}

async function readOperations(client: ClientBase, last: number, upTo: number): Promise<CommittedOperation[]> {
  if (upTo === last) return []
  const { rows } = await client.query<OperationRow>({
    name: 'unsealed-operations',
    text: `SELECT ${operationRowColumns} FROM operation_record WHERE number > $1 AND number <= $2 ORDER BY number`,
    values: [last, upTo],
  })
  assertDense(
    'operation record',
    last,
    upTo,
    rows.map(({ number }) => Number(number)),
  )
  return rows.map(operationRowOf)
}

async function readHousekeeping(
  client: ClientBase,
  last: number,
  upTo: number,
): Promise<CommittedHousekeeping[]> {
  if (upTo === last) return []
  const { rows } = await client.query<CommittedHousekeeping & { number: string }>({
    name: 'unsealed-housekeeping',
    text: `SELECT number, id, at, kind, author, approver, detail FROM housekeeping
      WHERE number > $1 AND number <= $2 ORDER BY number`,
    values: [last, upTo],
  })
  assertDense(
    'housekeeping record',
    last,
    upTo,
    rows.map(({ number }) => Number(number)),
  )
  return rows
}
