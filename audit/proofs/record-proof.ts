import { sealedDigestOf } from '../commitments.ts'
import type { CommittedRow } from '../commitments.ts'
import type { TileReader } from '../sealing/merkle-tree.ts'
import type { Seal } from '../sealing/sealer.ts'
import type { Database } from './sealed-states.ts'
import { storedInclusionPath } from './stored-tiles.ts'

/** What a proof says of a record beside its digests. */
export interface ProvableRecord {
  readonly sequence: number
  readonly row: CommittedRow
  /** Null for records of the time before contents were encrypted. */
  readonly shown: string | null
  readonly shownSalt: Buffer | null
  readonly keptDigest: Buffer | null
}

/**
 * The leaf of each access record, in their order.
 * @throws where a sequence number is not sealed.
 */
export async function leafIndexes(database: Database, sequences: readonly number[]): Promise<number[]> {
  const { rows } = await database.query<{ leaf: string | null }>({
    name: 'leaf-indexes',
    text: `
      SELECT coalesce(before.tree_size, 0) + holding.last_operation - coalesce(before.last_operation, 0)
        + asked.sequence - coalesce(before.last_sequence, 0) - 1 AS leaf
      FROM unnest($1::bigint[]) WITH ORDINALITY AS asked (sequence, place)
      LEFT JOIN LATERAL (
        SELECT number, last_operation FROM seal WHERE last_sequence >= asked.sequence
        ORDER BY last_sequence, number LIMIT 1
      ) AS holding ON true
      LEFT JOIN seal AS before ON before.number = holding.number - 1
      ORDER BY place`,
    values: [sequences],
  })
  return rows.map(({ leaf }) => {
    if (leaf === null) throw new Error('A record is not sealed yet')
    return Number(leaf)
  })
}

/** C2SP `tlog-proof` of a record: that it is leaf `index` of the tree of `seal`. */
export async function recordProof(
  record: ProvableRecord,
  index: number,
  seal: Seal,
  tiles: TileReader,
): Promise<string> {
  const path = await storedInclusionPath(index, seal.treeSize, tiles)
  const lines = [
    'c2sp.org/tlog-proof@v1',
    `extra ${Buffer.from(openingOf(record)).toString('base64')}`,
    `index ${index}`,
    ...path.map((node) => node.toString('base64')),
  ]
  return `${lines.join('\n')}\n\n${seal.checkpoint}`
}

/** What leads from the record as it is shown to its leaf. */
function openingOf({ row, shown, shownSalt, keptDigest }: ProvableRecord): string {
  return JSON.stringify({
    record: {
      id: row.id,
      operation: row.operation,
      at: row.at.getTime(),
      subject: row.subjectHash.toString('hex'),
      disclosedFrom: row.disclosedFrom?.getTime() ?? null,
    },
    shown,
    shownSalt: shownSalt?.toString('hex') ?? null,
    keptDigest: keptDigest?.toString('hex') ?? null,
    sealedDigest: (row.sealedDigest ?? sealedDigestOf(row.content)).toString('hex'),
  })
}
