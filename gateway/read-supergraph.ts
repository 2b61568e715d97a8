import { readFile } from 'node:fs/promises'
import { ConfigError } from './config.ts'
import type { CompositionRule } from './planner/composition-rules.ts'
import { supergraphInThread } from './planner/planning-thread.ts'
import type { Supergraph } from './planner/supergraph.ts'

/** The supergraph whose SDL is in a file or at a URL. Throws `ConfigError`, also where it breaks one of the rules. */
export async function readSupergraph(
  place: string,
  rules: readonly CompositionRule[] = [],
): Promise<Supergraph> {
  let sdl: string
  try {
    sdl = await readText(place)
  } catch (cause) {
    throw new ConfigError(`SUPERGRAPH cannot be read from ${place} (${reasonOf(cause)})`, { cause })
  }
  try {
    const supergraph = await supergraphInThread(sdl)
    const [breach] = rules.flatMap((rule) => rule(supergraph))
    if (breach !== undefined) throw new Error(breach)
    return supergraph
  } catch (cause) {
    throw new ConfigError(`SUPERGRAPH is not a supergraph that can be served: ${reasonOf(cause)}`, { cause })
  }
}

async function readText(place: string): Promise<string> {
  if (!/^https?:\/\//.test(place)) return readFile(place, 'utf8')
  const response = await fetch(place, { signal: AbortSignal.timeout(10_000) })
  if (!response.ok) throw new Error(`HTTP status ${response.status}`)
  return response.text()
}

/** The first line of an error, cut where it is long. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  const line = text.split('\n', 1)[0] ?? ''
  return line.length > 200 ? `${line.slice(0, 200)}…` : line
}
