import { housekeepingCommitment, operationCommitment } from '../commitments.ts'
import { grownHead, joiningChains } from './chains.ts'
import type { Joining } from './chains.ts'
import { bundleWidth, NewEntries, sealEntry } from './entries.ts'
import type { Bundle } from './entries.ts'
import { placeOf } from './head-node.ts'
import type { Head, HeadNode } from './head-node.ts'
import { checkpointText } from './log-signer.ts'
import type { LogSigner } from './log-signer.ts'
import type { LogState } from './log-state.ts'
import type { Tile } from './merkle-tree.ts'
import type { Seal } from './seal.ts'
import type { Unsealed } from './unsealed.ts'

/** A seal with all that is written with it. */
export interface NextSeal {
  readonly seal: Seal
  readonly tiles: readonly Tile[]
  readonly bundles: readonly Bundle[]
  readonly heads: readonly Head[]
  readonly branches: ReadonlyMap<number, HeadNode>
  /** What the log is once it is written. Its map of heads is that of the state before, changed already. */
  readonly state: LogState
  /** Takes the change of the map back, where it was not written. */
  revert(): void
}

/** Chains that grow with this seal. */
export function growingChains({ due, records }: Unsealed): Joining[] {
  return joiningChains([...due, ...records.filter(({ isDelayed }) => !isDelayed)])
}

/** @param around all heads below the buckets of the growing chains, as they are sealed. */
export function nextSeal(
  state: LogState,
  unsealed: Unsealed,
  chains: readonly Joining[],
  around: readonly Head[],
  sealedAt: Date,
  signer: LogSigner,
): NextSeal {
  const before = new Map(around.map((head) => [keyOf(head.token), head]))
  const heads = chains.map((joining) => grownHead(before.get(keyOf(joining.token)) ?? null, joining))
  const after = new Map(before)
  for (const head of heads) after.set(keyOf(head.token), head)
  const buckets = new Set(heads.map(({ token }) => state.heads.bucketOf(placeOf(token))))
  const change = state.heads.replace(buckets, inOrder([...after.values()]))
  const summary = {
    ...unsealed.reach,
    number: (state.seal?.number ?? 0) + 1,
    sealedAt,
    headsRoot: state.heads.root,
    subjects: state.heads.subjects,
  }
  const { operations, records, housekeeping } = unsealed
  const entries = new NewEntries(operations.length + records.length + housekeeping.length + 1)
  for (const row of operations) entries.addCommitment('operation', operationCommitment(row))
  for (const { commitment } of records) entries.addCommitment('record', commitment)
  for (const row of housekeeping) entries.addCommitment('housekeeping', housekeepingCommitment(row))
  entries.addEntry(sealEntry(summary))
  const { tree, tiles } = state.tree.append(entries.leaves())
  const bundles = entries.bundles(state.tree.size, state.bundle)
  const root = tree.root()
  const checkpoint = signer.sign(checkpointText(signer.origin, tree.size, root))
  const seal: Seal = { ...summary, treeSize: tree.size, root, checkpoint }
  const isFull = tree.size % bundleWidth === 0
  const bundle = isFull ? Buffer.alloc(0) : (bundles.at(-1)?.entries ?? Buffer.alloc(0))
  return {
    seal,
    tiles,
    bundles,
    heads: inOrder(heads),
    branches: change.branches,
    state: { seal, tree, bundle, heads: state.heads },
    revert: () => change.revert(),
  }
}

function inOrder(heads: readonly Head[]): Head[] {
  return heads.toSorted((one, other) => one.token.compare(other.token))
}

function keyOf(token: Buffer): string {
  return token.toString('latin1')
}
