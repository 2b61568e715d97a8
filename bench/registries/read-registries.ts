import { getNamedType, isObjectType, isUnionType } from 'graphql'
import type { GraphQLField, GraphQLNamedType, GraphQLObjectType } from 'graphql'
import { directiveOf, isKeyed, readRegistrySchemas } from './registry-schemas.ts'
import type { Registry, RegistrySchema } from './registry-schemas.ts'

/** One entity as its registry gives it, links as `{ __typename, id }`. */
export interface Entity {
  readonly __typename: string
  readonly id: string
  readonly [field: string]: unknown
}

export function typeOf({ __typename: type }: Entity): string {
  return type
}

/** Asks one registry. @returns `data` */
export type Ask = (
  registry: Registry,
  query: string,
  variables: Readonly<Record<string, unknown>>,
) => Promise<Readonly<Record<string, unknown>>>

/** As many as a page of a search may have. */
const batch = 100

/**
 * Everything that the registries hold: what their searches list, what those link to, and what each registry knows of the
 * people and legal entities of the others.
 */
export async function readRegistries(
  ask: Ask,
  onEntity: (registry: Registry, entity: Entity) => void,
): Promise<void> {
  const schemas = readRegistrySchemas()
  const everywhere = new Map<string, readonly Entity[]>()
  for (const schema of schemas) {
    for (const type of await searchAll(schema, ask)) everywhere.set(type.of, type.found)
  }
  for (const schema of schemas) {
    const known = new Set<string>()
    const waiting: Entity[] = [...schema.entities].flatMap((type) => everywhere.get(type) ?? [])
    for (const entity of waiting) known.add(`${typeOf(entity)} ${entity.id}`)
    for (let first = 0; first < waiting.length; first += batch) {
      for (const entity of await entitiesOf(schema, waiting.slice(first, first + batch), ask)) {
        onEntity(schema.registry, entity)
        for (const link of linksIn(entity)) {
          const name = `${typeOf(link)} ${link.id}`
          // A person under a former code is the same person.
          if (typeOf(link) === 'Person' || !schema.entities.has(typeOf(link)) || known.has(name)) continue
          known.add(name)
          waiting.push(link)
        }
      }
    }
  }
}

/** The keys of all that the registry's searches list; of people, all their codes. */
async function searchAll(
  { registry, schema }: RegistrySchema,
  ask: Ask,
): Promise<readonly { of: string; found: readonly Entity[] }[]> {
  const searches = Object.values(schema.getQueryType()?.getFields() ?? {}).flatMap((field) => {
    const type = getNamedType(field.type)
    return type.name.endsWith('Connection') ? [{ field: field.name, of: type.name.slice(0, -10) }] : []
  })
  return Promise.all(
    searches.map(async ({ field, of }) => {
      const codes = of === 'Person' ? ' codes' : ''
      const query = `query ($after: String) { page: ${field}(first: ${batch}, after: $after) { edges { node { __typename id${codes} } } pageInfo { hasNextPage endCursor } } }`
      const found: Entity[] = []
      for (let after: string | null = null, hasNext = true; hasNext;) {
        const { page } = (await ask(registry, query, { after })) as unknown as { page: Page }
        found.push(...page.edges.map(({ node }) => node))
        hasNext = page.pageInfo.hasNextPage
        after = page.pageInfo.endCursor
      }
      return { of, found }
    }),
  )
}

interface Page {
  readonly edges: readonly { readonly node: Entity }[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

async function entitiesOf(
  { registry, schema, entities }: RegistrySchema,
  wanted: readonly Entity[],
  ask: Ask,
): Promise<readonly Entity[]> {
  const types = new Set(wanted.map(typeOf))
  const fragments = [...types].map((name) => {
    const type = schema.getType(name)
    return isObjectType(type) ? `... on ${name} { __typename ${fieldsOf(type)} }` : ''
  })
  const query = `query ($wanted: [_Any!]!) { found: _entities(representations: $wanted) { ${fragments.join(' ')} } }`
  const { found } = (await ask(registry, query, { wanted })) as unknown as {
    found: readonly (Entity | null)[]
  }
  return found.filter((entity) => entity !== null && entities.has(typeOf(entity))) as Entity[]
}

function fieldsOf(type: GraphQLObjectType): string {
  return Object.values(type.getFields()).map(selectionOf).join(' ')
}

function selectionOf(field: GraphQLField<unknown, unknown>): string {
  if (directiveOf(field, 'external') !== null) return ''
  const type: GraphQLNamedType = getNamedType(field.type)
  if (isUnionType(type)) {
    const links = type.getTypes().map(({ name }) => `... on ${name} { id }`)
    return `${field.name} { __typename ${links.join(' ')} }`
  }
  if (!isObjectType(type)) return field.name
  return isKeyed(type) ? `${field.name} { __typename id }` : `${field.name} { ${fieldsOf(type)} }`
}

function* linksIn(value: unknown, isTop = true): Generator<Entity> {
  if (Array.isArray(value)) for (const each of value) yield* linksIn(each, false)
  else if (typeof value === 'object' && value !== null) {
    if ('__typename' in value && !isTop) yield value as Entity
    else for (const each of Object.values(value)) yield* linksIn(each, false)
  }
}
