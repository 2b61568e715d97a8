import type { ClientBase } from 'pg'

/** A checkpoint that was signed, and what it covers. */
export interface Seal {
  /** 1 for the first. */
  readonly number: number
  readonly sealedAt: Date
  readonly lastOperation: number
  readonly lastSequence: number
  readonly lastHousekeeping: number
  readonly treeSize: number
  readonly root: Buffer
  readonly headsRoot: Buffer
  readonly subjects: number
  /** The signed note. */
  readonly checkpoint: string
}

/** The log is not what was sealed, or has a gap: nothing is signed over that. The message names what and where. */
export class SealingRefused extends Error {
  override name = 'SealingRefused'
}

/** As `pg` gives it. */
export interface SealRow {
  readonly number: string
  readonly sealed_at_ms: string
  readonly last_operation: string
  readonly last_sequence: string
  readonly last_housekeeping: string
  readonly tree_size: string
  readonly root: Buffer
  readonly subjects: string
  readonly heads_root: Buffer
  readonly checkpoint: string
}

export async function readLastSeal(client: ClientBase): Promise<Seal | null> {
  const { rows } = await client.query<SealRow>('SELECT * FROM seal ORDER BY number DESC LIMIT 1')
  return rows[0] ? sealOf(rows[0]) : null
}

export function sealOf(row: SealRow): Seal {
  return {
    number: Number(row.number),
    sealedAt: new Date(Number(row.sealed_at_ms)),
    lastOperation: Number(row.last_operation),
    lastSequence: Number(row.last_sequence),
    lastHousekeeping: Number(row.last_housekeeping),
    treeSize: Number(row.tree_size),
    root: row.root,
    headsRoot: row.heads_root,
    subjects: Number(row.subjects),
    checkpoint: row.checkpoint,
  }
}

/** A signature is made of the text alone, so that the same note is the same seal. */
export function isSameSeal(one: Seal | null, other: Seal | null): boolean {
  return one?.number === other?.number && one?.checkpoint === other?.checkpoint
}
