import { argumentText } from './argument-text.ts'
import type { CompiledField, CompiledSelection, CompiledTarget } from './compiled-selection.ts'
import type { Filled, JsonObject } from './entity-store.ts'
import { Entity, Variants, variantId } from './entity.ts'
import type { ArgumentedValue, Stamp } from './entity.ts'
import type { Memory } from './memory.ts'
import { sumOfChanges } from './read.ts'
import { requiredBy } from './representation.ts'
import type { RegistryTrust } from './registry-trust.ts'
import { covers, emptyList, firstValue, isWhole, kept, united } from './stored.ts'
import type { Tree } from './stored.ts'

interface NewValue {
  readonly field: CompiledField
  /** Of its arguments. */
  readonly text: string
  readonly value: unknown
}

/** Values of one field that are kept at most, for different selections below it; and values by arguments of one entity. */
const mostVariants = 4
const mostArgumented = 32

/** One fill of a memory: what a fetch brought, taken apart into entities. */
export class Filling {
  readonly stamp: Stamp
  private readonly memory: Memory
  private readonly trust: RegistryTrust
  private readonly filled: Filled
  private readonly texts = new Map<CompiledField, string | null>()

  constructor(memory: Memory, trust: RegistryTrust, filled: Filled) {
    this.memory = memory
    this.trust = trust
    this.filled = filled
    this.stamp = { filledAt: filled.now, generation: trust.generation }
  }

  /**
   * Takes an object, with the entities in it, to which it is linked or which they hold. @returns its id, where it has one:
   * also where it was not accepted, since it may be so another time.
   */
  linked(compiled: CompiledSelection, object: JsonObject): string | null {
    const values = this.newValues(compiled.fields, object)
    const key = answeredKey(compiled, object)
    if (key === null) return null
    const id = compiled.type.prefix + key
    const isKept = !compiled.isBare && this.accepts(compiled, [key])
    return (isKept ? this.keep(id, compiled, values)?.id : undefined) ?? this.memory.texts.shared(id)
  }

  /** Takes what a look-up found. @returns null where it is not kept. */
  found(compiled: CompiledSelection, object: JsonObject): Entity | null {
    const values = this.newValues(compiled.fields, object)
    const key = answeredKey(compiled, object)
    if (key === null || !this.accepts(compiled, [key])) return null
    return this.keep(compiled.type.prefix + key, compiled, values)
  }

  /** Takes what a representation stands for. */
  represented(compiled: CompiledSelection, object: JsonObject, representation: JsonObject): void {
    const { type } = compiled
    const values = this.newValues(compiled.fields, object)
    const answered = answeredKey(compiled, object)
    const required = requiredBy(representation)
    if (answered === null || required === null) return
    const { key, text } = required
    const names = [...new Set([key, answered, ...required.names])]
    if (!this.accepts(compiled, names)) return
    const id = text === null ? type.prefix + key : variantId(type, key, text)
    const entity = this.keep(id, compiled, values)
    if (entity === null) return
    entity.answeredId = answered === key ? null : answered
    const aliases = names.map((name) => type.prefix + name).filter((alias) => alias !== id)
    if (aliases.length === 0) return
    this.memory.name(entity, aliases)
    this.memory.keep(entity)
  }

  /** Entities in a value that is not kept itself. */
  passThrough(target: CompiledTarget, value: unknown): void {
    this.stored(target, value)
  }

  /** INVARIANT: nothing is kept that its registry's trust does not accept under every name that it is dropped by. */
  private accepts({ type }: CompiledSelection, names: readonly string[]): boolean {
    const { mark, position } = this.filled
    return this.trust.accepts(mark, position, type.name, names)
  }

  /** null where it does not fit in. */
  private keep(id: string, { type }: CompiledSelection, values: readonly NewValue[]): Entity | null {
    const entity = this.memory.find(id) ?? new Entity(id, type, this.stamp)
    const { length } = entity.values
    for (const { field, text, value } of values) {
      if (text === '') this.place(entity, field, value)
      else this.placeArgumented(entity, `${field.name} ${text}`, field, value)
    }
    simplify(entity)
    // A copy is as long as it must be; what was pushed to has room for more.
    if (entity.values.length > length) entity.values = entity.values.slice()
    this.memory.keep(entity)
    return this.memory.entities.peek(id) === entity ? entity : null
  }

  private place(entity: Entity, { slot }: CompiledField, value: unknown): void {
    while (entity.values.length <= slot) entity.values.push(undefined)
    const present = entity.values[slot]
    const presentStamp = entity.stamps?.[slot] ?? entity.stamp
    if (present === undefined) {
      this.set(entity, slot, value, this.stamp)
    } else if (present instanceof Variants) {
      this.choose(entity, slot, value, present)
    } else if (presentStamp === this.stamp) {
      entity.values[slot] = united(present, value)
    } else if (order(this.stamp, presentStamp) > 0 && covers(value, present)) {
      this.set(entity, slot, value, this.stamp)
    } else {
      this.choose(entity, slot, value, new Variants([present], [presentStamp]))
    }
  }

