import { verify } from 'node:crypto'
import { isSize, readCheckpoint } from '../proofs/checkpoint.ts'
import type { Checkpoint } from '../proofs/checkpoint.ts'
import { MalformedNote, readBase64, readSignedNote, signaturesOf } from '../proofs/signed-note.ts'
import type { SignedNote, VerifierKey } from '../proofs/signed-note.ts'
import { isConsistent } from './consistency.ts'
import type { Cosigner } from './cosignature.ts'
import type { WitnessState } from './witness-state.ts'

/** What C2SP `tlog-witness` answers to `add-checkpoint`. */
export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422
  readonly contentType: 'text/plain; charset=utf-8' | 'text/x.tlog.size'
  readonly body: string
}

export interface WitnessOptions {
  readonly cosigner: Cosigner
  /** Keys of each log that is witnessed, by its origin. */
  readonly logs: ReadonlyMap<string, readonly VerifierKey[]>
  readonly state: WitnessState
  readonly clock?: () => Date
  /** Told where a log has signed what does not fit together. */
  readonly onProblem: (message: string) => void
}

export interface Witness {
  /** @param body of the request. Rejects, and has signed nothing, where the state cannot be read or kept. */
  addCheckpoint(body: string): Promise<WitnessAnswer>
}

interface Submission {
  readonly oldSize: number
  readonly path: readonly Buffer[]
  readonly text: string
  readonly note: SignedNote
  readonly checkpoint: Checkpoint
}

const longestPath = 63

/**
 * A witness: for each log it signs only what continues all that it has signed before.
 * INVARIANT: requests are weighed one after the other, and what is signed is kept before anybody sees the signature; so
 * the size that a log has here never falls, and there is one root for each size.
 */
export function createWitness(options: WitnessOptions): Witness {
  const { cosigner, logs, state, clock = () => new Date() } = options
  let last: Promise<unknown> = Promise.resolve()

  async function weigh(submission: Submission): Promise<WitnessAnswer> {
    const { oldSize, path, checkpoint, note, text } = submission
    const kept = await state.latest(checkpoint.origin)
    if (oldSize !== (kept?.size ?? 0)) return conflict(kept?.size ?? 0)
    const earlier = kept ?? { size: 0, root: Buffer.alloc(0) }
    if (kept !== null && checkpoint.size === kept.size && !checkpoint.root.equals(kept.root)) {
      await state.keepConflict(checkpoint.origin, text)
      options.onProblem(`${checkpoint.origin} has signed two trees of ${kept.size} leaves`)
      return conflict(kept.size)
    }
    if (!isConsistent(earlier, checkpoint, path)) {
      return said(422, 'The proof does not show that this tree continues the one before')
    }
    if (checkpoint.size > earlier.size || kept === null) await state.keep(checkpoint.origin, text)
    return said(200, cosigner.cosign(note.text, clock()))
  }

  return {
    async addCheckpoint(body) {
      const submission = readSubmission(body)
      if (submission === null) return said(400, 'This is no request to add a checkpoint')
      const keys = logs.get(submission.checkpoint.origin)
      if (keys === undefined) return said(404, 'This log is not witnessed here')
      if (!isSignedBy(submission.note, keys)) return said(403, 'No key that is known here has signed this')
      if (submission.oldSize > submission.checkpoint.size) return said(400, 'The old size is the larger one')
      const answer = last.then(() => weigh(submission))
      last = answer.catch(() => undefined)
      return answer
    },
  }
}

/** A signature that carries the name and id of a known key, and is wrong, spoils the note. */
function isSignedBy(note: SignedNote, keys: readonly VerifierKey[]): boolean {
  const found = keys.flatMap((key) =>
    signaturesOf(note, key).map(({ signature }) => verify(null, Buffer.from(note.text), key.key, signature)),
  )
  return found.length > 0 && found.every(Boolean)
}

/** Null where the request has not the form that C2SP asks. */
function readSubmission(body: string): Submission | null {
  const split = body.indexOf('\n\n')
  if (split < 0) return null
  const [first = '', ...lines] = body.slice(0, split).split('\n')
  const [, size = ''] = /^old (\d+)$/.exec(first) ?? []
  const path = lines.map((line) => readBase64(line))
  if (!isSize(size) || lines.length > longestPath || !path.every((node) => node?.length === 32)) return null
  const text = body.slice(split + 2)
  try {
    const note = readSignedNote(text)
    const known = path.filter((node) => node !== null)
    return { oldSize: Number(size), path: known, text, note, checkpoint: readCheckpoint(note.text) }
  } catch (error) {
    if (error instanceof MalformedNote) return null
    throw error
  }
}

function conflict(size: number): WitnessAnswer {
  return { status: 409, contentType: 'text/x.tlog.size', body: `${size}\n` }
}

function said(status: WitnessAnswer['status'], line: string): WitnessAnswer {
  return { status, contentType: 'text/plain; charset=utf-8', body: line.endsWith('\n') ? line : `${line}\n` }
}
