import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'pg'
import { rememberFullTiles, storedTiles } from '../proofs/stored-tiles.ts'
import { actingAs } from '../roles.ts'
import { consistencyPath } from '../sealing/merkle-tree.ts'
import type { Seal } from '../sealing/sealer.ts'
import type { WitnessAddress } from './witness-address.ts'
import { WitnessClient, WitnessRefused } from './witness-client.ts'

export interface CosigningOptions {
  readonly url: string
  readonly witnesses: readonly WitnessAddress[]
  /** Longest wait for an answer of a witness; 5 seconds unless said otherwise. */
  readonly timeoutMs?: number
  /** Between two checkpoints that witnesses are asked to sign; a second unless said otherwise. */
  readonly everyMs?: number
  /** Once for each problem of a witness until another comes or it is gone. */
  readonly onProblem: (message: string) => void
}

/**
 * Has the witnesses sign checkpoints, each at its own pace: none delays a seal or another witness. All are asked about
 * the same ones, so that their signatures come together, though there are more seals than they are asked about.
 */
export interface Cosigning {
  /** Takes the newest seal. */
  sealed(seal: Seal): void
  /** Ends what is being asked. */
  close(): Promise<void>
}

export function startCosigning(options: CosigningOptions): Cosigning {
  const pool = new Pool({
    connectionString: actingAs(options.url, 'sealer'),
    max: 2,
    connectionTimeoutMillis: 5000,
    query_timeout: 5000,
    application_name: 'dagr-audit-cosigning',
  })
  pool.on('error', () => undefined)
  const full = rememberFullTiles()
  const everyMs = options.everyMs ?? 1000
  const desks = options.witnesses.map((address) => {
    const client = new WitnessClient(address, options.timeoutMs ?? 5000)
    const { name } = address.key
    return new Desk(everyMs, {
      async work(seal, signal) {
        const line = await client.cosign({
          size: seal.treeSize,
          note: seal.checkpoint,
          consistency: (oldSize) => consistencyPath(oldSize, seal.treeSize, storedTiles(pool, full)),
          signal,
        })
        await pool.query(
          'INSERT INTO cosignature (seal, witness, line) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
          [seal.number, name, line],
        )
      },
      failed: (error) => {
        const reason = error instanceof WitnessRefused ? error.message : 'the database does not answer'
        return `The witness ${name} has not signed the checkpoint: ${reason}`
      },
      onProblem: options.onProblem,
    })
  })
  let newest: Seal | null = null
  let round: NodeJS.Timeout | null = null

  function beginRound(seal: Seal): void {
    for (const desk of desks) desk.take(seal)
    round = setTimeout(() => {
      round = null
      if (newest !== null && newest !== seal) beginRound(newest)
    }, everyMs)
    round.unref()
  }

  return {
    sealed(seal) {
      newest = seal
      if (round === null) beginRound(seal)
    },
    async close() {
      if (round !== null) clearTimeout(round)
      await Promise.all(desks.map((desk) => desk.close()))
      await pool.end()
    },
  }
}

interface Task {
  work(seal: Seal, signal: AbortSignal): Promise<void>
  /** @returns the problem in words. */
  failed(error: unknown): string
  onProblem(message: string): void
}

const mostDoublings = 6

/** Works on the newest of what it is given, one at a time, and after a failure again, ever more seldom. */
class Desk {
  readonly #task: Task
  readonly #restMs: number
  readonly #closing = new AbortController()
  #newest: Seal | null = null
  #doneNumber = 0
  #working: Promise<void> | null = null

  constructor(restMs: number, task: Task) {
    this.#restMs = restMs
    this.#task = task
  }

  take(seal: Seal): void {
    if (seal.number > (this.#newest?.number ?? 0)) this.#newest = seal
    this.#working ??= this.#run()
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#working
  }

  async #run(): Promise<void> {
    let failures = 0
    let told = ''
    while (!this.#closing.signal.aborted) {
      const seal = this.#newest
      if (seal === null || seal.number <= this.#doneNumber) break
      try {
        await this.#task.work(seal, this.#closing.signal)
        this.#doneNumber = seal.number
        failures = 0
        told = ''
      } catch (error) {
        if (this.#closing.signal.aborted) break
        failures += 1
        const problem = this.#task.failed(error)
        if (problem !== told) this.#task.onProblem(problem)
        told = problem
        await this.#rest(this.#restMs * 2 ** Math.min(failures, mostDoublings))
      }
    }
    // At the same moment as the last look at what is newest: nothing that is taken from now on stays lying.
    this.#working = null
  }

  async #rest(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.#closing.signal, ref: false }).catch(() => undefined)
  }
}
