import type { FillMark, SourcePosition } from '#gateway/entities/registry-change.ts'
import type { InvalidatedMemory, RegistryTrust } from '#gateway/entities/registry-trust.ts'

/** What a fetch found: an entity by its key, or by a code. */
export interface Found {
  readonly kind: string
  /** null: nothing has the code. */
  readonly key: string | null
  /** Where it was asked for by one. */
  readonly code: string | null
  /** Further texts under which changes are told. */
  readonly aliases: readonly string[]
  /** null: it is not there. */
  readonly value: string | null
  readonly mark: FillMark
  readonly position: SourcePosition | null
  readonly now: number
}

export interface Served {
  /** null: nothing has the code. */
  readonly key: string | null
  readonly value: string | null
  readonly state: 'FRESH' | 'UNVERIFIED' | 'STALE'
  readonly asOf: number
}

/** Memory as the simulation uses it. `mostStaleMs` null: only what is FRESH. */
export interface SimulatedMemory extends InvalidatedMemory {
  take(found: Found): void
  readEntity(kind: string, key: string, now: number, mostStaleMs: number | null): Served | undefined
  readCode(code: string, now: number, mostStaleMs: number | null): Served | undefined
}

export type MemoryMaker = (trust: () => RegistryTrust) => SimulatedMemory

export const maxAgeMs = 2_000
export const maxStaleMs = 10_000

interface Kept {
  readonly value: string | null
  readonly keys: readonly string[]
  readonly generation: number
  readonly filledAt: number
}

/** The same rules as the store's, without its ways to be small and quick: what a failing run is compared with. */
export function naiveMemory(
  trust: () => RegistryTrust,
  { dropsCodes = true }: { dropsCodes?: boolean } = {},
): SimulatedMemory {
  const entities = new Map<string, Kept>()
  /** Code → key, or null. */
  const people = new Map<string, Kept>()

  function keep(map: Map<string, Kept>, name: string, found: Found, value: string | null): void {
    const { kind, key, aliases, mark, position, now } = found
    const { generation } = trust()
    const keys = key === null ? [] : [key, ...aliases]
    const isAccepted =
      value === null
        ? trust().acceptsNotFound(mark, position, kind) && trust().accepts(mark, position, kind, keys)
        : trust().accepts(mark, position, kind, keys)
    if (isAccepted) map.set(name, { value, keys, generation, filledAt: now })
  }

  function stateOf(
    kept: Kept,
    now: number,
    mostStaleMs: number | null,
  ): Pick<Served, 'state' | 'asOf'> | null {
    const { generation } = trust()
    if (kept.generation === generation && trust().isVouching(now)) return { state: 'FRESH', asOf: now }
    const asOf = Math.max(kept.filledAt, trust().vouchedAt(now, kept.generation))
    const age = now - asOf
    if (mostStaleMs === null || age > Math.min(mostStaleMs, maxStaleMs)) return null
    return { state: age <= maxAgeMs ? 'UNVERIFIED' : 'STALE', asOf }
  }

  function dropWhere(map: Map<string, Kept>, isDropped: (name: string, kept: Kept) => boolean): void {
    for (const [name, kept] of map) if (isDropped(name, kept)) map.delete(name)
  }

  function readEntity(
    kind: string,
    key: string,
    now: number,
    mostStaleMs: number | null,
  ): Served | undefined {
    const kept = entities.get(`${kind} ${key}`)
    const served = kept === undefined ? null : stateOf(kept, now, mostStaleMs)
    return kept === undefined || served === null ? undefined : { key, value: kept.value, ...served }
  }

  return {
    take(found) {
      if (found.key !== null) keep(entities, `${found.kind} ${found.key}`, found, found.value)
      if (found.code !== null) keep(people, found.code, found, found.key)
    },
    readEntity,
    readCode(code, now, mostStaleMs) {
      const kept = people.get(code)
      const served = kept === undefined ? null : stateOf(kept, now, mostStaleMs)
      if (kept === undefined || served === null) return undefined
      if (kept.value === null) return { key: null, value: null, ...served }
      const entity = readEntity('Person', kept.value, now, mostStaleMs)
      if (entity === undefined) return undefined
      return served.asOf < entity.asOf ? { ...entity, ...served } : entity
    },
    drop(_, type, key) {
      dropWhere(entities, (name, { keys }) => name.startsWith(`${type} `) && keys.includes(key))
      if (type === 'Person' && dropsCodes) dropWhere(people, (__, { value }) => value === key)
    },
    dropType(_, type) {
      dropWhere(entities, (name) => name.startsWith(`${type} `))
      if (type === 'Person' && dropsCodes) people.clear()
    },
    dropNotFound(_, type) {
      dropWhere(entities, (name, { value }) => name.startsWith(`${type} `) && value === null)
      if (type === 'Person') dropWhere(people, (__, { value }) => value === null)
    },
  }
}
