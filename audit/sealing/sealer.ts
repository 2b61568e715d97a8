import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import { addComingMonths } from './coming-months.ts'
import { placeOf } from './head-node.ts'
import { readHeads } from './heads-table.ts'
import type { LogSigner } from './log-signer.ts'
import { writeLogKeys } from './log-keys.ts'
import { loadLogState } from './log-state.ts'
import type { LogState } from './log-state.ts'
import { growingChains, nextSeal } from './next-seal.ts'
import type { NextSeal } from './next-seal.ts'
import { isSameSeal, readLastSeal, SealingRefused } from './seal.ts'
import type { Seal } from './seal.ts'
import { commit, SealingConnection } from './sealing-connection.ts'
import { hasReached, readNews, readUnsealed } from './unsealed.ts'
import { writeSeal } from './write-seal.ts'

export type { Seal } from './seal.ts'

export interface SealerOptions {
  readonly url: string
  readonly signer: LogSigner
  /** From the start of one seal to that of the next; 500 unless said otherwise. Infinity: only `sealNow` seals. */
  readonly everyMs?: number
  /** After this time there is a seal although nothing is new; a minute unless said otherwise. */
  readonly idleMs?: number
  /** Not held against the database's, unlike that of this machine. */
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

/**
 * Starts to seal the log at `url`, or to stand by while another sealer does. It goes on whatever goes wrong: it tries
 * again, and says so. The database need not answer yet.
 */
export async function startSealer(options: SealerOptions): Promise<Sealer> {
  const sealer = new LogSealer(options)
  sealer.start()
  return sealer
}

const statementTimeoutMs = 60_000
/** A checkpoint within a second, and no more rows of seals than that takes. */
const usualPauseMs = 500
const firstRetryMs = 1000
const longestRetryMs = 30_000
const farewellMs = 2000
const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** A clock that is this far ahead of the database's seals nothing. */
const clockLeadMs = 60_000
/** A clock that is further back than this is told of. */
const clockStepMs = 1000

/** A seal of which it is not known whether it is committed, and the state that it continues. */
interface Doubt {
  readonly before: LogState
  readonly next: NextSeal
}

interface Sealed {
  readonly seal: Seal
  readonly hasMore: boolean
}

class LogSealer implements Sealer {
  readonly #options: SealerOptions
  readonly #connection: SealingConnection
  readonly #stop = new AbortController()
  /** Null where it has to be read. */
  #state: LogState | null = null
  #doubt: Doubt | null = null
  /** The connection under whose lock the state was found to be that of the log. */
  #confirmed: Client | null = null
  #turn: Promise<unknown> = Promise.resolve()
  #loop: Promise<void> = Promise.resolve()
  /** What was reported last, until a turn goes by without a report. */
  #problem: string | null = null
  #hasReported = false
  /** Moment, on the monotonic clock, at which the coming months are looked at. */
  #monthsAt = 0

  constructor(options: SealerOptions) {
    this.#options = options
    this.#connection = new SealingConnection(options.url, statementTimeoutMs)
  }

  start(): void {
    if (this.#options.everyMs !== Infinity) this.#loop = this.#sealOn()
  }

  async sealNow(): Promise<Seal | null> {
    return this.#inTurn(async () => {
      let sealed = await this.#sealOne()
      let seal = sealed?.seal ?? null
      while (sealed?.hasMore) {
        sealed = await this.#sealOne()
        seal = sealed?.seal ?? seal
      }
      return seal
    })
  }

