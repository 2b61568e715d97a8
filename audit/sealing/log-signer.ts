import { createPublicKey, sign, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { keyIdOf, publicBytesOf, verifierKeyText } from '../proofs/signed-note.ts'

/** Signs checkpoints as C2SP `signed-note`. */
export interface LogSigner {
  /** The log's name: first line of its checkpoints, and the name of its keys. */
  readonly origin: string
  /** @param noteText ends with a newline. @returns the whole note, signed by every private key, the current one first. */
  sign(noteText: string): string
  /** Whether the note has this text, and one of the keys has signed it. */
  hasSigned(note: string, noteText: string): boolean
  /** What verifies the notes that are signed now, in the same order: `name+id+key`. */
  verifierKeys(): readonly string[]
}

export interface LogSignerOptions {
  readonly origin: string
  /**
   * Ed25519 keys, the current one first. Private ones sign, the further ones along with the current one while some
   * verifiers know only them; public ones only tell that a checkpoint is of this log (their private key is lost).
   */
  readonly keys: readonly KeyObject[]
}

/** @throws TypeError where the origin is no name of a key, a key is not of Ed25519, or none is private. */
export function openLogSigner({ origin, keys }: LogSignerOptions): LogSigner {
  if (!/^[^\s+]+$/u.test(origin)) throw new TypeError('The name of a log has no spaces and no plus sign')
  if (keys.some(({ asymmetricKeyType }) => asymmetricKeyType !== 'ed25519')) {
    throw new TypeError('A log is signed with Ed25519 keys only')
  }
  const known = keys.map((key) => ({ key, id: keyIdOf(origin, 'note', publicBytesOf(key)) }))
  const signers = known.filter(({ key }) => key.type === 'private')
  if (signers.length === 0) throw new TypeError('A log is signed by one private key at least')
  return {
    origin,
    sign(noteText) {
      if (!noteText.endsWith('\n')) throw new TypeError('The text of a note ends with a newline')
      const bytes = Buffer.from(noteText)
      const lines = signers.map(({ key, id }) => {
        const signature = Buffer.concat([id, sign(null, bytes, key)])
        return `${linePrefix(origin)}${signature.toString('base64')}\n`
      })
      return `${noteText}\n${lines.join('')}`
    },
    hasSigned(note, noteText) {
      if (!note.startsWith(`${noteText}\n`)) return false
      const signatures = note
        .slice(noteText.length + 1)
        .split('\n')
        .filter((line) => line.startsWith(linePrefix(origin)))
        .map((line) => Buffer.from(line.slice(linePrefix(origin).length), 'base64'))
      const bytes = Buffer.from(noteText)
      return known.some(({ key, id }) =>
        signatures.some(
          (signature) =>
            signature.subarray(0, id.length).equals(id) &&
            verify(null, bytes, publicOf(key), signature.subarray(id.length)),
        ),
      )
    },
    verifierKeys: () => signers.map(({ key }) => verifierKeyText(origin, 'note', key)),
  }
}

/** The text that a checkpoint signs: C2SP `tlog-checkpoint` without extension lines. */
export function checkpointText(origin: string, treeSize: number, root: Buffer): string {
  return `${origin}\n${treeSize}\n${root.toString('base64')}\n`
}

function linePrefix(origin: string): string {
  return `— ${origin} `
}

function publicOf(key: KeyObject): KeyObject {
  return key.type === 'private' ? createPublicKey(key) : key
}
