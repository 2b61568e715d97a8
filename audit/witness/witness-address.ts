import { MalformedNote, readVerifierKey } from '../proofs/signed-note.ts'
import type { VerifierKey } from '../proofs/signed-note.ts'

/** Somebody who signs our checkpoints (C2SP `tlog-witness`). */
export interface WitnessAddress {
  readonly key: VerifierKey
  /** Submission prefix, without a slash at the end. */
  readonly url: string
}

/** Reads `name+id+base64@https://…`: a verifier key for cosignatures, and where its witness is. @throws MalformedNote */
export function readWitnessAddress(text: string): WitnessAddress {
  const [, verifierKey = '', url = ''] = /^(.+?)@(https?:\/\/\S+)$/.exec(text) ?? []
  if (!URL.canParse(url)) throw new MalformedNote('A witness is its verifier key, @, and its URL')
  const key = readVerifierKey(verifierKey)
  if (key.type !== 'cosignature') throw new MalformedNote('The key of a witness is one for cosignatures')
  return { key, url: url.replace(/\/+$/, '') }
}
