import type { EntityStore } from './entities/entity-store.ts'
import { readHotSet, writeHotSet } from './entities/hot-set-file.ts'
import type { HotSetFile } from './entities/hot-set-file.ts'
import type { HotSet } from './entities/hot-set.ts'
import type { SubgraphClient } from './executor/subgraph-client.ts'
import type { Serving } from './serving.ts'
import { warmUp } from './warm-up.ts'

export interface RememberOptions {
  readonly file: HotSetFile
  readonly hotSet: HotSet
  readonly store: EntityStore
  readonly client: SubgraphClient
  readonly serving: () => Serving | null
  /** One line for each failure, without personal data. */
  readonly log: (line: string) => void
}

const rememberMs = 60_000

/** Fetches in the background what was hot before, and remembers what is hot now: each minute, and when it is closed. */
export function rememberHotSet(options: RememberOptions): { close(): Promise<void> } {
  const { file, hotSet, log } = options
  const closing = new AbortController()
  let isRead = false
  let writing = Promise.resolve()

  async function warm(): Promise<void> {
    const content = await readHotSet(file).catch((error: unknown) => {
      log(`${file.path}: what was hot is not known: ${reasonOf(error)}`)
      return null
    })
    hotSet.warming(content)
    isRead = true
    if (content === null) return
    await warmUp({ ...options, content, signal: closing.signal })
    hotSet.warming(null)
  }

  function remember(): Promise<void> {
    // What was hot before must not be forgotten for not having been read yet.
    if (!isRead) return writing
    const content = hotSet.content()
    if (content.entities.length === 0) return writing
    return (writing = writing
      .then(() => writeHotSet(file, content))
      .catch((error: unknown) => log(`${file.path}: what is hot is not remembered: ${reasonOf(error)}`)))
  }

  const warming = warm()
  const remembering = setInterval(() => void remember(), rememberMs).unref()
  return {
    async close() {
      clearInterval(remembering)
      // Before the warm-up ends: what it had yet to fetch is remembered as well.
      await remember()
      closing.abort()
      await warming
    },
  }
}

/** Without the path of a draft, and without anything of the content. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed'
  return 'code' in error ? String(error.code) : error.message
}
