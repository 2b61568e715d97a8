import type { HotFetch } from '#gateway/planner/hot-fetch.ts'
import { selectionCompiler } from './compiled-selection.ts'
import type { CompiledField, CompiledSelection } from './compiled-selection.ts'
import { Absence, keyOf, variantId } from './entity.ts'
import type { KnownType } from './entity.ts'
import type { EntityStore, Filled, JsonObject, Reading } from './entity-store.ts'
import { findWay, keepNoWay, keepWay } from './lookups.ts'
import { Memory } from './memory.ts'
import { Reader } from './read.ts'
import type { RegistryTrust } from './registry-trust.ts'
import { requiredBy } from './representation.ts'
import { Filling } from './write.ts'

export interface EntityStoreOptions {
  /** More than 0. */
  readonly maxBytes: number
  readonly trustOf: (registry: string) => RegistryTrust
}

/** For so long a registry's "not found" is believed at most: somebody may be waiting for what was just entered there. */
export const notFoundLifeMs = 3_000

/** Hot entities in the memory of this process, at most `maxBytes` by their measured sizes. */
export function createEntityStore({ maxBytes, trustOf }: EntityStoreOptions): EntityStore {
  const memory = new Memory(maxBytes)
  const compile = selectionCompiler(memory)
  const reader = new Reader(memory)
  let hits = 0
  let misses = 0
  let dropped = 0

  function count(isFound: boolean): void {
    if (isFound) hits += 1
    else misses += 1
  }

  function readRoot(hot: HotFetch, reading: Reading): JsonObject | null {
    if (!hot.isReadable) return null
    reader.begin(reading, trustOf(hot.registry))
    const data = readFields(hot, reading)
    const isFound = reader.end(hot.registry, data !== null)
    count(isFound)
    return isFound ? data : null
  }

  function readFields({ registry, selections }: HotFetch, reading: Reading): JsonObject | null {
    const data: JsonObject = {}
    for (const selection of selections.values()) {
      for (const field of compile(registry, selection).fields) {
        const since = reader.notes.length
        const value = field.kind === 'typename' ? selection.type : readLookup(field, data, reading)
        if (value === undefined) return null
        const isUndecidable = reader.notes.length > since && reading.conditionKeys.has(field.key)
        if (isUndecidable && reading.mostStaleMs === null) return null
        data[field.key] = isUndecidable ? undefined : value
      }
    }
    return data
  }

  function readLookup(
    field: CompiledField,
    data: JsonObject,
    reading: Reading,
  ): JsonObject | null | undefined {
    const compiled = field.target?.single
    if (!compiled) return undefined
    const way = findWay(memory, field, compiled.type, reading.variables)
    if (way === undefined || isForgotten(way, reading)) return undefined
    const judged = reader.judgeWay(way.stamp, compiled, field.coordinates, data)
    if (judged === null) return undefined
    if (way instanceof Absence) return null
    return reader.found(compiled, way.entity, judged.isFresh) ?? undefined
  }

  function readEntity(
    hot: HotFetch,
    representation: JsonObject,
    reading: Reading,
  ): JsonObject | null | undefined {
    reader.begin(reading, trustOf(hot.registry))
    const found = readRepresented(hot, representation, reading)
    const isFound = reader.end(hot.registry, found !== undefined)
    count(isFound)
    return isFound ? found : undefined
  }

  function readRepresented(
    hot: HotFetch,
    representation: JsonObject,
    reading: Reading,
  ): JsonObject | null | undefined {
    const compiled = selectionFor(hot, representation)
    const id = compiled && idOf(compiled.type, representation)
    if (compiled === null || id === null) return undefined
    const entity = memory.find(id)
    if (entity !== undefined) return reader.byId(compiled, entity) ?? undefined
    const absence = memory.findAbsence(id)
    if (absence === undefined || isForgotten(absence, reading)) return undefined
    return reader.judgeWay(absence.stamp, compiled, compiled.coordinates, {}) === null ? undefined : null
  }

  function selectionFor(
    { registry, selections }: HotFetch,
    representation: JsonObject,
  ): CompiledSelection | null {
    const selection = selections.get(String(representation['__typename']))
    return selection?.entity ? compile(registry, selection) : null
  }

  function fillRoot({ registry, selections }: HotFetch, filled: Filled, trust: RegistryTrust): void {
    const filling = new Filling(memory, trust, filled)
    const { stamp } = filling
    const { variables, data, mark, position } = filled
    for (const selection of selections.values()) {
      for (const field of compile(registry, selection).fields) {
        const value = Object.hasOwn(data, field.key) ? data[field.key] : undefined
        if (field.target === null || value === undefined) continue
        const { single } = field.target
        if (!field.isKept || single === null) {
          filling.passThrough(field.target, value)
        } else if (value === null) {
          if (trust.acceptsNotFound(mark, position, single.type.name))
            keepNoWay(memory, field, single.type, stamp, variables)
        } else if (isObject(value)) {
          const entity = filling.found(single, value)
          if (entity !== null) keepWay(memory, field, { entity, stamp }, variables)
        }
      }
    }
  }

  function fillEntities(hot: HotFetch, filled: Filled, trust: RegistryTrust): void {
    const { representations, data, mark, position } = filled
    const entities = data['_entities']
    if (!Array.isArray(entities) || entities.length !== representations?.length) return
    const filling = new Filling(memory, trust, filled)
    for (const [index, representation] of representations.entries()) {
      const compiled = selectionFor(hot, representation)
      const value: unknown = entities[index]
      const id = compiled && idOf(compiled.type, representation)
      if (compiled === null || id === null) continue
      if (isObject(value)) filling.represented(compiled, value, representation)
      else if (value === null && trust.acceptsNotFound(mark, position, compiled.type.name))
        memory.keepAbsence(id, new Absence(compiled.type, filling.stamp, false))
    }
  }

  return {
    trustOf,
    readRoot,
    readEntity,
    fill(hot, filled) {
      if (hot.isRoot) fillRoot(hot, filled, trustOf(hot.registry))
      else fillEntities(hot, filled, trustOf(hot.registry))
    },
    drop(registry, type, key) {
      const known = memory.known(registry, type)
      if (known === undefined) return
      dropped += 1
      memory.drop(known, key)
    },
    dropType(registry, type) {
      const known = memory.known(registry, type)
      if (known === undefined) return
      dropped += 1
      known.epoch += 1
      known.changes += 1
    },
    dropNotFound(registry, type) {
      const known = memory.known(registry, type)
      if (known === undefined) return
      known.arrivals += 1
      known.changes += 1
    },
    recent(limit) {
      const found: { registry: string; type: string; key: string }[] = []
      for (const entity of memory.entities.values()) {
        if (found.length >= limit) break
        const { registry, name: type } = entity.type
        found.push({ registry, type, key: keyOf(entity) })
      }
      return found
    },
    clear: () => memory.clear(),
    counts: () => ({
      entities: memory.entities.size,
      bytes: memory.entities.calculatedSize + memory.absences.calculatedSize,
      lookups: memory.lookups.size,
      aliases: memory.aliases.size,
      absences: memory.absences.size,
      hits,
      misses,
      evictions: memory.evictions,
      dropped,
    }),
  }
}

function isForgotten(way: { readonly stamp: { readonly filledAt: number } }, { now }: Reading): boolean {
  return way instanceof Absence && now - way.stamp.filledAt > notFoundLifeMs
}

function idOf(type: KnownType, representation: JsonObject): string | null {
  const required = requiredBy(representation)
  if (required === null) return null
  return required.text === null ? type.prefix + required.key : variantId(type, required.key, required.text)
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
