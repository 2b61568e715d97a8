import type { ClientBase } from 'pg'
import { bundleWidth, entriesOf, sealEntry } from './entries.ts'
import { HeadsMap } from './heads-map.ts'
import { loadHeadsMap, readBranches } from './heads-table.ts'
import { checkpointText } from './log-signer.ts'
import type { LogSigner } from './log-signer.ts'
import { edgeWidth, hashBytes, leafHash, LogTree, tileLevels, tileWidth } from './merkle-tree.ts'
import { readLastSeal, SealingRefused } from './seal.ts'
import type { Seal } from './seal.ts'

/** What a sealer knows of the log as it was sealed last. */
export interface LogState {
  /** Null before the first seal. */
  readonly seal: Seal | null
  readonly tree: LogTree
  /** What the last bundle of entries holds; empty where it is full. */
  readonly bundle: Buffer
  readonly heads: HeadsMap
}

/**
 * Reads what the next seal continues, and holds it against the last one: the checkpoint and its signature, the right
 * edge of the tree, the last entries, and all heads.
 * @throws SealingRefused where something is not what was sealed.
 */
export async function loadLogState(client: ClientBase, signer: LogSigner): Promise<LogState> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
  const seal = await readLastSeal(client)
  const state = seal === null ? await emptyState(client) : await continuedState(client, seal, signer)
  await client.query('COMMIT')
  return state
}

async function emptyState(client: ClientBase): Promise<LogState> {
  const { rows } = await client.query<{ name: string }>(`
    SELECT 'log_tile' AS name WHERE EXISTS (SELECT FROM log_tile)
    UNION ALL SELECT 'log_bundle' WHERE EXISTS (SELECT FROM log_bundle)
    UNION ALL SELECT 'subject_head' WHERE EXISTS (SELECT FROM subject_head)`)
  const [first] = rows
  if (first !== undefined) refuse(`there is no seal, but ${first.name} is not empty`)
  return { seal: null, tree: new LogTree(0, []), bundle: Buffer.alloc(0), heads: new HeadsMap(0) }
}

async function continuedState(client: ClientBase, seal: Seal, signer: LogSigner): Promise<LogState> {
  if (!signer.hasSigned(seal.checkpoint, checkpointText(signer.origin, seal.treeSize, seal.root))) {
    refuse(
      `the checkpoint of seal ${seal.number} is not signed by a known key of ${signer.origin}; the key that signed it must be among AUDIT_SIGNING_KEYS`,
    )
  }
  const edges = await readEdges(client, seal.treeSize)
  const tree = new LogTree(seal.treeSize, edges)
  if (!tree.root().equals(seal.root)) refuse(`the tiles do not have the root of seal ${seal.number}`)
  const last = await readLastBundle(client, seal, edges[0])
  const heads = await readHeadsMap(client, seal)
  const isFull = seal.treeSize % bundleWidth === 0
  return { seal, tree, bundle: isFull ? Buffer.alloc(0) : last, heads }
}

async function readEdges(client: ClientBase, size: number): Promise<Buffer[]> {
  const edges: Buffer[] = []
  for (let level = 0; level < tileLevels(size); level++) {
    const expected = edgeWidth(size, level) * hashBytes
    const tile = Math.floor(size / tileWidth ** (level + 1))
    const { rows } = await client.query<{ hashes: Buffer }>(
      'SELECT hashes FROM log_tile WHERE level = $1 AND tile = $2',
      [level, tile],
    )
    const hashes = rows[0]?.hashes ?? Buffer.alloc(0)
    if (hashes.length !== expected) {
      refuse(`tile ${tile} of level ${level} has ${hashes.length} bytes where ${expected} were sealed`)
    }
    edges.push(hashes)
  }
  return edges
}

/** @param edge hashes of the incomplete tile of level 0, where there is one. */
async function readLastBundle(client: ClientBase, seal: Seal, edge: Buffer | undefined): Promise<Buffer> {
  const bundle = Math.floor((seal.treeSize - 1) / bundleWidth)
  const { rows } = await client.query<{ entries: Buffer }>(
    'SELECT entries FROM log_bundle WHERE bundle = $1',
    [bundle],
  )
  const bytes = rows[0]?.entries ?? Buffer.alloc(0)
  const entries = entriesOf(bytes)
  const isFull = seal.treeSize % bundleWidth === 0
  const fits = isFull
    ? entries.length === bundleWidth
    : Buffer.concat(entries.map(leafHash)).equals(edge ?? Buffer.alloc(0))
  if (!fits) refuse(`bundle ${bundle} does not hold the entries of the tree`)
  if (entries.at(-1)?.equals(sealEntry(seal)) !== true) {
    refuse(`the last entry of bundle ${bundle} is not that of seal ${seal.number}`)
  }
  return bytes
}

async function readHeadsMap(client: ClientBase, seal: Seal): Promise<HeadsMap> {
  const heads = await loadHeadsMap(client, seal.subjects)
  if (heads.subjects !== seal.subjects || !heads.root.equals(seal.headsRoot)) {
    refuse(`subject_head does not hold the heads of seal ${seal.number}`)
  }
  const kept = await readBranches(client)
  const branches = heads.branches()
  const isKept = [...branches].every(([branch, { subjects, root }]) => {
    const row = kept.get(branch)
    return row?.subjects === subjects && row.root.equals(root)
  })
  if (!isKept || kept.size !== branches.size) refuse('head_branch does not fit subject_head')
  return heads
}

function refuse(what: string): never {
  throw new SealingRefused(`The log is not as it was sealed: ${what}`)
}
