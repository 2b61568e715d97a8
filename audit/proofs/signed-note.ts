import { createPublicKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { sha256 } from '../sha256.ts'

/** C2SP `signed-note`: a text, and lines of signatures of it. */
export interface SignedNote {
  /** Ends with a newline. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

export interface NoteSignature {
  readonly name: string
  /** Four bytes. */
  readonly keyId: Buffer
  readonly signature: Buffer
  /** As it stands in the note, with its newline. */
  readonly line: string
}

/** What a key verifies: notes, or cosignatures of checkpoints (C2SP `tlog-cosignature`). */
export const signatureTypes = { note: 1, cosignature: 4 } as const

export interface VerifierKey {
  readonly name: string
  readonly keyId: Buffer
  readonly type: keyof typeof signatureTypes
  readonly key: KeyObject
}

/** The text is no note, checkpoint or verifier key. */
export class MalformedNote extends Error {
  override readonly name = 'MalformedNote'
}

const longestNote = 65_536
const mostSignatures = 64

/** Verifies nothing. @throws MalformedNote */
export function readSignedNote(note: string): SignedNote {
  if (note.length > longestNote) throw new MalformedNote('A note this long is not read')
  if (!note.isWellFormed() || hasControlCharacters(note)) {
    throw new MalformedNote('A note is UTF-8 without control characters')
  }
  const split = note.lastIndexOf('\n\n')
  if (split < 0 || !note.endsWith('\n'))
    throw new MalformedNote('A note is a text, an empty line, and signatures')
  const lines = note.slice(split + 2, -1).split('\n')
  if (lines.length > mostSignatures) throw new MalformedNote('A note with this many signatures is not read')
  return { text: note.slice(0, split + 1), signatures: lines.map(readSignatureLine) }
}

/** `line` without its newline. @throws MalformedNote */
export function readSignatureLine(line: string): NoteSignature {
  const [, name, base64 = ''] = /^— ([^\s+]+) (\S+)$/u.exec(line) ?? []
  const bytes = readBase64(base64)
  if (name === undefined || bytes === null || bytes.length < 5) {
    throw new MalformedNote('A line of a signature is a dash, the name of the key, and base64')
  }
  return { name, keyId: bytes.subarray(0, 4), signature: bytes.subarray(4), line: `${line}\n` }
}

/** Reads `name+id+base64` for the two kinds of Ed25519 keys. @throws MalformedNote */
export function readVerifierKey(text: string): VerifierKey {
  const [, name = '', id = '', base64 = ''] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/u.exec(text) ?? []
  const bytes = readBase64(base64)
  const type = bytes && typesByNumber.get(bytes[0] ?? 0)
  if (!bytes || !type || bytes.length !== 33) {
    throw new MalformedNote('A verifier key is its name, its id and an Ed25519 key, with plus signs between')
  }
  const keyId = keyIdOf(name, type, bytes.subarray(1))
  if (keyId.toString('hex') !== id)
    throw new MalformedNote('The id of a verifier key is not that of its name and key')
  const x = bytes.subarray(1).toString('base64url')
  return {
    name,
    keyId,
    type,
    key: createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } }),
  }
}

/** `key` is a private or public Ed25519 key. @returns `name+id+base64`. */
export function verifierKeyText(name: string, type: VerifierKey['type'], key: KeyObject): string {
  const publicKey = publicBytesOf(key)
  const id = keyIdOf(name, type, publicKey).toString('hex')
  return `${name}+${id}+${Buffer.concat([Buffer.of(signatureTypes[type]), publicKey]).toString('base64')}`
}

/** @returns the signatures that carry this key's name and id, whether they are right or not. */
export function signaturesOf({ signatures }: SignedNote, { name, keyId }: VerifierKey): NoteSignature[] {
  return signatures.filter((signature) => signature.name === name && signature.keyId.equals(keyId))
}

/** @returns null where it is not base64 as it is to be written, with its padding. */
export function readBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : null
}

const typesByNumber = new Map<number, VerifierKey['type']>([
  [signatureTypes.note, 'note'],
  [signatureTypes.cosignature, 'cosignature'],
])

export function keyIdOf(name: string, type: VerifierKey['type'], publicKey: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(signatureTypes[type]), publicKey])
  return sha256(named).subarray(0, 4)
}

/** The 32 bytes of a private or public Ed25519 key. @throws MalformedNote where it is another. */
export function publicBytesOf(key: KeyObject): Buffer {
  if (key.asymmetricKeyType !== 'ed25519') throw new MalformedNote('Notes are signed with Ed25519 keys only')
  const publicKey = key.type === 'private' ? createPublicKey(key) : key
  return Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
}

function hasControlCharacters(note: string): boolean {
  for (let place = 0; place < note.length; place++) {
    const code = note.charCodeAt(place)
    if (code < 0x20 && code !== 0x0a) return true
  }
  return false
}
