import type { ClientBase } from 'pg'
import type { CommittedOperation } from '../commitments.ts'
import { writeHeads } from './heads-table.ts'
import type { NextSeal } from './next-seal.ts'
import { countOperations } from './statistics.ts'

const sealText = `
  INSERT INTO seal (number, sealed_at_ms, last_operation, last_sequence, last_housekeeping, tree_size, root, subjects,
    heads_root, checkpoint)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`

const tilesText = `
  INSERT INTO log_tile (level, tile, hashes) SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bytea[])
  ON CONFLICT (level, tile) DO UPDATE SET hashes = excluded.hashes`

const bundlesText = `
  INSERT INTO log_bundle (bundle, entries) SELECT * FROM unnest($1::bigint[], $2::bytea[])
  ON CONFLICT (bundle) DO UPDATE SET entries = excluded.entries`

/** Writes a seal and all that changes with it, within the transaction that is under way. */
export async function writeSeal(
  client: ClientBase,
  { seal, tiles, bundles, heads, branches }: NextSeal,
  operations: readonly CommittedOperation[],
): Promise<void> {
  // INVARIANT: the seal's row comes first. Its number and tree size are there once, so that of two sealers that each
  // believe to hold the log the second fails here, whatever became of the lock.
  await client.query({
    name: 'write-seal',
    text: sealText,
    values: [
      seal.number,
      seal.sealedAt.getTime(),
      seal.lastOperation,
      seal.lastSequence,
      seal.lastHousekeeping,
      seal.treeSize,
      seal.root,
      seal.subjects,
      seal.headsRoot,
      seal.checkpoint,
    ],
  })
  await client.query({
    name: 'write-tiles',
    text: tilesText,
    values: [
      tiles.map(({ level }) => level),
      tiles.map(({ tile }) => tile),
      tiles.map(({ hashes }) => hashes),
    ],
  })
  await client.query({
    name: 'write-bundles',
    text: bundlesText,
    values: [bundles.map(({ bundle }) => bundle), bundles.map(({ entries }) => entries)],
  })
  await writeHeads(client, heads, branches)
  await countOperations(client, operations)
}
