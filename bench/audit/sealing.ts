import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { cores, pin } from './cores.ts'

export type FromSealing =
  | { readonly kind: 'ready' }
  | { readonly kind: 'problem'; readonly message: string }
  | {
      readonly kind: 'seal'
      readonly number: number
      readonly lastSequence: number
      readonly treeSize: number
    }

/** A sealer in a process of its own. */
export interface Sealing {
  readonly pid: number
  /** Is told of every seal as soon as it is committed. @returns what ends that. */
  onSeal(listener: (lastSequence: number) => void): () => void
  /** Resolves when everything that is committed by now is sealed. @throws where the sealer sees a problem. */
  sealed(): Promise<void>
  close(): Promise<void>
}

/** Starts a sealer, on the core that PostgreSQL is on. */
export async function startSealing(url: string): Promise<Sealing> {
  const child = fork(join(import.meta.dirname, 'sealing-process.ts'), {
    env: { ...process.env, AUDIT_DATABASE_URL: url },
  })
  const pid = child.pid ?? 0
  pin(pid, cores.database)
  const listeners = new Set<(lastSequence: number) => void>()
  let sealedUpTo = 0
  let problem: string | null = null
  const ready = Promise.withResolvers<void>()
  child.on('message', (message: FromSealing) => {
    if (message.kind === 'ready') ready.resolve()
    if (message.kind === 'problem') problem = message.message
    if (message.kind !== 'seal') return
    sealedUpTo = message.lastSequence
    for (const listener of listeners) listener(sealedUpTo)
  })
  child.once('exit', () => {
    problem ??= 'the sealer has ended'
    ready.reject(new Error(problem))
  })
  await ready.promise
  return {
    pid,
    onSeal(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async sealed() {
      const last = await lastSequences(url)
      sealedUpTo = Math.max(sealedUpTo, last.sealed)
      while (sealedUpTo < last.committed) {
        if (problem !== null) throw new Error(`Not sealed: ${problem}`)
        await sleep(5)
      }
    },
    async close() {
      if (child.exitCode !== null) return
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}

async function lastSequences(url: string): Promise<{ committed: number; sealed: number }> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ committed: string; sealed: string }>(
      'SELECT last_sequence AS committed, coalesce((SELECT max(last_sequence) FROM seal), 0) AS sealed FROM log_head',
    )
    return { committed: Number(rows[0]?.committed), sealed: Number(rows[0]?.sealed) }
  } finally {
    await client.end()
  }
}
