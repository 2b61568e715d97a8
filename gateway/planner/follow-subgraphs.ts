import { listed, messageOf } from './composition-error.ts'
import { keepingRules } from './keeping-rules.ts'
import type { CompositionRule } from './composition-rules.ts'
import { supergraphInThread } from './planning-thread.ts'
import type { SubgraphEndpoint, SubgraphSchema, Supergraph } from './supergraph.ts'

export interface FollowOptions {
  readonly subgraphs: readonly SubgraphEndpoint[]
  readonly credential: string
  /** Called with every supergraph that is new: when it first composes, and when a subgraph's schema has changed. */
  readonly onSupergraph: (supergraph: Supergraph) => void
  /** Called once for every new reason why there is no (newer) supergraph. The last good one stays in use. */
  readonly onProblem: (message: string) => void
  /**
   * What a supergraph would take from those who rely on the one in use, a line for each; `inUse` is null where there is none
   * yet. null where that is not known at the moment.
   */
  readonly losses?: (next: Supergraph, inUse: Supergraph | null) => readonly string[] | null
  readonly intervalMs?: number
  readonly rules?: readonly CompositionRule[]
}

export interface FollowedSubgraphs {
  /** Resolves with the first supergraph. Rejects when the first schemas make none; they are followed all the same. */
  readonly ready: Promise<Supergraph>
  /** Waits for a poll under way, after which no callback is called any more. */
  close(): Promise<void>
}

/** Composes the supergraph from the running subgraphs, and again whenever a schema of theirs changes. */
export function followSubgraphs(options: FollowOptions): FollowedSubgraphs {
  const { subgraphs, credential, onSupergraph, onProblem, losses = nothingLost } = options
  const { intervalMs = 2_000, rules } = options
  const ready = Promise.withResolvers<Supergraph>()
  ready.promise.catch(() => undefined) // whoever does not wait for it hears of it by onProblem
  const closing = new AbortController()
  const { signal } = closing
  const known = new Map<string, string>()
  let composedFrom = ''
  let inUse: Supergraph | null = null
  /** Composed, and not taken into use for what it would take away. */
  let held: Supergraph | null = null
  /** The first one is taken into use whatever it lacks; what that is, is told as soon as it is known. */
  let isFirstExamined = false
  let problem: string | null = null

  const tell = (message: string): void => {
    if (message !== problem && !signal.aborted) onProblem(message)
    problem = message
  }

  const poll = async (): Promise<void> => {
    const unreachable: string[] = []
    await Promise.all(
      subgraphs.map(async (subgraph) => {
        try {
          known.set(subgraph.name, await fetchSchema(subgraph, credential, signal))
        } catch (error) {
          unreachable.push(`${subgraph.name}: ${messageOf(error)}`)
        }
      }),
    )
    if (signal.aborted) return
    if (unreachable.length > 0) tell(`schemas cannot be read: ${unreachable.toSorted().join('; ')}`)
    else problem = problem?.startsWith('schemas cannot be read') === true ? null : problem
    // A subgraph that is away keeps the part that it had.
    if (known.size < subgraphs.length) return
    // Nothing else of a subgraph: they go to another thread.
    const schemas = subgraphs.map(({ name, url }) => ({ name, url, sdl: known.get(name) ?? '' }))
    const fingerprint = JSON.stringify(schemas)
    if (fingerprint !== composedFrom) {
      composedFrom = fingerprint
      drop(held)
      held = null
      try {
        held = await composed(schemas, rules)
        problem = null
      } catch (error) {
        tell(messageOf(error))
        ready.reject(error)
      }
    }
    if (signal.aborted) {
      drop(held)
      return
    }
    if (held && (inUse === null || isHarmless(held, inUse))) use(held)
    if (inUse && !isFirstExamined) examine(inUse)
  }

  // INVARIANT: no supergraph is taken into use under which somebody's grant would vanish or change its meaning.
  const isHarmless = (next: Supergraph, current: Supergraph): boolean => {
    const lost = losses(next, current)
    if (lost?.length === 0) return true
    tell(
      lost === null
        ? 'a new schema waits: the policies that it must keep are not known at the moment'
        : listed('the composed schema takes away what is granted; the one before stays in use', lost),
    )
    return false
  }

  const use = (next: Supergraph): void => {
    isFirstExamined ||= inUse !== null
    inUse = next
    held = null
    problem = null
    onSupergraph(next)
    ready.resolve(next)
  }

  const examine = (first: Supergraph): void => {
    const lost = losses(first, null)
    isFirstExamined = lost !== null
    if (lost && lost.length > 0) onProblem(listed('the composed schema has not all that is granted', lost))
  }

  const follow = async (): Promise<void> => {
    while (!signal.aborted) {
      await poll()
      await sleep(intervalMs, signal)
    }
  }
  const following = follow()
  return {
    ready: ready.promise,
    async close() {
      closing.abort()
      await following
    },
  }
}

/** Composed in a thread of its own, and held against the rules. */
async function composed(
  schemas: readonly SubgraphSchema[],
  rules: readonly CompositionRule[] | undefined,
): Promise<Supergraph> {
  const supergraph = await supergraphInThread(schemas)
  try {
    return keepingRules(supergraph, rules)
  } catch (error) {
    drop(supergraph)
    throw error
  }
}

/** It was never in use. */
function drop(supergraph: Supergraph | null): void {
  supergraph?.planner.close()
}

function nothingLost(): readonly string[] {
  return []
}

const schemaRequest = JSON.stringify({ query: '{ _service { sdl } }' })
const schemaDeadlineMs = 3_000

async function fetchSchema(
  { url }: SubgraphEndpoint,
  credential: string,
  signal: AbortSignal,
): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${credential}` },
    body: schemaRequest,
    signal: AbortSignal.any([signal, AbortSignal.timeout(schemaDeadlineMs)]),
  })
  if (!response.ok) throw new Error(`HTTP status ${response.status}`)
  const body = (await response.json()) as { data?: { _service?: { sdl?: unknown } } | null }
  const sdl = body.data?.['_service']?.sdl
  if (typeof sdl !== 'string') throw new Error('answered no schema')
  return sdl
}

async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })
}
