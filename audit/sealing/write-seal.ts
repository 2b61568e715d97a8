import type { ClientBase } from 'pg'
import type { CommittedOperation } from '../commitments.ts'
import { writeHeads } from './heads-table.ts'
import type { NextSeal } from './next-seal.ts'
import { countOperations } from './statistics.ts'

const sealText = `
  INSERT INTO seal (number, sealed_at_ms, last_operation, last_sequence, last_housekeeping, tree_size, root, subjects,
    heads_root, checkpoint)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`

/** One value holds them all, one after the other: a value each would be written as text. */
const tilesText = `
  INSERT INTO log_tile (level, tile, hashes)
  SELECT level, tile, substring($1::bytea FROM first FOR length)
  FROM unnest($2::integer[], $3::integer[], $4::smallint[], $5::bigint[]) AS packed (first, length, level, tile)
  ON CONFLICT (level, tile) DO UPDATE SET hashes = excluded.hashes`

const bundlesText = `
  INSERT INTO log_bundle (bundle, entries)
  SELECT bundle, substring($1::bytea FROM first FOR length)
  FROM unnest($2::integer[], $3::integer[], $4::bigint[]) AS packed (first, length, bundle)
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
      ...packed(tiles.map(({ hashes }) => hashes)),
      tiles.map(({ level }) => level),
      tiles.map(({ tile }) => tile),
    ],
  })
  await client.query({
    name: 'write-bundles',
    text: bundlesText,
    values: [...packed(bundles.map(({ entries }) => entries)), bundles.map(({ bundle }) => bundle)],
  })
  await writeHeads(client, heads, branches)
  await countOperations(client, operations)
}

/** All bytes in one, with where each of them begins (from 1) and how long it is. */
function packed(all: readonly Buffer[]): [Buffer, number[], number[]] {
  let first = 1
  const firsts = all.map(({ length }) => (first += length) - length)
  return [Buffer.concat(all), firsts, all.map(({ length }) => length)]
}
