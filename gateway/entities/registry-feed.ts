import { FeedGap, followChanges } from '../change-feed.ts'
import type { ChangeFeed } from '../change-feed.ts'
import { createRegistryTrust, silenceMs } from './registry-trust.ts'
import type { RegistryChange, SourcePosition } from './registry-change.ts'
import type { FollowedTrust, InvalidatedMemory, RegistryTrust } from './registry-trust.ts'

export interface RegistryFeedOptions {
  readonly registry: string
  /** None where subgraphs ask for none (open mode). */
  readonly credential?: string | undefined
  readonly memory: InvalidatedMemory
  /** Steady, in milliseconds. */
  readonly clock?: { now(): number }
  /** One line for each failure that is not the last one again, and one when it is over, without personal data. */
  readonly log?: ((line: string) => void) | undefined
}

export interface RegistryFeed {
  /** The same for as long as the feed is open, wherever it leads. */
  readonly trust: RegistryTrust
  /**
   * Follows the `/changes` beside a subgraph's GraphQL endpoint; null: none. Another address is another source, which
   * begins anew; the same one again changes nothing.
   */
  follow(url: string | null): void
  close(): Promise<void>
}

/**
 * The times of a source are counted from the start of a connection, by a clock that may run faster or slower than ours:
 * by at most 150 ms in this time, where both are kept within 500 millionths.
 */
const renewMs = 300_000

/** What a registry's `/changes` tells of is dropped from memory, and what memory may believe meanwhile is its trust. */
export function openRegistryFeed(options: RegistryFeedOptions): RegistryFeed {
  const trust = createRegistryTrust(options.registry, options.memory)
  let followed: { readonly url: string; readonly changes: ChangeFeed } | null = null
  const closing = new Set<Promise<void>>()

  function follow(url: string | null): void {
    if (followed?.url === url) return
    const end = followed?.changes.close()
    if (end !== undefined) {
      closing.add(end)
      void end.then(() => closing.delete(end))
      // What the source before still says counts no more.
      trust.connect(-Infinity, false).lost()
    }
    followed = url === null ? null : { url, changes: followTrusting(trust, url, options) }
  }

  return {
    trust,
    follow,
    async close() {
      follow(null)
      await Promise.all(closing)
    },
  }
}

function followTrusting(trust: FollowedTrust, url: string, options: RegistryFeedOptions): ChangeFeed {
  const { credential, clock = performance, log } = options
  let connection = trust.connect(clock.now(), false)
  let connectingAt = 0
  /** The source's clock when our request had come to it; null where it tells none. */
  let sourceClock: number | null = null
  let lastLine: string | null = null

  return followChanges({
    url: new URL('changes', url).href,
    credential,
    silenceMs,
    renewMs,
    log(line, status) {
      // A registry need not offer a feed.
      const isNone = status === 404 && trust.generation === 0
      if (line !== lastLine && !isNone) log?.(`${options.registry}: ${line}`)
      lastLine = isNone ? null : line
    },
    onConnecting(resumes) {
      connectingAt = clock.now()
      sourceClock = null
      connection = trust.connect(connectingAt, resumes)
    },
    onConnected(headers) {
      sourceClock = millisecondsIn(headers['dagr-source-clock'])
    },
    onBegin({ data }) {
      mustCount(connection.begin(clock.now(), positionIn(data)))
    },
    onChange({ data }) {
      mustCount(connection.change(clock.now(), changeIn(data)))
    },
    onHeartbeat(data) {
      const askedAt = sourceClock === null ? null : millisecondsIn(own(data, 'askedAt'))
      const toldUntil =
        askedAt === null || sourceClock === null ? null : connectingAt + (askedAt - sourceClock)
      mustCount(connection.heartbeat(clock.now(), toldUntil))
      if (lastLine !== null) log?.(`${options.registry}: the feed of changes is heard again`)
      lastLine = null
    },
    onLost(status) {
      connection.lost()
      if (status === 404) trust.withoutFeed()
    },
  })
}

function mustCount(counts: boolean): void {
  if (!counts) throw new Error('the feed of changes is not believed: it was silent, or is late')
}

function positionIn(data: unknown): SourcePosition | null {
  const position = own(data, 'position') ?? null
  if (position === null || typeof position === 'string') return position
  throw new FeedGap('the feed told a position that is no text')
}

/** @throws FeedGap where anything of it cannot be understood: what it tells of would stay in memory. */
function changeIn(data: unknown): RegistryChange {
  const position = positionIn(data)
  return {
    position,
    entities: listIn(data, 'entities').map(entityIn),
    types: listIn(data, 'types').map(textIn),
    inserted: listIn(data, 'inserted').map(textIn),
  }
}

function listIn(data: unknown, name: string): readonly unknown[] {
  const list = own(data, name) ?? []
  if (!Array.isArray(list)) throw new FeedGap(`the feed told ${name} that are no list`)
  return list
}

function entityIn(entity: unknown): readonly [string, string] {
  if (!Array.isArray(entity) || entity.length !== 2)
    throw new FeedGap('the feed told an entity without a key')
  return [textIn(entity[0]), textIn(entity[1])]
}

function textIn(value: unknown): string {
  if (typeof value !== 'string') throw new FeedGap('the feed told a name that is no text')
  return value
}

/** null where it is no number: then times are not compared. */
function millisecondsIn(value: unknown): number | null {
  const milliseconds = typeof value === 'string' && value !== '' ? Number(value) : value
  return typeof milliseconds === 'number' && Number.isFinite(milliseconds) ? milliseconds : null
}

function own(data: unknown, name: string): unknown {
  if (typeof data !== 'object' || data === null || !Object.hasOwn(data, name)) return undefined
  return Reflect.get(data, name)
}
