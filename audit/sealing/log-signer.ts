import { createPublicKey, hash, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

/** Ed25519 in C2SP `signed-note`. */
const ed25519 = Buffer.of(1)

/** Signs checkpoints as C2SP `signed-note`. */
export interface LogSigner {
  /** The log's name: first line of its checkpoints, and the name of its keys. */
  readonly origin: string
  /** @param noteText ends with a newline. @returns the whole note, signed by every key, the current one first. */
  sign(noteText: string): string
  /** What verifies them, in the same order: `name+id+key`. */
  verifierKeys(): readonly string[]
}

export interface LogSignerOptions {
  readonly origin: string
  /** Private Ed25519 keys, the current one first. The others sign along while some verifiers know only them. */
  readonly keys: readonly KeyObject[]
}

/** @throws TypeError where the origin is no name of a key, or a key is not of Ed25519. */
export function openLogSigner({ origin, keys }: LogSignerOptions): LogSigner {
  if (!/^[^\s+]+$/u.test(origin)) throw new TypeError('The name of a log has no spaces and no plus sign')
  if (keys.length === 0) throw new TypeError('A log is signed by one key at least')
  const signers = keys.map((key) => {
    const publicKey = publicBytes(key)
    return { key, publicKey, id: keyId(origin, publicKey) }
  })
  return {
    origin,
    sign(noteText) {
      if (!noteText.endsWith('\n')) throw new TypeError('The text of a note ends with a newline')
      const bytes = Buffer.from(noteText)
      const lines = signers.map(({ key, id }) => {
        const signature = Buffer.concat([id, sign(null, bytes, key)]).toString('base64')
        return `— ${origin} ${signature}\n`
      })
      return `${noteText}\n${lines.join('')}`
    },
    verifierKeys: () =>
      signers.map(
        ({ id, publicKey }) =>
          `${origin}+${id.toString('hex')}+${Buffer.concat([ed25519, publicKey]).toString('base64')}`,
      ),
  }
}

/** The text that a checkpoint signs: C2SP `tlog-checkpoint` without extension lines. */
export function checkpointText(origin: string, treeSize: number, root: Buffer): string {
  return `${origin}\n${treeSize}\n${root.toString('base64')}\n`
}

function keyId(origin: string, publicKey: Buffer): Buffer {
  return hash('sha256', Buffer.concat([Buffer.from(`${origin}\n`), ed25519, publicKey]), 'buffer').subarray(
    0,
    4,
  )
}

function publicBytes(key: KeyObject): Buffer {
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('A log is signed with Ed25519 keys only')
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' })
  return Buffer.from(x, 'base64url')
}
