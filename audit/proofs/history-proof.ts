import { LRUCache } from 'lru-cache'
import { sealEntry } from '../sealing/entries.ts'
import { tokenOf } from '../sealing/head-node.ts'
import type { Head, HeadNode } from '../sealing/head-node.ts'
import { membershipPath } from '../sealing/membership-path.ts'
import type { HeadsReader } from '../sealing/membership-path.ts'
import { hashBytes } from '../sealing/merkle-tree.ts'
import type { TileReader } from '../sealing/merkle-tree.ts'
import type { Seal } from '../sealing/sealer.ts'
import { chainOf, lastLink } from './chain.ts'
import type { Database } from './sealed-states.ts'
import { storedInclusionPath } from './stored-tiles.ts'

/** The database holds other records of a data subject than its sealer has signed. */
export class ChainBroken extends Error {
  override readonly name = 'ChainBroken'
}

/**
 * The JSON that `docs/audit-log-format.md` calls a proof of a history.
 * @param database one snapshot, in which `seal` is the newest.
 * @throws ChainBroken
 */
export async function historyProof(
  database: Database,
  subjectHashes: readonly Buffer[],
  seal: Seal,
  { tiles, branches }: { readonly tiles: TileReader; readonly branches: KnownBranches },
): Promise<string> {
  const index = seal.treeSize - 1
  const path = await storedInclusionPath(index, seal.treeSize, tiles)
  const heads = storedHeads(database, seal, branches)
  const chains = []
  for (const subjectHash of distinct(subjectHashes)) {
    chains.push(await provenChain(database, subjectHash, seal, heads))
  }
  return JSON.stringify({
    format: 'dagr/history-proof/v1',
    checkpoint: seal.checkpoint,
    seal: {
      index,
      entry: sealEntry(seal).toString('base64'),
      path: path.map((node) => node.toString('base64')),
    },
    chains,
  })
}

async function provenChain(database: Database, subjectHash: Buffer, seal: Seal, heads: HeadsReader) {
  const records = await chainOf(database, subjectHash, seal)
  const commitments = records.map(({ commitment }) => commitment)
  const { siblings, own, neighbour } = await membershipPath(tokenOf(subjectHash), heads)
  const link = own?.head ?? Buffer.alloc(32)
  if (commitments.length !== (own?.count ?? 0) || !lastLink(commitments).equals(link)) {
    throw new ChainBroken(`Seal ${seal.number} has another chain of a data subject than its records make`)
  }
  return {
    subject: subjectHash.toString('hex'),
    commitments: commitments.map((commitment) => commitment.toString('hex')),
    gone: records.flatMap(({ commitment, gone }) =>
      gone === null ? [] : [{ commitment: commitment.toString('hex'), reason: gone }],
    ),
    siblings: siblings.map((sibling) => sibling.toString('hex')),
    neighbour: neighbour && {
      token: neighbour.token.toString('hex'),
      count: neighbour.count,
      head: neighbour.head.toString('hex'),
    },
  }
}

/** Branches of the map of heads by its root: those of the last seals, which many ask for. */
export type KnownBranches = LRUCache<string, ReadonlyMap<number, HeadNode>>

export function rememberBranches(): KnownBranches {
  return new LRUCache({ max: 4 })
}

function storedHeads(database: Database, seal: Seal, known: KnownBranches): HeadsReader {
  return {
    async branches() {
      const root = seal.headsRoot.toString('hex')
      const branches = known.get(root) ?? (await readBranches(database))
      known.set(root, branches)
      return branches
    },
    async heads(firstPlace, lastPlace) {
      const { rows } = await database.query<{ token: Buffer; count: string; head: Buffer }>({
        name: 'heads',
        text: 'SELECT token, count, head FROM subject_head WHERE place BETWEEN $1 AND $2 ORDER BY token',
        values: [firstPlace, lastPlace],
      })
      return rows.map(({ token, count, head }): Head => ({ token, count: Number(count), head }))
    },
  }
}

const packedBytes = 2 + 4 + hashBytes

/** All in one value: a row each would take longer to read than they take to prove. */
async function readBranches(database: Database): Promise<ReadonlyMap<number, HeadNode>> {
  const { rows } = await database.query<{ packed: Buffer | null }>({
    name: 'branches',
    text: `SELECT string_agg(int2send(branch) || int4send(subjects) || root, ''::bytea) AS packed FROM head_branch`,
  })
  const bytes = rows[0]?.packed ?? Buffer.alloc(0)
  return new Map(
    Array.from({ length: bytes.length / packedBytes }, (_, index) => {
      const one = bytes.subarray(index * packedBytes, (index + 1) * packedBytes)
      return [one.readUInt16BE(0), { subjects: one.readUInt32BE(2), root: one.subarray(6) }]
    }),
  )
}

function distinct(hashes: readonly Buffer[]): Buffer[] {
  return [...new Map(hashes.map((each) => [each.toString('hex'), each])).values()]
}
