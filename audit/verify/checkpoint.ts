import { fromBase64, fromDecimal } from './bytes.ts'
import { refuse, verified } from './findings.ts'
import type { Place, Verified } from './findings.ts'
import { cosignersOf, readLogKeys, readNote, readWitnessKeys, signersOf } from './note.ts'
import type { Note, VerifierKey, VerifyEd25519 } from './note.ts'

/** Whom whoever verifies believes; it must come from elsewhere than what is verified. */
export interface Trust {
  /** First line of the log's checkpoints. */
  readonly origin: string
  /** The log's keys, as C2SP `signed-note` writes them; old ones too, where old checkpoints are verified. */
  readonly verifierKeys: readonly string[]
  /** Witnesses' keys, of signature type 0x04. */
  readonly witnesses?: readonly string[]
  /** How many of the witnesses must have cosigned; none unless it is given. */
  readonly quorum?: number
  /** Another implementation than the one that is built in, such as a faster one. */
  readonly verifyEd25519?: VerifyEd25519
}

/** What a checkpoint says (C2SP `tlog-checkpoint`). */
export interface TreeHead {
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
}

export interface Checkpoint extends TreeHead {
  /** Names of the trusted keys that signed it. */
  readonly signers: readonly string[]
  /** How many of the trusted witnesses cosigned it. */
  readonly cosigners: number
}

/** Keys that were read from their texts. */
export interface TrustedKeys {
  readonly origin: string
  readonly log: readonly VerifierKey[]
  readonly witnesses: readonly VerifierKey[]
  readonly quorum: number
  readonly verifyEd25519: VerifyEd25519 | undefined
}

export function verifyCheckpoint(note: string, trust: Trust): Verified<Checkpoint> {
  return verified(() => trustedCheckpoint(note, readTrust(trust)))
}

export function readTrust({
  origin,
  verifierKeys,
  witnesses = [],
  quorum = 0,
  verifyEd25519,
}: Trust): TrustedKeys {
  return {
    origin,
    log: readLogKeys(verifierKeys),
    witnesses: readWitnessKeys(witnesses),
    quorum,
    verifyEd25519,
  }
}

const checkpointPlace: Place = { kind: 'checkpoint' }

/** Refuses what no trusted key signed; never returns what was only read. */
export function trustedCheckpoint(
  text: string,
  trust: TrustedKeys,
  place: Place = checkpointPlace,
): Checkpoint {
  const note = readNote(text, place)
  const head = readTreeHead(note, place)
  if (head.origin !== trust.origin) refuse('ORIGIN_DIFFERS', place, head.origin)
  const signers = signersOf(note, trust.log, place, trust.verifyEd25519)
  if (signers.length === 0) refuse('SIGNATURE_MISSING', place)
  const cosigners = cosignersOf(note, trust.witnesses, place, trust.verifyEd25519).size
  if (cosigners < trust.quorum) refuse('WITNESSES_TOO_FEW', place, `${cosigners} of ${trust.quorum}`)
  return { ...head, signers: signers.map(({ name }) => name), cosigners }
}

/** Reads without believing: whoever calls it has yet to verify a signature. */
export function readTreeHead({ text }: Note, place: Place): TreeHead {
  const [origin, sizeText, rootText, ...rest] = text.split('\n')
  const size = fromDecimal(sizeText)
  const root = fromBase64(rootText)
  // The text ends with a newline, and this log's checkpoints have no extension lines.
  if (!origin || size === null || root?.length !== 32 || rest.length !== 1 || rest[0] !== '')
    return refuse('CHECKPOINT_MALFORMED', place)
  return { origin, size, root }
}
