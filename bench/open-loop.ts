import { setTimeout as sleep } from 'node:timers/promises'

export interface OpenLoop {
  readonly perSecond: number
  readonly seconds: number
  /** One request; what it resolves to is not looked at. The first that fails ends the loop, which fails as well. */
  readonly act: (number: number) => Promise<unknown>
}

/** Timers are of whole milliseconds: by so much a request may be late without that being counted. */
const timerMs = 2

/**
 * Sends requests at their own times, whether or not the earlier ones are answered, as many independent clients do: at
 * random moments (a Poisson process, the same in every run). @returns for each request the milliseconds from the moment at
 * which it was due to its answer, so that a sender or an answerer that falls behind shows.
 */
export async function openLoop({ perSecond, seconds, act }: OpenLoop): Promise<readonly number[]> {
  const random = mulberry32(20_260)
  const start = performance.now()
  const end = start + seconds * 1_000
  const pending: Promise<unknown>[] = []
  const latencies: number[] = []
  const failures: unknown[] = []
  let due = start
  for (;;) {
    due += (-Math.log(1 - random()) * 1_000) / perSecond
    if (due >= end || failures.length > 0) break
    const wait = due - performance.now()
    if (wait > 0) await sleep(Math.ceil(wait))
    const now = performance.now()
    const asked = now - due < timerMs ? now : due
    const answered = (): unknown => latencies.push(performance.now() - asked)
    pending.push(act(pending.length).then(answered, (failure: unknown) => failures.push(failure)))
  }
  await Promise.all(pending)
  if (failures.length > 0) throw failures[0]
  return latencies
}

/** A small generator of random numbers in [0, 1), the same for the same seed. */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b_79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
