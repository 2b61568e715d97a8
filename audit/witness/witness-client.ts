import { isSize } from '../proofs/checkpoint.ts'
import { readSignatureLine, readSignedNote } from '../proofs/signed-note.ts'
import { cosignatureIn } from './cosignature.ts'
import type { WitnessAddress } from './witness-address.ts'

export interface CheckpointOffer {
  readonly size: number
  /** The note as the log has signed it. */
  readonly note: string
  /** @param oldSize above 0, at most `size`. */
  consistency(oldSize: number): Promise<readonly Buffer[]>
  /** Gives the offer up. */
  readonly signal?: AbortSignal
}

/** The witness did not sign; the message says why, and holds nothing that the witness has written. */
export class WitnessRefused extends Error {
  override readonly name = 'WitnessRefused'
}

/** The witness has signed a tree of this log that is larger than the one it was offered. */
export class WitnessIsAhead extends WitnessRefused {
  readonly size: number

  constructor(size: number, offered: number) {
    super(`it has signed a tree of ${size} leaves, and was offered one of ${offered}`)
    this.size = size
  }
}

const largestAnswerBytes = 65_536
/** What C2SP `tlog-witness` means by its answers. */
const reasons = new Map([
  [403, 'it does not know the keys that signed this'],
  [404, 'it does not know this log'],
  [422, 'it has signed a tree that this one does not continue'],
])
/** The witness may have signed another checkpoint between two of our requests. */
const attempts = 3

/** Asks one witness, and remembers which size it has seen. Requests to it are made one at a time. */
export class WitnessClient {
  readonly address: WitnessAddress
  readonly #timeoutMs: number
  #seenSize = 0

  constructor(address: WitnessAddress, timeoutMs: number) {
    this.address = address
    this.#timeoutMs = timeoutMs
  }

  /** @returns the line of a cosignature that was verified. @throws WitnessRefused, or what `consistency` throws. */
  async cosign(offer: CheckpointOffer): Promise<string> {
    if (this.#seenSize > offer.size) throw new WitnessIsAhead(this.#seenSize, offer.size)
    for (let attempt = 0; attempt < attempts; attempt++) {
      const oldSize = this.#seenSize
      const path = oldSize > 0 && oldSize < offer.size ? await offer.consistency(oldSize) : []
      const { status, text } = await this.#ask(requestBody(oldSize, path, offer.note), offer.signal)
      if (status === 200) {
        const line = this.#verified(offer.note, text)
        this.#seenSize = offer.size
        return line
      }
      if (status !== 409) throw new WitnessRefused(reasons.get(status) ?? `it answered ${status}`)
      const size = text.trimEnd()
      if (!isSize(size)) throw new WitnessRefused('it named no size')
      if (Number(size) > offer.size) throw new WitnessIsAhead(Number(size), offer.size)
      // It knows our size, and does not take our root for it.
      if (Number(size) === oldSize) throw new WitnessRefused(`it has signed another tree of ${size} leaves`)
      this.#seenSize = Number(size)
    }
    throw new WitnessRefused('it changed its size with every request')
  }

  #verified(note: string, text: string): string {
    const signed = readSignedNote(note)
    const lines = text.split('\n').filter((line) => line !== '')
    const signatures = lines.flatMap((line) => {
      try {
        return [readSignatureLine(line)]
      } catch {
        return []
      }
    })
    const found = cosignatureIn({ text: signed.text, signatures }, this.address.key)
    if (found === null) throw new WitnessRefused('its signature is not right')
    return found.line
  }

  async #ask(body: string, given?: AbortSignal): Promise<{ readonly status: number; readonly text: string }> {
    const timeout = AbortSignal.timeout(this.#timeoutMs)
    try {
      const response = await fetch(`${this.address.url}/add-checkpoint`, {
        method: 'POST',
        headers: { 'content-type': 'text/plain; charset=utf-8' },
        body,
        redirect: 'error',
        signal: given ? AbortSignal.any([timeout, given]) : timeout,
      })
      return { status: response.status, text: await limitedText(response) }
    } catch (error) {
      if (error instanceof WitnessRefused) throw error
      const timedOut = error instanceof Error && error.name === 'TimeoutError'
      throw new WitnessRefused(timedOut ? 'it did not answer in time' : 'it cannot be reached', {
        cause: error,
      })
    }
  }
}

function requestBody(oldSize: number, path: readonly Buffer[], note: string): string {
  const lines = path.map((node) => `${node.toString('base64')}\n`)
  return `old ${oldSize}\n${lines.join('')}\n${note}`
}

async function limitedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > largestAnswerBytes) throw new WitnessRefused('its answer is too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
