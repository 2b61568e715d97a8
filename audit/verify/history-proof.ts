import { fromBase64, fromHex, hexOf, isCount, isEqual } from './bytes.ts'
import { readTrust, trustedCheckpoint } from './checkpoint.ts'
import type { Checkpoint, Trust, TrustedKeys } from './checkpoint.ts'
import { nextLink, tokenOf, zero } from './digests.ts'
import { readSealEntry } from './entries.ts'
import type { SealEntry } from './entries.ts'
import { refuse, verified } from './findings.ts'
import type { Place, Verified } from './findings.ts'
import { headLeaf, rootFrom, valueOfAbsent } from './heads-map.ts'
import type { Head } from './heads-map.ts'
import { parseJson, readItems, readMembers } from './json.ts'
import { readHash } from './record-proof.ts'
import { leafHash, verifyInclusion } from './tree.ts'

/** What the proof of a history shows: these chains are all that the log commits to for these data subjects. */
export interface ProvenHistory {
  readonly checkpoint: Checkpoint
  /** The last leaf of the checkpoint's tree: up to when the history is whole. */
  readonly seal: SealEntry
  readonly chains: readonly ProvenChain[]
}

export interface ProvenChain {
  readonly subject: Uint8Array
  /** Of all records of the chain, in its order. */
  readonly commitments: readonly Uint8Array[]
  /** Records of the chain that nobody can be shown any more, as whoever made the proof says; nothing proves it. */
  readonly gone: readonly GoneRecord[]
}

/** Its key was destroyed by an erasure, or its content was removed. */
export type GoneReason = 'ERASED' | 'REMOVED'

export interface GoneRecord {
  readonly commitment: Uint8Array
  readonly reason: GoneReason
}

interface Chain extends ProvenChain {
  readonly siblings: readonly Uint8Array[]
  readonly neighbour: Head | null
}

const historyMembers = ['format', 'checkpoint', 'seal', 'chains'] as const
const chainMembers = ['subject', 'commitments', 'gone', 'siblings', 'neighbour'] as const
const historyPlace: Place = { kind: 'history' }

/** Verifies the proof that nothing was left out of a history, up to a checkpoint that a trusted key signed. */
export function verifyHistoryProof(json: string, trust: Trust): Verified<ProvenHistory> {
  return verified(() => provenHistory(json, readTrust(trust)))
}

export function provenHistory(json: string, trust: TrustedKeys): ProvenHistory {
  const members = readMembers(parseJson(json), historyMembers)
  if (members?.format !== 'dagr/history-proof/v1' || typeof members.checkpoint !== 'string')
    return refuse('PROOF_MALFORMED', historyPlace)
  const checkpoint = trustedCheckpoint(members.checkpoint, trust)
  const seal = readSeal(members.seal, checkpoint)
  const chains = readItems(members.chains, readChain) ?? refuse('PROOF_MALFORMED', historyPlace)
  for (const [index, chain] of chains.entries()) {
    const root = rootOf(chain)
    if (root === null || !isEqual(root, seal.headsRoot))
      refuse('CHAIN_DIFFERS', { kind: 'chain', number: index + 1 })
  }
  for (const { commitments, gone } of chains) checkGone(commitments, gone)
  return {
    checkpoint,
    seal,
    chains: chains.map(({ subject, commitments, gone }) => ({ subject, commitments, gone })),
  }
}

/** What is gone is in the chain, and is said once. */
function checkGone(commitments: readonly Uint8Array[], gone: readonly GoneRecord[]): void {
  const left = new Set(commitments.map(hexOf))
  for (const { commitment } of gone)
    if (!left.delete(hexOf(commitment)))
      refuse('GONE_NOT_IN_CHAIN', { kind: 'record', number: hexOf(commitment) })
}

function readSeal(value: unknown, { size, root }: Checkpoint): SealEntry {
  const members = readMembers(value, ['index', 'entry', 'path'])
  const entry = fromBase64(members?.entry)
  const path = readItems(members?.path, readHash)
  const seal = entry && readSealEntry(entry)
  if (members === null || !seal || !entry || path === null) return refuse('PROOF_MALFORMED', historyPlace)
  const index = size - 1
  if (members.index !== index) return refuse('SEAL_NOT_LAST', historyPlace)
  if (!verifyInclusion({ leaf: leafHash(entry), index, size, path, root }))
    return refuse('NOT_INCLUDED', { kind: 'seal', number: seal.number })
  return seal
}

function rootOf({ subject, commitments, siblings, neighbour }: Chain): Uint8Array | null {
  const token = tokenOf(subject)
  const value =
    commitments.length === 0
      ? valueOfAbsent(token, neighbour, siblings.length)
      : headLeaf({ token, count: commitments.length, link: commitments.reduce(nextLink, zero) })
  return value && rootFrom(token, value, siblings)
}

function readChain(value: unknown): Chain | null {
  const members = readMembers(value, chainMembers)
  const subject = fromHex(members?.subject, 32)
  const commitments = readItems(members?.commitments, readHex)
  const gone = readItems(members?.gone, readGone)
  const siblings = readItems(members?.siblings, readHex)
  if (members === null || subject === null || commitments === null) return null
  if (gone === null || siblings === null) return null
  if (members.neighbour === null) return { subject, commitments, gone, siblings, neighbour: null }
  const neighbour = readNeighbour(members.neighbour)
  // A neighbour is in the place of a chain that is not there.
  return neighbour && commitments.length === 0 ? { subject, commitments, gone, siblings, neighbour } : null
}

function readGone(value: unknown): GoneRecord | null {
  const members = readMembers(value, ['commitment', 'reason'])
  const commitment = fromHex(members?.commitment, 32)
  const reason = members?.reason
  if (commitment === null || (reason !== 'ERASED' && reason !== 'REMOVED')) return null
  return { commitment, reason }
}

function readNeighbour(value: unknown): Head | null {
  const members = readMembers(value, ['token', 'count', 'head'])
  const token = fromHex(members?.token, 32)
  const link = fromHex(members?.head, 32)
  if (token === null || link === null || !isCount(members?.count)) return null
  return { token, count: members.count, link }
}

function readHex(value: unknown): Uint8Array | null {
  return fromHex(value, 32)
}
