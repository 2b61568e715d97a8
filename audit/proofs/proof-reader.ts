import type { Pool, PoolClient } from 'pg'
import { consistencyPath } from '../sealing/merkle-tree.ts'
import type { Seal } from '../sealing/sealer.ts'
import { historyProof, rememberBranches } from './history-proof.ts'
import { openReadingPool } from '../reading-pool.ts'
import type { ReadingOptions } from '../reading-pool.ts'
import { leafIndexes, recordProof } from './record-proof.ts'
import type { ProvableRecord } from './record-proof.ts'
import { latestSeal, witnessedSeal } from './sealed-states.ts'
import { rememberFullTiles, storedTiles } from './stored-tiles.ts'

/** Proofs from what is sealed, for whoever asks; it writes nothing. Rejects while the database cannot answer. */
export interface ProofReader {
  /** The newest seal, with the cosignatures that have come by now; null before the first. */
  latest(): Promise<Seal | null>
  /**
   * A `tlog-proof` for each record (a `HistoryRecord` is one); null for those that `seal` does not hold yet. The
   * checkpoint is that of `seal`, or of an earlier one that holds the record too and has been signed by witnesses.
   */
  recordProofs(records: readonly ProvableRecord[], seal: Seal): Promise<(string | null)[]>
  /**
   * JSON that shows all records of these data subjects up to a checkpoint: that of `seal`, or of the newest one where
   * there is a newer, since the map of heads is kept for the newest only.
   * @throws ChainBroken where the database holds other records than were sealed.
   */
  historyProof(subjectHashes: readonly Buffer[], seal: Seal): Promise<string>
  /** Hashes that lead from the tree of `oldSize`, above 0, to that of `seal` (RFC 6962, section 2.1.2). */
  consistency(oldSize: number, seal: Seal): Promise<Buffer[]>
  close(): Promise<void>
}

/** Opens the log for proofs. It need not answer yet. */
export function openProofReader(options: ReadingOptions): ProofReader {
  const pool = openReadingPool(options, 'dagr-audit-proofs')
  const full = rememberFullTiles()
  const branches = rememberBranches()
  return {
    latest: () => latestSeal(pool),
    async recordProofs(records, seal) {
      const sealed = records.filter(({ sequence }) => sequence <= seal.lastSequence)
      if (sealed.length === 0) return records.map(() => null)
      const sequences = sealed.map(({ sequence }) => sequence)
      const [witnessed, indexes] = await Promise.all([
        witnessedSeal(pool, seal.number),
        leafIndexes(pool, sequences),
      ])
      const tiles = storedTiles(pool, full)
      const proofs = await Promise.all(
        sealed.map(async (record, place) => {
          const isWitnessed = witnessed !== null && record.sequence <= witnessed.lastSequence
          const proof = await recordProof(record, indexes[place] ?? 0, isWitnessed ? witnessed : seal, tiles)
          return [record.sequence, proof] as const
        }),
      )
      const proofOf = new Map(proofs)
      return records.map(({ sequence }) => proofOf.get(sequence) ?? null)
    },
    historyProof: (subjectHashes, seal) =>
      inSnapshot(pool, async (client) => {
        const newest = (await latestSeal(client)) ?? seal
        return historyProof(client, subjectHashes, newest, { tiles: storedTiles(client, full), branches })
      }),
    consistency: (oldSize, seal) => consistencyPath(oldSize, seal.treeSize, storedTiles(pool, full)),
    close: () => pool.end(),
  }
}

/** What the work reads is of one moment, whatever is sealed meanwhile. */
async function inSnapshot<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken = true
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const result = await work(client)
    await client.query('COMMIT')
    broken = false
    return result
  } finally {
    client.release(broken)
  }
}
