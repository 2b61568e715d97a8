import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** What the asking process is told: who asks, and what. */
export interface AskingTexts {
  readonly token: string
  readonly bodies: readonly string[]
}

/** So many requests to be sent to an address. */
export interface AskingOrder {
  readonly url: string
  readonly count: number
}

export interface Asking {
  /** Resolves when all are answered. @throws where one is not answered with a person. */
  ask(url: string, count: number): Promise<void>
  close(): Promise<void>
}

/** A process that asks, so that what asking costs is not counted where answering is. */
export async function startAsking(texts: AskingTexts): Promise<Asking> {
  const child = fork(join(import.meta.dirname, 'asking-process.ts'), { execArgv: [] })
  await once(child, 'message')
  child.send(texts)
  return {
    async ask(url, count) {
      const answered = once(child, 'message') as Promise<[{ readonly failed: string | null }]>
      child.send({ url, count } satisfies AskingOrder)
      const [{ failed }] = await answered
      if (failed !== null) throw new Error(failed)
    },
    async close() {
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}
