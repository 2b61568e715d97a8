import { GivenUp } from '../http/exchange.ts'
import { RegistryBusy } from './registry-busy.ts'
import type { RegistryCall } from './registry-call.ts'

const mostQueued = 512
/** Half of its time a request may wait for its turn: with the rest it can still be answered. */
const share = 0.5
const longestMs = 500

/** Requests that wait for their turn at a registry, in their order. */
export class CallQueue {
  #waiting: RegistryCall[] = []

  get length(): number {
    return this.#waiting.length
  }

  /** @returns whether there was a place. */
  push(call: RegistryCall): boolean {
    if (this.#waiting.length >= mostQueued) return false
    this.#waiting.push(call)
    return true
  }

  shift(): RegistryCall | undefined {
    return this.#waiting.shift()
  }

  takeAll(): readonly RegistryCall[] {
    const all = this.#waiting
    this.#waiting = []
    return all
  }

  /** Gives each to `end` that waits no more, with the reason. */
  age(now: number, awakeMs: number, end: (call: RegistryCall, error: GivenUp | RegistryBusy) => void): void {
    if (this.#waiting.length === 0) return
    this.#waiting = this.#waiting.filter((call) => {
      const error = reasonToEnd(call, now, awakeMs)
      if (error !== null) end(call, error)
      return error === null
    })
  }
}

function reasonToEnd(call: RegistryCall, now: number, awakeMs: number): GivenUp | RegistryBusy | null {
  if (call.aborted) return new GivenUp('abort', 'the caller is gone')
  if ((call.msLeft(now) ?? Infinity) <= 0) return new GivenUp('deadline', 'no time is left')
  const mostMs = Math.min(longestMs, share * (call.options.deadlineMs ?? Infinity))
  return awakeMs - call.arrivedAtAwakeMs > mostMs ? new RegistryBusy('queued too long') : null
}
