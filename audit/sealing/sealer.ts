import type { LogSigner } from './log-signer.ts'

/** A checkpoint that was signed, and what it covers. */
export interface Seal {
  /** 1 for the first. */
  readonly number: number
  readonly sealedAt: Date
  readonly lastOperation: number
  readonly lastSequence: number
  readonly lastHousekeeping: number
  readonly treeSize: number
  readonly root: Buffer
  readonly headsRoot: Buffer
  readonly subjects: number
  /** The signed note. */
  readonly checkpoint: string
}

export interface SealerOptions {
  readonly url: string
  readonly signer: LogSigner
  /** From the start of one seal to that of the next; 200 unless said otherwise. Infinity: only `sealNow` seals. */
  readonly everyMs?: number
  /** After this time there is a seal although nothing is new; a minute unless said otherwise. */
  readonly idleMs?: number
  readonly clock?: () => Date
  /** When the seal is committed. */
  readonly onSeal?: (seal: Seal) => void
  /** Once for each problem until another comes or it is gone; without personal data. */
  readonly onProblem: (message: string) => void
}

export interface Sealer {
  /**
   * Seals everything that is committed by now. @returns the last seal; null where nothing is new, or another sealer
   * holds the log.
   * @throws where the log cannot be sealed; the message says why.
   */
  sealNow(): Promise<Seal | null>
  close(): Promise<void>
}

export async function startSealer(options: SealerOptions): Promise<Sealer> {
  throw new Error(`Not sealing ${options.signer.origin} yet`)
}
