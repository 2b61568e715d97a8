import { LRUCache } from 'lru-cache'
import { Entity, KnownType, typeNumber } from './entity.ts'
import type { Absence, FoundWay } from './entity.ts'
import { SharedTexts } from './shared-texts.ts'
import { sizeOfAbsence, sizeOfEntity } from './sizes.ts'

/** Larger entities are not kept. */
const mostBytesOfEntity = 1024 * 1024

/** Of "not found", which lives for seconds: asking for what is not there drives nothing out that is. */
const mostBytesOfAbsences = 4 * 1024 * 1024

/**
 * Everything that is kept. INVARIANT: indexes hold what leads to entries that are there, and nothing else: whatever takes an
 * entry away (eviction, a drop, another entity under its id) goes through `dispose`.
 */
export class Memory {
  readonly entities: LRUCache<string, Entity>
  /** By ids of entities and of look-ups. */
  readonly absences: LRUCache<string, Absence>
  readonly lookups = new Map<string, FoundWay>()
  /** Most name one entity; a set, since one that is no code may name them all. */
  readonly aliases = new Map<string, Entity | Set<Entity>>()
  readonly types = new Map<string, KnownType>()
  readonly byNumber: KnownType[] = []
  readonly texts = new SharedTexts()
  evictions = 0

  constructor(maxBytes: number) {
    this.entities = new LRUCache({
      maxSize: maxBytes,
      maxEntrySize: Math.min(maxBytes, mostBytesOfEntity),
      sizeCalculation: sizeOfEntity,
      dispose: (entity, _id, reason) => {
        if (reason === 'evict') this.evictions += 1
        this.forgetWays(entity)
      },
    })
    this.absences = new LRUCache({
      maxSize: Math.min(maxBytes, mostBytesOfAbsences),
      sizeCalculation: (_absence, id) => sizeOfAbsence(id),
    })
  }

  type(registry: string, name: string): KnownType {
    const known = this.known(registry, name)
    if (known !== undefined) return known
    const type = new KnownType(registry, name, this.byNumber.length)
    this.types.set(`${registry} ${name}`, type)
    this.byNumber.push(type)
    return type
  }

  known(registry: string, name: string): KnownType | undefined {
    return this.types.get(`${registry} ${name}`)
  }

  /** The type of the entity that a reference leads to. */
  typeOf(reference: string): KnownType | undefined {
    return this.byNumber[typeNumber(reference)]
  }

  /** The entity that is there under an id; counts as use. */
  find(id: string): Entity | undefined {
    const entity = this.entities.get(id)
    if (entity === undefined || entity.epoch === entity.type.epoch) return entity
    this.entities.delete(id)
    return undefined
  }

  /** What is known not to be there. */
  findAbsence(id: string): Absence | undefined {
    const absence = this.absences.get(id)
    if (absence?.isOver !== true) return absence
    this.absences.delete(id)
    return undefined
  }

  keep(entity: Entity): void {
    this.absences.delete(entity.id)
    this.entities.set(entity.id, entity)
  }

  keepAbsence(id: string, absence: Absence): void {
    this.entities.delete(id)
    this.absences.set(id, absence)
  }

  /** INVARIANT: whatever can be named by the key is gone: the entity, and those that have it for an alias. */
  drop(type: KnownType, key: string): void {
    type.changes += 1
    const id = type.prefix + key
    this.entities.delete(id)
    this.absences.delete(id)
    const aliased = this.aliases.get(id)
    if (aliased instanceof Entity) this.entities.delete(aliased.id)
    else if (aliased !== undefined) for (const entity of aliased) this.entities.delete(entity.id)
  }

  clear(): void {
    this.entities.clear()
    this.absences.clear()
  }

  name(entity: Entity, aliases: readonly string[]): void {
    for (const alias of aliases) {
      if (entity.aliases?.includes(alias) === true) continue
      ;(entity.aliases ??= []).push(alias)
      const named = this.aliases.get(alias)
      if (named === undefined) this.aliases.set(alias, entity)
      else if (named instanceof Set) named.add(entity)
      else this.aliases.set(alias, new Set([named, entity]))
    }
  }

  private forgetWays(entity: Entity): void {
    for (const lookup of entity.lookups ?? []) this.lookups.delete(lookup)
    for (const alias of entity.aliases ?? []) {
      const named = this.aliases.get(alias)
      if (named instanceof Set) named.delete(entity)
      if (named === entity || (named instanceof Set && named.size === 0)) this.aliases.delete(alias)
    }
    entity.lookups = null
    entity.aliases = null
  }
}
