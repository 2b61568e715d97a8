import { ed25519 } from '@noble/curves/ed25519.js'
import { fromBase64, hexOf, readU64, utf8 } from './bytes.ts'
import { digest } from './digests.ts'
import { refuse } from './findings.ts'
import type { Place } from './findings.ts'

/** A signed note as C2SP `signed-note` has it. */
export interface Note {
  /** With its last newline: what the signatures sign. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

export interface NoteSignature {
  readonly name: string
  readonly keyId: string
  /** What follows the key's id. */
  readonly bytes: Uint8Array
}

export interface VerifierKey {
  readonly name: string
  readonly keyId: string
  readonly type: number
  readonly publicKey: Uint8Array
}

/** Ed25519 of RFC 8032. Throws nothing: what is no signature is a false one. */
export type VerifyEd25519 = (signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array) => boolean

const signatureTypes = { ed25519: 1, cosignature: 4 } as const
const mostSignatures = 100
const signatureLine = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u
// oxlint-disable-next-line no-control-regex
const controlCharacter = /[\u0000-\u0009\u000B-\u001F]/

export const verifyByNoble: VerifyEd25519 = (signature, message, publicKey) => {
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false })
  } catch {
    return false
  }
}

export function readNote(note: string, place: Place): Note {
  const end = note.lastIndexOf('\n\n')
  if (end < 0 || !note.endsWith('\n') || !note.isWellFormed() || controlCharacter.test(note))
    return refuse('NOTE_MALFORMED', place)
  const lines = note.slice(end + 2, -1).split('\n')
  if (lines.length > mostSignatures) return refuse('NOTE_MALFORMED', place)
  const signatures = lines.map((line) => readSignatureLine(line) ?? refuse('NOTE_MALFORMED', place))
  return { text: note.slice(0, end + 1), signatures }
}

/** @returns null where the line is not one of a signed note. */
export function readSignatureLine(line: string): NoteSignature | null {
  const [, name, base64] = signatureLine.exec(line) ?? []
  const bytes = fromBase64(base64)
  if (name === undefined || bytes === null || bytes.length < 5) return null
  return { name, keyId: hexOf(bytes.subarray(0, 4)), bytes: bytes.subarray(4) }
}

/** Reads `<name>+<key id>+<base64 of type and key>`, whose id must be the one that follows from the rest. */
export function readVerifierKey(text: string): VerifierKey {
  const [, name, keyId, base64] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/u.exec(text) ?? []
  const key = fromBase64(base64)
  const type = key?.[0]
  if (name === undefined || keyId === undefined || key?.length !== 33 || type === undefined)
    return refuse('KEY_MALFORMED', undefined, text)
  if (hexOf(digest(utf8(`${name}\n`), key).subarray(0, 4)) !== keyId)
    return refuse('KEY_MALFORMED', undefined, text)
  return { name, keyId, type, publicKey: key.subarray(1) }
}

/** The keys of a log, none of them a witness's. */
export function readLogKeys(texts: readonly string[]): readonly VerifierKey[] {
  return readKeys(texts, signatureTypes.ed25519)
}

export function readWitnessKeys(texts: readonly string[]): readonly VerifierKey[] {
  return readKeys(texts, signatureTypes.cosignature)
}

function readKeys(texts: readonly string[], type: number): readonly VerifierKey[] {
  return texts.map((text) => {
    const key = readVerifierKey(text)
    return key.type === type ? key : refuse('KEY_MALFORMED', undefined, text)
  })
}

/** Those of `keys` that signed the note. A false signature under the name and id of a known key refuses the whole note. */
export function signersOf(
  { text, signatures }: Note,
  keys: readonly VerifierKey[],
  place: Place,
  verify: VerifyEd25519 = verifyByNoble,
): readonly VerifierKey[] {
  const message = utf8(text)
  return signatures.flatMap((signature) => {
    const key = keyOf(signature, keys)
    if (key === undefined) return []
    if (!verify(signature.bytes, message, key.publicKey)) return refuse('SIGNATURE_FALSE', place, key.name)
    return [key]
  })
}

/** Those of `witnesses` that cosigned the note (C2SP `tlog-cosignature`, Ed25519), each once, with the time that they gave. */
export function cosignersOf(
  { text, signatures }: Note,
  witnesses: readonly VerifierKey[],
  place: Place,
  verify: VerifyEd25519 = verifyByNoble,
): ReadonlyMap<string, number> {
  const times = new Map<string, number>()
  for (const signature of signatures) {
    const key = keyOf(signature, witnesses)
    if (key === undefined) continue
    const { bytes } = signature
    const time = bytes.length === 72 ? readU64(bytes, 0) : null
    const message = utf8(`cosignature/v1\ntime ${time ?? ''}\n${text}`)
    if (time === null || !verify(bytes.subarray(8), message, key.publicKey))
      return refuse('COSIGNATURE_FALSE', place, key.name)
    times.set(hexOf(key.publicKey), time)
  }
  return times
}

function keyOf({ name, keyId }: NoteSignature, keys: readonly VerifierKey[]): VerifierKey | undefined {
  return keys.find((key) => key.name === name && key.keyId === keyId)
}
