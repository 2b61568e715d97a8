import { generateKeyPairSync } from 'node:crypto'
import { checkpointText, openLogSigner } from '#audit/sealing/log-signer.ts'
import { consistencyPath, inclusionPath, leafHash, LogTree, treeRoot } from '#audit/sealing/merkle-tree.ts'
import type { TileReader } from '#audit/sealing/merkle-tree.ts'

/** A log in memory, of numbered entries, whose every size can be had. */
export interface SmallLog {
  readonly origin: string
  readonly verifierKeys: readonly string[]
  readonly entries: readonly Buffer[]
  root(size: number): Promise<Buffer>
  /** The signed note of a tree of this size. */
  checkpoint(size: number): Promise<string>
  inclusion(index: number, size: number): Promise<Buffer[]>
  consistency(oldSize: number, newSize: number): Promise<Buffer[]>
  /** Of C2SP `add-checkpoint`. */
  submission(oldSize: number, newSize: number): Promise<string>
}

/** @param twist makes other entries from this index on: a fork. */
export function smallLog({
  size = 600,
  origin = 'dagr.test/log',
  key = generateKeyPairSync('ed25519').privateKey,
  twist = Number.POSITIVE_INFINITY,
} = {}): SmallLog {
  const entries = Array.from({ length: size }, (_, index) =>
    Buffer.from(index < twist ? `entry ${index}` : `other entry ${index}`),
  )
  const { tiles } = new LogTree(0, []).append(Buffer.concat(entries.map(leafHash)))
  const stored = new Map(tiles.map(({ level, tile, hashes }) => [`${level}/${tile}`, hashes]))
  const reader: TileReader = {
    hashes: async (level, tile) => stored.get(`${level}/${tile}`) ?? Buffer.alloc(0),
  }
  const signer = openLogSigner({ origin, keys: [key] })
  const root = (upTo: number) => treeRoot(upTo, reader)
  const checkpoint = async (upTo: number) => signer.sign(checkpointText(origin, upTo, await root(upTo)))
  const consistency = async (oldSize: number, newSize: number) =>
    oldSize === 0 ? [] : consistencyPath(oldSize, newSize, reader)
  return {
    origin,
    verifierKeys: signer.verifierKeys(),
    entries,
    root,
    checkpoint,
    inclusion: (index, upTo) => inclusionPath(index, upTo, reader),
    consistency,
    async submission(oldSize, newSize) {
      const path = await consistency(oldSize, newSize)
      const lines = [`old ${oldSize}`, ...path.map((node) => node.toString('base64'))]
      return `${lines.join('\n')}\n\n${await checkpoint(newSize)}`
    },
  }
}
