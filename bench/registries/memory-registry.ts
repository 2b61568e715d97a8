import { getNamedType, isObjectType } from 'graphql'
import { Copies } from './copies.ts'
import { typeOf } from './read-registries.ts'
import type { Entity } from './read-registries.ts'
import { directiveOf } from './registry-schemas.ts'
import type { Registry, RegistrySchema } from './registry-schemas.ts'

/** One registry's entities in memory, found as its subgraph finds them: by key, by a look-up's field, by a search's filters. */
export class MemoryRegistry {
  readonly registry: Registry
  readonly schema: RegistrySchema
  readonly #entities = new Map<string, Map<string, Entity>>()
  readonly #indexes = new Map<string, Map<string, Entity[]>>()

  readonly #copies: Copies

  constructor(schema: RegistrySchema, copies = new Copies(1)) {
    this.#copies = copies
    this.registry = schema.registry
    this.schema = schema
    for (const type of schema.entities) this.#entities.set(type, new Map())
  }

  add(entity: Entity): void {
    this.#copies.note(entity)
    const known = this.#entities.get(typeOf(entity))
    known?.set(entity.id, entity)
    for (const code of codesOf(entity)) if (known?.has(code) === false) known.set(code, entity)
  }

  /** Each entity of the type once; of the country itself, and not of its copies. */
  all(type: string): readonly Entity[] {
    return [...new Set(this.#entities.get(type)?.values() ?? [])]
  }

  /** What the registry knows of the entity, by its key or another of a person's codes; null where it knows nothing. */
  find(reference: Entity): Entity | null {
    const found = this.#findOriginal(reference)
    if (found !== null || this.#copies.count === 1) return found
    const meant =
      this.#copies.originalOf(reference) ??
      codesOf(reference)
        .map((id) => this.#copies.originalOf({ __typename: typeOf(reference), id }))
        .find((each) => each !== null)
    if (meant == null) return null
    const original = this.#findOriginal(meant.original)
    return original && this.#copies.copied(original, meant.copy)
  }

  #findOriginal(reference: Entity): Entity | null {
    const known = this.#entities.get(typeOf(reference))
    const found = known?.get(reference.id)
    if (found !== undefined || known === undefined) return found ?? null
    const code = codesOf(reference).find((each) => known.has(each))
    return (code === undefined ? null : known.get(code)) ?? null
  }

  /** An entity that another one links to: with all its fields where the registry has them. */
  follow(link: Entity): Entity {
    const original = this.#entities.get(typeOf(link))?.get(link.id)
    if (original !== undefined || this.#copies.count === 1) return original ?? link
    return this.find(link) ?? link
  }

  /** The answer of a root field: one entity, or a connection. @throws where the benchmark has no such search */
  root(field: string, given: Readonly<Record<string, unknown>>): unknown {
    const definition = this.schema.schema.getQueryType()?.getFields()[field]
    if (definition === undefined) throw new Error(`There is no field ${field}`)
    const { scope: _scope, first, after, ...filters } = given
    const of = getNamedType(definition.type).name
    const lookedUp = directiveOf(definition, 'lookup', 'field')
    if (lookedUp !== null) {
      const [value] = Object.values(filters)
      if (of === 'Person') return this.find({ __typename: of, id: digitsOf(value) })
      return this.#indexOf(of, lookedUp).get(String(value))?.[0] ?? null
    }
    return this.#page(of.slice(0, -'Connection'.length), filters, Number(first ?? 20), after)
  }

  #page(of: string, filters: Readonly<Record<string, unknown>>, first: number, after: unknown): unknown {
    const given = Object.entries(filters).filter(([, value]) => value !== undefined && value !== null)
    const [filter, ...others] = given
    if (filter === undefined || others.length > 0) throw new Error('A search of the benchmark has one filter')
    const found = this.#search(of, filter)
    const start = typeof after === 'string' ? found.findIndex(({ id }) => id === after) + 1 : 0
    const nodes = found.slice(start, start + first)
    return {
      edges: nodes.map((node) => ({ cursor: node.id, node })),
      pageInfo: {
        hasNextPage: found.length > start + first,
        hasPreviousPage: start > 0,
        startCursor: nodes[0]?.id ?? null,
        endCursor: nodes.at(-1)?.id ?? null,
      },
    }
  }

  #search(of: string, [name, value]: readonly [string, unknown]): readonly Entity[] {
    const type = this.schema.schema.getType(of)
    const fields = isObjectType(type) ? type.getFields() : {}
    if (name in fields) return this.#indexOf(of, name).get(String(value)) ?? []
    const field = Object.keys(fields).find((each) => name === `${each}s`)
    if (field === undefined || !Array.isArray(value)) throw new Error(`There is no filter ${name}`)
    return value.flatMap((each) => this.#listed(of, field, each))
  }

  #listed(of: string, field: string, value: unknown): readonly Entity[] {
    if (of !== 'Person') return this.#indexOf(of, field).get(String(value)) ?? []
    const found = this.find({ __typename: of, id: digitsOf(value) })
    return found === null ? [] : [found]
  }

  /** Made when it is first asked for; in the order of keys. */
  #indexOf(of: string, field: string): ReadonlyMap<string, readonly Entity[]> {
    const name = `${of}.${field}`
    const known = this.#indexes.get(name)
    if (known !== undefined) return known
    const ordered = this.all(of).toSorted((one, other) => (one.id < other.id ? -1 : 1))
    const index = Map.groupBy(ordered, (entity) => String(entity[field]))
    this.#indexes.set(name, index)
    return index
  }
}

function codesOf(entity: Entity): readonly string[] {
  const { codes } = entity
  return Array.isArray(codes) ? codes : []
}

function digitsOf(code: unknown): string {
  return String(code).replace('-', '')
}
