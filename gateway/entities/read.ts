import type { HotLimits } from '#gateway/planner/hot-fetch.ts'
import { argumentText } from './argument-text.ts'
import type { CompiledField, CompiledSelection, CompiledTarget } from './compiled-selection.ts'
import type { JsonObject, Reading } from './entity-store.ts'
import { judging } from './judging.ts'
import type { Judging, Verdict } from './judging.ts'
import { objectFactory } from './object-factory.ts'
import type { ObjectFactory } from './object-factory.ts'
import { Variants, keyIn, keyOf } from './entity.ts'
import type { ArgumentedValue, Entity, Stamp } from './entity.ts'
import type { Memory } from './memory.ts'
import type { RegistryTrust } from './registry-trust.ts'
import { copyOf, firstValue, isTree } from './stored.ts'
import type { Tree } from './stored.ts'

/** Something is missing. No registry's value is one. */
const lacking = Symbol('lacking')
type Found<Value> = Value | typeof lacking

const fresh = { isFresh: true }
const notFresh = { isFresh: false }

interface PendingNote {
  readonly state: 'UNVERIFIED' | 'STALE'
  readonly asOf: number
  readonly coordinates: readonly string[]
  /** null until it is made. */
  object: JsonObject | null
}

/**
 * Reads from one memory, one reading after another: an object for all of them, so that a reading makes nothing but what it
 * answers. INVARIANT: a reading is synchronous, and calls nobody who could begin another before it is over.
 */
export class Reader {
  private readonly memory: Memory
  private reading!: Reading
  private judging!: Judging
  /** Numbers readings: what is worked out for one is not used by the next. */
  private pass = 0
  /** Of what is not FRESH; without coordinates, of what is therefore kept back. */
  readonly notes: PendingNote[] = []
  private readonly asked = new Map<CompiledSelection, Set<string>>()
  private isIncomplete = false
  /** Values of the objects that are being read, those of an object in another above the other's. */
  private readonly read: unknown[] = []
  private top = 0

  constructor(memory: Memory) {
    this.memory = memory
  }

  begin(reading: Reading, trust: RegistryTrust): void {
    this.reading = reading
    this.judging = judging(reading, trust)
    this.pass += 1
    this.isIncomplete = false
    this.top = 0
    if (this.notes.length > 0) this.notes.length = 0
    if (this.asked.size > 0) this.asked.clear()
    if (reading.missing !== undefined) reading.missing.length = 0
  }

  /** Tells what is to be told of a reading. Without success nothing is; `missing` stays where it is the only reason. */
  end(registry: string, isFound: boolean): boolean {
    const { reading } = this
    if (!isFound && reading.missing !== undefined) reading.missing.length = 0
    if (!isFound || this.isIncomplete) return false
    for (const { state, asOf, coordinates, object } of this.notes)
      if (object !== null) reading.note(registry, state, asOf, coordinates, object)
    return true
  }

  /** Whether what was found (or not found) at a time may be told in `object`; null: no. Noted where it is not FRESH. */
  judgeWay(
    stamp: Stamp,
    { entity }: CompiledSelection,
    coordinates: readonly string[],
    object: JsonObject,
  ): { readonly isFresh: boolean } | null {
    const verdict = entity === null ? null : this.judging.judge(stamp, entity.limits)
    if (verdict === null) return null
    if (verdict !== 'FRESH') this.notes.push({ ...verdict, coordinates, object })
    return verdict === 'FRESH' ? fresh : notFresh
  }

  /** What a look-up found. */
  found(compiled: CompiledSelection, entity: Entity, isFresh: boolean): JsonObject | null {
    const object = this.readEntity(compiled, entity, null, isFresh)
    return object === lacking ? null : object
  }

  /** What was asked for by its id. */
  byId(compiled: CompiledSelection, entity: Entity): JsonObject | null {
    const object = this.readEntity(compiled, entity, entity.answeredId, true)
    return object === lacking ? null : object
  }

  private readEntity(
    compiled: CompiledSelection,
    entity: Entity,
    answeredId: string | null,
    isLinkFresh: boolean,
  ): Found<JsonObject> {
    const limits = compiled.entity?.limits
    if (limits === undefined) return lacking
    const { fields } = compiled
    const { values, stamps } = entity
    const { read, reading } = this
    const base = this.top
    const noted = this.notes.length
    let judged: Stamp | null = null
    let verdict: Verdict = null
    this.top += fields.length
    for (let index = 0; index < fields.length; index++) {
      const field = fields[index] as CompiledField
      const { kind } = field
      if (kind === 'typename') {
        read[base + index] = compiled.type.name
        continue
      }
      if (kind === 'key') {
        if (isLinkFresh || !reading.conditionKeys.has(field.key))
          read[base + index] = answeredId ?? keyOf(entity)
        else if (reading.mostStaleMs === null) return lacking
        else read[base + index] = undefined
        continue
      }
      let value: unknown
      let { stamp } = entity
      const text = field.arguments.length === 0 ? '' : this.textOf(field)
      if (text === '') {
        value = values[field.slot]
        if (stamps !== null) stamp = stamps[field.slot] ?? stamp
      } else {
        const kept = text === null ? undefined : entity.argumented?.get(`${field.name} ${text}`)
        if (kept === undefined || !holds(kept)) return lacking
        ;({ value, stamp } = kept)
      }
      if (value === undefined) return lacking
      if (kind === 'composite' && value instanceof Variants) {
        const chosen = this.readVariants(field, value, limits)
        if (chosen === lacking) return lacking
        read[base + index] = chosen
        continue
      }
      if (stamp !== judged) {
        judged = stamp
        verdict = this.judging.judge(stamp, limits)
      }
      if (verdict === null) return lacking
      if (verdict !== 'FRESH') {
        const isCondition = reading.conditionKeys.has(field.key)
        if (isCondition && reading.mostStaleMs === null) return lacking
        this.notes.push({ ...verdict, coordinates: isCondition ? [] : field.coordinates, object: null })
        if (isCondition) {
          read[base + index] = undefined
          continue
        }
      }
      if (kind === 'leaf') {
        read[base + index] = typeof value === 'object' ? copyOf(value) : value
      } else {
        const below = this.readValue(field.target, value, verdict === 'FRESH')
        if (below === lacking) return lacking
        read[base + index] = below
      }
    }
    this.top = base
    const object = (compiled.make ??= factoryOf(compiled))(read, base)
    for (let index = noted; index < this.notes.length; index++) {
      const note = this.notes[index]
      if (note !== undefined) note.object ??= object
    }
    return object
  }

