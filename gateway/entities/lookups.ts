import { argumentText, soleArgument } from './argument-text.ts'
import type { CompiledField } from './compiled-selection.ts'
import { Absence, keyOf, lookup } from './entity.ts'
import type { Entity, FoundWay, KnownType, Stamp } from './entity.ts'
import type { Memory } from './memory.ts'

type Variables = Readonly<Record<string, unknown>>

/** Look-ups that lead to one entity at most, beside that by its own key: by other codes, or under row scopes. */
const mostLookups = 16

/** Where a look-up leads, as far as is remembered. */
export function findWay(
  memory: Memory,
  field: CompiledField,
  type: KnownType,
  variables: Variables,
): FoundWay | Absence | undefined {
  const { finder } = type
  const sole = finder?.field === field.name ? soleArgument(field.arguments, variables) : null
  if (sole !== null && sole.name === finder?.argument) {
    const entity = memory.find(type.prefix + sole.text)
    if (entity !== undefined && entity.found !== null) return { entity, stamp: entity.found }
  }
  const id = lookupId(field, type, variables)
  if (id === null) return undefined
  const way = memory.lookups.get(id)
  if (way === undefined) return memory.findAbsence(id)
  return memory.find(way.entity.id) === way.entity ? way : undefined
}

/** Remembers what a look-up found: an entity that is in memory. */
export function keepWay(
  memory: Memory,
  field: CompiledField,
  { entity, stamp }: FoundWay,
  variables: Variables,
): void {
  const { type } = entity
  const id = lookupId(field, type, variables)
  if (id === null) return
  forget(memory, id)
  const sole = soleArgument(field.arguments, variables)
  if (sole !== null && sole.text === keyOf(entity)) {
    type.finder ??= { field: field.name, argument: sole.name }
    if (type.finder.field === field.name && type.finder.argument === sole.name) {
      entity.found = stamp
      return
    }
  }
  const lookups = (entity.lookups ??= [])
  for (const oldest of lookups.slice(0, Math.max(0, lookups.length - mostLookups + 1))) forget(memory, oldest)
  entity.lookups.push(id)
  memory.lookups.set(id, { entity, stamp })
  memory.keep(entity)
}

/** Remembers that a look-up found nothing. With more arguments than one, what it finds may change with any entity. */
export function keepNoWay(
  memory: Memory,
  field: CompiledField,
  type: KnownType,
  stamp: Stamp,
  variables: Variables,
): void {
  const id = lookupId(field, type, variables)
  if (id === null) return
  forget(memory, id)
  const sole = soleArgument(field.arguments, variables)
  if (sole !== null) {
    const entity = memory.find(type.prefix + sole.text)
    if (entity !== undefined) entity.found = null
  }
  memory.keepAbsence(id, new Absence(type, stamp, sole === null))
}

function forget(memory: Memory, id: string): void {
  memory.absences.delete(id)
  const entity: Entity | undefined = memory.lookups.get(id)?.entity
  if (entity === undefined) return
  memory.lookups.delete(id)
  entity.lookups = (entity.lookups ?? []).filter((each) => each !== id)
}

function lookupId(field: CompiledField, { registry }: KnownType, variables: Variables): string | null {
  const text = argumentText(field.arguments, variables)
  return text === null ? null : `${lookup}${registry} ${field.name} ${text}`
}