  /** Keeps the newest, and of the others those that hold something that no newer one does. */
  private choose(entity: Entity, slot: number, value: unknown, { values, stamps }: Variants): void {
    const { stamp } = this
    const all = values.map((each, index) => ({ value: each, stamp: stamps[index] ?? stamp }))
    all.push({ value, stamp })
    all.sort((one, other) => order(other.stamp, one.stamp))
    const chosen: typeof all = []
    for (const each of all) {
      if (chosen.length === mostVariants) break
      if (!chosen.some((newer) => covers(newer.value, each.value))) chosen.push(each)
    }
    const [only] = chosen
    if (chosen.length === 1 && only !== undefined) this.set(entity, slot, only.value, only.stamp)
    else
      entity.values[slot] = new Variants(
        chosen.map((each) => each.value),
        chosen.map((each) => each.stamp),
      )
  }

  private set(entity: Entity, slot: number, value: unknown, stamp: Stamp): void {
    entity.values[slot] = value
    if (entity.stamps === null && entity.stamp === stamp) return
    entity.stamps ??= entity.values.map(() => entity.stamp)
    while (entity.stamps.length <= slot) entity.stamps.push(undefined)
    entity.stamps[slot] = stamp
  }

  private placeArgumented(entity: Entity, key: string, { linked }: CompiledField, value: unknown): void {
    const { mark, position } = this.filled
    // Which entities belong to it may follow from values of theirs, of which its own entity's changes tell nothing.
    for (const { name } of linked) if (!this.trust.acceptsNotFound(mark, position, name)) return
    const argumented = (entity.argumented ??= new Map<string, ArgumentedValue>())
    const present = argumented.get(key)
    if (present?.stamp === this.stamp) value = united(present.value, value)
    else if (present !== undefined && order(present.stamp, this.stamp) > 0) return
    argumented.delete(key)
    argumented.set(key, { value, stamp: this.stamp, linked, changes: sumOfChanges(linked) })
    for (const oldest of argumented.keys()) {
      if (argumented.size <= mostArgumented) return
      argumented.delete(oldest)
    }
  }

  private newValues(fields: readonly CompiledField[], object: JsonObject): NewValue[] {
    const values: NewValue[] = []
    for (const field of fields) {
      if (field.kind === 'typename' || field.kind === 'key') continue
      const value = this.stored(field.target, own(object, field.key))
      const text = this.textOf(field)
      if (value !== undefined && text !== null && field.isKept) values.push({ field, text, value })
    }
    return values
  }

  /** A value as memory has it; undefined where it is not all there. Entities in it are kept either way. */
  private stored(target: CompiledTarget | null, value: unknown): unknown {
    if (target === null) return isWhole(value) ? kept(value, this.memory.texts) : undefined
    if (value === null || value === undefined) return value
    if (Array.isArray(value)) {
      if (value.length === 0) return emptyList
      const list = value.map((element) => this.stored(target, element))
      return list.includes(undefined) ? undefined : list
    }
    if (typeof value !== 'object') return undefined
    const object = value as JsonObject
    const named = target.typedBy === null ? undefined : own(object, target.typedBy)
    const compiled = typeof named === 'string' ? target.byName.get(named) : target.single
    if (!compiled) return undefined
    return compiled.entity === null
      ? this.tree(compiled, object)
      : (this.linked(compiled, object) ?? undefined)
  }

  private tree({ type, fields }: CompiledSelection, object: JsonObject): Tree | undefined {
    const tree: Tree = [type, null]
    let isAll = true
    for (const field of fields) {
      if (field.kind === 'typename') continue
      const value = this.stored(field.target, own(object, field.key))
      const text = this.textOf(field)
      if (value === undefined || text === null || !field.isKept) {
        isAll = false
      } else if (text === '') {
        const index = firstValue + field.slot
        while (tree.length <= index) tree.push(undefined)
        tree[index] = tree[index] === undefined ? value : united(tree[index], value)
      } else {
        const key = `${field.name} ${text}`
        const argumented = (tree[1] ??= new Map<string, unknown>())
        const present = argumented.get(key)
        argumented.set(key, present === undefined ? value : united(present, value))
      }
    }
    return isAll ? (tree.slice() as Tree) : undefined
  }

  private textOf(field: CompiledField): string | null {
    if (field.arguments.length === 0) return ''
    const known = this.texts.get(field)
    if (known !== undefined) return known
    const text = argumentText(field.arguments, this.filled.variables)
    this.texts.set(field, text)
    return text
  }
}

/** One stamp for all values, where it is one. */
function simplify(entity: Entity): void {
  const { values, stamps } = entity
  if (stamps === null) return
  let only: Stamp | null = null
  for (const [slot, value] of values.entries()) {
    if (value === undefined || value instanceof Variants) continue
    const stamp = stamps[slot] ?? entity.stamp
    if (only !== null && only !== stamp) return
    only = stamp
  }
  if (only === null) return
  entity.stamp = only
  entity.stamps = null
}

/** Above 0 where the first is of a later generation, or of a later fetch in the same one. */
function order(one: Stamp, other: Stamp): number {
  return one.generation - other.generation || one.filledAt - other.filledAt
}

function answeredKey({ entity }: CompiledSelection, object: JsonObject): string | null {
  const key = entity === null ? undefined : own(object, entity.keyedBy)
  return typeof key === 'string' ? key : null
}

function own(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined
}