  async close(): Promise<void> {
    this.#stop.abort()
    // What is under way may end; a database that does not answer is not waited for. The next sealer finds out how it ended.
    const giveUp = setTimeout(() => this.#connection.discard(), farewellMs)
    await this.#loop
    await this.#turn
    clearTimeout(giveUp)
    await this.#connection.close()
  }

  async #sealOn(): Promise<void> {
    const { everyMs = usualPauseMs } = this.#options
    let retryMs = firstRetryMs
    while (!this.#stop.signal.aborted) {
      const startedAt = performance.now()
      this.#hasReported = false
      let waitMs: number
      try {
        const sealed = await this.#inTurn(async () => this.#sealOne())
        await this.#addMonths()
        waitMs = sealed?.hasMore ? 0 : Math.max(0, startedAt + everyMs - performance.now())
        retryMs = firstRetryMs
        if (!this.#hasReported) this.#problem = null
      } catch (error) {
        this.#report(messageOf(error))
        waitMs = retryMs
        retryMs = Math.min(longestRetryMs, retryMs * 2)
      }
      await sleep(waitMs, undefined, { signal: this.#stop.signal }).catch(() => undefined)
    }
  }

  /** One after the other, whoever asks. */
  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(work)
    this.#turn = result.catch(() => undefined)
    return result
  }

  async #sealOne(): Promise<Sealed | null> {
    try {
      const client = await this.#connection.holder()
      if (client === null) {
        await this.#watchHolder()
        return null
      }
      const state = await this.#confirmedState(client)
      return await this.#sealAfter(client, state)
    } catch (error) {
      this.#connection.discard()
      throw error
    }
  }

  /** Whoever can connect can hold the lock, and need not seal: then somebody must be told. */
  async #watchHolder(): Promise<void> {
    const { clock, idleMs = 60_000 } = this.#options
    const last = await readLastSeal(await this.#connection.client())
    const now = clock?.() ?? new Date()
    if (last === null || now.getTime() - last.sealedAt.getTime() <= 3 * idleMs) return
    this.#report(`Another session holds the log, and nothing was sealed after seal ${last.number}`)
  }

  /**
   * INVARIANT: a connection that is new seals nothing before the last seal was read under its lock: whether a commit
   * that was cut off took place is not known before, nor whether another sealer was here meanwhile.
   */
  async #confirmedState(client: Client): Promise<LogState> {
    if (this.#confirmed !== client) {
      this.#confirmed = null
      const last = await readLastSeal(client)
      const doubt = this.#doubt
      this.#doubt = null
      if (doubt !== null && isSameSeal(doubt.next.seal, last)) this.#settle(doubt.next)
      else if (doubt !== null) {
        doubt.next.revert()
        this.#state = doubt.before
      }
      if (this.#state !== null && !isSameSeal(this.#state.seal, last)) this.#state = null
      await writeLogKeys(client, this.#options.signer.verifierKeys())
      this.#confirmed = client
    }
    return (this.#state ??= await loadLogState(client, this.#options.signer))
  }

  async #sealAfter(client: Client, state: LogState): Promise<Sealed | null> {
    const { signer, idleMs = 60_000 } = this.#options
    const last = state.seal
    const sealedAt = this.#timeAfter(last)
    const news = await readNews(client, last, sealedAt)
    if (news.lastSeal !== (last?.number ?? 0)) {
      this.#state = null
      throw new SealingRefused(`Seal ${news.lastSeal} is not of the sealer that holds the log`)
    }
    this.#assertTime(news.now)
    const isIdle = last === null || sealedAt.getTime() - last.sealedAt.getTime() >= idleMs
    if (!isIdle && !news.isAnyDue && hasReached(last, news.reach)) return null
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
    const { reach } = await readNews(client, last, sealedAt)
    const unsealed = await readUnsealed(client, last, reach, sealedAt)
    const chains = growingChains(unsealed)
    const buckets = new Set(chains.map(({ token }) => state.heads.bucketOf(placeOf(token))))
    const around = await readHeads(
      client,
      Array.from(buckets, (bucket) => state.heads.placesOf(bucket)),
    )
    // From here on the map of heads is that of the seal to come: whatever fails, the state is not used as it is.
    this.#state = null
    const next = nextSeal(state, unsealed, chains, around, sealedAt, signer)
    this.#doubt = { before: state, next }
    await writeSeal(client, next, unsealed.operations)
    const warning = await commit(client)
    this.#doubt = null
    this.#settle(next)
    if (warning !== null) this.#report(`Seal ${next.seal.number} is committed with a warning: ${warning}`)
    this.#options.onSeal?.(next.seal)
    return { seal: next.seal, hasMore: !hasReached(unsealed.reach, reach) }
  }

  /** A map that has become too small is read anew, in a larger one. */
  #settle({ state }: NextSeal): void {
    this.#state = state.heads.isCrowded ? null : state
  }

  /**
   * INVARIANT: no clock that runs away makes a seal: its time could never be taken back, and would let everybody see at
   * once, in the chains, which records wait for their disclosure.
   */
  #assertTime(databaseNow: Date): void {
    if (this.#options.clock !== undefined || Date.now() - databaseNow.getTime() <= clockLeadMs) return
    throw new SealingRefused("The clock is ahead of the database's: nothing is sealed until they agree")
  }

  /** INVARIANT: the times of seals grow, whatever the clock does. */
  #timeAfter(last: Seal | null): Date {
    const now = this.#options.clock?.() ?? new Date()
    if (last === null) return now
    const behindMs = last.sealedAt.getTime() - now.getTime()
    if (behindMs > clockStepMs) this.#report('The clock is behind the time of the last seal')
    return behindMs < 0 ? now : new Date(last.sealedAt.getTime() + 1)
  }

  async #addMonths(): Promise<void> {
    if (this.#confirmed === null || performance.now() < this.#monthsAt) return
    try {
      this.#monthsAt = performance.now() + dayMs
      await addComingMonths(this.#options.url, new Date())
    } catch (error) {
      this.#monthsAt = performance.now() + hourMs
      this.#options.onProblem(`The partitions of the coming months cannot be made: ${reasonOf(error)}`)
    }
  }

  #report(message: string): void {
    if (message !== this.#problem) this.#options.onProblem(message)
    this.#problem = message
    this.#hasReported = true
  }
}

function messageOf(error: unknown): string {
  if (error instanceof SealingRefused) return error.message
  return `The log cannot be sealed at this moment: ${reasonOf(error)}`
}

/** Where nothing listens, the message is empty and the code is not. */
function reasonOf(error: unknown): string {
  const { message = '', code } = error as { message?: string; code?: string }
  return message || code || 'for an unknown reason'
}
