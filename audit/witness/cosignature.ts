import { sign, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { u64 } from '../commitments.ts'
import { readVerifierKey, signaturesOf, verifierKeyText } from '../proofs/signed-note.ts'
import type { NoteSignature, SignedNote, VerifierKey } from '../proofs/signed-note.ts'

/** Signs checkpoints as a witness does: C2SP `tlog-cosignature`, with Ed25519. */
export interface Cosigner {
  readonly name: string
  /** `name+id+base64`, of the type for cosignatures. */
  readonly verifierKey: string
  /** @returns a line for the note, with its newline. */
  cosign(checkpointText: string, at: Date): string
}

/** @throws MalformedNote where the key is not of Ed25519. */
export function openCosigner(name: string, key: KeyObject): Cosigner {
  const verifierKey = verifierKeyText(name, 'cosignature', key)
  const { keyId } = readVerifierKey(verifierKey)
  return {
    name,
    verifierKey,
    cosign(checkpointText, at) {
      const seconds = Math.floor(at.getTime() / 1000)
      const signature = sign(null, cosignedMessage(checkpointText, seconds), key)
      return `— ${name} ${Buffer.concat([keyId, u64(seconds), signature]).toString('base64')}\n`
    },
  }
}

/** The first right cosignature of this witness in the note; null where it has none. */
export function cosignatureIn(note: SignedNote, witness: VerifierKey): NoteSignature | null {
  return (
    signaturesOf(note, witness).find(({ signature }) => isRight(note.text, signature, witness.key)) ?? null
  )
}

function isRight(checkpointText: string, timed: Buffer, key: KeyObject): boolean {
  if (timed.length !== 8 + 64) return false
  const seconds = timed.readBigUInt64BE(0)
  return verify(null, cosignedMessage(checkpointText, seconds), key, timed.subarray(8))
}

function cosignedMessage(checkpointText: string, seconds: number | bigint): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${seconds}\n${checkpointText}`)
}
