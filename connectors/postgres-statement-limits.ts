import type { PoolClient } from 'pg'

/** How long statements may take, session by session. */
export interface StatementLimits {
  /** Call before a statement that is of use for `timeoutMs`: the session's limit is that, roughly, and never less. */
  apply: (client: PoolClient, timeoutMs: number | undefined) => Promise<void>
}

/** A limit costs a round trip to set: a session keeps one that is up to so many times what is asked. */
const slack = 4
const smallestMs = 50

/** @param mostMs what sessions begin with, and no limit is above */
export function openStatementLimits(mostMs: number): StatementLimits {
  const limitOf = new WeakMap<PoolClient, number>()
  return {
    async apply(client, timeoutMs = mostMs) {
      const asked = Math.min(Math.max(timeoutMs, smallestMs), mostMs)
      const present = limitOf.get(client) ?? mostMs
      if (present >= asked && present <= asked * slack) return
      // In the middle of what is kept, so that requests of about the same time find it right.
      const limit = Math.min(mostMs, Math.ceil(asked * 2))
      await client.query(`set statement_timeout = ${limit}`)
      limitOf.set(client, limit)
    },
  }
}
