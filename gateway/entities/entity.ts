/** When something was fetched (its fetch was sent), and in which generation of its registry's feed. One for all of a fill. */
export interface Stamp {
  readonly filledAt: number
  readonly generation: number
}

/**
 * Beginnings of ids: one character for the type of an entity, and others for what is no plain entity. INVARIANT: no two kinds
 * begin alike. One character, since V8 makes a text of up to 12 characters (a personal code and this) in one piece.
 */
export const lookup = ' '
const variant = '!'
const firstOfType = 34

/** The number of the type of the entity that a reference leads to. */
export function typeNumber(reference: string): number {
  return reference.charCodeAt(0) - firstOfType
}

/** A look-up, by the argument that names an entity's key. */
export interface Finder {
  readonly field: string
  readonly argument: string
}

/** What a registry says of one type: which fields there are, and what the feed told of all its entities. */
export class KnownType {
  readonly registry: string
  readonly name: string
  /** Begins the ids of its entities, and of those that depend on more than their key. */
  readonly prefix: string
  readonly variantPrefix: string
  /** Fields by name and type → their place in an entity's values; as many as the schema ever had. */
  readonly slots = new Map<string, number>()
  /** Grows when everything of the type is dropped: what is of an earlier one is dead. */
  epoch = 0
  /** Grows when anything of the type may have changed. */
  changes = 0
  /** Grows when there may be new entities of the type. */
  arrivals = 0
  /** The root field, with its argument, that finds entities by their own key: see `Entity.found`. */
  finder: Finder | null = null

  constructor(registry: string, name: string, number: number) {
    this.registry = registry
    this.name = name
    this.prefix = String.fromCharCode(firstOfType + number)
    this.variantPrefix = variant + this.prefix
  }

  slotOf(field: string): number {
    let slot = this.slots.get(field)
    if (slot === undefined) this.slots.set(field, (slot = this.slots.size))
    return slot
  }
}

/** A value that depends on a field's arguments. */
export interface ArgumentedValue {
  readonly value: unknown
  readonly stamp: Stamp
  /** Types of entities that it links to, and the sum of their `changes` when it was fetched: it holds until one changes. */
  readonly linked: readonly KnownType[]
  readonly changes: number
}

/**
 * One entity as one registry has it. Of values, `undefined` is what was never fetched; the rest is as `Stored` says. Kept
 * small, since there are millions: null stands for everything that most entities have none of.
 */
export class Entity {
  readonly id: string
  readonly type: KnownType
  readonly epoch: number
  /** The `id` that the registry answered, where it is another than that it was asked for by. */
  answeredId: string | null = null
  values: unknown[] = []
  stamp: Stamp
  /** By slot, where values are of different fills. */
  stamps: (Stamp | undefined)[] | null = null
  argumented: Map<string, ArgumentedValue> | null = null
  /** Look-ups that lead here, and names other than its id by which it is dropped: for the way back. */
  lookups: string[] | null = null
  aliases: string[] | null = null
  /** When its type's finder found it by its own key: most look-ups are this one, and take no index. */
  found: Stamp | null = null

  constructor(id: string, type: KnownType, stamp: Stamp) {
    this.id = id
    this.type = type
    this.epoch = type.epoch
    this.stamp = stamp
  }
}

/** The registry said that there is no such entity. */
export class Absence {
  readonly type: KnownType
  readonly stamp: Stamp
  readonly epoch: number
  readonly arrivals: number
  /** null: not before something arrives. Otherwise any change of the type may make it appear. */
  readonly changes: number | null

  constructor(type: KnownType, stamp: Stamp, isScoped: boolean) {
    this.type = type
    this.stamp = stamp
    this.epoch = type.epoch
    this.arrivals = type.arrivals
    this.changes = isScoped ? type.changes : null
  }

  get isOver(): boolean {
    const { epoch, arrivals, changes } = this.type
    return (
      this.epoch !== epoch ||
      this.arrivals !== arrivals ||
      (this.changes !== null && this.changes !== changes)
    )
  }
}

/** What a look-up found. */
export interface FoundWay {
  readonly entity: Entity
  readonly stamp: Stamp
}

/** The values that one field had in different selections: each whole, of one answer. */
export class Variants {
  readonly values: readonly unknown[]
  readonly stamps: readonly Stamp[]

  constructor(values: readonly unknown[], stamps: readonly Stamp[]) {
    this.values = values
    this.stamps = stamps
  }
}

/** The key that an entity was asked for by. */
export function keyOf({ id, type }: Entity): string {
  return keyIn(id, type)
}

export function keyIn(id: string, { prefix, variantPrefix }: KnownType): string {
  if (id.startsWith(prefix)) return id.slice(prefix.length)
  const colon = id.indexOf(':')
  return id.slice(colon + 1, colon + 1 + Number(id.slice(variantPrefix.length, colon)))
}

/** The id of an entity whose values depend on more than its key. */
export function variantId({ variantPrefix }: KnownType, key: string, required: string): string {
  return `${variantPrefix}${key.length}:${key}${required}`
}