  private readVariants(field: CompiledField, { values, stamps }: Variants, limits: HotLimits): unknown {
    const { reading } = this
    for (const [index, value] of values.entries()) {
      const verdict = this.judging.judge(stamps[index] as Stamp, limits)
      if (verdict === null) continue
      const isFresh = verdict === 'FRESH'
      const isUndecidable = !isFresh && reading.conditionKeys.has(field.key)
      if (isUndecidable && reading.mostStaleMs === null) continue
      const noted = this.notes.length
      if (!isFresh)
        this.notes.push({ ...verdict, coordinates: isUndecidable ? [] : field.coordinates, object: null })
      if (isUndecidable) return undefined
      const below = this.readValue(field.target, value, isFresh)
      if (below !== lacking) return below
      this.notes.length = noted
    }
    return lacking
  }

  /** `isFresh`: of the value that it is all part of. */
  private readValue(target: CompiledTarget | null, value: unknown, isFresh: boolean): unknown {
    if (target === null) return copyOf(value)
    if (value === null) return null
    if (typeof value === 'string') return this.readLink(target, value, isFresh)
    if (!Array.isArray(value)) return lacking
    if (isTree(value)) return this.readTree(target, value, isFresh)
    const list: unknown[] = []
    for (const element of value) {
      const read = this.readValue(target, element, isFresh)
      if (read === lacking) return lacking
      list.push(read)
    }
    return list
  }

  private readTree(target: CompiledTarget, tree: Tree, isFresh: boolean): Found<JsonObject> {
    const type = tree[0]
    const compiled = target.single ?? target.byName.get(type.name)
    if (compiled?.type !== type || compiled.entity !== null) return lacking
    const { fields } = compiled
    const { read, reading } = this
    const base = this.top
    this.top += fields.length
    for (let index = 0; index < fields.length; index++) {
      const field = fields[index] as CompiledField
      if (field.kind === 'typename') {
        read[base + index] = type.name
        continue
      }
      const text = field.arguments.length === 0 ? '' : this.textOf(field)
      if (text === null) return lacking
      const value = text === '' ? tree[firstValue + field.slot] : tree[1]?.get(`${field.name} ${text}`)
      if (value === undefined) return lacking
      if (!isFresh && reading.conditionKeys.has(field.key)) {
        if (reading.mostStaleMs === null) return lacking
        read[base + index] = undefined
        continue
      }
      const below = this.readValue(field.target, value, isFresh)
      if (below === lacking) return lacking
      read[base + index] = below
    }
    this.top = base
    return (compiled.make ??= factoryOf(compiled))(read, base)
  }

  private readLink(target: CompiledTarget, reference: string, isFresh: boolean): Found<JsonObject | null> {
    const type = this.memory.typeOf(reference)
    const compiled = type && (target.single ?? target.byName.get(type.name))
    if (type === undefined || compiled?.type !== type) return lacking
    if (compiled.isBare) return this.readBare(compiled, keyIn(reference, type), isFresh)
    if (compiled.entity === null) return lacking
    const entity = this.memory.find(reference)
    const { missing } = this.reading
    const reported = missing?.length ?? 0
    if (entity !== undefined) {
      const found = this.readEntity(compiled, entity, null, isFresh)
      if (found !== lacking) return found
    }
    const { alone } = compiled.entity
    if (missing === undefined || alone === null) return lacking
    // What is missing below it comes with it.
    missing.length = reported
    this.isIncomplete = true
    const asked = this.asked.get(compiled) ?? new Set()
    if (asked.has(reference)) return null
    this.asked.set(compiled, asked.add(reference))
    missing.push({ ...alone, representation: { __typename: type.name, id: keyIn(reference, type) } })
    return null
  }

  /** The reference says it all. */
  private readBare(compiled: CompiledSelection, id: string, isFresh: boolean): Found<JsonObject> {
    const { read, reading, top } = this
    const { fields, type } = compiled
    for (const [index, { kind, key }] of fields.entries()) {
      if (kind === 'typename') read[top + index] = type.name
      else if (isFresh || !reading.conditionKeys.has(key)) read[top + index] = id
      else if (reading.mostStaleMs === null) return lacking
      else read[top + index] = undefined
    }
    return (compiled.make ??= factoryOf(compiled))(read, top)
  }

  private textOf(field: CompiledField): string | null {
    if (field.pass !== this.pass) {
      field.pass = this.pass
      field.text = argumentText(field.arguments, this.reading.variables)
    }
    return field.text
  }
}

function holds({ linked, changes }: ArgumentedValue): boolean {
  return linked.length === 0 || sumOfChanges(linked) === changes
}

function factoryOf({ fields }: CompiledSelection): ObjectFactory {
  return objectFactory(fields.map(({ key }) => key))
}

export function sumOfChanges(types: ArgumentedValue['linked']): number {
  return types.reduce((sum, { changes }) => sum + changes, 0)
}
