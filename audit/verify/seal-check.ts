import { isEqual } from './bytes.ts'
import type { TrustedKeys } from './checkpoint.ts'
import { readTreeHead } from './checkpoint.ts'
import { sealEntry } from './entries.ts'
import type { SealEntry } from './entries.ts'
import { verified } from './findings.ts'
import type { Place } from './findings.ts'
import type { Found } from './found.ts'
import { cosignersOf, readNote, readSignatureLine, signersOf } from './note.ts'
import type { Note } from './note.ts'
import { rowQueue } from './row-queue.ts'
import type { CosignatureRow, SealRow } from './rows.ts'
import { leafHash } from './tree.ts'

export interface SealRows {
  seals(): AsyncIterable<readonly SealRow[]>
  /** By seal. */
  cosignatures(): AsyncIterable<readonly CosignatureRow[]>
}

/** Compares stored seals, their notes and cosignatures with the log's entries, seal by seal. */
export interface SealCheck {
  fill(count: number): Promise<void>
  /** The next stored seal's entry, where it gives a leaf of this hash. */
  withHash(hash: Uint8Array): Uint8Array | null
  /** The log's next seal entry: the last leaf of a tree of this size and root. */
  entry(seal: SealEntry, size: number, root: Uint8Array): void
  /** What is left over: seals that the log has no entry for. */
  finish(): void
  readonly counts: {
    readonly signed: number
    readonly cosignatures: number
    readonly unknownWitnesses: number
    /** The last seal that as many witnesses cosigned as are asked for; null where there is none, or none is asked for. */
    readonly witnessed: number | null
  }
}

/** A log whose end has been without its witnesses for so long has lost them, in milliseconds. */
const witnessesLate = 15 * 60_000

const counted = ['sealedAt', 'lastOperation', 'lastSequence', 'lastHousekeeping', 'subjects'] as const

export function sealCheck(rows: SealRows, trust: TrustedKeys | null, found: Found): SealCheck {
  const seals = rowQueue(rows.seals())
  const cosignatures = rowQueue(rows.cosignatures())
  const counts: { -readonly [Name in keyof SealCheck['counts']]: SealCheck['counts'][Name] } = {
    signed: 0,
    cosignatures: 0,
    unknownWitnesses: 0,
    witnessed: null,
  }
  const quorum = trust?.quorum ?? 0
  let last = 0
  let [lastSealedAt, witnessedAt] = [0, -Infinity]

  function compare(row: SealRow, seal: SealEntry, size: number, root: Uint8Array): void {
    const place = { kind: 'seal', number: seal.number } as const
    for (const member of counted) if (row[member] !== seal[member]) found.add('SEAL_CHANGED', place, member)
    if (!isEqual(row.headsRoot, seal.headsRoot)) found.add('SEAL_CHANGED', place, 'headsRoot')
    if (row.treeSize !== size) found.add('SEAL_CHANGED', place, 'treeSize')
    const note = verified(() => readNote(row.checkpoint, place))
    if (!note.ok) return found.addFinding(note.finding)
    const head = verified(() => readTreeHead(note.value, place))
    if (!head.ok) return found.addFinding(head.finding)
    if (head.value.size !== row.treeSize || !isEqual(head.value.root, row.root))
      found.add('SEAL_CHANGED', place, 'checkpoint')
    if (trust && head.value.origin !== trust.origin) found.add('ORIGIN_DIFFERS', place, head.value.origin)
    if (!isEqual(head.value.root, root)) found.add('ROOT_DIFFERS', place, rangeOf(seal))
    if (trust) verifySignature(note.value, trust, place)
    const cosigners = verifyCosignatures(note.value, seal.number)
    if (quorum === 0 || cosigners < quorum) return
    counts.witnessed = seal.number
    witnessedAt = seal.sealedAt
  }

  function verifySignature(note: Note, { log, verifyEd25519 }: TrustedKeys, place: Place): void {
    const signers = verified(() => signersOf(note, log, place, verifyEd25519))
    if (!signers.ok) found.addFinding(signers.finding)
    else if (signers.value.length === 0) found.add('SIGNATURE_MISSING', place)
    else counts.signed++
  }

  function refuseCosignatures(homeless: readonly CosignatureRow[]): void {
    for (const { number, witness } of homeless)
      found.add('COSIGNATURE_FALSE', cosignaturePlace(number, witness), 'there is no such seal')
  }

  /** @returns how many of the witnesses cosigned it. */
  function verifyCosignatures({ text }: Note, number: number): number {
    const known = new Set<string>()
    refuseCosignatures(cosignatures.skipBelow(number))
    for (const { line, witness } of cosignatures.take(number)) {
      const place = cosignaturePlace(number, witness)
      const signature = readSignatureLine(line.trimEnd())
      if (signature === null) {
        found.add('COSIGNATURE_FALSE', place)
        continue
      }
      const note = { text, signatures: [signature] }
      const cosigners = verified(() => cosignersOf(note, trust?.witnesses ?? [], place, trust?.verifyEd25519))
      if (!cosigners.ok) found.add('COSIGNATURE_FALSE', place)
      else if (cosigners.value.size === 0) counts.unknownWitnesses++
      else {
        counts.cosignatures++
        for (const cosigner of cosigners.value.keys()) known.add(cosigner)
      }
    }
    return known.size
  }

  return {
    async fill(count) {
      await seals.fill(count)
      await cosignatures.fill(count)
    },
    withHash(hash) {
      const row = seals.peek(last + 1)
      const entry = row && sealEntry(row)
      return entry && isEqual(leafHash(entry), hash) ? entry : null
    },
    entry(seal, size, root) {
      seals.skipBelow(seal.number)
      last = seal.number
      lastSealedAt = seal.sealedAt
      const [row] = seals.take(seal.number)
      if (row) compare(row, seal, size, root)
      else found.add('SEAL_MISSING', { kind: 'seal', number: seal.number })
    },
    finish() {
      for (let row = seals.next(); row; row = seals.next())
        found.add('ENTRY_MISSING', { kind: 'seal', number: row.number })
      refuseCosignatures(cosignatures.skipBelow(Infinity))
      if (quorum > 0 && lastSealedAt - witnessedAt > witnessesLate)
        found.add(
          'WITNESSES_TOO_FEW',
          { kind: 'seal', number: last },
          `${quorum} asked for; the last seal that so many cosigned: ${counts.witnessed ?? 'none'}`,
        )
    },
    counts,
  }
}

function cosignaturePlace(seal: number, witness: string) {
  return { kind: 'cosignature', number: `of seal ${seal} by ${witness}` } as const
}

function rangeOf({ lastOperation, lastSequence }: SealEntry): string {
  return `entries up to operation record ${lastOperation} and access record ${lastSequence}`
}
