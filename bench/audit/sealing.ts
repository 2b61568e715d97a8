import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { startChild } from './children.ts'
import { cores } from './cores.ts'

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
  const child = startChild<FromSealing>('sealing-process.ts', cores.database, { AUDIT_DATABASE_URL: url })
  const listeners = new Set<(lastSequence: number) => void>()
  let sealedUpTo = 0
  let problem: string | null = null
  child.onMessage((message) => {
    if (message.kind === 'problem') problem = message.message
    if (message.kind !== 'seal') return
    sealedUpTo = message.lastSequence
    for (const listener of listeners) listener(sealedUpTo)
  })
  await child.next((message) => message.kind === 'ready')
  return {
    pid: child.pid,
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
    close: () => child.close(),
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
