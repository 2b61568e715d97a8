import type { Clock } from '#gateway/executor/guards/clock.ts'

/** A clock whose time passes only when a test says so. */
export interface VirtualClock extends Clock {
  at(ms: number, call: () => void): void
  /** Lets so much time pass: everything that falls due is called in its order, and what was promised is kept in between. */
  pass(ms: number): Promise<void>
}

interface Due {
  readonly at: number
  readonly order: number
  readonly call: () => void
}

export function virtualClock(): VirtualClock {
  let now = 0
  let order = 0
  const due: Due[] = []

  function at(ms: number, call: () => void): void {
    order += 1
    const entry = { at: Math.max(now, ms), order, call }
    let low = 0
    let high = due.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((due[middle] as Due).at <= entry.at) low = middle + 1
      else high = middle
    }
    due.splice(low, 0, entry)
  }

  return {
    now: () => now,
    at,
    every(ms, call) {
      let isEnded = false
      const again = (): void => {
        if (isEnded) return
        call()
        at(now + ms, again)
      }
      at(now + ms, again)
      return {
        end() {
          isEnded = true
        },
      }
    },
    async pass(ms) {
      const until = now + ms
      await settled()
      for (let next = due[0]; next !== undefined && next.at <= until; next = due[0]) {
        due.shift()
        now = next.at
        next.call()
        await settled()
      }
      now = until
    },
  }
}

/** Longer than any chain of promises in guards. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 6; turn++) await Promise.resolve()
}
