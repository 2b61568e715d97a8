import { isEqual } from './bytes.ts'
import { growingChains } from './chains.ts'
import { checkedTree } from './checked-tree.ts'
import type { CheckedTree } from './checked-tree.ts'
import type { TreeHead, TrustedKeys } from './checkpoint.ts'
import { contentCheck, readReasons } from './content-check.ts'
import type { ContentCheck, OpenContent } from './content-check.ts'
import { crossCount } from './cross-count.ts'
import type { NodeCount } from './cross-count.ts'
import { readEntry } from './entries.ts'
import type { Entry, RecordKind, SealEntry } from './entries.ts'
import type { Finding, FindingCode, Place } from './findings.ts'
import { foundSoFar } from './found.ts'
import type { Found } from './found.ts'
import { compareBranches, compareHeads } from './compare-heads.ts'
import type { Branch, Head } from './heads-map.ts'
import { readLeaves, width } from './read-leaves.ts'
import type { LogFiles, StoredLeaf } from './read-leaves.ts'
import { recordCheck } from './record-check.ts'
import type { RecordRows } from './record-check.ts'
import { sealCheck } from './seal-check.ts'
import type { SealRows } from './seal-check.ts'
import { sealOrder } from './seal-order.ts'
import { statisticsCheck } from './statistics-check.ts'
import type { StatisticRows } from './statistics-check.ts'
import { leafHash } from './tree.ts'

/** The log's tables, all as of one moment. */
export interface LogRows extends RecordRows, SealRows, StatisticRows {
  /** Stored ends of chains, by token. */
  heads(): AsyncIterable<readonly Head[]>
  /** Stored roots of branches of their map. */
  branches(): AsyncIterable<readonly Branch[]>
  /** The last number of each kind that the head of the log gave out. */
  lastNumbers(): Promise<Readonly<Record<RecordKind, number>>>
}

/** A checkpoint that the log must hold to; its signature is somebody else's to verify. */
export interface KnownCheckpoint extends TreeHead {
  readonly place: Place
  /** Whether it is the one that these files were read for, and none from before or elsewhere. */
  readonly own?: boolean
}

export interface LogToCheck {
  readonly files: LogFiles
  /** How many leaves there are to check. */
  readonly size: number
  /** Null where only the public files are at hand. */
  readonly rows: LogRows | null
  /** Null: no signature is verified. */
  readonly trust: TrustedKeys | null
  readonly known: readonly KnownCheckpoint[]
  /** What runs of gateways counted, read before the rows. */
  readonly counters?: ReadonlyMap<string, NodeCount>
  readonly open?: OpenContent
  /** The map of heads is compared at each seal whose number this divides, and at the last. */
  readonly headsEvery: number
  /** Told after every 256 leaves. */
  readonly progress?: (leaves: number) => void
}

export interface LogReport {
  /** Of each kind no more than the first hundred. */
  readonly findings: readonly Finding[]
  readonly counts: ReadonlyMap<FindingCode, number>
  readonly checked: Checked
}

/** What was checked, and how much of it. */
export interface Checked {
  leaves: number
  seals: number
  records: Readonly<Record<RecordKind, number>>
  tiles: number
  knownCheckpoints: number
  signatures: number
  cosignatures: number
  unknownWitnesses: number
  /** The last seal that as many witnesses cosigned as were asked for. */
  witnessed: number | null
  mapsOfHeads: number
  /** Stored counts; null where they could not be compared. */
  statistics: number | null
  subjects: number
  /** Sealed, and not yet to be seen by their data subjects. */
  undisclosed: number
  /** Committed after the last seal. */
  unsealed: number
  contents: ContentCheck['counts'] | null
  lastSealedAt: number | null
}

/** Checks a whole log from its bytes, in one pass over leaves and rows; keeps no more of it than each data subject's head. */
export async function checkLog(log: LogToCheck): Promise<LogReport> {
  const found = foundSoFar()
  const { rows, files, size } = log
  const tree = checkedTree(files, found)
  const order = sealOrder(found)
  const chains = growingChains()
  const contents = rows && contentCheck(await readReasons(rows.housekeeping()), log.open, found)
  const cross = crossCount(found)
  const statistics = statisticsCheck(found)
  const records = rows && contents && recordCheck(rows, { chains, contents, cross, statistics }, found)
  const seals = rows && sealCheck(rows, log.trust, found)
  let mapsOfHeads = 0
  let lastSeal: SealEntry | null = null

  function see(entry: Entry, root: () => Uint8Array): void {
    order.entry(entry, tree.size - 1)
    if (entry.kind !== 'seal') return records?.entry(entry.kind, entry.commitment)
    lastSeal = entry.seal
    seals?.entry(entry.seal, tree.size, root())
    records?.seal(entry.seal)
    chains.seal(entry.seal.sealedAt)
    if (rows && (tree.size === size || entry.seal.number % log.headsEvery === 0)) compareRoot(entry.seal)
  }

  function compareRoot({ number, subjects, headsRoot }: SealEntry): void {
    mapsOfHeads++
    const place = { kind: 'seal', number } as const
    if (!isEqual(chains.heads.root(), headsRoot)) found.add('HEADS_DIFFER', place)
    else if (chains.heads.subjects !== subjects) found.add('HEADS_DIFFER', place, 'number of data subjects')
  }

  /** The entry that the lowest tile vouches for; where the stored one is not that, the one that the rows give. */
  function entryOf({ index, entry, hash }: StoredLeaf): {
    entry: Uint8Array | null
    hash: Uint8Array | null
  } {
    const own = entry && leafHash(entry)
    if (own && (hash === null || isEqual(own, hash))) return { entry, hash: own }
    const fromRows = hash && (records?.withHash(hash)?.entry ?? seals?.withHash(hash))
    if (fromRows && entry) found.add('ENTRY_CHANGED', { kind: 'leaf', number: index })
    return fromRows ? { entry: fromRows, hash } : { entry, hash: own ?? hash }
  }

  const known = knownBySize(log.known)
  for (let bundle = 0; bundle * width < size; bundle++) {
    await records?.fill(width + 1)
    await seals?.fill(width + 1)
    for (const leaf of await readLeaves(files, bundle, size, found)) {
      const { entry, hash } = entryOf(leaf)
      const place = { kind: 'leaf', number: leaf.index } as const
      if (hash === null) {
        found.add('TILE_MISSING', place, 'nothing after this leaf could be checked')
        return report(false)
      }
      tree.append(hash)
      const read = entry && readEntry(entry)
      if (read) see(read, () => tree.root())
      else if (entry) found.add('ENTRY_MALFORMED', place)
      compareKnown(tree, known, found)
    }
    await tree.compareTiles(false)
    log.progress?.(tree.size)
  }
  await tree.compareTiles(true)
  return report(true)

  async function report(whole: boolean): Promise<LogReport> {
    let unsealed = 0
    let compared: number | null = null
    if (whole) {
      order.finish()
      for (const { size: wanted, place } of log.known) if (wanted > size) found.add('LOG_SHORTER', place)
      if (rows) {
        await compareHeads(chains.heads.heads(), rows.heads(), found)
        await compareBranches(chains.heads.branches(), rows.branches(), found)
        compared = await statistics.compare(rows)
      }
      seals?.finish()
      unsealed = (await records?.rest()) ?? 0
      if (rows) cross.finish(log.counters)
      if (rows && records) compareLast(records.last, await rows.lastNumbers(), found)
    }
    records?.finish()
    const checked: Checked = {
      leaves: tree.size,
      seals: order.seals,
      records: order.counts,
      tiles: tree.tiles,
      knownCheckpoints: log.known.length,
      signatures: seals?.counts.signed ?? 0,
      cosignatures: seals?.counts.cosignatures ?? 0,
      unknownWitnesses: seals?.counts.unknownWitnesses ?? 0,
      witnessed: seals?.counts.witnessed ?? null,
      mapsOfHeads,
      statistics: compared,
      subjects: chains.heads.subjects,
      undisclosed: chains.waiting,
      unsealed,
      contents: contents?.counts ?? null,
      lastSealedAt: lastSeal?.sealedAt ?? null,
    }
    return { findings: found.findings, counts: found.counts, checked }
  }
}

function compareLast(
  there: Readonly<Record<RecordKind, number>>,
  given: Readonly<Record<RecordKind, number>>,
  found: Found,
): void {
  for (const kind of ['operation', 'access', 'housekeeping'] as const)
    if (there[kind] !== given[kind])
      found.add('NUMBERS_BEHIND', { kind: 'log' }, `${kind}: ${given[kind]} given, ${there[kind]} there`)
}

function knownBySize(known: readonly KnownCheckpoint[]): ReadonlyMap<number, readonly KnownCheckpoint[]> {
  return Map.groupBy(known, ({ size }) => size)
}

function compareKnown(
  tree: CheckedTree,
  known: ReadonlyMap<number, readonly KnownCheckpoint[]>,
  found: Found,
): void {
  const here = known.get(tree.size)
  if (here === undefined) return
  const root = tree.root()
  for (const { root: signed, own, place } of here)
    if (!isEqual(signed, root)) found.add(own ? 'ROOT_DIFFERS' : 'LOG_FORKED', place)
}
